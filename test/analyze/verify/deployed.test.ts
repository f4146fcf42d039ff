import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {
  denyAll,
  type Flow,
  flow,
  foreignNamespace,
  type Invariant,
  include,
  internet,
  namespace,
  never,
  only,
  type Pods,
  range,
  udp,
  type Workload,
  workloadFrom,
  workloadsFrom,
} from 'netpact';
import { proveObjects } from '../../../lib/analyze/verify/prove-manifests';
import { plainSentence } from '../../../lib/diagnostics/netpact-error';
import { type ChartParts, compileCharts } from '../../compile/compiling';

let folder = '';
// A namespace knows its workloads: each test declares its own.
let { shop, web, api } = declared();
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'netpact-deployed-'));
  ({ shop, web, api } = declared());
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function declared() {
  const shop = namespace('shop', { baseline: denyAll({ dns: false }) });
  const port = { ports: { http: 8080 } };
  return { shop, web: shop.workload('web', port), api: shop.workload('api', port) };
}

interface Parts {
  readonly labels?: Readonly<Record<string, string>>;
  readonly ports?: readonly object[];
  readonly spec?: object;
  readonly name?: string;
}

/** `Deployment shop/web` as an object; its pods carry app=NAME and have port 8080, http. */
function workload(title: string, { labels, ports, spec }: Parts = {}): object {
  const [kind = '', id = ''] = title.split(' ');
  const [name = '', place] = id.split('/').reverse();
  const own = labels ?? { app: name };
  const pods = { containers: [{ ports: ports ?? [{ name: 'http', containerPort: 8080 }] }], ...spec };
  const metadata = { name, ...(place !== undefined && { namespace: place }) };
  return {
    apiVersion: kind === 'Job' ? 'batch/v1' : 'apps/v1',
    kind,
    metadata,
    spec: { selector: { matchLabels: own }, template: { metadata: { labels: own }, spec: pods } },
  };
}

/** What the proof says of flows in shop, where these objects are deployed. */
function proofWith(objects: readonly object[], flows: readonly Flow[], chart: Partial<ChartParts> = {}) {
  writeFileSync(path.join(folder, 'all.json'), JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects }));
  const { policies, findings, intent } = compileCharts([
    { namespaces: [shop], flows, manifests: [`${folder}/**`], ...chart },
  ]);
  expect(findings.filter(({ severity }) => severity === 'error')).toEqual([]);
  return proveObjects(
    intent,
    policies.map(({ manifest }) => manifest),
  );
}

const saidOf = (
  objects: readonly object[],
  flows: readonly Flow[],
  chart: Partial<ChartParts> = {},
): readonly string[] =>
  proofWith(objects, flows, chart).findings.map(
    ({ code, severity, message }) => `${severity}[${code}]: ${message.replaceAll(folder, 'FOLDER')}`,
  );

const both = [workload('Deployment shop/web'), workload('Deployment shop/api')];

it('says nothing where labels, ports and the network are as declared, and how many workloads it looked at', () => {
  const proof = proofWith([...both, workload('Deployment elsewhere/x')], [flow(web).to(api).port('http')]);
  expect(proof.findings).toEqual([]);
  expect(proof.deployed).toEqual({ workloads: 2, unnamed: [] });
  expect(proof.assumptions).toEqual(['no other policy selects pods of shop']);
});

it('assumes the labels where no manifests are given', () => {
  const { assumptions, deployed } = proofWith([], [flow(web).to(api).port('http')], { manifests: [] });
  expect(assumptions).toContain('labels are as declared (not checked against workloads)');
  expect(deployed).toBeUndefined();
});

describe('a workload that no pod template has the labels of', () => {
  const said = (peer: Pods | Workload, objects = both) => saidOf(objects, [flow(peer).to(api).port('http')]);

  it.each<[what: string, labels: Record<string, string>, said: string]>([
    [
      'a misspelt value',
      { app: 'wbe' },
      'shop/x selects app=wbe, and no workload of the manifests in shop carries it: did you mean app=web?',
    ],
    [
      'a value under another key',
      { name: 'web' },
      'shop/x selects name=web, and no workload of the manifests in shop carries it: did you mean app=web?',
    ],
    [
      'another name',
      { app: 'payment' },
      'shop/x selects app=payment, and no workload of the manifests in shop carries it',
    ],
  ])('is an error: %s', (_, labels, message) => {
    const errors = said(shop.workload('x', { labels })).filter((each) => each.startsWith('error'));
    expect(errors).toEqual([`error[workload-not-deployed]: ${message}`]);
  });

  it('is told with the labels of the pods, at the place of the declaration', () => {
    const { findings } = proofWith(both, [flow(shop.workload('wbe')).to(api).port('http')]);
    expect(findings.map((each) => plainSentence(each).replaceAll(folder, 'FOLDER'))).toEqual([
      expect.stringMatching(
        /deployed\.test\.ts:\d+:\d+: error\[workload-not-deployed\]: .* did you mean app=web\? \(say the labels of its pods: \{ labels: \{ app: 'web' \} \}; Deployment shop\/web carries app=web\)$/,
      ),
    ]);
    expect(findings[0]).toMatchObject({ token: 'wbe', related: [{ message: 'Deployment shop/web carries app=web' }] });
  });

  it('is asked of all of its labels together', () => {
    const objects = [...both, workload('Deployment shop/x', { labels: { app: 'x', tier: 'back' } })];
    const split = shop.workload('x', { labels: { app: 'web', tier: 'back' } });
    expect(said(split, objects)[0]).toMatch(
      /^error\[workload-not-deployed\]: shop\/x selects app=web, tier=back, and no workload .* carries all of it/,
    );
  });

  it('is asked of pods that flows name by conditions', () => {
    const not = shop.pods('others', { app: { not: ['api'] } });
    expect(said(not)).toEqual([]);
    expect(said(shop.pods('none', { app: ['wbe', 'wbd'] }))).toEqual([
      'error[workload-not-deployed]: shop/[app in (wbe, wbd)] selects app in (wbe, wbd), and no workload of the manifests in shop carries it: did you mean app=web?',
    ]);
    expect(said(shop.pods('gone', { app: false }))[0]).toMatch(/^error\[workload-not-deployed\]: shop\/\[!app\]/);
  });

  it('is asked in foreign namespaces that the manifests speak of, and said of those that they do not', () => {
    const far = foreignNamespace('far').workload('scraper');
    const flows = [flow(far).to(api).port('http'), flow(web).to(api).port('http')];
    const silent = proofWith(both, flows);
    expect(silent.findings).toEqual([]);
    expect(silent.assumptions).toContain('labels in far are as declared (no manifest has workloads there)');
    expect(saidOf([...both, workload('Deployment far/scrape')], flows)).toEqual([
      'error[workload-not-deployed]: far/scraper selects app=scraper, and no workload of the manifests in far carries it: did you mean app=scrape?',
    ]);
  });

  it('is none where the app reads it from a manifest', () => {
    const own = workloadFrom(workload('Deployment shop/own'));
    expect(saidOf(both, [flow(web).to(api).port('http'), flow(own).to(api).port('http')])).toEqual([]);
  });
});

describe('it is not known whether pods are there', () => {
  const prometheus = (place?: string) => ({
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'Prometheus',
    metadata: { name: 'k8s', ...(place && { namespace: place }) },
    spec: {},
  });

  it.each([['shop'], [undefined]])('where an operator makes them of an object in %p', (place) => {
    const made = shop.workload('prometheus', { labels: { 'app.kubernetes.io/name': 'prometheus' } });
    const { findings } = proofWith([...both, prometheus(place)], [flow(made).to(api).port('http')]);
    expect(findings).toMatchObject([
      {
        code: 'workload-perhaps-deployed',
        severity: 'info',
        message:
          'whether there are pods of shop/prometheus is not known: it selects app.kubernetes.io/name=prometheus, and no workload of the manifests in shop carries it',
        notes: [expect.stringMatching(/^made at run time by the operator of Prometheus/)],
      },
    ]);
  });

  it('where an operator is at work in the namespace and nothing tells what it makes, unless a label is misspelt', () => {
    const objects = [...both, { ...prometheus('shop'), apiVersion: 'acme.example.com/v1', kind: 'Storefront' }];
    const { findings } = proofWith(objects, [flow(shop.workload('payment')).to(api).port('http')]);
    expect(findings).toMatchObject([
      {
        code: 'workload-perhaps-deployed',
        severity: 'warning',
        notes: ['the manifests have objects of which an operator may make pods: Storefront (acme.example.com)'],
      },
    ]);
    expect(
      saidOf(
        [...objects, workload('Deployment shop/frontend')],
        [flow(shop.workload('frontent')).to(api).port('http')],
      ),
    ).toContainEqual(expect.stringMatching(/^error\[workload-not-deployed\].*did you mean app=frontend/));
  });

  it('where a controller gives the label', () => {
    const job = { ...workload('Job shop/migrate', { labels: { part: 'of' } }) };
    const named = shop.pods('migrate', { 'batch.kubernetes.io/controller-uid': true, part: 'of' });
    expect(saidOf([...both, job], [flow(named).to(api).port('http')])).toEqual([]);
    const hash = shop.workload('web-7f', { labels: { app: 'web', 'pod-template-hash': '7f' } });
    expect(saidOf(both, [flow(hash).to(api).port('http')])).toEqual([
      'warning[workload-perhaps-deployed]: whether there are pods of shop/web-7f is not known: it selects app=web, pod-template-hash=7f',
    ]);
  });

  it("in the cluster's own namespaces", () => {
    const dns = foreignNamespace('kube-system').workload('dns', { labels: { 'k8s-app': 'kube-dns' } });
    const objects = [...both, workload('Deployment kube-system/metrics-server')];
    expect(proofWith(objects, [flow(web).to(dns).port(udp(53))]).findings).toMatchObject([
      { code: 'workload-perhaps-deployed', severity: 'info' },
    ]);
  });

  it.each([
    ['kustomization.yaml', 'namePrefix: x-\nresources: [all.json]\n', 'root-not-rendered'],
    ['Chart.yaml', 'apiVersion: v2\nname: c\nversion: 1.0.0\n', 'root-not-rendered'],
    ['broken.yaml', 'apiVersion: apps/v1\nkind: Deployment\nmetadata: [\n', 'yaml-syntax'],
  ])('where a part of the manifests is not read, which is the only error: %s', (file, text, code) => {
    writeFileSync(path.join(folder, file), text);
    const found = saidOf(both, [flow(shop.workload('payment')).to(api).port('http')]);
    expect(found.filter((each) => each.startsWith('error'))).toEqual([expect.stringContaining(`error[${code}]`)]);
  });
});

describe('ports', () => {
  const said = (ports: Parameters<typeof shop.workload>[1], own?: readonly object[]) => {
    // With other ports than those of `api` it would be declared twice.
    shop = namespace('shop', { baseline: denyAll({ dns: false }) });
    return saidOf(
      [workload('Deployment shop/web'), workload('Deployment shop/api', own ? { ports: own } : {})],
      [flow(shop.workload('web')).to(shop.workload('api', ports)).allPorts()],
    );
  };

  it('that no container has are a warning, with those that they have', () => {
    expect(said({ ports: { http: 8080, grpc: 9090 } })).toEqual([
      'warning[workload-port-not-deployed]: shop/api declares grpc (9090/TCP), and no container of Deployment shop/api has that port: they have http 8080/TCP',
    ]);
    expect(said({ ports: { http: udp(8080) } })[0]).toContain('declares http (8080/UDP)');
    expect(said({ ports: { http: range(8000, 8100), media: range(9000, 9100) } })).toEqual([
      expect.stringContaining('declares media (9000-9100/TCP)'),
    ]);
  });

  it('of a mesh, and other names of a number, are no mistake', () => {
    expect(said({ ports: { web: 8080, mesh: 15090 } })).toEqual([]);
  });

  it('are not checked where containers declare none, and that is said', () => {
    expect(said({ ports: { http: 8080 } }, [])).toEqual([
      'info[workload-ports-unchecked]: the declared ports of shop/api are not checked: no container there says which ports it has',
    ]);
  });
});

describe('the host network', () => {
  const agent = workload('DaemonSet shop/api', { spec: { hostNetwork: true } });

  it('of all pods that are declared otherwise is an error, of some a warning', () => {
    const message =
      'shop/api is selected by its labels, and pods of DaemonSet shop/api are on the host network: no policy selects them';
    const flows = [flow(web).to(api).port('http')];
    expect(saidOf([workload('Deployment shop/web'), agent], flows)).toEqual([
      `error[workload-host-network-differs]: ${message}`,
    ]);
    expect(saidOf([...both, agent], flows)).toEqual([`warning[workload-host-network-differs]: ${message}`]);
  });

  it('of pods that a flow names by labels is an error as well, because the flow would be of nobody', () => {
    const message =
      'shop/[app=agent] is selected by its labels, and pods of DaemonSet shop/agent are on the host network: no policy selects them';
    const flows = [
      flow(shop.pods('agents', { app: 'agent' }))
        .to(api)
        .port('http'),
    ];
    const agents = workload('DaemonSet shop/agent', { spec: { hostNetwork: true } });
    const some = workload('Deployment shop/others', { labels: { app: 'agent' } });
    expect(saidOf([...both, agents], flows)).toEqual([`error[workload-host-network-differs]: ${message}`]);
    expect(saidOf([...both, agents, some], flows)).toEqual([`warning[workload-host-network-differs]: ${message}`]);
    expect(saidOf([...both, some], flows)).toEqual([]);
  });

  it.each<[what: string, invariant: () => Invariant, sentence: string]>([
    ['by labels', () => never(shop.pods('agents', { app: 'agent' })).to(internet()), 'never shop/agents to internet'],
    ['with all of a namespace', () => never(shop.allPods()).to(internet()), 'never every pod of shop to internet'],
    ['as the target of never', () => never(web).to(shop.allPods()), 'never shop/web to every pod of shop'],
    ['as the target of only', () => only(web).mayReach(shop.pods('agents', { app: 'agent' })), 'only shop/web'],
  ])('proves no invariant of pods that are deployed there: %s', (_, invariant, sentence) => {
    const agents = workload('DaemonSet shop/agent', { spec: { hostNetwork: true } });
    const flows = [flow(web).to(api).port('http')];
    const said = saidOf([...both, agents], flows, { invariants: [invariant()] });
    const unproved = said.filter((each) => each.startsWith('error[invariant-unproved]'));
    expect(unproved.join()).toContain(
      'cannot be proved because it speaks of pods of DaemonSet shop/agent, which are deployed on the host network: no policy selects them',
    );
    expect(unproved.join()).toContain(sentence);
    expect(saidOf(both, flows, { invariants: [never(web).to(internet())] })).toEqual([]);
    expect(saidOf([...both, agents], flows, { invariants: [never(web).to(internet())] })).toEqual([]);
  });
});

it('proves no invariant of pods on the host network that stand in what the app reads its workloads from', () => {
  const agents = workload('DaemonSet shop/agent', { spec: { hostNetwork: true } });
  writeFileSync(
    path.join(folder, 'read.json'),
    JSON.stringify({ apiVersion: 'v1', kind: 'List', items: [...both, agents] }),
  );
  const read = workloadsFrom(folder, { namespace: shop, only: ['web', 'api'] });
  const { policies, intent } = compileCharts([
    {
      namespaces: [shop],
      flows: [flow(read.web).to(read.api).port(8080)],
      invariants: [never(shop.allPods()).to(internet())],
    },
  ]);
  const proof = proveObjects(
    intent,
    policies.map(({ manifest }) => manifest),
  );
  expect(proof.findings.map(({ code, message }) => `${code}: ${message}`)).toEqual([
    expect.stringMatching(
      /^invariant-unproved: .* pods of DaemonSet shop\/agent, which are deployed on the host network/,
    ),
  ]);
});

describe('workloads that name no namespace', () => {
  const nowhere = [workload('Deployment web'), workload('Deployment api'), workload('Deployment cache')];

  it('are in the one that the app owns, and that is said', () => {
    const proof = proofWith(nowhere, [flow(web).to(api).port('http')]);
    expect(proof.findings).toEqual([]);
    expect(proof.assumptions).toContain('3 workloads without a namespace are in shop');
    expect(proof.deployed).toEqual({ workloads: 3, unnamed: ['Deployment shop/cache'] });
  });

  it('may be in each of several, and in none of the others', () => {
    const orders = namespace('orders', { baseline: denyAll({ dns: false }) });
    const far = foreignNamespace('far').workload('cache');
    const proof = proofWith(
      nowhere,
      [
        flow(web).to(api).port('http'),
        flow(far).to(api).port('http'),
        flow(orders.workload('api')).to(api).port('http'),
      ],
      {
        namespaces: [shop, orders],
      },
    );
    expect(proof.findings).toEqual([]);
    expect(proof.assumptions).toEqual(
      expect.arrayContaining([
        '3 workloads without a namespace are in any of the namespaces that charts list',
        'labels in far are as declared (no manifest has workloads there)',
      ]),
    );
    expect(proof.deployed?.unnamed).toEqual(['Deployment cache']);
  });
});

it('takes what a chart of one namespace says to be deployed, and where its manifests name none, for deployed there', () => {
  writeFileSync(path.join(folder, 'shop.json'), JSON.stringify(workload('Deployment web')));
  const orders = namespace('orders', { baseline: denyAll({ dns: false }) });
  const { policies, intent } = compileCharts([
    { id: 'orders', namespaces: [orders], flows: [flow(web).to(orders.workload('db')).port(5432)] },
    { id: 'shop', namespaces: [shop], flows: [flow(web).to(api).port('http')], manifests: [folder] },
  ]);
  const proof = proveObjects(
    intent,
    policies.map(({ manifest }) => manifest),
  );
  expect(proof.findings.map(({ message }) => message)).toEqual([
    'shop/api selects app=api, and no workload of the manifests in shop carries it',
  ]);
  expect(proof.assumptions).toEqual(
    expect.arrayContaining([
      '1 workload without a namespace is in shop',
      'labels in orders are as declared (no manifest has workloads there)',
    ]),
  );
});

it('lists workloads of owned namespaces that nothing names, all of the namespace apart', () => {
  const objects = [
    ...both,
    workload('CronJob shop/none'),
    workload('StatefulSet shop/db'),
    workload('DaemonSet shop/agent'),
    workload('Deployment far/x'),
  ];
  const flows = [
    flow(shop.allPods()).to(api).port('http'),
    flow(shop.pods('agents', { app: ['agent'] }))
      .to(web)
      .port('http'),
  ];
  expect(proofWith(objects, flows).deployed).toEqual({
    workloads: 5,
    unnamed: ['CronJob shop/none', 'StatefulSet shop/db'],
  });
});

it('says which policies of the manifests the proof knows nothing of', () => {
  const policy = (name: string, place: string, labels = {}) => ({
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name, namespace: place, labels },
    spec: { podSelector: {}, policyTypes: ['Ingress'] },
  });
  const own = { 'app.kubernetes.io/managed-by': 'netpact' };
  const objects = [...both, policy('debug', 'shop'), policy('mine', 'shop', own), policy('theirs', 'far')];
  expect(saidOf(objects, [flow(web).to(api).port('http')])).toEqual([
    'warning[manifests-policy-unproved]: the manifests have 1 policy for owned namespaces that the proof takes no notice of: shop/debug',
  ]);
  expect(saidOf(objects, [flow(web).to(api).port('http')], { includes: [include(`${folder}/**`)] })).toEqual([]);
});

it('counts what is included as well once', () => {
  const { deployed } = proofWith([...both, workload('Deployment shop/cache')], [flow(web).to(api).port('http')], {
    includes: [include(`${folder}/**`)],
  });
  expect(deployed).toEqual({ workloads: 3, unnamed: ['Deployment shop/cache'] });
});

it('takes workloads of included files for deployed', () => {
  const includes = [include(`${folder}/**`)];
  const flows = [flow(shop.workload('wbe')).to(api).port('http')];
  expect(saidOf(both, flows, { manifests: [], includes })[0]).toContain('did you mean app=web?');
  const { assumptions, deployed } = proofWith(both, [flow(web).to(api).port('http')], { manifests: [], includes });
  expect(assumptions).toEqual(['no other policy selects pods of shop']);
  expect(deployed).toEqual({ workloads: 2, unnamed: [] });
});

it('is asked of thousands of workloads in little time', () => {
  const names = Array.from({ length: 3000 }, (_, at) => `w${at}`);
  const flows = names.map((name) => flow(shop.workload(name)).to(api).port('http'));
  const objects = [...both, ...names.map((name) => workload(`Deployment shop/${name}`))];
  const start = performance.now();
  expect(proofWith(objects, flows).deployed?.unnamed).toEqual([]);
  expect(performance.now() - start).toBeLessThan(20_000);
});
