import { addTo, groupBy } from '../../algebra/keyed';
import type { SourceSpan } from '../../diagnostics/finding';
import type { DeclaredNamespace } from '../load/app-manifests';

/** What an app says of its namespaces in one environment. */
export interface NamespacesOfEnvironment {
  readonly env: string;
  readonly declared: readonly DeclaredNamespace[];
  /** Every namespace that its policies are in or name. */
  readonly named: ReadonlySet<string>;
}

/** A namespace that has another name in the other environment. */
export interface NamespacePair {
  readonly before: string;
  readonly after: string;
  /** What declares both. */
  readonly site: SourceSpan;
}

/** Namespaces that one place declares with different names, and that are not known to be the same. */
export interface UnpairedNamespaces {
  readonly before: readonly string[];
  readonly after: readonly string[];
  readonly site: SourceSpan;
  /** The rest of a sentence that says why: `their names do not say which is which`. */
  readonly why: string;
}

export interface NamespacePairs {
  readonly pairs: readonly NamespacePair[];
  readonly unpaired: readonly UnpairedNamespaces[];
}

/**
 * Which namespaces of two environments are the same value of the app: those that one place of its code declares. Where a place
 * declares several (a loop, a function), they are paired by names that differ in the environment's name alone. Nothing is
 * paired that a second place contradicts, or whose new name another namespace of the environment has.
 */
export function pairNamespaces(before: NamespacesOfEnvironment, after: NamespacesOfEnvironment): NamespacePairs {
  const unpaired: UnpairedNamespaces[] = [];
  const candidates: NamespacePair[] = [];
  const others = groupBy(after.declared, siteKey);
  for (const [key, own] of groupBy(before.declared, siteKey)) {
    const place = { here: namesOf(own), there: namesOf(others.get(key) ?? []), site: own[0].site };
    const { pairs, left } = pairsAt(place, { from: before.env, to: after.env });
    candidates.push(...pairs);
    if (left.before.length > 0 && left.after.length > 0)
      unpaired.push({ ...left, site: place.site, why: 'their names do not say which is which' });
  }
  const { kept, contradicted } = consistent(candidates);
  const taken = new Set([...before.named, ...before.declared.map(({ name }) => name)]);
  const { free, colliding } = withoutCollisions(kept, taken);
  const apart = (pairs: readonly NamespacePair[], why: (pair: NamespacePair) => string) =>
    pairs.map((pair) => ({ before: [pair.before], after: [pair.after], site: pair.site, why: why(pair) }));
  return {
    pairs: free,
    unpaired: [
      ...unpaired,
      ...apart(contradicted, () => 'another place of the app pairs one of them otherwise'),
      ...apart(colliding, ({ after: name }) => `${before.env} has another namespace ${name}`),
    ],
  };
}

const siteKey = ({ site: { file, line, column } }: DeclaredNamespace): string => `${file}:${line}:${column}`;
const namesOf = (declared: readonly DeclaredNamespace[]): ReadonlySet<string> =>
  new Set(declared.map(({ name }) => name));

/** What one place of the app declares in each environment. */
interface Place {
  readonly here: ReadonlySet<string>;
  readonly there: ReadonlySet<string>;
  readonly site: SourceSpan;
}

interface Environments {
  readonly from: string;
  readonly to: string;
}

function pairsAt(
  { here, there, site }: Place,
  environments: Environments,
): { readonly pairs: readonly NamespacePair[]; readonly left: Pick<UnpairedNamespaces, 'before' | 'after'> } {
  const isOfBoth = [...here].filter((name) => there.has(name));
  const old = [...here].filter((name) => !there.has(name));
  const now = [...there].filter((name) => !here.has(name));
  const isAlone = here.size === 1 && there.size === 1;
  const mayBe = (a: string, b: string) =>
    isAlone ? mayBeOne(a, b, environments) : inEnvironment(a, environments) === b;
  const found = old.flatMap((a) => now.filter((b) => mayBe(a, b)).map((b) => ({ before: a, after: b, site })));
  // A name without its environment's word is nobody's; of several that become one name, none is known to be it.
  const sole = found.filter(({ after }) => found.filter((other) => other.after === after).length === 1);
  return {
    pairs: [...isOfBoth.map((name) => ({ before: name, after: name, site })), ...sole],
    left: {
      before: old.filter((name) => !sole.some((pair) => pair.before === name)).sort(),
      after: now.filter((name) => !sole.some((pair) => pair.after === name)).sort(),
    },
  };
}

/** Whether two names may be of one value: whatever they are, but not where each has its environment's word and the rest differs. */
function mayBeOne(a: string, b: string, { from, to }: Environments): boolean {
  const changed = inEnvironment(a, { from, to });
  const back = inEnvironment(b, { from: to, to: from });
  return changed === undefined || back === undefined || changed === b;
}

/** `shop-prod` for `shop-dev`: every word of the name that is the environment's. Undefined where none is. */
function inEnvironment(name: string, { from, to }: Environments): string | undefined {
  const words = name.split('-');
  const own = from.toLowerCase();
  return words.includes(own) ? words.map((word) => (word === own ? to.toLowerCase() : word)).join('-') : undefined;
}

/** Pairs in which each namespace has one partner, by all places that declare it; those of one name need no renaming. */
function consistent(candidates: readonly NamespacePair[]): {
  readonly kept: readonly NamespacePair[];
  readonly contradicted: readonly NamespacePair[];
} {
  const partners = new Map<string, string[]>();
  for (const { before, after } of candidates) {
    addTo(partners, `before ${before}`, after);
    addTo(partners, `after ${after}`, before);
  }
  const isSole = (key: string) => new Set(partners.get(key)).size === 1;
  const distinct = [...groupBy(candidates, ({ before, after }) => `${before} ${after}`).values()].map(
    ([first]) => first,
  );
  const renamed = distinct.filter(({ before, after }) => before !== after);
  const isKept = ({ before, after }: NamespacePair) => isSole(`before ${before}`) && isSole(`after ${after}`);
  return { kept: renamed.filter(isKept), contradicted: renamed.filter((pair) => !isKept(pair)) };
}

/** A namespace cannot take a name that another one of its environment keeps: two would become one. */
function withoutCollisions(
  pairs: readonly NamespacePair[],
  taken: ReadonlySet<string>,
): { readonly free: readonly NamespacePair[]; readonly colliding: readonly NamespacePair[] } {
  const leaving = new Set(pairs.map(({ before }) => before));
  const collides = ({ after }: NamespacePair) => taken.has(after) && !leaving.has(after);
  const colliding = pairs.filter(collides);
  if (colliding.length === 0) return { free: pairs, colliding };
  // One that stays may be in the way of the next.
  const rest = withoutCollisions(
    pairs.filter((pair) => !collides(pair)),
    taken,
  );
  return { free: rest.free, colliding: [...colliding, ...rest.colliding] };
}
