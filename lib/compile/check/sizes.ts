import type { Finding } from '../../diagnostics/finding';
import type { NetworkPolicySpec } from '../../k8s/network-policy';
import { counted } from '../../wording/words';
import type { CompiledPolicy } from '../policy-draft';

/** What the annotations of an object may hold together (k8s.io/apimachinery, TotalAnnotationSizeLimitB). */
const annotationLimit = 256 * 1024;

/**
 * Reports policies that no cluster takes, and warns of those of which `kubectl apply` cannot keep its copy: it stores the whole
 * object as JSON in an annotation.
 */
export function checkSizes(policies: readonly CompiledPolicy[], findings: Finding[]): void {
  for (const { manifest, site } of policies) {
    const annotations = annotationsOf(manifest.metadata.annotations);
    const { namespace, name } = manifest.metadata;
    if (annotations > annotationLimit) {
      findings.push({
        code: 'policy-too-large',
        severity: 'error',
        message: `the annotations of the policy ${namespace}/${name} would have ${Math.ceil(annotations / 1024)} KiB, and Kubernetes takes 256 KiB`,
        at: site,
        subject: { kind: manifest.kind, namespace, name },
        help: ['shorten the reasons of its flows, and the owner or the ticket'],
      });
      continue;
    }
    const bytes = Buffer.byteLength(JSON.stringify(manifest));
    if (bytes <= annotationLimit - annotations) continue;
    const entries = entriesOf(manifest.spec);
    findings.push({
      code: 'policy-too-large',
      severity: 'warning',
      message: `the policy ${namespace}/${name} has ${counted(entries, 'peer')} and ${Math.ceil(bytes / 1024)} KiB, and kubectl apply takes no object of more than 256 KiB, its copy in an annotation included`,
      at: site,
      subject: { kind: manifest.kind, namespace, name },
      help: [
        'apply it with kubectl apply --server-side (Argo CD: ServerSideApply=true; Flux does so), which takes about 1.5 MiB',
        'or spread it over several policies: a policy for each flow (policies: \'per-flow\'), or .named("…") for some flows',
      ],
    });
  }
}

function entriesOf({ ingress, egress }: NetworkPolicySpec): number {
  const rules = [...(ingress ?? []).map((rule) => rule?.from), ...(egress ?? []).map((rule) => rule?.to)];
  return rules.reduce((sum, peers) => sum + Math.max(1, peers?.length ?? 0), 0);
}

function annotationsOf(annotations: Readonly<Record<string, string>> = {}): number {
  return Object.entries(annotations).reduce((sum, [key, text]) => sum + key.length + Buffer.byteLength(text), 0);
}
