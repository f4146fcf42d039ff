import { formatPorts, noPorts, type PortSet, portRange, subtractPorts, unionAllPorts } from '../../algebra/port-set';
import { dnsAccess, isDnsOnly } from '../../analyze/judge/dns-access';
import type { Direction, PolicyRules } from '../../analyze/model/policy-rules';
import { portsTowards } from '../../analyze/model/port-rule';
import type { PodSet } from '../../analyze/model/universe';
import { labelsOutside } from '../../analyze/possible/label-cover';
import type { ServiceResource } from '../../k8s/resources';
import type { AuditContext } from '../rule';
import { wordsOf } from '../wording/name-words';
import { targetsOf } from './service-targets';

/** What a workload loses because policies that only mean to allow something isolate it. */
export interface IsolationLoss {
  readonly policies: readonly PolicyRules[];
  /** The field of the first policy that isolates. */
  readonly field: string;
  readonly what: string;
  readonly help: string;
}

/** Finds losses; what is equal for a namespace, or for a Service, is worked out once. */
export function lossesOf(context: AuditContext): (pods: PodSet, direction: Direction) => IsolationLoss | undefined {
  const { facts } = context;
  const denied = new Map<string, boolean>();
  const served = servedPorts(context);
  const dns = dnsAccess(context.analysis.universe, context.analysis.settings);
  const isDeniedByDefault = (namespace: string, direction: Direction): boolean => {
    const key = `${direction} ${namespace}`;
    const known = denied.get(key) ?? hasDefaultDeny(context, namespace, direction);
    denied.set(key, known);
    return known;
  };
  return (pods, direction) => {
    const policies = facts.selecting(direction, pods);
    if (policies.some((policy) => !onlyAllows(policy)) || isDeniedByDefault(pods.namespace, direction))
      return undefined;
    if (policies.every((policy) => policy[direction]?.length === 0)) return sideEffect(policies, direction);
    const loss =
      direction === 'ingress'
        ? closedPorts(context, policies, pods, served(pods))
        : lostEgress(context, policies, dns(pods, policies)?.udp === 'closed');
    const [first] = policies;
    const field = first?.policy.spec.policyTypes ? 'spec.policyTypes' : `spec.${direction}`;
    return loss && { ...loss, policies, field };
  };
}

/** Whether a policy is no statement of isolation: it has rules, and its name does not speak of denying. */
function onlyAllows({ policy, ingress = [], egress = [] }: PolicyRules): boolean {
  return ingress.length + egress.length > 0 && !wordsOf(policy.name).some((word) => denying.has(word));
}

const denying = new Set([
  'block',
  'default',
  'deny',
  'drop',
  'isolate',
  'isolated',
  'isolation',
  'lockdown',
  'only',
  'restrict',
]);

/** Where it is not decided there is none to rely on. */
function hasDefaultDeny({ facts, analysis }: AuditContext, namespace: string, direction: Direction): boolean {
  const selectors = facts.policiesIn(namespace).flatMap((policy) => (policy[direction] ? [policy.selector] : []));
  return labelsOutside(selectors, analysis.settings.steps) === 'all';
}

/** Ingress that nobody asked for: without policyTypes it is isolated, whatever the rules are about. */
function sideEffect(policies: readonly PolicyRules[], direction: Direction): IsolationLoss | undefined {
  const isUnasked = ({ policy: { spec } }: PolicyRules) =>
    (spec.policyTypes?.length ?? 0) === 0 && spec.ingress === undefined;
  if (direction !== 'ingress' || !policies.every(isUnasked)) return undefined;
  return {
    policies,
    field: 'spec.egress',
    what: 'everything that comes in: without policyTypes an egress rule isolates ingress as well',
    help: 'add policyTypes: [Egress]',
  };
}

type Loss = Pick<IsolationLoss, 'what' | 'help'>;

function closedPorts(
  { analysis }: AuditContext,
  policies: readonly PolicyRules[],
  pods: PodSet,
  served: PortSet,
): Loss | undefined {
  const rules = policies.flatMap(({ ingress = [] }) => ingress);
  const open = unionAllPorts(rules.map(({ ports }) => portsTowards(ports, pods.ports, analysis.settings.cni)));
  const closed = subtractPorts(served, open);
  if (closed === noPorts) return undefined;
  return {
    what: `everybody off from ${formatPorts(closed)}, which it serves`,
    help: `allow ${formatPorts(closed)} from those who need it`,
  };
}

function lostEgress(
  { analysis }: AuditContext,
  policies: readonly PolicyRules[],
  isDnsBlocked: boolean,
): Loss | undefined {
  const rules = policies.flatMap((owner) =>
    (owner.egress ?? []).map((rule) => ({ owner, rule, direction: 'egress' as const })),
  );
  if (rules.every((each) => isDnsOnly(each, analysis.settings)))
    return { what: 'it off from everything but DNS', help: 'allow what it connects to as well' };
  if (!isDnsBlocked) return undefined;
  return {
    what: 'it off from DNS, and so from everything that has a name',
    help: 'allow DNS, and what else it connects to',
  };
}

/** The ports of pods behind Services; without a Service, those that the containers declare. */
function servedPorts(context: AuditContext): (pods: PodSet) => PortSet {
  const byNamespace = new Map<string, ReadonlyMap<PodSet, readonly PortSet[]>>();
  const behind = (services: readonly ServiceResource[]): ReadonlyMap<PodSet, readonly PortSet[]> => {
    const found = new Map<PodSet, PortSet[]>();
    for (const service of services)
      for (const { pods, ports } of targetsOf(context, service)) found.set(pods, [...(found.get(pods) ?? []), ports]);
    return found;
  };
  return (pods) => {
    const known = byNamespace.get(pods.namespace) ?? behind(context.facts.servicesIn(pods.namespace));
    byNamespace.set(pods.namespace, known);
    return unionAllPorts(known.get(pods) ?? pods.ports.map(({ protocol, port }) => portRange(protocol, port, port)));
  };
}
