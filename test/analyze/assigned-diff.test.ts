import { analyze } from '../../lib/analyze/analysis';
import { assumptionsOf } from '../../lib/analyze/assumptions';
import { diffClusters } from '../../lib/analyze/diff/cluster-diff';
import { explain } from '../../lib/analyze/explain/explain';
import { endOf } from '../../lib/analyze/model/end';
import { loadTexts } from '../../lib/k8s/load';

const read = (text: string) => loadTexts([{ file: 'a.yaml', text }]).resources;
const namespace = (labels = '') => `
apiVersion: v1
kind: Namespace
metadata: {name: shop, labels: {${labels}}}
---`;
const workload = (name: string, labels = `tier: ${name}`, kind = 'apps/v1, kind: Deployment') => `
{apiVersion: ${kind}, metadata: {name: ${name}, namespace: shop}, spec: {template: {metadata: {labels: {${labels}}}, spec: {containers: []}}}}
---`;
const policy = (name: string, selector: string, ingress = '') => `
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: ${name}, namespace: shop}
spec: {podSelector: {${selector}}, policyTypes: [Ingress]${ingress && `, ingress: [${ingress}]`}}
---`;
const byIstio = policy('open', 'matchLabels: {service.istio.io/canonical-name: web}', '{ports: [{port: 80}]}');
const closed = policy('deny', '');
const shop = (parts: { labels?: string; web?: string } = {}) =>
  read(namespace(parts.labels) + workload('web', parts.web) + workload('api') + closed + byIstio);

describe('docs/semantics.md 4: a diff where a policy selects by a label of Istio', () => {
  const label = 'the label service.istio.io/canonical-name, which Istio adds to pods of shop/web[Deployment]';
  const verdict = (...sides: Parameters<typeof diffClusters>) => {
    const diff = diffClusters(...sides);
    return [diff.verdict, diff.undecided];
  };

  test('is sure where workloads stay what they are', () => {
    expect(verdict(shop(), shop())).toEqual(['equal', []]);
    const more = read(
      namespace() +
        workload('web') +
        workload('api') +
        closed +
        byIstio +
        policy('also', 'matchLabels: {tier: api}', '{}'),
    );
    expect(verdict(shop(), more)).toEqual(['widened', []]);
  });

  test('is undecided where a namespace changes whether it asks for injection', () => {
    const byLinkerd = policy('one', 'matchLabels: {linkerd.io/proxy-deployment: web}');
    const asking = (wish: string) =>
      read(`
apiVersion: v1
kind: Namespace
metadata: {name: shop, annotations: {linkerd.io/inject: ${wish}}}
---${workload('web')}${byLinkerd}`);
    for (const [before, after] of [
      ['enabled', 'disabled'],
      ['disabled', 'enabled'],
      ['disabled', '""'],
    ] as const)
      expect([before, after, verdict(asking(before), asking(after))[0]]).toEqual([before, after, 'undecided']);
    expect(verdict(asking('enabled'), asking('enabled'))[0]).toBe('equal');
    expect(verdict(shop({ labels: 'istio-injection: enabled' }), shop())[0]).toBe('undecided');
  });

  test('is undecided where a workload changes what the label is derived of', () => {
    const reason = `it is not known what changes for shop/web[Deployment]: it depends on ${label}`;
    expect(verdict(shop(), shop({ web: 'tier: web, app: other' }))).toEqual(['undecided', [reason]]);
    expect(verdict(shop(), shop({ labels: 'istio-injection: disabled' }))).toEqual(['undecided', [reason]]);
  });

  test('is sure where a workload changes and neither side can have the value', () => {
    const other = policy('open', 'matchLabels: {service.istio.io/canonical-name: nobody}', '{ports: [{port: 80}]}');
    const side = (labels: string) => read(namespace() + workload('web', labels) + closed + other);
    expect(verdict(side('app: a'), side('app: b'))).toEqual(['equal', []]);
  });

  test('a new workload may be reached by whoever the policy lets in', () => {
    const before = read(namespace() + workload('api') + closed + byIstio);
    expect(diffClusters(before, shop()).undecided).toEqual([
      `it is not known who reaches shop/web[Deployment], new here: it depends on ${label}`,
    ]);
  });
});

test('a Job that is renamed is another one to a policy that asks for its name', () => {
  const side = (name: string, ...policies: string[]) =>
    read(namespace() + workload(name, 'app: migrate', 'batch/v1, kind: Job') + closed + policies.join(''));
  const byName = policy('job', 'matchLabels: {job-name: migrate-1}', '{}');
  expect(diffClusters(side('migrate-1'), side('migrate-2')).workloads.renamed).toHaveLength(1);
  const { workloads } = diffClusters(side('migrate-1', byName), side('migrate-2', byName));
  expect([workloads.renamed.length, workloads.added.length, workloads.removed.length]).toEqual([0, 1, 1]);
});

describe('what depends on such a label says which', () => {
  const analysis = analyze(shop());
  const explained = (to: string) => {
    const pods = analysis.pods(to);
    if (!pods) throw new Error(`there is no ${to}`);
    return explain(analysis, { kind: 'address', name: '192.0.2.7' }, endOf(analysis.universe, pods));
  };

  test('an explanation is undetermined', () => {
    const { verdict, reasons } = explained('shop/web[Deployment]');
    expect(verdict).toBe('undetermined');
    expect(reasons[0]?.message).toBe(
      'the answer depends on the label service.istio.io/canonical-name, which Istio adds to pods of shop/web[Deployment]',
    );
    expect(explained('shop/api[Deployment]').verdict).toBe('denied');
  });

  test('connections have an assumption, even where only addresses come in', () => {
    expect(assumptionsOf(analysis)).toEqual([
      expect.objectContaining({ kind: 'injected-labels', message: expect.stringContaining('canonical-name of Istio') }),
    ]);
    expect(assumptionsOf(analyze(shop({ labels: 'istio-injection: disabled' })))).toEqual([]);
  });
});
