import { type Scene, scene } from './run-netpact';

const flows = `import { anywhere, denyAll, flow, foreignNamespace, namespace } from 'netpact';

export const shop = namespace('shop', { baseline: denyAll() });
export const web = shop.workload('web', { ports: { http: 8080 } });
export const api = shop.workload('api', { ports: { http: 8080, grpc: 9090 } });
const prometheus = foreignNamespace('monitoring').allPods();

export const flows = [
  flow(web).to(api).port('grpc').because('checkout places orders'),
  flow(prometheus).to(api).port('http'),
  flow(anywhere()).to(web).port('http'),
];
`;

const app = (props = '') => `import { FlowChart, PolicyApp } from 'netpact/cdk8s';
import { flows, shop } from './flows';
const app = new PolicyApp({ name: 'store'${props} });
new FlowChart(app, 'shop', { namespaces: [shop], flows });
app.synth();
`;

let current: Scene;
beforeEach(() => {
  current = scene({ 'flows.ts': flows, 'app.ts': app(), 'workload.ts': app(", policies: 'per-workload'") });
});
afterEach(() => current.remove());

const synth = (...args: readonly string[]) => current.netpact(['synth', '--no-typecheck', ...args]);
const written = (folder = 'dist/k8s') => current.read(`${folder}/shop.k8s.yaml`);
const names = (text: string) => [...text.matchAll(/^ {2}name: (.*)$/gm)].map(([, name]) => name);
const perFlow = [
  'allow-anywhere-to-web',
  'allow-monitoring-all-to-api',
  'allow-web-to-api',
  'allow-web-to-api-egress',
  'allow-dns',
  'default-deny-all',
];
const perWorkload = ['api-ingress', 'web-egress', 'web-ingress', 'allow-dns', 'default-deny-all'];

describe('netpact synth --policies', () => {
  it('has the form of the app, unless the command line says another', () => {
    expect(synth('app.ts')).toMatchObject({ code: 0 });
    expect(names(written())).toEqual(perFlow);
    expect(synth('workload.ts', '--out', 'a')).toMatchObject({ code: 0 });
    expect(names(written('a'))).toEqual(perWorkload);
    expect(synth('app.ts', '--policies', 'per-workload', '--out', 'b')).toMatchObject({ code: 0 });
    expect(written('b')).toBe(written('a'));
    expect(synth('workload.ts', '--policies', 'per-flow', '--out', 'c')).toMatchObject({ code: 0 });
    expect(written('c')).toBe(written());
  });

  it('is written by app.synth() and compiled by app.compile() as well', () => {
    current.write(
      'run.ts',
      app(", policies: 'per-workload'").replace(
        'app.synth();',
        "if (app.compile().policies.length !== 5) throw new Error('not five'); app.synth();",
      ),
    );
    expect(synth('run.ts')).toMatchObject({ code: 0 });
  });

  it('refuses a form that does not exist, on the command line and in the app', () => {
    const option = synth('app.ts', '--policies', 'per-pod');
    expect(option.code).toBe(2);
    expect(option.stderr).toContain('Allowed choices are per-flow, per-workload');
    current.write('typo.ts', app(", policies: 'per-worklaod' as never"));
    const typo = synth('typo.ts');
    expect(typo.code).toBe(2);
    expect(typo.stderr).toContain('error[option-invalid]: policies of the app is the text "per-worklaod"');
    expect(typo.stderr).toContain("help: did you mean 'per-workload'?");
  });

  it('layouts are the same for both', () => {
    expect(synth('workload.ts', '--layout', 'per-policy')).toMatchObject({ code: 0 });
    expect(current.files().filter((file) => file.startsWith('dist/k8s/shop/'))).toEqual([
      'dist/k8s/shop/allow-dns.yaml',
      'dist/k8s/shop/api-ingress.yaml',
      'dist/k8s/shop/default-deny-all.yaml',
      'dist/k8s/shop/web-egress.yaml',
      'dist/k8s/shop/web-ingress.yaml',
    ]);
  });
});

describe('a change of form', () => {
  /** What is said beside the proof. */
  const told = (stderr: string) => stderr.split('\n').filter((line) => line !== '' && !/^(?:needed|proved)/.test(line));

  it('says that both allow the same, and in which order it is safe to apply', () => {
    synth('app.ts');
    const run = synth('workload.ts');
    expect(run).toMatchObject({
      code: 0,
      stdout: 'changed  dist/k8s/shop.k8s.yaml\n3 flows, 5 policies, 2 files in dist/k8s: 1 changed, 1 unchanged\n',
    });
    expect(told(run.stderr)).toEqual([
      '4 policies of the form per-flow become 3 of the form per-workload, and both allow the same; no name may leave before its cover is there, so apply all first, and delete after that:',
      '  kubectl apply -k dist/k8s &&',
      '  kubectl delete networkpolicy -n shop allow-anywhere-to-web allow-monitoring-all-to-api allow-web-to-api allow-web-to-api-egress',
      '  Argo CD deletes first: give the Application the sync option PruneLast=true before this is merged. Flux applies first.',
    ]);
    expect(told(synth('workload.ts').stderr)).toEqual([]);
  });

  it('says so in the other direction, in JSON and for one file for each policy', () => {
    synth('workload.ts', '--layout', 'per-policy');
    const run = synth('app.ts', '--layout', 'per-policy', '--format', 'json');
    expect(JSON.parse(run.stdout)).toMatchObject({
      form: 'per-flow',
      formChange: {
        from: 'per-workload',
        to: 'per-flow',
        isSafe: true,
        added: perFlow.slice(0, 4).map((name) => `shop/${name}`),
        removed: ['shop/api-ingress', 'shop/web-egress', 'shop/web-ingress'],
      },
    });
    expect(JSON.parse(synth('app.ts', '--layout', 'per-policy', '--format', 'json').stdout)).toMatchObject({
      form: 'per-flow',
      formChange: null,
    });
  });

  it('is drift that --check names, and applies nothing', () => {
    synth('app.ts');
    const run = synth('workload.ts', '--check');
    expect(run.code).toBe(1);
    expect(run.stdout).toBe(
      'differs  dist/k8s/shop.k8s.yaml\n3 flows, 5 policies, 2 files in dist/k8s: not up to date: it has a policy for each flow, and the code writes a policy for each workload and direction: run netpact synth\n',
    );
    expect(told(run.stderr)).toEqual([]);
  });

  it.each([
    ['a flow is new', (text: string) => text.replace("port('grpc')", "port('grpc', 'http')")],
    ['a baseline says something else', (text: string) => text.replace('denyAll()', 'denyAll({ dns: false })')],
  ])('is not called safe where %s too', (_, change) => {
    synth('app.ts');
    current.write('flows.ts', change(flows));
    const lines = told(synth('workload.ts').stderr);
    expect(lines).toEqual([
      expect.stringMatching(
        /^\d policies of the form per-flow become \d of the form per-workload, and this run changes more than the form: change the form in a run of its own, .* \(netpact synth --policies per-flow keeps the old one\)$/,
      ),
    ]);
  });

  it('is not called safe where the folder does not say what its policies allow', () => {
    synth('app.ts');
    current.write('dist/k8s/shop.k8s.yaml', written().replace('port: 9090', 'port: 909000'));
    const lines = told(synth('workload.ts').stderr);
    expect(lines).toHaveLength(1);
    expect(lines[0]).not.toContain('both allow the same;');
  });

  it('is none where flows only lost their names, or are new', () => {
    current.write(
      'flows.ts',
      flows
        .replace(/flow\((prometheus|anywhere\(\))\)[^\n]*\n/g, '')
        .replace(".because('checkout places orders')", ".named('orders')"),
    );
    synth('workload.ts');
    current.write('flows.ts', flows);
    expect(told(synth('workload.ts').stderr)).toEqual([]);
  });
});

describe('what reads policies for each workload', () => {
  beforeEach(() => expect(synth('workload.ts')).toMatchObject({ code: 0 }));

  it('audit --app names the flow of the rule, at its place', () => {
    const { stdout } = current.netpact(['audit', '--app', 'workload.ts']);
    const block = stdout.split('\n\n').find((each) => each.includes('[allows-whole-namespace]')) ?? '';
    expect(block).toContain('--> flows.ts:10:');
    expect(block).toContain(
      `the flow "every pod of monitoring may reach shop/api on TCP 8080" declares it (flows.ts:10)`,
    );
    expect(block).not.toContain('checkout places orders');
  });

  it('audit of the manifests alone names it by the annotation', () => {
    const { stdout } = current.netpact(['audit', 'dist/k8s']);
    expect(stdout).toContain(
      'the flow "every pod of monitoring may reach shop/api on TCP 8080" declares it (chart shop)',
    );
  });

  it('explain lets the flow of the pair say more, at its place', () => {
    const { stdout } = current.netpact(['explain', 'shop/web', 'shop/api', '8080', '--app', 'workload.ts']);
    expect(stdout).toContain(
      'let the flow "shop/web may reach shop/api on TCP 9090" say more in TypeScript (app store, chart shop, at flows.ts:9)',
    );
    expect(stdout).toContain("flow(web).to(api).port('http', 'grpc')");
  });

  it('diff finds nothing that the form changes', () => {
    synth('app.ts', '--out', 'flows');
    const run = current.netpact(['diff', 'flows', 'dist/k8s', '--fail-on', 'any', '--format', 'json']);
    expect([run.code, JSON.parse(run.stdout).verdict]).toEqual([0, 'equal']);
  });
});

it('a plain cdk8s App takes the form from configurePolicies', () => {
  current.write(
    'plain.ts',
    `import { App } from 'cdk8s';
import { configurePolicies, FlowChart } from 'netpact/cdk8s';
import { flows, shop } from './flows';
const app = new App({ outdir: 'plain' });
configurePolicies(app, { name: 'store', policies: 'per-workload' });
new FlowChart(app, 'shop', { namespaces: [shop], flows });
app.synth();
`,
  );
  current.install(['cdk8s', 'constructs', 'tsx', 'esbuild', 'get-tsconfig', '@esbuild']);
  const run = current.bash('node --import tsx plain.ts');
  expect(run).toMatchObject({ code: 0 });
  const text = current.read('plain/shop.k8s.yaml');
  expect(names(text).sort()).toEqual([...perWorkload].sort());
  expect(text).toContain('shop/web may reach shop/api on TCP 9090: checkout places orders');
});

it('with --env all each environment says its own change', () => {
  const main = app(', environments: { dev: {}, prod: {} }');
  current.write('main.ts', main);
  expect(synth('main.ts', '--env', 'all')).toMatchObject({ code: 0 });
  const run = synth('main.ts', '--env', 'all', '--policies', 'per-workload');
  expect(run.code).toBe(0);
  for (const env of ['dev', 'prod']) {
    expect(run.stderr).toContain(
      `\n${env}: 4 policies of the form per-flow become 3 of the form per-workload, and both allow the same;`,
    );
    expect(run.stderr).toContain(`\n${env}:   kubectl apply -k dist/k8s/${env} &&\n`);
  }
});
