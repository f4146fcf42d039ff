import { mkdtempSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {
  type Disjoint,
  denyAll,
  disjoint,
  type Flow,
  flow,
  foreignNamespace,
  type Invariant,
  include,
  namespace,
  namespacesWhere,
  never,
  only,
  workloadFrom,
} from 'netpact';
import { proveFiles, proveObjects } from '../../../lib/analyze/verify/prove-manifests';
import { type ChartParts, compileCharts, renderedOf } from '../../compile/compiling';

const shop = namespace('shop', { baseline: denyAll({ dns: false }) });
/** Two habits of labelling in one namespace: nothing in the labels says that no pod is both. */
const web = shop.workload('web');
const api = shop.workload('api', { labels: { 'app.kubernetes.io/name': 'api' } });
const db = shop.workload('db', { ports: { pg: 5432 } });
const flows = [flow(api).to(db).port('pg')];

function proofOf(chart: Partial<ChartParts>) {
  const { policies, findings, intent } = compileCharts([{ namespaces: [shop], flows, ...chart }]);
  expect(findings.filter(({ severity }) => severity === 'error')).toEqual([]);
  return proveObjects(
    intent,
    policies.map(({ manifest }) => manifest),
  );
}

/** What every proof assumes that has no manifests. */
const unchecked = 'labels are as declared (not checked against workloads)';

const saidOf = (chart: Partial<ChartParts>): readonly string[] =>
  proofOf(chart).findings.map(({ code, message }) => `${code}: ${message}`);

/** A Deployment of shop; its selector is its first label. */
function deployment(name: string, labels: Readonly<Record<string, string>>, ports: readonly number[] = []): object {
  const [first = ['', '']] = Object.entries(labels);
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace: 'shop' },
    spec: {
      selector: { matchLabels: Object.fromEntries([first]) },
      template: {
        metadata: { labels },
        spec: { containers: [{ name, image: name, ports: ports.map((containerPort) => ({ containerPort })) }] },
      },
    },
  };
}

describe('disjoint()', () => {
  it('lets an invariant hold that only a pod in two workloads at once would violate', () => {
    const chart = { invariants: [never(web).to(db)] };
    expect(saidOf(chart)).toHaveLength(1);
    expect(saidOf({ ...chart, assumptions: [disjoint(web, api)] })).toEqual([]);
    expect(saidOf({ ...chart, assumptions: [disjoint(db, web, api)] })).toEqual([]);
  });

  it('does not let one hold that a pod in one of them violates', () => {
    const chart = { assumptions: [disjoint(web, api)] };
    expect(saidOf({ ...chart, invariants: [never(api).to(db)] })).toHaveLength(1);
    expect(saidOf({ ...chart, invariants: [only(web).mayReach(db)] })).toHaveLength(1);
    const toAll = [
      ...flows,
      flow(shop.pods('front', { tier: 'front' }))
        .to(db)
        .port('pg'),
    ];
    expect(saidOf({ ...chart, flows: toAll, invariants: [never(web).to(db)] })).toEqual([
      expect.stringMatching(/^invariant-violated: .* shop\/\[app=web,tier=front\] to shop\/db on TCP 5432$/),
    ]);
  });

  it('speaks of pods() and of namespaces by label as well', () => {
    const backend = shop.pods('backend', { 'app.kubernetes.io/name': ['api', 'worker'] });
    expect(saidOf({ invariants: [never(web).to(db)], assumptions: [disjoint(web, backend)] })).toEqual([]);
    const lab = namespacesWhere('lab', { env: 'lab' });
    const far = foreignNamespace('far').workload('x');
    const chart = { flows: [...flows, flow(lab).to(db).port('pg')], invariants: [never(far).to(db)] };
    expect(saidOf(chart)).toEqual([expect.stringMatching(/^invariant-unproved: /)]);
    expect(saidOf({ ...chart, assumptions: [disjoint(lab, far)] })).toEqual([]);
  });

  it('is repeated in what the proof assumed', () => {
    const said = (...assumptions: readonly Disjoint[]) => proofOf({ assumptions }).assumptions;
    expect(said(disjoint(web, api))).toEqual([
      'no other policy selects pods of shop',
      'no pod is in both shop/web and shop/api',
      unchecked,
    ]);
    expect(said(disjoint(web, api, db))).toContain('no pod is in two of shop/web, shop/api and shop/db');
  });

  it('is the same for bytes that are proved namespace by namespace', () => {
    const compiled = compileCharts([{ namespaces: [shop], flows, assumptions: [disjoint(web, api)] }]);
    const { findings, assumptions } = proveFiles(compiled.intent, new Map(Object.entries(renderedOf(compiled))));
    expect(findings).toEqual([]);
    expect(assumptions).toContain('no pod is in both shop/web and shop/api');
  });
});

describe('what would make an invariant true of nobody', () => {
  const both = shop.pods('both', { app: 'web', 'app.kubernetes.io/name': 'api' });

  it('is refused where an end of an invariant could not exist', () => {
    expect(saidOf({ invariants: [never(both).to(db)], assumptions: [disjoint(web, api)] })).toEqual([
      'assumption-impossible: no pod could be in shop/[app=web, app.kubernetes.io/name=api] where no pod is in both shop/web and shop/api, so that everything would be proved of it',
    ]);
  });

  it('is refused where a workload, or an end of a flow, could not exist', () => {
    const own = namespace('shop', { baseline: denyAll({ dns: false }) });
    const [left, right] = [own.workload('left', { labels: { a: 'x' } }), own.workload('right', { labels: { b: 'x' } })];
    const middle = own.workload('middle', { labels: { a: 'x', b: 'x' } });
    const chart = { namespaces: [own], flows: [flow(left).to(right).port(80)], assumptions: [disjoint(left, right)] };
    expect(saidOf(chart)).toEqual([expect.stringMatching(/^assumption-impossible: no pod could be in shop\/middle /)]);
    expect(middle.label).toBe('shop/middle');
    expect(saidOf({ flows: [...flows, flow(both).to(db).port('pg')], assumptions: [disjoint(web, api)] })).toEqual([
      expect.stringMatching(/^assumption-impossible: /),
    ]);
  });

  it('is refused where several assumptions together leave nobody', () => {
    const own = namespace('shop', { baseline: denyAll({ dns: false }) });
    const w = own.workload('w');
    const [has, lacks] = [own.pods('has', { x: true }), own.pods('lacks', { x: false })];
    const invariants = [never(w).to(own.workload('db', { labels: { db: 'y' } }))];
    const assumptions = [disjoint(w, has), disjoint(w, lacks)];
    expect(saidOf({ namespaces: [own], flows: [], invariants, assumptions: assumptions.slice(0, 1) })).toEqual([]);
    expect(saidOf({ namespaces: [own], flows: [], invariants, assumptions })).toEqual([
      expect.stringMatching(/^assumption-impossible: no pod could be in shop\/w /),
    ]);
  });
});

describe('the labels of templates', () => {
  const name = 'app.kubernetes.io/name';
  const webFrom = workloadFrom(
    deployment('web', { app: 'web', [name]: 'web', version: '1', 'pod-template-hash': 'x' }),
  );
  const invariants = [never(webFrom).to(db)];

  it('let an invariant hold where either workload comes from a manifest', () => {
    expect(saidOf({ invariants })).toEqual([]);
    const apiFrom = workloadFrom(deployment('api', { [name]: 'api', app: 'api' }));
    expect(saidOf({ flows: [flow(apiFrom).to(db).port('pg')], invariants: [never(web).to(db)] })).toEqual([]);
  });

  it('are said where pods that could exist were asked about, and not where nobody asked', () => {
    expect(proofOf({ invariants }).assumptions).toContain("pods of shop/web carry their template's labels");
    expect(proofOf({ flows: [...flows, flow(webFrom).to(api).port(80)] }).assumptions).toEqual([
      'no other policy selects pods of shop',
      unchecked,
    ]);
  });

  it('are those of the named workloads alone, and many are counted', () => {
    const all = Array.from({ length: 9 }, (_, at) => workloadFrom(deployment(`w${at}`, { app: `w${at}`, part: 'of' })));
    const { assumptions } = proofOf({ invariants: [only(api).mayReach(db), never(...all).to(db)] });
    expect(assumptions[1]).toBe(
      "pods of shop/w0, shop/w1, shop/w2, shop/w3, shop/w4, shop/w5 and 3 more carry their template's labels",
    );
  });

  it('that pass, or that controllers and injectors give, are not assumed', () => {
    const passing = { version: 'v1', 'service.istio.io/canonical-name': 'web', 'topology.kubernetes.io/zone': 'a' };
    const manifest = workloadFrom(deployment('web', { app: 'web', ...passing }));
    expect(proofOf({ invariants: [never(manifest).to(db)] }).assumptions).toEqual([
      'no other policy selects pods of shop',
      unchecked,
    ]);
    for (const [key, value] of Object.entries(passing)) {
      const others = shop.pods('others', { [key]: { not: [value] } });
      const invariant = never(manifest).to(db);
      expect(saidOf({ flows: [flow(others).to(db).port('pg')], invariants: [invariant] })).toHaveLength(1);
    }
  });

  it('are not assumed of a workload that is selected by labels of the author', () => {
    const manifest = deployment('web', { app: 'web', [name]: 'web' });
    const chosen = workloadFrom(manifest, { labels: { app: 'web' } });
    const { findings, assumptions } = proofOf({ invariants: [never(chosen).to(db)] });
    expect(findings.map(({ code }) => code)).toEqual(['invariant-violated']);
    expect(assumptions).toEqual(['no other policy selects pods of shop', unchecked]);
  });

  it('must not be contradicted by another workload of the app', () => {
    const stable = workloadFrom(deployment('web', { app: 'web', track: 'stable' }));
    const canary = workloadFrom({
      ...deployment('canary', { app: 'web', track: 'canary' }),
      spec: {
        selector: { matchLabels: { app: 'web', track: 'canary' } },
        template: { metadata: { labels: { app: 'web', track: 'canary' } }, spec: { containers: [] } },
      },
    });
    expect(saidOf({ flows: [flow(stable, canary).to(db).port('pg')] })).toEqual([
      'assumption-contradicted: pods of Deployment shop/canary are selected by shop/web, whose pods are assumed to carry track=stable, and carry track=canary',
    ]);
  });

  it('must not be refused by the selector of a workload that is declared', () => {
    const stable = workloadFrom(deployment('web', { app: 'web', track: 'stable' }));
    const own = namespace('shop', { baseline: denyAll({ dns: false }) });
    const canary = own.workload('canary', { labels: { app: 'web', track: 'canary' } });
    const chart = { namespaces: [own], flows: [flow(stable).to(canary).port(80)] };
    expect(saidOf(chart)).toEqual([
      'assumption-impossible: no pod could be in shop/canary where pods of shop/web carry track=stable, so that everything would be proved of it',
    ]);
    const untracked = shop.pods('untracked', { app: 'web', track: false });
    expect(saidOf({ invariants: [never(stable, untracked).to(api)] })).toContainEqual(
      expect.stringMatching(/^assumption-impossible: no pod could be in shop\/\[app=web, !track\] /),
    );
  });
});

it('labels of templates are not assumed of kinds whose controllers may change them, as those of canaries', () => {
  const from = deployment('front', { app: 'front', tier: 'front' });
  const chart = (source: object) => ({
    flows: [
      ...flows,
      flow(shop.pods('back', { tier: 'back' }))
        .to(db)
        .port('pg'),
    ],
    invariants: [never(workloadFrom(source)).to(db)],
  });
  expect(saidOf(chart(from)).join()).not.toContain('tier=back');
  expect(saidOf(chart({ ...from, apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout' })).join()).toContain('tier=back');
  // Another controller's kind may have the name of one of Kubernetes' own.
  const kruise = { ...from, apiVersion: 'apps.kruise.io/v1beta1', kind: 'StatefulSet' };
  expect(saidOf(chart(kruise)).join()).toContain('tier=back');
});

describe('manifests that contradict what is assumed', () => {
  const manifest = (kind: string, name: string, labels: string) =>
    `apiVersion: apps/v1\nkind: ${kind}\nmetadata: { name: ${name}, namespace: shop }\nspec: { selector: { matchLabels: { app: web } }, template: { metadata: { labels: ${labels} }, spec: { containers: [] } } }\n`;

  function foundWith(yaml: string, chart: Partial<ChartParts>) {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'netpact-assumed-'));
    writeFileSync(path.join(folder, 'deployed.yaml'), yaml);
    // That others of its workloads are not deployed is not what is asked here.
    const { findings } = proofOf({ ...chart, includes: [include(folder)] });
    return findings.filter(({ code }) => !code.startsWith('workload-'));
  }
  const stable = workloadFrom(deployment('web', { app: 'web', track: 'stable' }));
  const flows: readonly Flow[] = [flow(stable).to(db).port('pg')];

  it('are named with the place of the workload and that of the assumption', () => {
    const [found, ...others] = foundWith(manifest('Deployment', 'web-canary', '{ app: web, track: canary }'), {
      flows,
    });
    expect(others).toEqual([]);
    expect(found?.message).toBe(
      'pods of Deployment shop/web-canary are selected by shop/web, whose pods are assumed to carry track=stable, and carry track=canary',
    );
    expect(typeof found?.at === 'function' && found.at()).toMatchObject({ line: 3 });
    expect(found?.help).toEqual([
      "give both labels by which selectors tell them apart, or assume nothing of the template of shop/web by saying its labels: workloadFrom(manifest, { labels: { app: 'web' } })",
    ]);
    const [assumed] = found?.related ?? [];
    expect(typeof assumed?.at === 'function' && assumed.at()?.file).toBe(__filename);
  });

  it('are named once where the app reads the workload as well', () => {
    const canary = workloadFrom({
      ...deployment('canary', { app: 'web' }),
      spec: {
        selector: { matchLabels: { app: 'web', track: 'canary' } },
        template: { metadata: { labels: { app: 'web', track: 'canary' } }, spec: { containers: [] } },
      },
    });
    const yaml = manifest('Deployment', 'canary', '{ app: web, track: canary }');
    const found = foundWith(yaml, { flows: [...flows, flow(canary).to(db).port('pg')] });
    expect(found.map(({ code, subject }) => [code, subject?.name])).toEqual([['assumption-contradicted', 'canary']]);
  });

  it('are named where the label is missing, and not where it is there', () => {
    const [missing] = foundWith(manifest('StatefulSet', 'old', '{ app: web }'), { flows });
    expect(missing?.message).toMatch(/^pods of StatefulSet shop\/old are selected .* and carry no track$/);
    expect(foundWith(manifest('StatefulSet', 'new', '{ app: web, track: stable, more: x }'), { flows })).toEqual([]);
  });

  it('are named where a controller adds what the selector asks for, and where pods are on the host network', () => {
    const pod = { app: 'web', 'statefulset.kubernetes.io/pod-name': 'web-0' };
    const first = workloadFrom({
      ...deployment('first', { app: 'web' }),
      spec: {
        selector: { matchLabels: pod },
        template: { metadata: { labels: { ...pod, track: 'stable' } }, spec: { containers: [] } },
      },
    });
    const [found] = foundWith(manifest('StatefulSet', 'web', '{ app: web }'), {
      flows: [flow(first).to(db).port('pg')],
    });
    expect(found?.message).toMatch(
      /^pods of StatefulSet shop\/web may be selected by shop\/first, .* and carry no track$/,
    );
    const hosted = manifest('DaemonSet', 'agent', '{ app: web }').replace('[]', '[], hostNetwork: true');
    expect(foundWith(hosted, { flows }).map(({ code }) => code)).toEqual(['assumption-contradicted']);
  });

  it('are named where their pods are in two ends of disjoint()', () => {
    const yaml = manifest('Deployment', 'all-in-one', '{ app: web, app.kubernetes.io/name: api }');
    const [found] = foundWith(yaml, { assumptions: [disjoint(web, api)] });
    expect(found).toMatchObject({
      code: 'assumption-contradicted',
      message:
        'pods of Deployment shop/all-in-one are in two of shop/web and shop/api, and no pod is in both shop/web and shop/api is assumed',
    });
  });
});

describe('a pod in two workloads at once', () => {
  const messageOf = (chart: Partial<ChartParts>) => {
    const [found] = proofOf(chart).findings;
    return { message: found?.message, help: found?.help };
  };

  it('is named as the cause of a failed invariant, with what to write', () => {
    const { message, help } = messageOf({ invariants: [never(web).to(db)] });
    expect(message).toBe(
      '"never shop/web to shop/db" does not hold: the manifests allow shop/[app=web,app.kubernetes.io/name=api] to shop/db on TCP 5432; the pod would be in shop/web and shop/api at once',
    );
    expect(help?.[0]).toBe(
      'if no pod is in two of shop/api, shop/db and shop/web, say so in the chart: assumptions: [disjoint(api, db, web)]; or take shop/api, shop/db and shop/web from their manifests with workloadFrom(), where the labels of templates tell them apart',
    );
  });

  it('is told to come from a manifest only where it does not', () => {
    const far = namespace('shop', { baseline: denyAll({ dns: false }) });
    const target = far.workload('cache', { labels: { cache: 'x' }, ports: { kv: 6379 } });
    const [front, back] = ['front', 'back'].map((name) => workloadFrom(deployment(name, { [name]: 'x' })));
    if (!front || !back) throw new Error('both were made above');
    const helpOf = (declared: Flow, invariant: Invariant) =>
      messageOf({ namespaces: [far], flows: [declared], invariants: [invariant] }).help?.[0];
    expect(helpOf(flow(back).to(target).port('kv'), never(front).to(target))).toBe(
      'if no pod is in two of shop/back, shop/cache and shop/front, say so in the chart: assumptions: [disjoint(back, cache, front)]; or take shop/cache from its manifest with workloadFrom(), where the labels of templates tell them apart',
    );
    expect(helpOf(flow(back).to(back).port(80), never(front).to(back))).toBe(
      'if no pod is in both shop/back and shop/front, say so in the chart: assumptions: [disjoint(back, front)]',
    );
  });

  it('is not named where another pod violates it as well', () => {
    const both = [
      ...flows,
      flow(shop.pods('front', { tier: 'front' }))
        .to(db)
        .port('pg'),
    ];
    const { message, help } = messageOf({ flows: both, invariants: [never(web).to(db)] });
    expect(message).toMatch(/allow shop\/\[app=web,tier=front\] to shop\/db on TCP 5432$/);
    expect(help?.join()).not.toContain('disjoint');
  });

  it('is no surprise where one selector contains the other', () => {
    const own = namespace('shop', { baseline: denyAll({ dns: false }) });
    const outer = own.workload('outer', { labels: { app: 'web' } });
    const inner = own.workload('inner', { labels: { app: 'web', track: 'canary' } });
    const data = own.workload('db');
    const { help } = messageOf({
      namespaces: [own],
      flows: [flow(inner).to(data).port(80)],
      invariants: [never(outer).to(data)],
    });
    expect(help?.join()).not.toContain('disjoint');
  });
});
