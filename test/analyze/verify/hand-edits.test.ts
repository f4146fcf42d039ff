import { cidr, denyAll, denyIngress, flow, namespace, open } from 'netpact';
import { proveObjects } from '../../../lib/analyze/verify/prove-manifests';
import type { LabelSelector, NetworkPolicy, NetworkPolicySpec } from '../../../lib/k8s/network-policy';
import { type ChartParts, compileCharts } from '../../compile/compiling';

const shop = namespace('shop', { baseline: denyAll() });
const web = shop.workload('web', { ports: { front: 8080 } });
const api = shop.workload('api', { ports: { http: 8443, metrics: 9090 } });
const parts: ChartParts = { namespaces: [shop], flows: [flow(web).to(api).namedPort('http')] };

/** What the proof says when the policy of this name has another spec. */
function saidOf(name: string, edit: (spec: NetworkPolicySpec) => NetworkPolicySpec, chart = parts): readonly string[] {
  const { policies, intent, findings } = compileCharts([chart]);
  expect(findings.filter(({ severity }) => severity === 'error')).toEqual([]);
  const manifests = policies.map(({ manifest }) => manifest);
  expect(manifests.map(({ metadata }) => metadata.name)).toContain(name);
  const edited = manifests.map(
    (manifest): NetworkPolicy =>
      manifest.metadata.name === name ? { ...manifest, spec: edit(manifest.spec) } : manifest,
  );
  return proveObjects(intent, edited).findings.map(({ code, message }) => `${code}: ${message}`);
}

const withSubject = (podSelector: LabelSelector) => (spec: NetworkPolicySpec) => ({
  ...spec,
  podSelector,
});

it('a condition that leaves out some pods of the subject is missing access of those', () => {
  const canary = {
    matchLabels: { app: 'api' },
    matchExpressions: [{ key: 'canary', operator: 'DoesNotExist' as const }],
  };
  expect(saidOf('allow-web-to-api', withSubject(canary))).toEqual([
    'proof-missing: the ingress policies of shop/[app=api,canary=any] do not admit shop/[app=web] to shop/[app=api,canary=any] on TCP 8443, which is declared',
  ]);
  const tier = { matchExpressions: [{ key: 'app', operator: 'NotIn' as const, values: ['debug'] }] };
  expect(saidOf('allow-dns', withSubject(tier))[0]).toMatch(
    /^proof-missing: the egress policies of shop\/\[app=debug\]/,
  );
});

it('two conditions that only together leave out a pod are found', () => {
  const without = (key: string) => ({
    podSelector: { matchLabels: { app: 'web' }, matchExpressions: [{ key, operator: 'DoesNotExist' as const }] },
  });
  const said = saidOf('allow-web-to-api', ({ ingress, ...spec }) => ({
    ...spec,
    ingress: (ingress ?? []).map((rule) => ({ ...rule, from: [without('canary'), without('batch')] })),
  }));
  expect(said).toHaveLength(1);
  expect(said[0]).toMatch(/^proof-missing: .*do not admit shop\/\[app=web,batch=any,canary=any\] to /);
});

it('a port name is that of the destination, for ingress as for egress', () => {
  const renamed = (name: string) => (spec: NetworkPolicySpec) =>
    JSON.parse(JSON.stringify(spec).replace('"port":"http"', `"port":"${name}"`)) as NetworkPolicySpec;
  for (const policy of ['allow-web-to-api', 'allow-web-to-api-egress'])
    for (const name of ['metrics', 'nobody']) expect(saidOf(policy, renamed(name))).toHaveLength(1);
});

it('a port number in place of its name admits the same to the declared workload', () => {
  const numbered = (spec: NetworkPolicySpec) =>
    JSON.parse(JSON.stringify(spec).replace('"port":"http"', '"port":8443')) as NetworkPolicySpec;
  expect(saidOf('allow-web-to-api', numbered)).toEqual([]);
});

it('a namespace by a list of names is those namespaces', () => {
  const db = namespace('db', { baseline: denyIngress() });
  const pg = db.workload('pg', { ports: { pg: 5432 } });
  const crm = namespace('crm', { baseline: denyIngress() });
  const chart = {
    namespaces: [shop, db, crm],
    flows: [
      flow(shop.workload('web')).to(pg).port('pg').named('pg'),
      flow(crm.pods('callers', { role: 'caller' }))
        .to(pg)
        .port('pg'),
    ],
  };
  const byName = (values: readonly string[]) => ({
    podSelector: { matchLabels: { app: 'web' } },
    namespaceSelector: { matchExpressions: [{ key: 'kubernetes.io/metadata.name', operator: 'In' as const, values }] },
  });
  const edit = (values: readonly string[]) => (spec: NetworkPolicySpec) => ({
    ...spec,
    ingress: (spec.ingress ?? []).map((rule) => ({ ...rule, from: [byName(values)] })),
  });
  expect(saidOf('pg', edit(['shop']), chart)).toEqual([]);
  expect(saidOf('pg', edit(['shop', 'other']), chart)).toHaveLength(1);
});

it('an exclusion from addresses that depends on a label is found', () => {
  const open = (spec: NetworkPolicySpec) => ({
    ...spec,
    egress: [...(spec.egress ?? []), { to: [{ ipBlock: { cidr: '198.51.100.7/32' } }] }],
    podSelector: {
      matchLabels: { app: 'web' },
      matchExpressions: [{ key: 'x', operator: 'NotIn' as const, values: ['1'] }],
    },
  });
  expect(saidOf('allow-web-to-api-egress', open).length).toBeGreaterThan(0);
});

it('pods that are isolated only as part of a workload are compared as that', () => {
  const old = namespace('old', { baseline: open('legacy') });
  const db = old.workload('db', { ports: { pg: 5432 }, isolate: 'ingress' });
  const blue = old.pods('blue', { color: 'blue' });
  const chart = { namespaces: [shop, old], flows: [flow(web).to(blue).port(5432), flow(api).to(db).port('pg')] };
  const { policies } = compileCharts([chart]);
  const name = policies.map(({ manifest }) => manifest.metadata.name).find((each) => /blue-in/.test(each)) ?? '';
  const said = saidOf(
    name,
    (spec) => ({
      ...spec,
      podSelector: { ...spec.podSelector, matchExpressions: [{ key: 'x', operator: 'DoesNotExist' as const }] },
    }),
    chart,
  );
  expect(said).toHaveLength(1);
  expect(said[0]).toMatch(/^proof-missing: .*old\/\[app=db,color=blue,x=any\]/);
});

it('a port name towards a pod counts from addresses too', () => {
  const office = cidr('office', ['198.51.100.0/24']);
  const chart = { namespaces: [shop], flows: [flow(office).to(api).namedPort('http')] };
  const { policies, intent } = compileCharts([chart]);
  const manifests = policies.map(({ manifest }) => manifest);
  const codesOf = (all: readonly NetworkPolicy[]) => proveObjects(intent, all).findings.map(({ code }) => code);
  expect(codesOf(manifests)).toEqual([]);
  expect(codesOf(manifests.filter(({ metadata }) => !metadata.name.includes('office')))).toEqual(['proof-missing']);
  const open = manifests.map((manifest): NetworkPolicy => {
    if (!manifest.metadata.name.includes('office')) return manifest;
    const from = [{ ipBlock: { cidr: '0.0.0.0/0' } }];
    return { ...manifest, spec: { ...manifest.spec, ingress: [{ from, ports: [{ protocol: 'TCP', port: 'http' }] }] } };
  });
  expect(codesOf(open)).toEqual(['proof-surplus']);
});
