import type { PolicyResource } from '../k8s/resources';
import type { RuleResult } from './rule';

type FoundResult = Extract<RuleResult, { kind: 'finding' }>;

/** What a finding says besides where it is. */
export type FindingWords = Pick<FoundResult, 'severity' | 'message' | 'notes' | 'help'>;

/** `shop/allow-web`, for messages. */
export function titleOf({ namespace, name }: PolicyResource): string {
  return `${namespace}/${name}`;
}

/** A finding at a field of a policy. */
export function aboutPolicy(policy: PolicyResource, field: string, words: FindingWords, part?: 'key'): FoundResult {
  return {
    kind: 'finding',
    subject: { kind: 'NetworkPolicy', namespace: policy.namespace, name: policy.name },
    field,
    at: () => policy.origin.span(field, part),
    ...words,
  };
}

/**
 * Width that netpact wrote was declared with a word for it (`anywhere()`, `allPorts()`, …) and reviewed there: it is
 * worth knowing, and no surprise.
 */
export function severityOfWidth(policy: PolicyResource): Pick<FindingWords, 'severity'> {
  return policy.labels['netpact.dev/app'] === undefined ? {} : { severity: 'info' };
}
