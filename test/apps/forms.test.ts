import path from 'node:path';
import { proveObjects } from '../../lib/analyze/verify/prove-manifests';
import { catalogue } from '../../lib/audit/catalogue';
import { runAudit } from '../../lib/audit/run-audit';
import { startHosting } from '../../lib/cdk8s/host';
import type { CompiledApp } from '../../lib/compile/compile-app';
import type { PolicyForm } from '../../lib/compile/declaration';
import { renderManifests } from '../../lib/k8s/emit/render-manifests';
import { loadTexts } from '../../lib/k8s/load';
import type { NetworkPolicy } from '../../lib/k8s/network-policy';

const now = new Date('2026-11-21');

function formsOf(app: string): Readonly<Record<PolicyForm, CompiledApp>> {
  jest.resetModules();
  const host = startHosting(undefined);
  require(path.join(__dirname, '../../apps', app, 'main.ts'));
  const [hosted] = host.apps;
  if (!hosted) throw new Error(`${app} makes no PolicyApp`);
  const compile = (form: PolicyForm) => hosted.compile({ now, expired: 'error' }, form);
  return { 'per-flow': compile('per-flow'), 'per-workload': compile('per-workload') };
}

const manifestsOf = ({ policies }: CompiledApp): readonly NetworkPolicy[] => policies.map(({ manifest }) => manifest);

/** `.` is all of them together. */
const apps = ['online-boutique', 'three-tier', 'patterns', 'platform', '.'] as const;

it.each([['online-boutique', 36, 18]])(
  '%s: %i policies for each flow are %i for each workload',
  (app, flows, workloads) => {
    const forms = formsOf(app);
    expect([forms['per-flow'].policies.length, forms['per-workload'].policies.length]).toEqual([flows, workloads]);
  },
);

describe('at every moment of a change of form the cluster is proved to allow what is declared', () => {
  const moments = (old: readonly NetworkPolicy[], now: readonly NetworkPolicy[]) => {
    const live = new Map(old.map((policy) => [nameOf(policy), policy]));
    const kept = new Set(now.map(nameOf));
    return [
      ...now.map((policy) => [...live.set(nameOf(policy), policy).values()]),
      ...old.flatMap((policy) => {
        if (kept.has(nameOf(policy))) return [];
        live.delete(nameOf(policy));
        return [[...live.values()]];
      }),
    ];
  };

  it.each(['online-boutique', 'three-tier'])('%s', (app) => {
    const forms = formsOf(app);
    const [flows, workloads] = [manifestsOf(forms['per-flow']), manifestsOf(forms['per-workload'])];
    for (const live of [...moments(flows, workloads), ...moments(workloads, flows)]) {
      const { findings } = proveObjects(forms['per-flow'].intent, live);
      expect(findings.filter(({ severity }) => severity === 'error')).toEqual([]);
    }
    // Deleted first, the same policies are missed.
    const without = flows.filter((policy) => workloads.some((other) => nameOf(other) === nameOf(policy)));
    expect(proveObjects(forms['per-flow'].intent, without).findings.map(({ code }) => code)).toContain('proof-missing');
  });
});

const nameOf = ({ metadata: { namespace, name } }: NetworkPolicy): string => `${namespace}/${name}`;

/** Every declared workload, as it would be deployed. */
function deployments({ peers }: CompiledApp): string {
  const workloads = peers.flatMap((peer) => (peer.kind === 'workload' && !peer.hostNetwork ? [peer] : []));
  const objects = workloads.map(({ namespace, name, selector, ports }) => ({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace: namespace.name },
    spec: {
      selector: { matchLabels: selector.matchLabels },
      template: {
        metadata: { labels: selector.matchLabels },
        spec: {
          containers: [
            {
              name: 'main',
              ports: Object.entries(ports).map(([port, number]) => ({
                name: port,
                containerPort: Number.parseInt(`${number}`, 10),
                protocol: `${number}`.split('/')[1] ?? 'TCP',
              })),
            },
          ],
        },
      },
    },
  }));
  const unique = new Map(objects.map((each) => [`${each.metadata.namespace}/${each.metadata.name}`, each]));
  return [...unique.values()].map((each) => JSON.stringify(each)).join('\n---\n');
}

describe('the audit finds the same in both forms, but for the names of policies', () => {
  const audit = (compiled: CompiledApp, workloads: string) => {
    const files = renderManifests(compiled.policies, { layout: 'per-namespace' });
    const texts = [...files].filter(([file]) => file !== 'kustomization.yaml');
    const sources = texts.map(([file, text]) => ({ file, text }));
    const loaded = loadTexts([...sources, { file: 'workloads.yaml', text: workloads }]);
    const { report } = runAudit(loaded, { rules: catalogue, now });
    expect(report.failures).toEqual([]);
    return report.findings
      .map(({ rule, severity, subject: { kind, namespace, name } }) =>
        [rule.name, severity, kind, namespace, kind === 'NetworkPolicy' ? '' : name].join(' '),
      )
      .sort();
  };

  it.each(apps)('%s', (app) => {
    const forms = formsOf(app);
    for (const workloads of ['', deployments(forms['per-flow'])]) {
      const found = audit(forms['per-flow'], workloads);
      expect(audit(forms['per-workload'], workloads)).toEqual(found);
      if (app === '.') expect(found.length).toBeGreaterThan(20);
    }
  });
});
