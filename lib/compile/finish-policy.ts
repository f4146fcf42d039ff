import type { NetworkPolicy } from '../k8s/network-policy';
import type { CompiledPolicy } from './compiled-app';
import type { OwnedNamespaces } from './owned-namespaces';
import type { PolicyDraft } from './policy-draft';

/** A draft with its metadata. Nothing in it depends on where the code stands or on the order of declarations. */
export function finishPolicy(draft: PolicyDraft, appName: string, owned: OwnedNamespaces): CompiledPolicy {
  const { namespace, role, exception, sentence, spec } = draft;
  const owner = exception?.owner ?? owned.get(namespace)?.model.owner;
  const reasons = sortedUnique(draft.reasons);
  const manifest: NetworkPolicy = {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: {
      name: draft.name,
      namespace,
      labels: { 'app.kubernetes.io/managed-by': 'netpact', 'netpact.dev/app': appName },
      annotations: {
        ...(role === 'allow' && { 'netpact.dev/flow': sentence }),
        ...(reasons.length > 0 && { 'netpact.dev/reason': reasons.join('; ') }),
        ...(owner !== undefined && { 'netpact.dev/owner': owner }),
        ...(exception?.ticket !== undefined && { 'netpact.dev/ticket': exception.ticket }),
        ...(exception && { 'netpact.dev/expires': exception.until }),
        'netpact.dev/chart': sortedUnique(draft.charts).join(', '),
      },
    },
    spec,
  };
  // Both halves of a flow say the same sentence; only their comments tell them apart at a glance.
  const half = role === 'allow' && spec.policyTypes?.includes('Egress') ? ' (egress half)' : '';
  const ending = exception ? ` (exception of ${exception.owner} until ${exception.until})` : '';
  const reason = reasons.length > 0 ? `: ${reasons.join('; ')}` : '';
  return { manifest, role, comment: `${sentence}${half}${reason}${ending}`, site: draft.site };
}

const sortedUnique = (words: readonly string[]): readonly string[] => [...new Set(words)].sort();
