import {
  allPorts,
  formatPorts,
  intersectPorts,
  noPorts,
  type PortSet,
  rangesOfPorts,
  subtractPorts,
  unionAllPorts,
} from '../../algebra/port-set';
import { requirementsOf } from '../../algebra/selector';
import { portsTowards } from '../../analyze/model/port-rule';
import type { PodSet } from '../../analyze/model/universe';
import { listed, oneOrMany } from '../../wording/words';
import type { DirectedRule } from '../directed-rules';
import type { PolicyRemarks } from '../policy-result';
import type { AuditContext } from '../rule';
import type { DeclaredChange } from '../wording/advice';
import { flowYaml } from '../wording/flow-yaml';
import { apiServerBlocks, blockCondition } from './api-server-calls';
import { controllerAdvice } from './controller-advice';
import { type OutsideCall, outsideCallsTo } from './outside-calls';

/** Of pods that a rule selects: the ports that it opens, those of them that need callers whose addresses nobody can name, and who those are. */
interface OpenedPods {
  readonly pods: PodSet;
  readonly opened: PortSet;
  readonly needed: PortSet;
  /** Callers of the opened ports. */
  readonly calls: readonly OutsideCall[];
}

/** What a finding on a wide ingress rule says of whom it serves. */
export interface IngressPurpose extends Pick<PolicyRemarks, 'severity' | 'notes' | 'help' | 'declared'> {
  /** What follows the sentence. */
  readonly addition?: string;
}

/**
 * What an ingress rule for everyone is for. It is info where each port that it opens, on each of its pods, is one that the API
 * server calls or that a Service leads clients from outside to: those have no selector. Undefined where nobody calls.
 */
export function purposeOf(context: AuditContext, { owner, direction, rule }: DirectedRule): IngressPurpose | undefined {
  // Whatever calls pods, they never have to call anywhere for it.
  if (direction === 'egress') return undefined;
  const { analysis, facts } = context;
  const all = facts.selectedBy(owner).map((pods): OpenedPods => {
    const opened = portsTowards(rule.ports, pods.ports, analysis.settings.cni);
    const calls = outsideCallsTo(context, pods)
      .map((call) => ({ ...call, ports: intersectPorts(call.ports, opened) }))
      .filter(({ ports }) => ports !== noPorts);
    const needing = calls.filter(({ by }) => by !== 'ingress-controller').map(({ ports }) => ports);
    return { pods, opened, calls, needed: unionAllPorts(needing) };
  });
  const calls = all.flatMap((each) => each.calls);
  if (calls.length === 0) return undefined;
  const beyond = all.flatMap(beyondNeed);
  // It asks for no label by its value: the next pod of the namespace need not be one that anybody calls.
  const isWhoever = !requirementsOf(owner.selector).some(({ operator }) => operator === 'In');
  const needing = calls.filter(({ by }) => by !== 'ingress-controller');
  if (beyond.length === 0 && !isWhoever)
    return {
      severity: 'info',
      addition: `, where ${callersText(needing)}`,
      help: helpFor(context, needing),
      declared: declaredFor(needing),
    };
  const entrances = [...new Set(calls.flatMap(({ entrance }) => entrance ?? []))];
  const controllers = entrances.map((entrance) => controllerAdvice(context, entrance));
  const needed = unionAllPorts(needing.map(({ ports }) => ports));
  const opened = listed([...beyond, ...(isWhoever ? ['whatever else will run there'] : [])]);
  return {
    ...(needing.length > 0 && {
      notes: [`${callersText(needing)} on ${formatPorts(needed)}; the rule opens ${opened} too`],
    }),
    help: [
      ...controllers.flatMap(({ help }) => help),
      ...(needing.length > 0
        ? [`give them a rule of their own, for their pods and ports: [${portItems(needed)}]`]
        : []),
      ...helpFor(context, needing),
    ],
    declared: [...controllers.map(({ from }) => ({ flow: { from: [from] } })), ...declaredFor(needing)],
  };
}

/** What a rule opens of pods that nobody needs who has no selector. */
function beyondNeed({ pods, opened, needed }: OpenedPods): readonly string[] {
  const name = pods.workload?.name ?? pods.name;
  const more = subtractPorts(opened, needed);
  if (more === noPorts) return [];
  if (needed === noPorts) return [name];
  return [`${opened === allPorts ? 'every other port' : formatPorts(more)} of ${name}`];
}

/** `the API server calls (APIService v1.metrics) and Service shop/web of type NodePort leads`. */
function callersText(calls: readonly OutsideCall[]): string {
  const titles = (by: OutsideCall['by']) => [
    ...new Set(calls.filter((each) => each.by === by).map(({ title }) => title)),
  ];
  const [hooks, services] = [titles('api-server'), titles('clients')];
  return listed([
    ...(hooks.length > 0 ? [`the API server calls (${listed(hooks)})`] : []),
    ...(services.length > 0 ? [`${listed(services)} ${oneOrMany(services.length, 'leads', 'lead')} clients in`] : []),
  ]);
}

/** How to name those who call. */
function helpFor(context: AuditContext, calls: readonly OutsideCall[]): readonly string[] {
  const port = (by: OutsideCall['by']) => {
    const [range] = calls.flatMap((each) => (each.by === by ? rangesOfPorts(each.ports) : []));
    return range?.first;
  };
  const [called, led] = [port('api-server'), port('clients')];
  return [
    ...(called === undefined ? [] : apiServerHelp(context, called)),
    ...(led === undefined ? [] : clientsHelp(calls, led)),
  ];
}

/** The flows that name them. */
function declaredFor(calls: readonly OutsideCall[]): readonly DeclaredChange[] {
  const has = (by: OutsideCall['by']) => calls.some((each) => each.by === by);
  const from = (code: string) => ({ from: [{ kind: 'call', code }] }) as const;
  return [
    ...(has('api-server')
      ? [{ flow: from('kubeApiServer()'), because: 'its addresses are those of cluster({ apiServer: … })' }]
      : []),
    ...(has('clients') ? [{ flow: from('internet()'), because: 'with the clients of its Service' }] : []),
  ];
}

function apiServerHelp(context: AuditContext, port: number): readonly string[] {
  const { apiServerCidrs = [] } = context.analysis.settings.cluster;
  const peers = `from: [${apiServerBlocks(context)}]${blockCondition(context)}`;
  return apiServerCidrs.length > 0
    ? [`name the API server: ${peers}`, `with netpact: flow(kubeApiServer()).to(webhook).port(${port})`]
    : [
        `name the API server: ${peers}, its addresses in kubectl get endpointslices kubernetes -n default, or the block of a managed control plane`,
        `with netpact: apiServer in the cluster profile and flow(kubeApiServer()).to(webhook).port(${port})`,
      ];
}

function clientsHelp(calls: readonly OutsideCall[], port: number): readonly string[] {
  const services = calls.flatMap(({ service }) => service ?? []);
  const ranges = [...new Set(services.flatMap(({ loadBalancerSourceRanges = [] }) => loadBalancerSourceRanges))];
  const blocks = ranges.length > 0 ? ranges : ['198.51.100.0/24'];
  const isLocal = services.every(({ externalTrafficPolicy }) => externalTrafficPolicy === 'Local');
  return [
    `where the clients are known, name them${isLocal ? '' : ' and, as externalTrafficPolicy is Cluster, the nodes'}: from: [${blocks.map((cidr) => flowYaml({ ipBlock: { cidr } })).join(', ')}]`,
    `with netpact: flow(internet()).to(web).port(${port})`,
  ];
}

/** Items of `ports`. */
export function portItems(ports: PortSet): string {
  return rangesOfPorts(ports)
    .map(({ protocol, first, last }) =>
      flowYaml({ ...(protocol !== 'TCP' && { protocol }), port: first, ...(last !== first && { endPort: last }) }),
    )
    .join(', ');
}
