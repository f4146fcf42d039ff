import { namespaceNameLabel, requirementsOf, type Selector } from '../../algebra/selector';
import { byCodeUnits } from '../../algebra/text-order';
import type { PolicyRules } from '../model/policy-rules';
import type { Universe } from '../model/universe';
import { type LabelCodes, labelCodesOf } from './label-codes';

/** Everything that selectors can tell apart: the labels of pods, the labels of namespaces, and namespaces by name. */
export interface Vocabulary {
  readonly podLabels: ReadonlyMap<string, LabelCodes>;
  readonly namespaceLabels: ReadonlyMap<string, LabelCodes>;
  /** Sorted. A namespace that could exist may have any of these names that no known one has, or another one. */
  readonly namespaces: readonly string[];
}

/** What is spoken of: selectors of pods, selectors of namespaces, and names of namespaces. */
export interface Spoken {
  readonly pods?: readonly Selector[];
  readonly namespaces?: readonly Selector[];
  readonly names?: Iterable<string>;
}

/** The vocabulary of all that is spoken of. */
export function vocabularyOf(spoken: readonly Spoken[]): Vocabulary {
  const selectors = spoken.flatMap(({ namespaces }) => namespaces ?? []);
  const names = new Set(spoken.flatMap((each) => [...(each.names ?? [])]));
  for (const { key, values } of selectors.flatMap(requirementsOf))
    if (key === namespaceNameLabel) for (const name of values ?? []) names.add(name);
  return {
    podLabels: labelCodesOf(spoken.flatMap(({ pods }) => pods ?? [])),
    namespaceLabels: labelCodesOf(selectors),
    namespaces: [...names].sort(byCodeUnits),
  };
}

/** The namespaces of a universe that somebody names. */
export function namesIn({ namespaces }: Universe): readonly string[] {
  return namespaces.flatMap(({ name }) => (name.startsWith('[') ? [] : [name]));
}

/** What policies speak of. */
export function spokenIn(policies: Iterable<PolicyRules>): Required<Spoken> {
  const pods: Selector[] = [];
  const namespaces: Selector[] = [];
  const names = new Set<string>();
  for (const { policy, selector, ingress, egress } of policies) {
    names.add(policy.namespace);
    pods.push(selector);
    for (const { peers } of [...(ingress ?? []), ...(egress ?? [])])
      for (const peer of peers ?? []) {
        if ('block' in peer) continue;
        pods.push(peer.pods);
        if (peer.namespaces) namespaces.push(peer.namespaces);
      }
  }
  return { pods, namespaces, names };
}
