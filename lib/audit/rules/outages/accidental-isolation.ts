import { addTo, getOrInsert } from '../../../algebra/keyed';
import { formatPorts, noPorts, type PortSet, subtractPorts, unionAllPorts } from '../../../algebra/port-set';
import { dnsAccess, isDnsOnly } from '../../../analyze/judge/dns-access';
import { type Direction, directions, type PolicyRules } from '../../../analyze/model/policy-rules';
import { portsTowards } from '../../../analyze/model/port-rule';
import type { PodSet } from '../../../analyze/model/universe';
import type { ServiceResource } from '../../../k8s/resources';
import { listed } from '../../../wording/words';
import { wordsOf } from '../../../wording/words-of';
import { directedRules } from '../../directed-rules';
import { defaultDenyOf } from '../../reach/default-deny';
import type { AuditContext, Rule } from '../../rule';
import { declaredPorts } from '../../services/served-ports';
import { targetsOf } from '../../services/service-targets';
import { baselineLine } from '../../wording/advice';

export const accidentalIsolation: Rule = {
  name: 'accidental-isolation',
  severity: 'warning',
  category: 'outage',
  title: 'an allow policy isolates a workload as a side effect',
  what: `Only policies that allow something isolate a workload in a direction, its namespace has no default deny there, and they
cut what the workload surely does: an egress policy without policyTypes isolates ingress too; ingress rules leave out
every way to a port behind a Service (or, without a Service, to a declared port); egress rules leave out DNS, or let
nothing but DNS out. Policies whose name speaks of denying are left out.`,
  why: `Whoever adds "just one allow" to an open namespace takes the workload down for everybody whom the policy does not name.`,
  fix: `Say what the policy is for, and allow the rest too:
  policyTypes: [Egress]        # an egress policy that leaves ingress alone
or make the isolation deliberate with a default deny and one allow for each client.`,
  examples: {
    bad: `apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop, labels: {app: web}}
spec: {containers: [{name: web, ports: [{containerPort: 8080}]}]}
---
apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
spec: {selector: {app: web}, ports: [{port: 80, targetPort: 8080}]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: allow-metrics, namespace: shop}
spec:
  podSelector: {matchLabels: {app: web}}
  policyTypes: [Ingress]
  ingress:
    - from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: monitoring}}}]
      ports: [{port: 9090}]
`,
    good: `apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop, labels: {app: web}}
spec: {containers: [{name: web, ports: [{containerPort: 8080}]}]}
---
apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
spec: {selector: {app: web}, ports: [{port: 80, targetPort: 8080}]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: allow-clients, namespace: shop}
spec:
  podSelector: {matchLabels: {app: web}}
  policyTypes: [Ingress]
  ingress:
    - from: [{podSelector: {matchLabels: {app: api}}}]
      ports: [{port: 8080}]
`,
  },
  securitySeverity: 3,
  precision: 'medium',
  controls: ['PCI DSS 1.2'],
  reach: { of: 'workloads', directions },
  *check(context) {
    const losses = lossesOf(context);
    for (const pods of context.analysis.universe.pods)
      for (const direction of directions) {
        const { workload } = pods;
        if (!workload || !context.analysis.isIsolated(direction, pods)) continue;
        const loss = losses(pods, direction);
        const policy = loss?.policies[0]?.policy;
        if (!loss || !policy) continue;
        const names = listed(loss.policies.map((each) => each.policy.name));
        const [isAll, cuts] = loss.policies.length === 1 ? ['is', 'cuts'] : ['are', 'cut'];
        const { kind, namespace, name } = workload;
        yield {
          kind: 'finding',
          subject: { kind, namespace, name },
          field: direction,
          at: () => policy.origin.span(loss.field, 'key'),
          message: `${names} ${isAll} all that isolates ${kind} ${namespace}/${name} for ${direction}, and ${cuts} ${loss.what}`,
          help: [loss.help, `if the isolation is meant, say so with a default deny for ${direction}`],
          declared: {
            policies: loss.policies.map((each) => each.policy),
            changes: [
              `declare a flow for what it needs: ${loss.help}`,
              `or, if the isolation is meant, write ${baselineLine(namespace, [direction])}`,
            ],
          },
        };
      }
  },
};

/** What a workload loses because policies that only mean to allow something isolate it. */
interface IsolationLoss {
  readonly policies: readonly PolicyRules[];
  /** The field of the first policy that isolates. */
  readonly field: string;
  readonly what: string;
  readonly help: string;
}

/** Finds losses; what is equal for a namespace, or for a Service, is worked out once. */
function lossesOf(context: AuditContext): (pods: PodSet, direction: Direction) => IsolationLoss | undefined {
  const denied = new Map<string, boolean>();
  const served = servedPorts(context);
  const dns = dnsAccess(context.analysis.universe, context.analysis.settings);
  // Where it is not decided there is none to rely on.
  const isDeniedByDefault = (namespace: string, direction: Direction): boolean =>
    getOrInsert(
      denied,
      `${direction} ${namespace}`,
      () => defaultDenyOf(context, namespace, direction).outside === 'all',
    );
  return (pods, direction) => {
    const policies = context.facts.selecting(direction, pods);
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
  ...['block', 'default', 'deny', 'drop', 'isolate', 'isolated', 'isolation', 'lockdown', 'only', 'restrict'],
]);

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
  if ([...directedRules(policies, 'egress')].every((each) => isDnsOnly(each, analysis.settings)))
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
      for (const { pods, ports } of targetsOf(context, service)) addTo(found, pods, ports);
    return found;
  };
  return (pods) => {
    const known = getOrInsert(byNamespace, pods.namespace, () => behind(context.facts.servicesIn(pods.namespace)));
    const behindServices = known.get(pods);
    return behindServices ? unionAllPorts(behindServices) : declaredPorts([pods]);
  };
}
