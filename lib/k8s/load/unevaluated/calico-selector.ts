import type { LabelRequirement } from '../../../algebra/selector';

/** Conditions that must all hold; one of several such lists has to. */
type Alternatives = readonly (readonly LabelRequirement[])[];

/** More alternatives than anybody writes by hand: the selector then counts as one that cannot be read. */
const mostAlternatives = 100;

/**
 * Reads a selector of Calico: `all()`, `has(k)`, `!has(k)`, `k == 'v'`, `k != 'v'`, `k in {'a', 'b'}`, `k not in {'a'}`, joined
 * by `&&`, `||` and parentheses. Undefined for the rest of the language, and for what is none of it.
 * Source: https://docs.tigera.io/calico/latest/reference/resources/networkpolicy#selector
 */
export function readCalicoSelector(text: string): Alternatives | undefined {
  const tokens = tokensOf(text);
  if (!tokens) return undefined;
  if (tokens.length === 0) return [[]];
  const reader = new SelectorReader(tokens);
  const found = reader.either();
  return reader.isAtEnd ? found : undefined;
}

/** Words, quoted texts with their quotes, and signs; undefined where something is none of them. */
function tokensOf(text: string): readonly string[] | undefined {
  const pattern = /\s*(&&|\|\||==|!=|[(){},!]|"[^"]*"|'[^']*'|[A-Za-z0-9_./-]+)/y;
  const tokens: string[] = [];
  const end = text.trimEnd().length;
  while (pattern.lastIndex < end) {
    const [, token] = pattern.exec(text) ?? [];
    if (token === undefined) return undefined;
    tokens.push(token);
  }
  return tokens;
}

class SelectorReader {
  private at = 0;

  constructor(private readonly tokens: readonly string[]) {}

  get isAtEnd(): boolean {
    return this.at === this.tokens.length;
  }

  either(): Alternatives | undefined {
    let found = this.all();
    while (found && this.take('||')) {
      const next = this.all();
      found = next && limited([...found, ...next]);
    }
    return found;
  }

  private all(): Alternatives | undefined {
    let found = this.term();
    while (found && this.take('&&')) {
      const next = this.term();
      const before = found;
      found = next && limited(before.flatMap((left) => next.map((right) => [...left, ...right])));
    }
    return found;
  }

  private term(): Alternatives | undefined {
    if (this.take('(')) {
      const inner = this.either();
      return this.take(')') ? inner : undefined;
    }
    if (this.take('!')) {
      const key = this.take('has') ? this.inParentheses() : undefined;
      return key === undefined ? undefined : [[{ key, operator: 'DoesNotExist' }]];
    }
    if (this.tokens[this.at + 1] === '(') {
      if (this.take('all')) return this.take('(') && this.take(')') ? [[]] : undefined;
      const key = this.take('has') ? this.inParentheses() : undefined;
      return key === undefined ? undefined : [[{ key, operator: 'Exists' }]];
    }
    const key = this.word();
    const comparison = key === undefined ? undefined : this.comparison();
    return key === undefined || !comparison ? undefined : [[{ key, ...comparison }]];
  }

  /** `NotIn` and `!=` hold for labels without the key, in Calico as in Kubernetes. */
  private comparison(): Pick<LabelRequirement, 'operator' | 'values'> | undefined {
    if (this.take('==')) return comparisonWith('In', listOf(this.quoted()));
    if (this.take('!=')) return comparisonWith('NotIn', listOf(this.quoted()));
    if (this.take('in')) return comparisonWith('In', this.quotedSet());
    return this.take('not') && this.take('in') ? comparisonWith('NotIn', this.quotedSet()) : undefined;
  }

  private inParentheses(): string | undefined {
    const key = this.take('(') ? this.word() : undefined;
    return this.take(')') ? key : undefined;
  }

  private quotedSet(): readonly string[] | undefined {
    if (!this.take('{')) return undefined;
    const values: string[] = [];
    do {
      const value = this.quoted();
      if (value === undefined) return undefined;
      values.push(value);
    } while (this.take(','));
    return this.take('}') ? values : undefined;
  }

  private quoted(): string | undefined {
    const token = this.tokens[this.at];
    if (token === undefined || !/^["']/.test(token)) return undefined;
    this.at++;
    return token.slice(1, -1);
  }

  private word(): string | undefined {
    const token = this.tokens[this.at];
    if (token === undefined || !/^[A-Za-z0-9_./-]/.test(token)) return undefined;
    this.at++;
    return token;
  }

  private take(token: string): boolean {
    const isNext = this.tokens[this.at] === token;
    if (isNext) this.at++;
    return isNext;
  }
}

const listOf = (value: string | undefined): readonly string[] | undefined =>
  value === undefined ? undefined : [value];

const comparisonWith = (operator: 'In' | 'NotIn', values: readonly string[] | undefined) =>
  values && { operator, values };

const limited = (all: Alternatives): Alternatives | undefined => (all.length <= mostAlternatives ? all : undefined);
