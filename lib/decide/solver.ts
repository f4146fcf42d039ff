import { type ActivityOrder, activityOrder, luby } from './search-order';
import type { Steps } from './steps';

/** A variable (1, 2, …), or with a minus sign its negation. */
export type Literal = number;

interface Clause {
  readonly literals: Literal[];
  readonly isLearned: boolean;
  /** From how many decision levels a learned clause joins literals: those with few are worth keeping. */
  readonly glue: number;
  isDropped: boolean;
}

interface Watch {
  readonly clause: Clause;
  /** Another literal of the clause: while it is true the clause need not be looked at. */
  readonly blocker: Literal;
}

const conflictsBetweenRestarts = 64;
const learnedAtFirst = 4000;

/**
 * Decides whether clauses can all be true, by conflict-driven search with learning (Marques-Silva and Sakallah 1996; watched
 * literals and activities as in MiniSat, Eén and Sörensson 2003). Deterministic. Clauses may be added between questions,
 * and what was learned for one question serves the next.
 */
export class Solver {
  /** By variable: 1, -1, or 0 while it is open. */
  private values = new Int8Array(64);
  private phases = new Int8Array(64);
  private levels = new Int32Array(64);
  private reasons: (Clause | undefined)[] = [];
  private seen = new Uint8Array(64);
  private readonly watches: Watch[][] = [];
  private readonly trail: Literal[] = [];
  private readonly levelStarts: number[] = [];
  private readonly order: ActivityOrder = activityOrder();
  private learned: Clause[] = [];
  private mostLearned = learnedAtFirst;
  private propagated = 0;
  private isContradiction = false;

  constructor(private readonly steps: Steps) {}

  /** Makes a variable known; questions decide it. */
  addVariable(variable: number): void {
    this.grow(variable);
    this.order.add(variable);
  }

  /** Demands that one of the literals is true. */
  addClause(literals: readonly Literal[]): void {
    this.backtrack(0);
    const open: Literal[] = [];
    for (const literal of new Set(literals)) {
      const value = this.valueOf(literal);
      if (value === 1 || open.includes(-literal)) return;
      if (value === 0) open.push(literal);
    }
    const [first] = open;
    if (first === undefined) this.isContradiction = true;
    else if (open.length === 1) this.assign(first, undefined);
    else this.attach({ literals: open, isLearned: false, glue: 0, isDropped: false });
  }

  /**
   * Whether all clauses can be true together with these literals; undefined where the steps are used up. After a `true`,
   * `isTrue` tells the assignment.
   */
  solve(assumptions: readonly Literal[]): boolean | undefined {
    this.backtrack(0);
    if (this.isContradiction) return false;
    for (let restart = 1; ; restart++) {
      const answer = this.search(assumptions, conflictsBetweenRestarts * luby(restart));
      if (answer === 'again') continue;
      if (answer === undefined) this.backtrack(0);
      return answer;
    }
  }

  /** The value of a variable in the assignment that was found. */
  isTrue(variable: number): boolean {
    return this.values[variable] === 1;
  }

  private search(assumptions: readonly Literal[], mostConflicts: number): boolean | undefined | 'again' {
    for (let conflicts = 0; ; ) {
      if (this.steps.left <= 0) return undefined;
      const conflict = this.propagate();
      if (conflict) {
        if (this.levelStarts.length === 0) {
          this.isContradiction = true;
          return false;
        }
        // A conflict among the assumptions alone means that they cannot hold together; learning tells, level by level.
        this.learnFrom(conflict);
        conflicts++;
        continue;
      }
      if (conflicts >= mostConflicts) {
        this.backtrack(0);
        return 'again';
      }
      if (this.learned.length > this.mostLearned) this.forgetHalf();
      const next = this.nextDecision(assumptions);
      if (next === 'refuted') return false;
      if (next === undefined) return true;
      this.levelStarts.push(this.trail.length);
      if (next !== 'assumed') this.assign(next, undefined);
    }
  }

  /** The next assumption, or an open variable; each assumption has a level of its own, also where it holds already. */
  private nextDecision(assumptions: readonly Literal[]): Literal | 'assumed' | 'refuted' | undefined {
    const assumption = assumptions[this.levelStarts.length];
    if (assumption !== undefined) {
      const value = this.valueOf(assumption);
      return value === 0 ? assumption : value === 1 ? 'assumed' : 'refuted';
    }
    for (let variable = this.order.next(); variable !== undefined; variable = this.order.next())
      if (this.values[variable] === 0) return this.phases[variable] === 1 ? variable : -variable;
    return undefined;
  }

  /** Follows all consequences of the trail; the clause that cannot be true any more, if there is one. */
  private propagate(): Clause | undefined {
    while (this.propagated < this.trail.length) {
      const falsified = -(this.trail[this.propagated++] ?? 0);
      const watching = this.watches[indexOf(falsified)] ?? [];
      this.steps.left -= watching.length + 1;
      let kept = 0;
      for (let at = 0; at < watching.length; at++) {
        const watch = watching[at] as Watch;
        if (this.valueOf(watch.blocker) === 1) {
          watching[kept++] = watch;
          continue;
        }
        const { clause } = watch;
        if (clause.isDropped) continue;
        const moved = this.rewatch(clause, falsified);
        if (moved) continue;
        const first = clause.literals[0] ?? 0;
        watching[kept++] = { clause, blocker: first };
        const value = this.valueOf(first);
        if (value === 1) continue;
        if (value === 0) {
          this.assign(first, clause);
          continue;
        }
        for (at++; at < watching.length; at++) watching[kept++] = watching[at] as Watch;
        watching.length = kept;
        this.propagated = this.trail.length;
        return clause;
      }
      watching.length = kept;
    }
    return undefined;
  }

  /** Looks for another literal of the clause to watch instead of the false one, which is left in second place. */
  private rewatch(clause: Clause, falsified: Literal): boolean {
    const { literals } = clause;
    if (literals[0] === falsified) {
      literals[0] = literals[1] ?? 0;
      literals[1] = falsified;
    }
    const first = literals[0] ?? 0;
    if (this.valueOf(first) === 1) return false;
    for (let at = 2; at < literals.length; at++) {
      const literal = literals[at] ?? 0;
      if (this.valueOf(literal) === -1) continue;
      literals[1] = literal;
      literals[at] = falsified;
      this.watches[indexOf(literal)]?.push({ clause, blocker: first });
      return true;
    }
    return false;
  }

  /** Learns the first clause that cuts the conflict off from the last decision, and returns to where it matters. */
  private learnFrom(conflict: Clause): void {
    const level = this.levelStarts.length;
    const lower: Literal[] = [];
    const marked: number[] = [];
    let reason: Clause | undefined = conflict;
    let at = this.trail.length - 1;
    let asserted = 0;
    for (let open = 0; ; ) {
      for (const literal of reason?.literals ?? []) {
        const variable = Math.abs(literal);
        if (variable === Math.abs(asserted) || this.seen[variable] || !this.levels[variable]) continue;
        this.seen[variable] = 1;
        marked.push(variable);
        this.order.bump(variable);
        if (this.levels[variable] === level) open++;
        else lower.push(literal);
      }
      while (!this.seen[Math.abs(this.trail[at] ?? 0)]) at--;
      asserted = this.trail[at] ?? 0;
      at--;
      if (--open === 0) break;
      reason = this.reasons[Math.abs(asserted)];
    }
    const kept = lower.filter((literal) => !this.isImplied(literal));
    for (const variable of marked) this.seen[variable] = 0;
    this.order.decay();
    this.keep(-asserted, kept);
  }

  /** Whether the other literals of the clause being learned imply this one. */
  private isImplied(literal: Literal): boolean {
    const reason = this.reasons[Math.abs(literal)];
    if (!reason) return false;
    return reason.literals.every((other) => {
      const variable = Math.abs(other);
      return variable === Math.abs(literal) || this.seen[variable] === 1 || this.levels[variable] === 0;
    });
  }

  private keep(asserted: Literal, others: readonly Literal[]): void {
    const sorted = [...others].sort((a, b) => (this.levels[Math.abs(b)] ?? 0) - (this.levels[Math.abs(a)] ?? 0));
    const [highest] = sorted;
    const glue = new Set(sorted.map((literal) => this.levels[Math.abs(literal)])).size;
    this.backtrack(highest === undefined ? 0 : (this.levels[Math.abs(highest)] ?? 0));
    if (highest === undefined) {
      this.assign(asserted, undefined);
      return;
    }
    const clause: Clause = { literals: [asserted, ...sorted], isLearned: true, glue, isDropped: false };
    this.learned.push(clause);
    this.attach(clause);
    this.assign(asserted, clause);
  }

  private forgetHalf(): void {
    const isInUse = (clause: Clause) => this.reasons[Math.abs(clause.literals[0] ?? 0)] === clause;
    const ranked = this.learned.map((clause, age) => ({ clause, age }));
    ranked.sort((a, b) => a.clause.glue - b.clause.glue || b.age - a.age);
    const half = ranked.length >> 1;
    for (const [place, { clause }] of ranked.entries())
      if (place >= half && clause.glue > 2 && !isInUse(clause)) clause.isDropped = true;
    this.learned = this.learned.filter(({ isDropped }) => !isDropped);
    this.mostLearned = Math.max(this.mostLearned * 1.1, this.learned.length * 1.5);
  }

  private attach(clause: Clause): void {
    const [first = 0, second = 0] = clause.literals;
    this.watches[indexOf(first)]?.push({ clause, blocker: second });
    this.watches[indexOf(second)]?.push({ clause, blocker: first });
  }

  private assign(literal: Literal, reason: Clause | undefined): void {
    const variable = Math.abs(literal);
    this.values[variable] = literal > 0 ? 1 : -1;
    this.levels[variable] = this.levelStarts.length;
    this.reasons[variable] = reason;
    this.trail.push(literal);
  }

  private backtrack(level: number): void {
    const start = this.levelStarts[level];
    if (start === undefined) return;
    for (let at = this.trail.length - 1; at >= start; at--) {
      const literal = this.trail[at] ?? 0;
      const variable = Math.abs(literal);
      this.values[variable] = 0;
      this.reasons[variable] = undefined;
      this.phases[variable] = literal > 0 ? 1 : -1;
      this.order.add(variable);
    }
    this.trail.length = start;
    this.levelStarts.length = level;
    this.propagated = start;
  }

  private valueOf(literal: Literal): number {
    return literal > 0 ? (this.values[literal] ?? 0) : -(this.values[-literal] ?? 0);
  }

  private grow(variable: number): void {
    if (variable >= this.values.length) {
      const size = Math.max(this.values.length * 2, variable + 1);
      this.values = grown(this.values, new Int8Array(size));
      this.phases = grown(this.phases, new Int8Array(size));
      this.levels = grown(this.levels, new Int32Array(size));
      this.seen = grown(this.seen, new Uint8Array(size));
    }
    while (this.watches.length <= indexOf(-variable)) this.watches.push([]);
    while (this.reasons.length <= variable) this.reasons.push(undefined);
  }
}

const indexOf = (literal: Literal): number => (literal > 0 ? literal * 2 : -literal * 2 + 1);

function grown<List extends { set(from: List): void }>(old: List, larger: List): List {
  larger.set(old);
  return larger;
}
