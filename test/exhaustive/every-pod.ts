import type { Labels, PolicyResource } from '../../lib/k8s/resources';
import type { End } from '../evaluator/may-connect';
import { policiesOf } from '../evaluator/policies';
import { type Asked, reachOf } from '../evaluator/reach';
import { namespaceKey, namespaces, namespaceValues, podValues, portNumbers } from './small-policies';

/** A pod of the small world, with everything that a policy could ask of it; or an address outside, with an empty namespace. */
export interface Pod {
  readonly address?: string;
  readonly namespace: string;
  readonly namespaceLabels: Labels;
  readonly labels: Labels;
}

/** One way for a pod to name its ports: which of the probed numbers `http` stands for. */
export const namings: readonly (readonly number[])[] = [[], [80], [443], [9], [80, 443]];
/** Probed ports; 81 lies between those that rules give, 9 is one that no rule gives by number. */
export const probed = [...portNumbers, 81, 9] as const;

/** Every label set over some keys: each value, one that nobody names, or no label. */
export function everyLabelSet(keys: readonly string[], values: readonly string[] = podValues): readonly Labels[] {
  return keys.reduce<readonly Labels[]>(
    (sets, key) =>
      sets.flatMap((labels) => [labels, ...[...values, 'any'].map((value) => ({ ...labels, [key]: value }))]),
    [{}],
  );
}

/** Every way in which the namespace without an object could be labelled; the known one has one way. */
export const bareLabels = everyLabelSet([namespaceKey], namespaceValues);

/** Addresses on both sides of every edge of `blocks`. */
const outside: readonly Pod[] = ['10.0.0.1', '10.1.0.1', '198.51.100.7', '2001:db8::1'].map((address) => ({
  address,
  namespace: '',
  namespaceLabels: {},
  labels: {},
}));

/** Every pod in both known namespaces, and in every namespace that could exist; and addresses. */
export function everyPod(keys: readonly string[], knownLabels: Labels, bare: Labels): readonly Pod[] {
  const named = (name: string, labels: Labels) => ({
    name,
    labels: { ...labels, 'kubernetes.io/metadata.name': name },
  });
  const spaces = [
    named(namespaces[0], knownLabels),
    named(namespaces[1], bare),
    ...bareLabels.map((labels, index) => named(`other-${index}`, labels)),
  ];
  const pods = spaces.flatMap(({ name, labels: namespaceLabels }) =>
    everyLabelSet(keys).map((labels) => ({ namespace: name, namespaceLabels, labels })),
  );
  return [...pods, ...outside];
}

/** A question for each probed port and each naming of the target's ports. */
const questions: readonly Asked[] = probed.flatMap((port) =>
  namings.map((naming) => ({
    protocol: 'TCP',
    port,
    ports: naming.map((number) => ({ name: 'http', port: number, protocol: 'TCP' })),
  })),
);

/** What policies say of pods by their numbers. */
export interface Verdicts {
  /** Equal for pods that no policy tells apart. */
  keyOf(pod: number): string;
  /** Whether a source reaches a target on a probed port, where the target names its ports in one of `namings`. */
  connects(source: number, target: number, port: number, naming: number): boolean;
}

export function verdictsOf(policies: readonly PolicyResource[], pods: readonly Pod[]): Verdicts {
  const ends = pods.map(
    ({ address, namespace, labels, namespaceLabels }): End =>
      address ?? { namespace, labels, nsLabels: namespaceLabels },
  );
  const { keyOf, connects } = reachOf(policiesOf(policies), ends, questions);
  return {
    keyOf,
    connects: (source, target, port, naming) => connects(source, target, port * namings.length + naming),
  };
}
