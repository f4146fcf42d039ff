import { byCodeUnits } from '../algebra/text-order';
import type { CallSite } from '../diagnostics/call-site';
import type { ExceptionModel, PeerModel } from '../dsl/model';
import { oneLine, type PolicyDocument } from '../k8s/emit/render-manifests';
import type { NetworkPolicy, NetworkPolicySpec } from '../k8s/network-policy';
import { flowsAnnotation } from '../k8s/policy-declaration';
import { isPrefix } from './check/app';
import type { OwnedNamespaces } from './namespaces';

/** A policy whose meaning is settled, and whose metadata is still to be written. */
export interface PolicyDraft {
  readonly namespace: string;
  readonly name: string;
  /** What it is there for. */
  readonly role: 'allow' | 'dns' | 'deny';
  readonly spec: NetworkPolicySpec;
  /** What it says, in one sentence without a full stop. */
  readonly sentence: string;
  readonly reasons?: readonly string[];
  /** Its flows, where each is a rule of its own: in the order of the rules. */
  readonly rules?: readonly DraftRule[];
  /** Which pods it is for, where it is one for all their flows and so named after them: `app=web`. */
  readonly pods?: string;
  /** Whom it is named after. */
  readonly ends?: readonly PeerModel[];
  readonly exception?: ExceptionModel | undefined;
  readonly charts: readonly string[];
  readonly site: CallSite;
}

/** A flow as a rule. */
export interface DraftRule {
  /** Who is not the policy's own. */
  readonly end: PeerModel;
  /** `shop/web may reach shop/api on TCP 8080`. */
  readonly flow: string;
  /** The flow, and why: `shop/web may reach shop/api on TCP 8080: checkout places orders`. */
  readonly sentence: string;
  readonly site: CallSite;
}

/** A policy, ready to be written. */
export interface CompiledPolicy extends PolicyDocument {
  /** Where its flow, its workload or its namespace is declared. */
  readonly site: CallSite;
  /** Where each of its rules is declared, where they are flows. */
  readonly rules?: readonly { readonly comment: string; readonly site: CallSite }[];
}

/** The drafts with their charts' prefixes. */
export function namedPolicies(drafts: readonly PolicyDraft[], owned: OwnedNamespaces): readonly PolicyDraft[] {
  return drafts.map((draft) => {
    const prefix = owned.get(draft.namespace)?.chart.namePrefix ?? '';
    return isPrefix(prefix) ? { ...draft, name: `${prefix}${draft.name}` } : draft;
  });
}

/**
 * The drafts with their metadata, in the order of the files. Nothing in them depends on where the code stands or on the order
 * of declarations.
 */
export function finishedPolicies(
  drafts: readonly PolicyDraft[],
  appName: string,
  owned: OwnedNamespaces,
): readonly CompiledPolicy[] {
  return [...drafts].sort(inFileOrder).map((draft) => finishedPolicy(draft, appName, owned));
}

const roleOrder = { allow: 0, dns: 1, deny: 2 } as const;

/** By namespace; inside it allows before DNS before denials, so that a first apply allows before it denies; then by name. */
function inFileOrder(a: PolicyDraft, b: PolicyDraft): number {
  return byCodeUnits(a.namespace, b.namespace) || roleOrder[a.role] - roleOrder[b.role] || byCodeUnits(a.name, b.name);
}

function finishedPolicy(draft: PolicyDraft, appName: string, owned: OwnedNamespaces): CompiledPolicy {
  const { namespace, name, role, exception, sentence, rules, spec, site } = draft;
  const owner = exception?.owner ?? owned.get(namespace)?.model.owner;
  const reason = sortedUnique(draft.reasons ?? []).join('; ');
  const manifest: NetworkPolicy = {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: {
      name,
      namespace,
      labels: { 'app.kubernetes.io/managed-by': 'netpact', 'netpact.dev/app': appName },
      annotations: {
        ...(rules && { [flowsAnnotation]: flowsText(rules) }),
        ...(role === 'allow' && !rules && { 'netpact.dev/flow': sentence }),
        ...(reason !== '' && { 'netpact.dev/reason': reason }),
        // What is no text was refused; the rest is checked all the same.
        ...(typeof owner === 'string' && { 'netpact.dev/owner': owner }),
        ...(exception?.ticket !== undefined && { 'netpact.dev/ticket': exception.ticket }),
        ...(typeof exception?.until === 'string' && { 'netpact.dev/expires': exception.until }),
        'netpact.dev/chart': sortedUnique(draft.charts).join(', '),
      },
    },
    spec,
  };
  // Both halves of a flow say the same sentence; only their comments tell them apart at a glance.
  const half = role === 'allow' && !rules && spec.policyTypes?.includes('Egress') ? ' (egress half)' : '';
  const because = reason === '' ? '' : `: ${reason}`;
  const ending = exception ? ` (exception of ${exception.owner} until ${exception.until})` : '';
  return {
    manifest,
    comment: `${sentence}${half}${because}${ending}`,
    ...(rules && { rules: rules.map((rule) => ({ comment: rule.sentence, site: rule.site })) }),
    site,
  };
}

/** Annotations of an object may hold 256 KiB together, and `kubectl apply` keeps a copy of the whole object among them. */
const flowsLimit = 64 * 1024;

/** A line for each flow: with its reasons where there is room for all of them, else without, as far as there is room. */
function flowsText(rules: readonly DraftRule[]): string {
  const whole = rules.map(({ sentence }) => oneLine(sentence)).join('\n');
  if (Buffer.byteLength(whole) <= flowsLimit) return whole;
  const lines: string[] = [];
  let bytes = 0;
  for (const { flow } of rules) {
    bytes += Buffer.byteLength(flow) + 1;
    if (bytes > flowsLimit) return [...lines, `… and ${rules.length - lines.length} more`].join('\n');
    lines.push(flow);
  }
  return lines.join('\n');
}

export const sortedUnique = (words: readonly string[]): readonly string[] => [...new Set(words)].sort();
