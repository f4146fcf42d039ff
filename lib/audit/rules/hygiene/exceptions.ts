import { endOfDay } from '../../../algebra/calendar';
import type { LoadResult } from '../../../k8s/load';
import type { PolicyResource } from '../../../k8s/resources';

/** Where an exception says when it ends. */
export const expiresField = 'metadata.annotations[netpact.dev/expires]';

/** A policy that is meant to go away. */
export interface PolicyException {
  readonly policy: PolicyResource;
  /** As it is written. */
  readonly until: string;
  /** The first instant after the last day, UTC, in milliseconds; undefined where `until` is no day. */
  readonly end: number | undefined;
  /** Undefined where the annotation is missing or blank. */
  readonly owner: string | undefined;
}

/** The policies that carry an end. */
export function exceptionsOf({ resources }: LoadResult): readonly PolicyException[] {
  return resources.policies.flatMap((policy) => {
    const until = policy.annotations['netpact.dev/expires'];
    if (until === undefined) return [];
    return [
      { policy, until, end: endOfDay(until), owner: policy.annotations['netpact.dev/owner']?.trim() || undefined },
    ];
  });
}
