import { groupBy } from '../../algebra/keyed';
import { onceForEach } from '../../algebra/once';
import { intersectPorts, noPorts, type PortSet, portRange, unionAllPorts } from '../../algebra/port-set';
import { type LabelMap, matchesSelector, matchesSelectorPartly } from '../../algebra/selector';
import { assignedTo } from '../../analyze/judge/assigned';
import { podsByLabel } from '../../analyze/labels/label-vocabulary';
import { flowEndOfPods } from '../../analyze/model/flow-end';
import type { PolicyRule } from '../../analyze/model/policy-rules';
import { portsTowards, resolveNamedPort } from '../../analyze/model/port-rule';
import type { PodSet } from '../../analyze/model/universe';
import { type Subject, subjectOf } from '../../diagnostics/finding';
import type { ServiceCaller, ServicePort, ServiceReference, ServiceResource } from '../../k8s/resources';
import type { FlowEnd } from '../../wording/flow-line';
import { whyUnknown } from '../reach/open-answers';
import type { AuditContext, AuditedCluster, RuleResult } from '../rule';
import type { DeclaredFix } from '../wording/advice';

/** Pods behind a Service, and their own ports to which it leads. */
export interface ServiceTarget {
  readonly pods: PodSet;
  readonly ports: PortSet;
}

/** Whether a caller gets through to the pods behind a Service; `unclear` where one might that is not known. */
export type Door = 'open' | 'closed' | 'unclear';

/** What tells one kind of caller from another. */
export interface CallerRule {
  isAsked(caller: ServiceCaller): boolean;
  /** The door of pods that are isolated; no rule that lets something in on these ports means everyone. */
  doorOf(target: ServiceTarget, rules: readonly LettingIn[], caller: ServiceCaller): Door;
  /** Why an open door is not certain. */
  unclear(reference: ServiceReference): string;
  blocked(call: ServiceCall, closed: readonly [ServiceTarget, ...ServiceTarget[]]): RuleResult;
}

/** One reference to a Service. */
interface ServiceCall {
  readonly subject: Subject;
  readonly caller: ServiceCaller;
  readonly reference: ServiceReference;
}

/** Which of the calls from outside the workloads reach pods that do not let them in. */
export function* blockedCalls(context: AuditContext, rule: CallerRule): Generator<RuleResult> {
  for (const caller of context.loaded.resources.serviceCallers) {
    if (!rule.isAsked(caller)) continue;
    const subject = subjectOf(caller);
    for (const reference of distinctReferences(caller)) {
      const resolved = resolveService(context, reference);
      if ('unknown' in resolved) {
        yield { kind: 'not-applicable', subject, reason: resolved.unknown };
        continue;
      }
      const unknown = whyUnknown(
        context,
        'ingress',
        resolved.targets.map(({ pods }) => pods),
      );
      if (unknown !== undefined) {
        yield { kind: 'undetermined', subject, reason: unknown };
        continue;
      }
      const doors = resolved.targets.map((target) => ({ target, door: doorOf(context, target, rule, caller) }));
      const [first, ...others] = doors.flatMap(({ target, door }) => (door === 'closed' ? [target] : []));
      if (first) yield rule.blocked({ subject, caller, reference }, [first, ...others]);
      else if (doors.some(({ door }) => door === 'unclear'))
        yield { kind: 'not-applicable', subject, reason: rule.unclear(reference) };
    }
  }
}

function doorOf(context: AuditContext, target: ServiceTarget, rule: CallerRule, caller: ServiceCaller): Door {
  if (!isGuarded(context, target.pods)) return 'open';
  const rules = rulesLettingIn(context, target);
  return rules.some((each) => !each.rule.peers) ? 'open' : rule.doorOf(target, rules, caller);
}

/** Follows a reference to a Service, and its port to the pods; else why it leads to none that are known. */
export function resolveService(
  context: AuditedCluster,
  reference: ServiceReference,
): { readonly targets: readonly ServiceTarget[] } | { readonly unknown: string } {
  const title = `Service ${reference.namespace}/${reference.name}`;
  const service = serviceOf(context, reference);
  if (!service) return { unknown: `${title} is not in the input` };
  if (!service.selector) return { unknown: `${title} has no selector: its pods are not known` };
  const targets = targetsOf(context, service, reference);
  if (targets.length === 0) return { unknown: `${title} leads to no workload and port of the input` };
  return { targets };
}

/** The workloads behind a Service with the ports it leads to; by the port that a reference names, or by all of them. */
export function targetsOf(
  { analysis, facts }: AuditedCluster,
  { namespace, selector, ports }: ServiceResource,
  { port: asked, endpointPort }: Pick<ServiceReference, 'port' | 'endpointPort'> = {},
): readonly ServiceTarget[] {
  if (!selector) return [];
  const used = asked === undefined ? ports : ports.filter((port) => isAskedFor(port, asked));
  const numbers = (pods: PodSet, { targetPort, protocol }: ServicePort): PortSet =>
    typeof targetPort === 'number'
      ? portRange(protocol, targetPort, targetPort)
      : resolveNamedPort({ name: targetPort, protocol }, pods.ports, {
          ...analysis.settings.cni,
          sidecarPortsResolve: true,
        });
  return podsWithLabels(facts.workloadsIn(namespace), selector).flatMap((pods) => {
    const target = unionAllPorts(
      used.map((port) => {
        const own = numbers(pods, port);
        if (endpointPort === undefined || port.name === `${endpointPort}`) return own;
        return intersectPorts(own, numberedPort(port.protocol, Number(endpointPort)));
      }),
    );
    return target === noPorts ? [] : [{ pods, ports: target }];
  });
}

/** The Service that a reference names. */
export function serviceOf(
  { facts }: AuditedCluster,
  { namespace, name }: ServiceReference,
): ServiceResource | undefined {
  return servicesByName(facts.servicesIn(namespace)).get(name)?.[0];
}

/** A namespace may have thousands, each of them named by somebody. */
const servicesByName = onceForEach((services: readonly ServiceResource[]) => groupBy(services, ({ name }) => name));

/** Whether a port of a Service is the one that is asked for, by name or number; old Ingresses write numbers as texts too. */
export function isAskedFor({ name, port }: ServicePort, asked: number | string): boolean {
  return name === asked || `${port}` === `${asked}`;
}

/** What a Route names may be no port at all. */
function numberedPort(protocol: ServicePort['protocol'], number: number): PortSet {
  const isPort = Number.isInteger(number) && number >= 1 && number <= 65_535;
  return isPort ? portRange(protocol, number, number) : noPorts;
}

/** The workloads behind a Service, whatever ports it leads to. */
export function podsBehind({ facts }: AuditContext, { namespace, selector }: ServiceResource): readonly PodSet[] {
  return selector ? podsWithLabels(facts.workloadsIn(namespace), selector) : [];
}

/** Workloads that a Service may select too, by labels that others give to pods. */
export function perhapsBehind({ facts }: AuditedCluster, { namespace, selector }: ServiceResource): readonly PodSet[] {
  if (!selector) return [];
  const asked = { matchLabels: selector };
  return facts
    .workloadsIn(namespace)
    .filter(
      (pods) =>
        !matchesSelector(asked, pods.labels) && matchesSelectorPartly(asked, pods.labels, assignedTo(pods)) !== false,
    );
}

const postings = onceForEach((pods: readonly PodSet[]) => podsByLabel(pods));

/** The pods that a Service selects; those with its rarest label are looked at, because a namespace may have thousands of both. */
function podsWithLabels(pods: readonly PodSet[], selector: LabelMap): readonly PodSet[] {
  const byLabel = postings(pods);
  const lists = Object.entries(selector).map(([key, value]) => byLabel.get(`${key}=${value}`) ?? []);
  const rarest = lists.reduce((a, b) => (b.length < a.length ? b : a), lists[0] ?? []);
  return rarest.filter(({ labels }) => matchesSelector({ matchLabels: selector }, labels));
}

/** A rule of a policy of this namespace. */
export interface LettingIn {
  readonly namespace: string;
  /** The name of the policy. */
  readonly policy: string;
  readonly rule: PolicyRule;
}

/** The rules by which isolated pods let something in on some of these ports. */
export function rulesLettingIn(
  { analysis, facts }: AuditedCluster,
  { pods, ports }: ServiceTarget,
): readonly LettingIn[] {
  const { cni } = analysis.settings;
  return facts
    .selecting('ingress', pods)
    .flatMap(({ policy, ingress = [] }) =>
      ingress
        .filter((rule) => intersectPorts(portsTowards(rule.ports, pods.ports, cni), ports) !== noPorts)
        .map((rule) => ({ namespace: policy.namespace, policy: policy.name, rule })),
    );
}

/** Whether ingress of pods is limited by a policy that the plugin enforces. */
export function isGuarded({ analysis }: AuditedCluster, pods: PodSet): boolean {
  return analysis.isIsolated('ingress', pods);
}

/** The policies that isolate ingress of pods, and where they stand: `allow-web (shop.yaml:12)`. */
export function guardsOf({ facts }: AuditContext, pods: PodSet): string {
  const names = facts
    .selecting('ingress', pods)
    .map(({ policy }) => `${policy.name} (${policy.origin.file}:${policy.origin.span('spec').line})`);
  return names.join(', ');
}

/** What lets somebody in where netpact wrote the policies that keep them out: a flow to the pods, on the ports that are led to. */
export function flowInto(
  { facts }: AuditContext,
  { pods, ports }: ServiceTarget,
  from: FlowEnd,
  because?: string,
): DeclaredFix {
  const flow = { from: [from], to: [flowEndOfPods(pods)], on: { ports, declared: pods.ports } };
  return {
    policies: facts.selecting('ingress', pods).map(({ policy }) => policy),
    changes: [{ flow, ...(because !== undefined && { because }) }],
  };
}

/** The references of an object, each Service and port once. */
export function distinctReferences({ references }: ServiceCaller): readonly ServiceReference[] {
  const byTarget = new Map<string, ServiceReference>();
  for (const reference of references) {
    const { namespace, name, port, endpointPort, isOptional = false } = reference;
    const key = JSON.stringify([namespace, name, port, endpointPort, isOptional]);
    if (!byTarget.has(key)) byTarget.set(key, reference);
  }
  return [...byTarget.values()];
}
