import { rangeTexts } from '../../../lib/algebra/address-set';
import { formatPorts } from '../../../lib/algebra/port-set';
import { analyze } from '../../../lib/analyze/analysis';
import { auditFacts } from '../../../lib/audit/facts';
import type { OutsideWay } from '../../../lib/audit/outside/outside-way';
import { outsideOf } from '../../../lib/audit/outside/outside-ways';
import type { ClusterResources, ServiceResource } from '../../../lib/k8s/resources';
import { policy } from '../../analyze/cluster';
import { probedAddresses, randomCluster, randomNodes } from '../../analyze/random-cluster';
import { type Random, seededRandom } from '../../analyze/seeded-random';
import { isInCidr, isInRange } from '../../evaluator/address';
import { addressEdges } from '../../evaluator/address-edges';
import { mayConnect } from '../../evaluator/may-connect';
import { policiesOf } from '../../evaluator/policies';

const firstSeed = Number(process.env.NETPACT_SEED ?? 20261122);
const clusters = Number(process.env.NETPACT_CLUSTERS ?? 600);

const origin = { file: 's.yaml', span: () => ({ file: 's.yaml', line: 1, column: 1 }) };

/** Services for workloads of the cluster: each leads to the one whose label `only` is its name. */
function withServices(random: Random, resources: ClusterResources): ClusterResources {
  const services = resources.workloads.flatMap(({ namespace, name }, index): readonly ServiceResource[] => {
    const type = random.pick(['LoadBalancer', 'NodePort', 'ClusterIP']);
    const ranges = random.pick([undefined, ['10.0.0.0/8'], ['192.0.2.0/24', '2001:db8::/32'], ['0.0.0.0/0']]);
    const externalTrafficPolicy = random.pick(['Cluster', 'Local'] as const);
    return [
      {
        ...{ namespace, name: `s${index}`, type, selector: { only: name }, externalTrafficPolicy, origin },
        ports: [{ port: 80, targetPort: random.pick([53, 80, 8080]), protocol: 'TCP' }],
        ...(random.chance(0.3) && { externalIPs: ['192.0.2.7'] }),
        ...(ranges && { loadBalancerSourceRanges: ranges }),
      },
    ];
  });
  const workloads = resources.workloads.map((each) => ({ ...each, labels: { ...each.labels, only: each.name } }));
  // Most policies of a random cluster have no blocks.
  const blocks = resources.workloads
    .filter(() => random.chance(0.6))
    .map(({ namespace, name }, index) =>
      policy(`${namespace}/blocks${index}`, {
        podSelector: { matchLabels: { only: name } },
        policyTypes: ['Ingress'],
        ingress: [{ from: random.list(1, 2, () => ({ ipBlock: random.pick(someBlocks) })) }],
      }),
    );
  return { ...resources, workloads, services, policies: [...resources.policies, ...blocks] };
}

const someBlocks = [
  { cidr: '0.0.0.0/0' },
  { cidr: '0.0.0.0/0', except: ['10.0.0.0/8'] },
  { cidr: '10.0.0.0/8' },
  { cidr: '10.0.0.0/8', except: ['10.1.0.0/16'] },
  { cidr: '10.1.0.0/16' },
  { cidr: '192.0.2.0/24' },
  { cidr: '192.0.2.0/24', except: ['192.0.2.128/25'] },
  { cidr: '2001:db8::/32' },
];

test(`the ways that Services of ${clusters} random clusters make let in exactly whom one packet after the other says`, () => {
  let [found, unsure] = [0, 0];
  for (let seed = firstSeed; seed < firstSeed + clusters; seed++) {
    const random = seededRandom(seed);
    const resources = withServices(random, randomCluster(random));
    const nodeCidrs = randomNodes(random);
    const analysis = analyze(resources, { cluster: { nodeCidrs } });
    const { ways } = outsideOf({ analysis, facts: auditFacts(analysis) });
    const fail = (what: string) => {
      throw new Error(`replay with NETPACT_SEED=${seed} NETPACT_CLUSTERS=1: ${what}`);
    };
    for (const service of resources.services)
      for (const kind of ['LoadBalancer', 'NodePort', 'external IP'] as const) {
        const way = ways.find(({ by, kind: own }) => own === kind && by.name === service.name);
        const difference = differenceOf({ kind, service, resources, nodeCidrs, way });
        if (difference) fail(`${service.namespace}/${service.name} ${kind}: ${difference}`);
        if (way) [found, unsure] = [found + 1, unsure + (way.doubts.length > 0 ? 1 : 0)];
      }
  }
  expect(clusters < 600 || (found > 500 && unsure > 100)).toBe(true);
});

interface Asked {
  readonly kind: string;
  readonly service: ServiceResource;
  readonly resources: ClusterResources;
  readonly nodeCidrs: readonly string[];
  readonly way: OutsideWay | undefined;
}

function differenceOf({ kind, service, resources, nodeCidrs, way }: Asked): string | undefined {
  const makes = { LoadBalancer: ['LoadBalancer'], NodePort: ['LoadBalancer', 'NodePort'] }[kind] ?? [];
  if (kind === 'external IP' ? !service.externalIPs : !makes.includes(service.type))
    return way && 'the Service makes no such way';
  const pods = resources.workloads.find(({ labels }) => labels.only === service.selector?.only);
  if (!pods) return 'no pods';
  const target = Number(service.ports[0]?.targetPort);
  const policies = policiesOf(resources.policies);
  const letsIn = (from: string) => mayConnect(policies, { from, to: { ...pods }, port: target, protocol: 'TCP' });
  const isNode = (address: string) => nodeCidrs.some((cidr) => isInCidr(address, cidr));
  const isV6 = (address: string) => address.includes(':');
  const addresses = [...new Set([...probedAddresses, ...addressEdges(nodeCidrs)])];
  const ranges = kind === 'LoadBalancer' ? service.loadBalancerSourceRanges : undefined;
  const comes = (client: string) =>
    (kind !== 'external IP' || !isV6(client)) && (!ranges || ranges.some((cidr) => isInCidr(client, cidr)));
  const nodesOf = (client: string) => addresses.filter((each) => isNode(each) && isV6(each) === isV6(client));
  const isLocal = service.externalTrafficPolicy === 'Local';
  const asNode = (client: string) => !isLocal && nodesOf(client).some(letsIn);
  const gotIn = (client: string) => way?.from.length && rangeTexts(way.from).some((range) => isInRange(client, range));
  if (way && formatPorts(way.arrivesAt) !== `TCP ${target}`) return `arrives at ${formatPorts(way.arrivesAt)}`;
  for (const client of addresses) {
    if (!comes(client)) {
      if (gotIn(client)) return `${client} does not come`;
      continue;
    }
    const least = letsIn(client) || asNode(client);
    if (least && !gotIn(client) && (way || !isNode(client))) return `${client} gets in`;
    // Where nobody knows the nodes, more may get in than is sure.
    const isKnown = isLocal || nodeCidrs.length > 0;
    if (isKnown && gotIn(client) && !least) return `${client} does not get in`;
    const isSure = letsIn(client) && (isLocal || nodesOf(client).every(letsIn));
    if (gotIn(client) && way?.doubts.length === 0 && !isSure) return `${client} gets in, and that is not certain`;
  }
  if (!way || way.doubts.length === 0 || pods.hostNetwork || nodeCidrs.length === 0) return undefined;
  const gettingIn = addresses.filter(gotIn);
  const areSure = gettingIn.every((each) => letsIn(each) && nodesOf(each).length > 0 && nodesOf(each).every(letsIn));
  return (isLocal || areSure) && gettingIn.length > 0 ? `is certain, and doubted: ${way.doubts.join()}` : undefined;
}

test('where nobody knows the nodes, private addresses that are let in may be theirs', () => {
  for (let seed = firstSeed; seed < firstSeed + clusters / 3; seed++) {
    const random = seededRandom(seed);
    const resources = withServices(random, randomCluster(random));
    const analysis = analyze(resources);
    const { ways } = outsideOf({ analysis, facts: auditFacts(analysis) });
    for (const way of ways) {
      const service = resources.services.find(({ name }) => name === way.by.name);
      if (way.kind !== 'NodePort' || service?.externalTrafficPolicy !== 'Cluster') continue;
      const pods = resources.workloads.find(({ labels }) => labels.only === service.selector?.only);
      const policies = policiesOf(resources.policies);
      const port = Number(service.ports[0]?.targetPort);
      const isPrivate = (from: string) =>
        isInCidr(from, '10.0.0.0/8') && pods && mayConnect(policies, { from, to: pods, port, protocol: 'TCP' });
      if (probedAddresses.some(isPrivate)) expect(rangeTexts(way.from)).toContain('0.0.0.0-255.255.255.255');
    }
  }
});
