import { arePodsOfNode } from '../../analyze/model/pod-addresses';
import { type Direction, directions, type PolicyRules } from '../../analyze/model/policy-rules';
import type { PodSet } from '../../analyze/model/universe';
import { labelsOutside } from '../../analyze/possible/label-variables';
import { selectorText } from '../../wording/selectors';
import { listed } from '../../wording/words';
import type { AuditContext, RuleFinding, RuleResult } from '../rule';
import { baselineLine, type DeclaredChange } from '../wording/advice';

/** The policies in force that isolate pods of a namespace in a direction, and the fewest labels of a pod that is outside all of them. */
export interface DefaultDeny {
  readonly isolating: readonly PolicyRules[];
  /** `all` where every pod that could run there is isolated. */
  readonly outside: ReturnType<typeof labelsOutside>;
}

/** Whether a namespace denies by default. */
export function defaultDenyOf({ analysis, facts }: AuditContext, namespace: string, direction: Direction): DefaultDeny {
  const inForce = analysis.settings.cni.enforces ? facts.policiesIn(namespace) : [];
  const isolating = inForce.filter((policy) => policy[direction]);
  const selectors = isolating.map(({ selector }) => selector);
  return { isolating, outside: labelsOutside(selectors, analysis.settings.steps) };
}

/** Namespaces of the control plane and of whoever provides the cluster: what denies by default there cuts what nobody of the input runs. */
const ofControlPlane: ReadonlySet<string> = new Set(['kube-system', 'kube-public', 'kube-node-lease']);

/** How severe it is that pods of a namespace are open. */
export function severityOfOpenPods(namespace: string): Pick<RuleFinding, 'severity'> {
  return ofControlPlane.has(namespace) ? { severity: 'info' } : {};
}

/** Namespaces with workloads in which some pod would be open in a direction: one that exists, or one that could. */
export function* missingDefaultDeny(context: AuditContext, direction: Direction): Generator<RuleResult> {
  const { analysis, facts, loaded } = context;
  const objects = new Map(loaded.resources.namespaces.map((each) => [each.name, each]));
  for (const name of facts.populatedNamespaces()) {
    const { isolating, outside } = defaultDenyOf(context, name, direction);
    if (outside === 'all') continue;
    const subject = { kind: 'Namespace', name };
    if (outside === 'undecided') {
      yield {
        kind: 'undetermined',
        subject,
        reason: `the ${isolating.length} selectors of ${name} are too entangled to decide`,
      };
      continue;
    }
    const workloads = facts.workloadsIn(name);
    // No policy isolates pods on the host network, and no default deny would.
    const governed = workloads.filter((pods) => !arePodsOfNode(pods, analysis.settings));
    const open = governed.filter((pods) => !analysis.isIsolated(direction, pods));
    const origin = objects.get(name)?.origin ?? workloads[0]?.workload?.origin;
    if (!origin) continue;
    yield {
      kind: 'finding',
      ...severityOfOpenPods(name),
      subject,
      field: direction,
      at: () => origin.span('metadata.name'),
      message: messageOf(name, direction, isolating.length, selectorText({ matchLabels: outside })),
      notes: [openNow(open, workloads.length - governed.length)],
      help: helpOf(name, direction),
      declared: {
        policies: facts.policiesIn(name).map(({ policy }) => policy),
        namespace: name,
        changes: declaredHelp(context, name, direction),
      },
    };
  }
}

function openNow(open: readonly PodSet[], onHosts: number): string {
  if (open.length > 0) return `open now: ${listed(open.map((pods) => pods.workload?.name ?? pods.name))}`;
  const but = onHosts === 0 ? '' : ', but for those on the host network, where no policy applies';
  return `every workload of the input is isolated today${but}; the next one need not be`;
}

function messageOf(name: string, direction: Direction, policies: number, labels: string): string {
  const does = direction === 'ingress' ? 'accepts connections from anywhere' : 'may connect to anywhere';
  if (policies === 0) return `namespace ${name} has no policy for ${direction}: every pod ${does}`;
  const which = labels === '' ? 'without labels' : `with ${labels}`;
  const count = policies === 1 ? 'the one policy' : `all ${policies} policies`;
  return `namespace ${name} has no default deny for ${direction}: a pod ${which} is outside ${count} and ${does}`;
}

function helpOf(name: string, direction: Direction): readonly string[] {
  const type = direction === 'ingress' ? 'Ingress' : 'Egress';
  return [
    `deny by default: {apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: default-deny-${direction}, namespace: ${name}}, spec: {podSelector: {}, policyTypes: [${type}]}}`,
    ...(direction === 'egress' ? ['allow DNS (UDP and TCP 53 to kube-system) before, or every name lookup fails'] : []),
    `with netpact: ${baselineLine(name, [direction])}`,
  ];
}

/** A baseline that denies what is denied already, and this direction too. */
export function baselineWith(context: AuditContext, name: string, direction: Direction): DeclaredChange {
  const denied = directions.filter(
    (each) => each === direction || defaultDenyOf(context, name, each).outside === 'all',
  );
  return { baseline: denied, of: name };
}

function declaredHelp(context: AuditContext, name: string, direction: Direction): readonly DeclaredChange[] {
  return [
    baselineWith(context, name, direction),
    ...(direction === 'egress' ? ['DNS stays possible, and every flow that is declared'] : []),
  ];
}
