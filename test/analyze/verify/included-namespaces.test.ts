import { mkdtempSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { denyAll, flow, type Included, include, namespace, never } from 'netpact';
import { proveObjects } from '../../../lib/analyze/verify/prove-manifests';
import { compileCharts } from '../../compile/compiling';

const shop = namespace('shop', { baseline: denyAll({ dns: false }) });
const [web, db] = [shop.workload('web'), shop.workload('db', { ports: { pg: 5432 } })];

function saidWith(...includes: readonly Included[]): readonly string[] {
  const flows = [flow(shop.workload('api')).to(db).port('pg')];
  const { policies, intent } = compileCharts([
    { namespaces: [shop], flows, invariants: [never(web).to(db)], includes },
  ]);
  const { findings } = proveObjects(
    intent,
    policies.map(({ manifest }) => manifest),
  );
  return findings.filter(({ severity }) => severity === 'error').map(({ code, message }) => `${code}: ${message}`);
}

const folder = mkdtempSync(path.join(os.tmpdir(), 'netpact-placeless-'));
const spec = '{ podSelector: {}, policyTypes: [Ingress, Egress], ingress: [{}], egress: [{}] }';
writeFileSync(
  path.join(folder, 'open.yaml'),
  `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: { name: open }\nspec: ${spec}\n`,
);
writeFileSync(
  path.join(folder, 'web.yaml'),
  'apiVersion: v1\nkind: Pod\nmetadata: { name: web, labels: { app: web } }\nspec: { containers: [] }\n',
);

describe('an included policy that names no namespace', () => {
  it('is refused: taken for one of default, it let a violated invariant pass', () => {
    expect(saidWith(include(`${folder}/open.yaml`))).toEqual([
      'include-namespace-missing: NetworkPolicy open, which is included, has no metadata.namespace, so nobody knows to which pods it applies',
    ]);
  });

  it('is where include() says', () => {
    const violated = [expect.stringMatching(/^invariant-violated: "never shop\/web to shop\/db" does not hold/)];
    expect(saidWith(include(`${folder}/open.yaml`, { namespace: shop }))).toEqual(violated);
    expect(saidWith(include(`${folder}/open.yaml`, { namespace: 'shop' }))).toEqual(violated);
    expect(saidWith(include(`${folder}/open.yaml`, { namespace: 'other' }))).toEqual([]);
  });
});

it('several objects without a namespace, workloads as well, are one mistake', () => {
  expect(saidWith(include(folder))).toEqual([
    'include-namespace-missing: NetworkPolicy open, which is included, like 1 more object there, has no metadata.namespace, so nobody knows to which pods it applies',
  ]);
  expect(saidWith(include(`${folder}/web.yaml`))).toHaveLength(1);
  expect(saidWith(include(`${folder}/web.yaml`, { namespace: shop }))).toEqual([
    'workload-not-deployed: shop/db selects app=db, and no workload of the manifests in shop carries it',
    'workload-not-deployed: shop/api selects app=api, and no workload of the manifests in shop carries it',
  ]);
});

it('a namespace that is none is refused at the call', () => {
  expect(() => include('vendor', { namespace: ' ' })).toThrow('the namespace that include() got is empty');
});
