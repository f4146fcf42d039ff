import { type Scene, scene } from './run-netpact';

interface AppText {
  readonly name?: string;
  readonly namespace?: string;
  readonly environments?: readonly string[];
  readonly needs?: boolean;
}

/** An app that needs something of orders, or nothing. */
const app = ({ name, namespace = 'shop', environments, needs = true }: AppText = {}) => {
  const said = environments?.map((env) => `${env}: { namespace: '${namespace}-${env}' }`).join(', ');
  const settings = [
    ...(name === undefined ? [] : [`name: '${name}'`]),
    ...(said === undefined ? [] : [`environments: { ${said} }`]),
  ];
  return `import { denyAll, flow, foreignNamespace, namespace } from 'netpact';
import { FlowChart, PolicyApp } from 'netpact/cdk8s';
const app = new PolicyApp({ ${settings.join(', ')} });
const shop = namespace(${said === undefined ? `'${namespace}'` : 'app.environment.namespace'}, { baseline: denyAll() });
const web = shop.workload('web');
const db = shop.workload('db');
const orders = foreignNamespace('orders').workload('api');
new FlowChart(app, 'shop', { namespaces: [shop], flows: [flow(web).to(${needs ? 'orders' : 'db'}).port(8080)] });
app.synth();
`;
};

const synth = ['synth', 'main.ts', '--no-typecheck'];
const all = [...synth, '--env', 'all'];

let current: Scene;
const given = (files: Readonly<Record<string, string>>): Scene => {
  current = scene(files);
  return current;
};
afterEach(() => current.remove());

const contracts = () => current.files().filter((file) => file.endsWith('.json'));

/** The exit code of `--check`, and the lines that speak of contracts. */
function checked(args: readonly string[] = synth) {
  const { code, stdout } = current.netpact([...args, '--check']);
  return { code, rows: stdout.split('\n').filter((line) => line.includes('dist/contract')) };
}

describe('the contract of an app that has another name now', () => {
  it.each([
    ['where it still needs something', true],
    ['where it needs nothing any more', false],
  ])('is drift, and is removed, %s', (_, needs) => {
    const { netpact, write } = given({ 'main.ts': app() });
    netpact(synth);
    write('main.ts', app({ name: 'storefront', needs }));
    expect(checked()).toMatchObject({ code: 1, rows: expect.arrayContaining(['stale    dist/contract/default.json']) });
    const run = netpact(synth);
    expect(run).toMatchObject({ code: 0, stdout: expect.stringContaining('removed  dist/contract/default.json\n') });
    expect(contracts()).toEqual(needs ? ['dist/contract/storefront.json'] : []);
    expect(checked()).toEqual({ code: 0, rows: [] });
  });

  it('is drift also where the manifests are new already', () => {
    const { netpact, write } = given({ 'main.ts': app() });
    netpact(synth);
    write('main.ts', app({ name: 'storefront' }));
    const old = current.read('dist/contract/default.json');
    netpact(synth);
    write('dist/contract/default.json', old);
    expect(checked()).toEqual({ code: 1, rows: ['stale    dist/contract/default.json'] });
    const document = JSON.parse(netpact([...synth, '--check', '--format', 'json']).stdout);
    expect(document).toMatchObject({ ok: false, staleContracts: ['dist/contract/default.json'] });
  });

  it('is known by the manifests, too, where all namespaces have other names', () => {
    const { netpact, write } = given({ 'main.ts': app() });
    netpact(synth);
    write('main.ts', app({ name: 'storefront', namespace: 'front' }));
    netpact([...synth, '--allow-removed']);
    expect(contracts()).toEqual(['dist/contract/storefront.json']);
  });

  it('is removed in every environment', () => {
    const { netpact, write } = given({ 'main.ts': app({ environments: ['dev', 'prod'] }) });
    netpact(all);
    write('main.ts', app({ name: 'storefront', environments: ['dev', 'prod'] }));
    expect(checked(all)).toMatchObject({
      code: 1,
      rows: expect.arrayContaining([
        'stale    dist/contract/dev/default.json',
        'stale    dist/contract/prod/default.json',
      ]),
    });
    netpact(all);
    expect(contracts()).toEqual(['dist/contract/dev/storefront.json', 'dist/contract/prod/storefront.json']);
  });

  it('is not that of an app beside it which has the same namespaces, as two clusters may', () => {
    const { netpact } = given({ 'main.ts': app({ name: 'west' }), 'east.ts': app({ name: 'east' }) });
    netpact([...synth, '--out', 'dist/west']);
    netpact(['synth', 'east.ts', '--no-typecheck', '--out', 'dist/east']);
    expect(checked([...synth, '--out', 'dist/west'])).toEqual({ code: 0, rows: [] });
    expect(contracts()).toEqual(['dist/contract/east.json', 'dist/contract/west.json']);
  });

  it('is none that netpact did not write, nor one of others that lies there', () => {
    const { netpact, write } = given({ 'main.ts': app() });
    netpact(synth);
    const theirs = current.read('dist/contract/default.json').replaceAll('shop', 'ads').replace('default', 'ads');
    write('dist/contract/ads.json', theirs);
    write('dist/contract/notes.json', '{ "app": "default", "namespaces": [{ "name": "shop" }] }');
    expect(checked()).toEqual({ code: 0, rows: [] });
  });
});

it('the contract of an app whose namespaces all have other names is its own', () => {
  const { netpact, write } = given({ 'main.ts': app({ name: 'shop' }) });
  netpact(synth);
  write('main.ts', app({ name: 'shop', namespace: 'front' }));
  expect(netpact([...synth, '--allow-removed']).code).toBe(0);
  write('main.ts', app({ name: 'shop', namespace: 'back', needs: false }));
  expect(checked()).toMatchObject({ code: 1, rows: ['stale    dist/contract/shop.json'] });
});

describe('the contract of an environment that is gone', () => {
  const gone = (): Scene => {
    const made = given({ 'main.ts': app({ environments: ['dev', 'old'] }) });
    made.netpact(all);
    made.write('main.ts', app({ environments: ['dev'] }));
    return made;
  };

  it('is drift, and is removed with its manifests, if that is said', () => {
    const { netpact } = gone();
    expect(checked(all)).toEqual({
      code: 1,
      rows: [
        'stale    dist/contract/old/default.json',
        '1 file in dist/contract/old, of no environment: not up to date: run netpact synth --env all --allow-removed',
      ],
    });
    const held = netpact(all);
    expect(held.code).toBe(2);
    expect(held.stderr).toContain(
      'error[output-environment-removed]: dist/contract/old holds 1 file of netpact and is the folder of no environment: the app declares dev\n',
    );
    expect(netpact([...all, '--allow-removed'])).toMatchObject({ code: 0 });
    expect(contracts()).toEqual(['dist/contract/dev/default.json']);
    expect(current.bash('ls dist/contract').stdout).toBe('dev\n');
    expect(checked(all)).toEqual({ code: 0, rows: [] });
  });

  it('is drift where only the contract is left, and is said where one environment is asked for', () => {
    const { netpact, bash } = gone();
    bash('rm -r dist/k8s/old');
    expect(checked(all).code).toBe(1);
    expect(netpact([...synth, '--env', 'dev', '--check'])).toMatchObject({
      code: 0,
      stderr: expect.stringContaining('warning[output-environment-removed]: dist/contract/old'),
    });
    const document = JSON.parse(netpact([...all, '--check', '--format', 'json']).stdout);
    expect(document).toMatchObject({ ok: false, stray: [{ out: 'dist/contract/old', removed: ['default.json'] }] });
  });

  it('is also the one from before the app declared any', () => {
    const { netpact, write } = given({ 'main.ts': app() });
    netpact(synth);
    write('main.ts', app({ environments: ['dev'] }));
    netpact([...all, '--allow-removed']);
    expect(contracts()).toEqual(['dist/contract/dev/default.json']);
  });

  it('is found beside the file of --contract as well', () => {
    const { netpact, write } = given({ 'main.ts': app({ environments: ['dev', 'old'] }) });
    const named = [...all, '--contract', 'needs/shop.json'];
    netpact(named);
    write('main.ts', app({ environments: ['dev'] }));
    netpact([...named, '--allow-removed']);
    expect(contracts()).toEqual(['needs/dev/shop.json']);
  });

  it('is not that of an app of the same name beside it', () => {
    const { netpact } = given({ 'main.ts': app({ environments: ['dev'] }), 'other.ts': app({ namespace: 'stock' }) });
    netpact(['synth', 'other.ts', '--no-typecheck', '--out', 'dist/stock']);
    netpact(all);
    expect(checked(all)).toEqual({ code: 0, rows: [] });
  });
});
