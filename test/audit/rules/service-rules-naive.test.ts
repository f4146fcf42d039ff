import type { Rule } from '../../../lib/audit/rule';
import { ingressBackendMissing } from '../../../lib/audit/rules/outages/ingress-backend-missing';
import { serviceSelectsNothing } from '../../../lib/audit/rules/traps/service-selects-nothing';
import { runAudit } from '../../../lib/audit/run-audit';
import { loadTexts } from '../../../lib/k8s/load';
import type { ClusterResources, Origin, ServiceCaller, ServiceResource } from '../../../lib/k8s/resources';
import { randomCluster } from '../../analyze/random-cluster';
import { type Random, seededRandom } from '../../analyze/seeded-random';

const firstSeed = Number(process.env.NETPACT_SEED ?? 20261123);
const clusters = 600;
const namespaces = ['default', 'shop', 'prod'];
const names = ['web', 'api', 'db'];
const ports = [80, 443];

const origin: Origin = { file: 'a.yaml', span: () => ({ file: 'a.yaml', line: 1, column: 1 }) };

/** A cluster with Services, right and wrong, and one Ingress for each thing that is asked for. */
function randomServices(random: Random): ClusterResources {
  const services = namespaces.flatMap((namespace) =>
    names
      .filter(() => random.chance(0.4))
      .map((name): ServiceResource => {
        const selector = Object.fromEntries(
          random.list(0, 2, () => [random.pick(['app', 'tier']), random.pick(['a', 'b', 'shop'])]),
        );
        return {
          namespace,
          name,
          type: random.chance(0.1) ? 'ExternalName' : 'ClusterIP',
          ...(Object.keys(selector).length > 0 && { selector }),
          ports: ports
            .filter(() => random.chance(0.7))
            .map((port) => ({ port, targetPort: 8080, protocol: 'TCP', name: `p${port}` })),
          origin,
        };
      }),
  );
  const serviceCallers = random.list(0, 4, (): Omit<ServiceCaller, 'name'> => {
    const [namespace, name] = [random.pick(namespaces), random.pick(names)];
    const port = random.pick([80, 443, 'p80', 'p443']);
    const reference = { field: 'spec.backend', namespace, name, port };
    return { kind: 'Ingress', namespace, caller: 'ingress-controller', references: [reference], origin };
  });
  const named = serviceCallers.map((caller, index) => ({ ...caller, name: `i${index}` }));
  return { ...randomCluster(random), services, serviceCallers: named };
}

/** Services with a selector that no labels of their namespace satisfy. */
function barren({ services, workloads }: ClusterResources): readonly string[] {
  return services
    .filter(({ type, selector }) => type !== 'ExternalName' && selector)
    .filter(({ namespace, selector = {} }) =>
      workloads.every(
        (each) =>
          each.namespace !== namespace || Object.entries(selector).some(([key, value]) => each.labels[key] !== value),
      ),
    )
    .map(({ namespace, name }) => `${namespace}/${name}`);
}

/** Ingresses that lead to no Service, or to no port of one. */
function broken({ services, serviceCallers }: ClusterResources): readonly string[] {
  return serviceCallers
    .filter(({ references: [asked] }) => {
      const service = services.find((each) => each.namespace === asked?.namespace && each.name === asked.name);
      if (service?.type === 'ExternalName') return false;
      return !service?.ports.some(({ port, name }) => port === asked?.port || name === asked?.port);
    })
    .map(({ namespace, name }) => `${namespace}/${name}`);
}

test.each<readonly [string, Rule, (resources: ClusterResources) => readonly string[]]>([
  ['service-selects-nothing', serviceSelectsNothing, barren],
  ['ingress-backend-missing', ingressBackendMissing, broken],
])(
  `%s says what a look at every object says, or that it cannot tell, on ${clusters} random clusters`,
  (_, rule, naive) => {
    let found = 0;
    for (let seed = firstSeed; seed < firstSeed + clusters; seed++) {
      const resources = randomServices(seededRandom(seed));
      const { report } = runAudit({ ...loadTexts([]), resources }, { rules: [rule], now: new Date('2026-11-21') });
      expect(report.failures).toEqual([]);
      const said = (
        results: readonly { readonly subject?: { readonly namespace?: string; readonly name: string } }[],
      ) => results.map(({ subject }) => `${subject?.namespace}/${subject?.name}`);
      const fired = said(report.findings);
      expect({ seed, said: [...fired, ...said(report.notApplicable)].sort() }).toEqual({
        seed,
        said: [...naive(resources)].sort(),
      });
      found += fired.length;
    }
    expect(found).toBeGreaterThan(100);
  },
);
