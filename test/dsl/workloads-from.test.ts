import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { denyAll, flow, NetpactError, namespace, type Peer, workloadsFrom } from 'netpact';
import { plainSentence } from '../../lib/diagnostics/netpact-error';
import { peerModelOf, type WorkloadModel } from '../../lib/dsl/model';
import { compile, must, namesOf } from '../compile/compiling';
import { corpus, describeCorpus } from '../corpus';

let folder = '';
beforeEach(() => {
  folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'netpact-workloads-')));
  jest.spyOn(process, 'cwd').mockReturnValue(folder);
});
afterEach(() => {
  jest.restoreAllMocks();
  rmSync(folder, { recursive: true, force: true });
});

const shop = namespace('shop', { baseline: denyAll({ dns: false }) });

/** `Deployment shop/web` in YAML; without a namespace where none is named. */
function workload(title: string, more = ''): string {
  const [kind = '', id = ''] = title.split(' ');
  const [name = '', namespaceName] = id.split('/').reverse();
  const metadata = `metadata: { name: ${name}${namespaceName ? `, namespace: ${namespaceName}` : ''} }`;
  const template = `{ metadata: { labels: { app: ${name}, tier: back } }, spec: { containers: [{ ports: [{ name: http, containerPort: 80 }] }]${more} } }`;
  return `apiVersion: apps/v1\nkind: ${kind}\n${metadata}\nspec: { selector: { matchLabels: { app: ${name} } }, template: ${template} }\n`;
}

function write(file: string, ...texts: readonly string[]): void {
  mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
  writeFileSync(path.join(folder, file), texts.join('---\n'));
}

function modelOf(peer: Peer): WorkloadModel {
  const model = must(peerModelOf(peer));
  if (model.kind !== 'workload') throw new Error('no workload');
  return model;
}

/** Every workload as `web: shop/web`. */
const read = (all: Readonly<Record<string, Peer>>): readonly string[] =>
  Object.entries(all).map(([key, peer]) => {
    const { namespace: place, name } = modelOf(peer);
    return `${key}: ${place.name}/${name}`;
  });

/** What is thrown, in one line each, without this file's own place. */
function refusal(act: () => unknown): readonly string[] {
  try {
    act();
  } catch (error) {
    if (!NetpactError.is(error)) throw error;
    return error.findings.map((finding) => plainSentence(finding).replace(/^.*workloads-from\.test\.ts:\d+:\d+: /, ''));
  }
  throw new Error('nothing is refused');
}

describe('workloadsFrom()', () => {
  it('reads files, folders, patterns and lists, with all that workloadFrom() reads', () => {
    write('m/web.yaml', workload('Deployment shop/web'), workload('StatefulSet shop/db'));
    write('m/more/job.json', JSON.stringify({ kind: 'List', apiVersion: 'v1', items: [pod('shop', 'once')] }));
    write('m/more/service.yml', 'apiVersion: v1\r\nkind: Service\r\nmetadata: {name: web, namespace: shop}\r\n');
    const all = ['db: shop/db', 'once: shop/once', 'web: shop/web'];
    for (const patterns of ['m', 'm/**', './m/', ['m/*.yaml', 'm/**/*.json']])
      expect(read(workloadsFrom(patterns))).toEqual(all);
    const { web } = workloadsFrom('m/web.yaml', { only: ['web'] });
    expect(modelOf(web)).toMatchObject({
      selector: { matchLabels: { app: 'web' } },
      ports: { http: 80 },
      template: { kind: 'Deployment', labels: { app: 'web', tier: 'back' } },
      problems: [],
    });
    const compiled = compile(
      [shop],
      [
        flow(workloadsFrom('m', { only: ['db'] }).db)
          .to(web)
          .port('http'),
      ],
    );
    expect(namesOf(compiled)).toContain('shop/allow-db-to-web');
  });

  it('reads the pods of one controller once, with the controller or without it', () => {
    const owner = (kind: string, name: string) => [{ apiVersion: 'apps/v1', kind, name, controller: true }];
    const pods = ['a', 'b'].map((id) => ({
      ...pod('shop', `web-${id}`),
      metadata: {
        name: `web-${id}`,
        namespace: 'shop',
        labels: { app: 'web', id, 'pod-template-hash': 'x' },
        ownerReferences: owner('ReplicaSet', 'web-5d'),
      },
    }));
    write('pods.json', JSON.stringify({ kind: 'List', apiVersion: 'v1', items: pods }));
    const { 'web-5d': merged } = workloadsFrom('pods.json', { only: ['web-5d'] });
    expect(modelOf(merged).selector).toEqual({ matchLabels: { app: 'web' } });
    const set = {
      apiVersion: 'apps/v1',
      kind: 'ReplicaSet',
      metadata: { name: 'web-5d', namespace: 'shop', ownerReferences: owner('Deployment', 'web') },
    };
    const spec = {
      selector: { matchLabels: { app: 'web' } },
      template: { metadata: { labels: { app: 'web' } }, spec: { containers: [] } },
    };
    write('set.json', JSON.stringify({ ...set, spec }));
    write('web.yaml', workload('Deployment shop/web'));
    expect(read(workloadsFrom('**'))).toEqual(['web: shop/web']);
  });

  it('has only, and has not except, by name or by kind and name', () => {
    write('m.yaml', ...['Deployment a', 'Deployment b', 'StatefulSet b', 'DaemonSet c'].map((each) => workload(each)));
    const named = (options: object) => read(workloadsFrom('m.yaml', { namespace: 'shop', ...options }));
    expect(() => named({ exept: ['a'] } as never)).toThrow('workloadsFrom() has no option `exept`');
    expect(named({ only: ['a', 'c'] })).toEqual(['a: shop/a', 'c: shop/c']);
    expect(named({ only: ['StatefulSet/b'] })).toEqual(['b: shop/b']);
    expect(named({ except: ['Deployment/b', 'a'] })).toEqual(['b: shop/b', 'c: shop/c']);
    expect(modelOf(workloadsFrom('m.yaml', { namespace: shop, only: ['StatefulSet/b'] }).b).template?.kind).toBe(
      'StatefulSet',
    );
  });

  it('has the workloads of one namespace, with those that name none, where one is said', () => {
    write('m.yaml', workload('Deployment shop/web'), workload('Deployment orders/web'), workload('Deployment api'));
    expect(read(workloadsFrom('m.yaml', { namespace: shop }))).toEqual(['api: shop/api', 'web: shop/web']);
    expect(read(workloadsFrom('m.yaml', { namespace: 'orders', only: ['web'] }))).toEqual(['web: orders/web']);
    expect(modelOf(workloadsFrom('m.yaml', { namespace: shop, only: ['api'] }).api).namespace).toMatchObject({
      baseline: { kind: 'deny' },
    });
  });
});

describe('the record', () => {
  it('is asked, listed, spread and taken apart like any record', async () => {
    write('m.yaml', ...['web', 'api', 'db'].map((name) => workload(`Deployment shop/${name}`)));
    const all = workloadsFrom('m.yaml');
    const { web, ...others } = all;
    expect(web).toBe(all.web);
    expect(Object.keys(others)).toEqual(['api', 'db']);
    expect(['web' in all, 'wbe' in all, Object.hasOwn(all, 'wbe')]).toEqual([true, false, false]);
    expect(Object.values({ ...all })).toHaveLength(3);
    expect(await all).toBe(all);
    expect(JSON.parse(JSON.stringify(all))).toHaveProperty('web');
    expect(String(all)).toBe('[object Object]');
    expect(Object.isFrozen(all)).toBe(true);
  });

  it('says which name is near to one that it has not, at the place where it is asked', () => {
    write(
      'm.yaml',
      ...['web', 'api'].map((name) => workload(`Deployment shop/${name}`)),
      workload('Deployment orders/db'),
    );
    const all = workloadsFrom('m.yaml');
    const sentence = 'error[workload-unknown]: no workload "wbe" in m.yaml: did you mean "web"?';
    expect(refusal(() => all.wbe)).toEqual([sentence]);
    expect(
      refusal(() => {
        const { wbe } = all;
        return wbe;
      }),
    ).toEqual([sentence]);
    expect(refusal(() => workloadsFrom('m.yaml', { namespace: 'shop' }).db)).toEqual([
      'error[workload-unknown]: no workload "db" in m.yaml in namespace shop: there is Deployment orders/db',
    ]);
    expect(refusal(() => all.payment)).toEqual([
      'error[workload-unknown]: no workload "payment" in m.yaml: there are api, db and web',
    ]);
  });
});

describe('workloadsFrom() refuses', () => {
  const missing = 'has no metadata.namespace, so nobody knows which pods are meant';
  const say = "(say where they are applied: workloadsFrom('…', { namespace: shop }), with a namespace or its name)";

  it.each<[what: string, options: object, said: readonly string[]]>([
    [
      'a name that none has',
      { only: ['wbe', 'api'] },
      ['error[workload-unknown]: only names "wbe", and there is no such workload in m: did you mean "web"?'],
    ],
    [
      'a name to leave out that none has',
      { except: ['wbe'] },
      ['error[workload-unknown]: except names "wbe", and there is no such workload in m: did you mean "web"?'],
    ],
    [
      'a kind that none has',
      { only: ['DaemonSet/web'] },
      [
        'error[workload-unknown]: only names "DaemonSet/web", and there is no such workload in m: there are Deployment/api, Deployment/web and StatefulSet/web',
      ],
    ],
    [
      'an empty list',
      { only: [] },
      [
        'error[workloads-none]: only is empty, so that no workload of m is left (an empty list never means everyone: leave the option out for all workloads)',
      ],
    ],
    [
      'what leaves none',
      { except: ['web', 'api'] },
      [
        'error[workloads-none]: except leaves no workload of m (an empty list never means everyone: leave the option out for all workloads)',
      ],
    ],
    [
      'a namespace that has none',
      { namespace: 'shpo' },
      [
        'error[workloads-none]: none of the 3 workloads of m is in namespace shpo: they are in orders and shop (did you mean "shop"?)',
      ],
    ],
    [
      'no namespace',
      { namespace: '' },
      ['error[workload-namespace-invalid]: the namespace that workloadsFrom() got is empty'],
    ],
    [
      'two of one name',
      {},
      [
        "error[workload-ambiguous]: 2 workloads of m are called web: Deployment orders/web and StatefulSet shop/web (read one namespace at a time: { namespace: 'orders' }; choose by the kind: { except: ['StatefulSet/web'] }, and read the other on its own by { only: ['StatefulSet/web'] })",
      ],
    ],
  ])('%s', (_, options, said) => {
    write('m/web.yaml', workload('StatefulSet shop/web'), workload('Deployment shop/api'));
    write('m/orders.yaml', workload('Deployment orders/web'));
    expect(refusal(() => workloadsFrom('m', options)).map((each) => each.replace(/ \(give it what.*$/, ''))).toEqual(
      said,
    );
  });

  it('workloads that name no namespace, unless one is said or they are not asked for', () => {
    write('m.yaml', workload('Deployment web'), workload('Deployment api'), workload('Deployment shop/db'));
    expect(refusal(() => workloadsFrom('m.yaml'))).toEqual([
      `error[workload-namespace-missing]: Deployment api, like 1 more of m.yaml, ${missing} ${say}`,
    ]);
    expect(refusal(() => workloadsFrom('m.yaml', { except: ['api'] }))).toEqual([
      `error[workload-namespace-missing]: Deployment web of m.yaml ${missing} ${say}`,
    ]);
    expect(read(workloadsFrom('m.yaml', { only: ['db'] }))).toEqual(['db: shop/db']);
  });

  it.each<[string, string]>([
    ['broken.yaml', 'broken.yaml:3:21: error[yaml-syntax]'],
    ['service.yaml', 'error[workloads-none]: there is no workload in service.yaml'],
    ['notes.yaml', 'error[no-kubernetes-object]'],
    [
      'kustomized',
      'error[root-not-rendered]: kustomized is a kustomization that changes what it lists (namePrefix): an app reads manifests as they are written',
    ],
    ['chart', 'error[root-not-rendered]: chart is a Helm chart'],
    ['absent', "error[manifests-unreadable]: workloadsFrom('absent') cannot be read (ENOENT)"],
    ['x/**/*.yaml', "error[manifests-empty]: workloadsFrom('x/**/*.yaml') finds no manifest"],
    [
      'twice',
      'twice/b.yaml:3:19: error[duplicate-object]: Deployment shop/web is in the input twice, and the two differ',
    ],
    ['explodes.yaml', 'explodes.yaml:'],
  ])('%s', (pattern, start) => {
    write('broken.yaml', 'apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: [ }\n');
    write('service.yaml', 'apiVersion: v1\nkind: Service\nmetadata: { name: web, namespace: shop }\n');
    write('notes.yaml', 'just: text\n');
    write('kustomized/kustomization.yaml', 'resources: [web.yaml]\nnamePrefix: x-\n');
    write('kustomized/web.yaml', workload('Deployment shop/web'));
    write('chart/Chart.yaml', 'apiVersion: v2\nname: c\nversion: 1.0.0\n');
    write('chart/templates/web.yaml', workload('Deployment shop/web'));
    write('twice/a.yaml', workload('Deployment shop/web'));
    write('twice/b.yaml', workload('Deployment shop/web', ', hostNetwork: true'));
    const bomb = Array.from(
      { length: 12 },
      (_, at) => `a${at + 1}: &a${at + 1} [${Array(9).fill(`*a${at}`).join(', ')}]`,
    );
    write('explodes.yaml', `kind: Deployment\napiVersion: apps/v1\na0: &a0 [x]\n${bomb.join('\n')}\n`);
    expect(refusal(() => workloadsFrom(pattern))[0]?.replace(/^.*\/netpact-workloads-[^/]*\//, '')).toContain(start);
  });

  // What the types refuse comes from JavaScript, and what is empty from a variable that is not set.
  it.each([undefined, '', ' ', [], ['m', ''], [7], null])('%p as the manifests', (patterns) => {
    expect(refusal(() => workloadsFrom(patterns as string))[0]).toMatch(
      /^error\[manifests-pattern-invalid\]: workloadsFrom\(\) got .*, which names no manifest/,
    );
  });
});

it('ignores what is wrong with a policy, which says nothing of who is deployed', () => {
  write('m/web.yaml', workload('Deployment shop/web'));
  write(
    'm/bad.yaml',
    'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: x, namespace: shop}\nspec: {podSelector: {}, policyTypes: [Both]}\n',
  );
  expect(read(workloadsFrom('m'))).toEqual(['web: shop/web']);
});

describeCorpus('public manifests', () => {
  it.each<[project: string, namespaceName: string, some: readonly string[], count: number]>([
    ['argo-cd/install.yaml', 'argocd', ['argocd-server', 'argocd-redis', 'argocd-application-controller'], 7],
    ['kube-prometheus', 'monitoring', ['grafana', 'prometheus-operator', 'node-exporter'], 6],
    ['online-boutique', 'shop', ['frontend', 'cartservice', 'redis-cart'], 12],
  ])('of %s are read', (project, namespaceName, some, count) => {
    const all = workloadsFrom(path.join(corpus, project), { namespace: namespaceName });
    expect(Object.keys(all)).toHaveLength(count);
    for (const name of some) expect(modelOf(must(all[name])).problems).toEqual([]);
  });
});

function pod(namespaceName: string, name: string) {
  const metadata = { name, namespace: namespaceName, labels: { app: name } };
  return { apiVersion: 'v1', kind: 'Pod', metadata, spec: { containers: [{ image: 'x' }] } };
}
