import { groupBy } from '../../algebra/keyed';
import type { ClassEnd } from '../../analyze/connectivity/class-rows';
import { printable } from '../../diagnostics/printable';

/** Writes an end of rows by class, shortly where it is a whole namespace or everyone; `asTarget` is for the place after "reaches". */
export type EndWriter = (end: ClassEnd, asTarget: boolean) => readonly string[];

/** `pods` is everyone who could be at an end; some of them may be pods that do not exist. */
export function writerOfEnds(pods: readonly { readonly namespace: string; readonly workload?: unknown }[]): EndWriter {
  const sizes = new Map<string, number>();
  for (const { namespace } of pods) sizes.set(namespace, (sizes.get(namespace) ?? 0) + 1);
  const hasImagined = pods.some(({ workload }) => workload === undefined);
  const wholeNamespace = (namespace: string, count: number): string => {
    if (!hasImagined) return `everything in ${namespace} (${count} workloads)`;
    if (namespace === '[*]') return 'any pod of an unknown namespace';
    return isImagined(namespace) ? `any pod of a namespace with ${namespace.slice(1, -1)}` : `any pod of ${namespace}`;
  };
  const everyone = (asTarget: boolean): string => {
    if (hasImagined) return 'any pod anywhere';
    if (sizes.size === 1) return `everything in ${[...sizes.keys()]}`;
    return asTarget ? 'everything' : 'everything in every namespace';
  };
  return (end, asTarget) => {
    if (end.kind === 'addresses') return end.isEverywhere ? ['every address outside the cluster'] : end.ranges;
    if (end.isEveryone && end.pods.length > 1) return [printable(everyone(asTarget))];
    return [...groupBy(end.pods, ({ namespace }) => namespace)].flatMap(([namespace, own]) =>
      own.length === sizes.get(namespace) && (own.length > 1 || isImagined(namespace))
        ? [printable(wholeNamespace(namespace, own.length))]
        : own.map(({ name }) => printable(name)),
    );
  };
}

/** Whether a namespace stands for some that the input does not name: `[*]`, `[env=prod]`. */
const isImagined = (namespace: string): boolean => namespace.startsWith('[');
