import type { Finding } from '../../diagnostics/finding';
import type { NetworkPolicySpec } from '../../k8s/network-policy';
import { counted } from '../../wording/words';
import type { CompiledPolicy } from '../policy-draft';

/** What the annotations of an object may hold together (k8s.io/apimachinery, TotalAnnotationSizeLimitB). */
const annotationLimit = 256 * 1024;

/** Warns of policies of which `kubectl apply` cannot keep its copy: it stores the whole object as JSON in an annotation. */
export function warnOfSizes(policies: readonly CompiledPolicy[], findings: Finding[]): void {
  for (const { manifest, site } of policies) {
    const entries = entriesOf(manifest.spec);
    // Nobody's names and labels make so few entries so large.
    if (entries < 100) continue;
    const bytes = Buffer.byteLength(JSON.stringify(manifest));
    if (bytes <= annotationLimit - annotationsOf(manifest.metadata.annotations)) continue;
    const { namespace, name } = manifest.metadata;
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
