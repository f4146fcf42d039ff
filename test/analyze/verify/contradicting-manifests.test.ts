import { mkdtempSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { denyAll, disjoint, flow, namespace, never, workloadFrom, workloadsFrom } from 'netpact';
import { proveObjects } from '../../../lib/analyze/verify/prove-manifests';
import { type ChartParts, compileCharts } from '../../compile/compiling';

type LabelMap = Readonly<Record<string, string>>;

const shop = namespace('shop', { baseline: denyAll({ dns: false }) });
const db = shop.workload('db', { ports: { pg: 5432 } });
const canaries = shop.workload('canaries', { labels: { track: 'canary' } });

function deployment(name: string, selector: LabelMap, labels: LabelMap, where?: string) {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, ...(where !== undefined && { namespace: where }) },
    spec: { selector: { matchLabels: selector }, template: { metadata: { labels }, spec: { containers: [] } } },
  };
}

function folderOf(...manifests: readonly object[]): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'netpact-contradicting-'));
  for (const [at, manifest] of manifests.entries())
    writeFileSync(path.join(folder, `${at}.json`), JSON.stringify(manifest));
  return folder;
}

function saidOf(chart: Partial<ChartParts>): readonly string[] {
  const { policies, findings, intent } = compileCharts([{ namespaces: [shop], ...chart }]);
  expect(findings.filter(({ severity }) => severity === 'error')).toEqual([]);
  const proof = proveObjects(
    intent,
    policies.map(({ manifest }) => manifest),
  );
  return proof.findings.map(({ code, message }) => `${code}: ${message}`);
}

const stable = (where?: string) => deployment('web', { app: 'web' }, { app: 'web', track: 'stable' }, where);
const canary = (where?: string) =>
  deployment('web-canary', { app: 'web', track: 'canary' }, { app: 'web', track: 'canary' }, where);
const contradicted = [
  'assumption-contradicted: pods of Deployment shop/web-canary are selected by shop/web, whose pods are assumed to carry track=stable, and carry track=canary',
];

describe('workloads of the manifests that an app reads contradict an assumption', () => {
  it.each([
    ['only names others', { only: ['web'] }],
    ['except names them', { except: ['web-canary'] }],
    ['nobody uses them', {}],
  ])('where %s', (_, choice) => {
    const folder = folderOf(stable(), canary());
    const { web = db } = workloadsFrom<string>(folder, { namespace: shop, ...choice });
    const chart = { flows: [flow(canaries).to(db).port('pg')], invariants: [never(web).to(db)] };
    expect(saidOf(chart)).toEqual(contradicted);
  });

  it('where they name the namespace of another workload that is read', () => {
    const { web } = workloadsFrom(folderOf(stable('shop'), canary('shop')), { only: ['web'] });
    expect(saidOf({ invariants: [never(web).to(db)] })).toEqual(contradicted);
    const elsewhere = workloadsFrom(folderOf(stable('shop'), canary('other')), { only: ['web'] });
    expect(saidOf({ invariants: [never(elsewhere.web).to(db)] })).toEqual([]);
  });

  it('where nobody says in which namespace they are: it may be any that the app owns', () => {
    const { web } = workloadsFrom(folderOf(stable('shop'), canary()), { only: ['web'] });
    const other = namespace('other', { baseline: denyAll({ dns: false }) });
    expect(saidOf({ namespaces: [shop, other], invariants: [never(web).to(db)] })).toEqual([
      'assumption-contradicted: pods of Deployment web-canary are selected by shop/web, whose pods are assumed to carry track=stable, and carry track=canary',
    ]);
  });

  it('where it is one of disjoint()', () => {
    const labels = { app: 'both', side: 'front', role: 'api' };
    const { web } = workloadsFrom(folderOf(stable(), deployment('both', { app: 'both' }, labels)), {
      namespace: shop,
      only: ['web'],
    });
    const [front, api] = [shop.pods('front', { side: 'front' }), shop.pods('api', { role: 'api' })];
    expect(saidOf({ flows: [flow(web).to(db).port('pg')], assumptions: [disjoint(front, api)] })).toEqual([
      'assumption-contradicted: pods of Deployment shop/both are in two of shop/front and shop/api, and no pod is in both shop/front and shop/api is assumed',
    ]);
  });
});

describe('a workload that is read by itself contradicts an assumption', () => {
  it('by labels of one release, which selectors ask for', () => {
    const first = deployment(
      'first',
      { app: 'web', version: 'v1' },
      { app: 'web', version: 'v1', tier: 'front' },
      'shop',
    );
    const second = deployment('second', { tier: 'back' }, { app: 'web', version: 'v1', tier: 'back' }, 'shop');
    const flows = [flow(workloadFrom(second)).to(db).port('pg')];
    expect(saidOf({ flows, invariants: [never(workloadFrom(first)).to(db)] })).toContainEqual(
      'assumption-contradicted: pods of Deployment shop/second are selected by shop/first, whose pods are assumed to carry tier=front, and carry tier=back',
    );
  });

  it('where labels of the author select none of its pods', () => {
    const web = workloadFrom(stable('shop'));
    const other = workloadFrom(canary('shop'), { labels: { app: 'canary' } });
    expect(saidOf({ flows: [flow(web, other).to(db).port('pg')] })).toEqual(contradicted);
  });
});

describe('manifests that say what is deployed contradict an assumption', () => {
  it('where they name no namespace, and the app owns several', () => {
    const other = namespace('other', { baseline: denyAll({ dns: false }) });
    const web = workloadFrom(stable('shop'));
    const database = deployment('db', { app: 'db' }, { app: 'db' });
    const said = saidOf({
      namespaces: [shop, other],
      flows: [flow(web).to(db).port('pg')],
      manifests: [folderOf(stable(), canary(), database)],
    });
    expect(said.filter((each) => each.startsWith('assumption-contradicted'))).toEqual([
      'assumption-contradicted: pods of Deployment web-canary are selected by shop/web, whose pods are assumed to carry track=stable, and carry track=canary',
    ]);
  });
});
