import type { LabelRequirement, Selector } from '../../../algebra/selector';
import { fieldOf, isMap } from '../../manifest-value';
import { type Direction, directions, type PolicyType } from '../../network-policy';

/** Pods by their namespaces and labels; without `namespaces` those of the policy's own one. */
interface PodsOf {
  readonly namespaces?: Selector;
  readonly pods: Selector;
}

/** To whom a policy of another kind applies, as far as that is surely read. */
export interface Coverage {
  /** Undefined where the selector is missing or cannot be read: everybody in the policy's scope. */
  readonly pods: readonly PodsOf[] | undefined;
  /** As `UnevaluatedPolicy` has it. @default true */
  readonly sharesIsolation?: false;
  /** As `UnevaluatedPolicy` has it. */
  readonly mayCoverNodes?: true;
  /** That it applies beyond the namespace that it lies in. */
  readonly isForEveryNamespace?: true;
  readonly directions: readonly Direction[];
}

/** Reads whom a policy applies to; the scope is that of its kind. */
export type CoverageReader = (manifest: unknown) => Coverage;

/** Everybody in the policy's scope, both ways: what holds of a policy of which nothing can be read. */
export const everybody: Coverage = { pods: undefined, directions };

/** The directions for which a policy has rules in one of these fields; both where it has none, which is no policy that anybody meant. */
export function directionsOfRules(
  spec: unknown,
  fields: Readonly<Record<Direction, readonly string[]>>,
): readonly Direction[] {
  const has = (field: string) => {
    const rules = fieldOf(spec, field);
    return Array.isArray(rules) ? rules.length > 0 : rules !== undefined && rules !== null;
  };
  return orBoth(directions.filter((direction) => fields[direction].some(has)));
}

/** The directions that a list of `Ingress` and `Egress` names; both where it is missing or holds anything else. */
export function directionsOfTypes(types: unknown): readonly Direction[] {
  if (!Array.isArray(types) || !types.every((type) => typeByName.has(type))) return directions;
  return orBoth(directions.filter((direction) => types.some((type) => typeByName.get(type) === direction)));
}

const typeByName: ReadonlyMap<unknown, Direction> = new Map<PolicyType, Direction>([
  ['Ingress', 'ingress'],
  ['Egress', 'egress'],
]);

/** Directions of which there are none are not known. */
const orBoth = (some: readonly Direction[]): readonly Direction[] => (some.length > 0 ? some : directions);

/** A label selector of Kubernetes; undefined where it is anything that the API server might read otherwise. */
export function readLabelSelector(value: unknown): Selector | undefined {
  if (!isMap(value)) return undefined;
  const { matchLabels, matchExpressions, ...unknown } = value;
  if (Object.keys(unknown).length > 0) return undefined;
  const labels = readLabels(matchLabels ?? {});
  const expressions = readExpressions(matchExpressions ?? []);
  return labels && expressions && { matchLabels: labels, matchExpressions: expressions };
}

function readLabels(value: unknown): Readonly<Record<string, string>> | undefined {
  if (!isMap(value)) return undefined;
  const entries = Object.entries(value).flatMap(([key, text]) => (typeof text === 'string' ? [[key, text]] : []));
  return entries.length === Object.keys(value).length ? Object.fromEntries(entries) : undefined;
}

function readExpressions(value: unknown): readonly LabelRequirement[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const read = value.flatMap((each) => readExpression(each) ?? []);
  return read.length === value.length ? read : undefined;
}

function readExpression(value: unknown): LabelRequirement | undefined {
  const [key, operator, values] = [fieldOf(value, 'key'), fieldOf(value, 'operator'), fieldOf(value, 'values') ?? []];
  if (typeof key !== 'string' || !isTexts(values)) return undefined;
  if (operator === 'In' || operator === 'NotIn') return values.length > 0 ? { key, operator, values } : undefined;
  if (operator !== 'Exists' && operator !== 'DoesNotExist') return undefined;
  return values.length === 0 ? { key, operator } : undefined;
}

const isTexts = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((each) => typeof each === 'string');
