import type { Cidr } from '../../algebra/cidr';
import type { Selector } from '../../algebra/selector';
import { always, never, type Signal } from '../../decide/circuit';
import type { AddressVariable } from './address-variable';
import type { KnownLabels } from './namespace-variable';
import type { PossiblePod, World } from './world';

/** Pods by their labels, in a namespace by name, or in those that nobody names and a selector selects. */
export interface SomePods {
  readonly namespace: string | Selector;
  readonly pods: Selector;
}

/** What stands at an end of a row: some pods, all of them, or blocks of addresses. */
export type ShownEnd = readonly (SomePods | Cidr)[] | 'every pod';

/** Whether a pod, or an address, is one of these. */
export function isAmong(
  { circuit }: World,
  some: ShownEnd,
  end: PossiblePod | AddressVariable,
  known: KnownLabels,
): Signal {
  if (some === 'every pod') return 'isIn' in end ? never : always;
  return circuit.any(
    some.flatMap((each) => {
      if ('isIn' in end) return 'family' in each ? [end.isIn({ cidr: each, except: [] })] : [];
      if ('family' in each) return [];
      const isThere =
        typeof each.namespace === 'string'
          ? end.namespace.is(each.namespace)
          : circuit.all([end.namespace.isUnnamed(), end.namespace.matches(each.namespace, known)]);
      return [circuit.all([isThere, end.labels.matches(each.pods)])];
    }),
  );
}
