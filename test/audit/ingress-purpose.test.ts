import { analyze } from '../../lib/analyze/analysis';
import type { AuditFinding } from '../../lib/audit/audit-finding';
import { catalogue } from '../../lib/audit/catalogue';
import { runAudit } from '../../lib/audit/run-audit';
import { loadTexts } from '../../lib/k8s/load';
import type { ClusterResources, ServiceCaller, ServiceResource, WorkloadResource } from '../../lib/k8s/resources';
import { policy } from '../analyze/cluster';
import { probedPorts, randomCluster } from '../analyze/random-cluster';
import { type Random, seededRandom } from '../analyze/seeded-random';
import { mayConnect, type Pod } from '../evaluator/may-connect';
import { policiesOf } from '../evaluator/policies';

const firstSeed = Number(process.env.NETPACT_SEED ?? 20261122);
const clusters = 300;
const protocols = ['TCP', 'UDP', 'SCTP'] as const;
/** Ways from outside are made by what calls. */
const reach = catalogue.filter(({ category, reach: about }) => category === 'reach' && about?.of !== 'ways');

/** What reach rules say of a cluster, by fingerprint. */
function found(resources: ClusterResources): ReadonlyMap<string, AuditFinding> {
  const { report } = runAudit(
    { ...loadTexts([{ file: 'a.yaml', text: '' }]), resources, findings: [] },
    { rules: reach, now: new Date('2026-11-22') },
  );
  expect(report.failures).toEqual([]);
  const all = report.findings.flatMap((each) => [each, ...each.related]);
  return new Map(all.map((each) => [each.fingerprint, each]));
}

/** A cluster whose policies have rules for anybody, with what calls its workloads from outside: webhooks, load balancers, Ingresses. */
function calledCluster(random: Random) {
  const drawn = randomCluster(random);
  const ports = () => random.list(1, 2, () => ({ port: random.pick(probedPorts), protocol: random.pick(protocols) }));
  const wide = drawn.workloads.map(({ namespace, labels }, index) =>
    policy(`${namespace}/wide${index}`, {
      podSelector: { matchLabels: labels },
      policyTypes: ['Ingress', 'Egress'],
      ingress: [
        {
          ports: ports(),
          ...(random.chance(0.5) && {
            from: [{ ipBlock: { cidr: random.pick(['0.0.0.0/0', '10.0.0.0/8', '::/0']) } }],
          }),
        },
      ],
      egress: [{ ports: ports() }, { to: [{ ipBlock: { cidr: '0.0.0.0/0' } }], ports: ports() }],
    }),
  );
  const services = drawn.workloads.flatMap((each, index) => servicesOf(random, each, index));
  const serviceCallers = services.flatMap(({ namespace, name, origin }): ServiceCaller[] => {
    const [kind, caller] = random.pick([
      ['MutatingWebhookConfiguration', 'api-server'],
      ['Ingress', 'ingress-controller'],
      ['HTTPRoute', 'mesh'],
    ] as const);
    const references = [{ field: 'spec', namespace, name }];
    return random.chance(0.5)
      ? [{ kind, namespace: caller === 'api-server' ? '' : namespace, name, caller, references, origin }]
      : [];
  });
  const before = { ...drawn, policies: [...drawn.policies, ...wide] };
  return { before, after: { ...before, services, serviceCallers } };
}

function servicesOf(random: Random, { namespace, labels, origin }: WorkloadResource, index: number): ServiceResource[] {
  return random
    .list(0, 2, () => 0)
    .map((_, ordinal) => ({
      namespace,
      name: `s${index}-${ordinal}`,
      type: random.pick(['ClusterIP', 'NodePort', 'LoadBalancer']),
      selector: labels,
      // Many ports, so that some rule opens nothing else.
      ports: random.list(2, 40, () => {
        const port = random.pick(probedPorts);
        return { port, targetPort: port, protocol: random.pick(protocols) };
      }),
      origin,
    }));
}

/** The ports of a workload that one rule opens to an address on its own, one packet at a time. */
function openedBy(resources: ClusterResources, { subject, field = '' }: AuditFinding, to: Pod): string[] {
  const owner = resources.policies.find(
    ({ namespace, name }) => namespace === subject.namespace && name === subject.name,
  );
  const index = Number(/^spec\.ingress\[(\d+)\]/.exec(field)?.[1]);
  const rule = owner?.spec.ingress?.[index];
  if (!owner || rule === undefined) throw new Error(`${subject.name} has no ${field}`);
  const alone = { ...owner, spec: { ...owner.spec, policyTypes: ['Ingress' as const], ingress: [rule] } };
  const none = { ...alone, spec: { ...alone.spec, ingress: [] } };
  const [open, closed] = [policiesOf([alone]), policiesOf([none])];
  const senders = ['10.1.0.1', '198.51.100.7', '2001:db8::9'];
  return protocols.flatMap((protocol) =>
    probedPorts
      .filter((port) =>
        senders.some((from) => {
          const packet = { from, to, protocol, port };
          return mayConnect(open, packet) && !mayConnect(closed, packet);
        }),
      )
      .map((port) => `${port}/${protocol}`),
  );
}

/** The ports of a workload that somebody calls whose addresses nobody can name. */
function calledPorts(
  { services, serviceCallers }: ClusterResources,
  { namespace, labels }: WorkloadResource,
): Set<string> {
  const hooked = serviceCallers
    .filter(({ caller }) => caller === 'api-server')
    .flatMap(({ references }) => references.map(({ name }) => name));
  return new Set(
    services
      .filter((each) => each.namespace === namespace && (each.type !== 'ClusterIP' || hooked.includes(each.name)))
      .filter(({ selector = {} }) => Object.entries(selector).every(([key, value]) => labels[key] === value))
      .flatMap(({ ports }) => ports.map(({ port, protocol }) => `${port}/${protocol}`)),
  );
}

test(`what calls pods changes no reach and no egress finding, and excuses only ports that it needs (seed ${firstSeed})`, () => {
  let excused = 0;
  for (let seed = firstSeed; seed < firstSeed + clusters; seed += 1) {
    const { before, after } = calledCluster(seededRandom(seed));
    const [quiet, called] = [found(before), found(after)];
    const because = (each: AuditFinding) => `seed ${seed}: ${each.message}`;
    expect([...called.keys()].sort()).toEqual([...quiet.keys()].sort());
    for (const [fingerprint, now] of called) {
      const then = quiet.get(fingerprint);
      if (!then || now.severity === then.severity) continue;
      excused += 1;
      expect([because(now), now.severity, now.field?.startsWith('spec.ingress')]).toEqual([because(now), 'info', true]);
      for (const each of after.workloads) {
        const nsLabels = after.namespaces.find(({ name }) => name === each.namespace)?.labels ?? {};
        const open = openedBy(after, now, { ...each, nsLabels });
        const needed = calledPorts(after, each);
        expect([because(now), open.filter((port) => !needed.has(port))]).toEqual([because(now), []]);
      }
    }
    if (seed % 10 !== 0) continue;
    const [one, other] = [analyze(before), analyze(after)];
    for (const from of one.universe.pods.keys())
      for (const to of one.universe.pods.keys()) {
        const between = ({ universe, ...analysis }: typeof one) => {
          const [a, b] = [universe.pods[from], universe.pods[to]];
          return a && b && analysis.between(a, b);
        };
        expect(between(other)).toBe(between(one));
      }
  }
  expect(excused).toBeGreaterThan(clusters / 10);
});
