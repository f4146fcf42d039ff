import { serviceUnreachable } from '../../../lib/audit/rules/outages/service-unreachable';
import { runAudit } from '../../../lib/audit/run-audit';
import { loadTexts } from '../../../lib/k8s/load';
import type { ClusterResources, ServiceResource } from '../../../lib/k8s/resources';
import { probedAddresses, probedPorts, randomCluster } from '../../analyze/random-cluster';
import { type Random, seededRandom } from '../../analyze/seeded-random';
import { type End, mayConnect } from '../../evaluator/may-connect';
import { policiesOf } from '../../evaluator/policies';

const firstSeed = Number(process.env.NETPACT_SEED ?? 20261122);
const clusters = 1500;

function randomServices(random: Random, { workloads }: ClusterResources): readonly ServiceResource[] {
  return workloads.map(({ namespace, name, labels, origin }) => ({
    namespace,
    name,
    type: 'ClusterIP',
    selector: random.chance(0.5) ? labels : Object.fromEntries(Object.entries(labels).slice(0, 1)),
    ports: random.list(1, 2, () => ({
      port: 80,
      targetPort: random.pick(probedPorts),
      protocol: random.pick(['TCP', 'UDP', 'SCTP'] as const),
    })),
    origin,
  }));
}

/** Services that no packet of anybody comes through, one packet at a time. */
function closedServices(resources: ClusterResources): readonly string[] {
  const nsLabels = new Map(resources.namespaces.map(({ name, labels }) => [name, labels]));
  const pods = resources.workloads.map((each) => ({ ...each, nsLabels: nsLabels.get(each.namespace) ?? {} }));
  const policies = policiesOf(resources.policies);
  const everybody: readonly End[] = [...pods, ...probedAddresses];
  return resources.services
    .filter(({ namespace, selector = {}, ports }) => {
      const entries = Object.entries(selector);
      const behind = pods.filter(
        (pod) => pod.namespace === namespace && entries.every(([key, value]) => pod.labels[key] === value),
      );
      const isReached = behind.some(
        (to) =>
          to.hostNetwork ||
          ports.some(({ targetPort, protocol }) =>
            everybody.some((from) => mayConnect(policies, { from, to, protocol, port: Number(targetPort) })),
          ),
      );
      return entries.length > 0 && behind.length > 0 && !isReached;
    })
    .map(({ namespace, name }) => `${namespace}/${name}`)
    .sort();
}

test(`service-unreachable agrees with one packet at a time on ${clusters} random clusters`, () => {
  let found = 0;
  for (let seed = firstSeed; seed < firstSeed + clusters; seed++) {
    const random = seededRandom(seed);
    const cluster = randomCluster(random);
    const resources = { ...cluster, services: randomServices(random, cluster) };
    const { report } = runAudit(
      { ...loadTexts([]), resources },
      { rules: [serviceUnreachable], now: new Date('2026-11-21') },
    );
    expect(report.failures).toEqual([]);
    const names = (results: readonly { readonly subject?: { readonly namespace?: string; readonly name: string } }[]) =>
      results.map(({ subject }) => `${subject?.namespace}/${subject?.name}`);
    const fired = names(report.findings).sort();
    const unknown = new Set(names(report.notApplicable));
    const closed = closedServices(resources).filter((name) => !unknown.has(name));
    expect({ seed, fired }).toEqual({ seed, fired: closed });
    found += fired.length;
  }
  expect(found).toBeGreaterThan(100);
});
