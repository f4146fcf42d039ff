import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { App } from 'cdk8s';
import { cluster, denyAll, flow, internet, namespace } from 'netpact';
import { configurePolicies, FlowChart, PolicyApp } from 'netpact/cdk8s';
import { startHosting } from '../../lib/cdk8s/host';
import { NetpactError } from '../../lib/diagnostics/netpact-error';

const before = { ...process.env };
const folder = mkdtempSync(path.join(tmpdir(), 'netpact-environments-'));
beforeEach(() => Reflect.deleteProperty(process.env, 'NETPACT_ENV'));
afterEach(() => {
  process.env = { ...before };
  Reflect.deleteProperty(globalThis, Symbol.for('netpact.host'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const environments = { dev: { namespace: 'shop-dev' }, prod: { namespace: 'shop-prod', zones: 3 } };

function thrown(run: () => unknown): readonly string[] {
  try {
    run();
  } catch (error) {
    if (NetpactError.is(error))
      return error.findings.map(({ code, message, help = [] }) => [`${code}: ${message}`, ...help].join('\n'));
    throw error;
  }
  return [];
}

it('has the fields of the environment that NETPACT_ENV names, and its name', () => {
  process.env.NETPACT_ENV = 'prod';
  const app = new PolicyApp({ environments });
  expect([app.env, app.environment]).toEqual(['prod', { namespace: 'shop-prod', zones: 3 }]);
});

it('has those that the command line names, whatever NETPACT_ENV says', () => {
  process.env.NETPACT_ENV = 'prod';
  startHosting('dev');
  expect(new PolicyApp({ environments }).environment).toEqual({ namespace: 'shop-dev' });
});

it.each([
  [
    'prd',
    'environment-unknown: "prd" is no environment of the app\ndid you mean prod?\nthe app declares dev and prod; netpact synth --env all writes or checks each',
  ],
  [
    'constructor',
    'environment-unknown: "constructor" is no environment of the app\nthe app declares dev and prod; netpact synth --env all writes or checks each',
  ],
  [
    'all',
    'environment-unknown: NETPACT_ENV is all, and outside of netpact synth an app is one environment\nthe app declares dev and prod: name one of them; netpact synth --env all writes each',
  ],
  [
    '',
    "environment-missing: the app declares the environments dev and prod, and none was asked for\nsay which: --env dev; netpact synth --env all writes or checks each\nwithout netpact's command line (cdk8s synth, tests), set NETPACT_ENV=dev",
  ],
])('is refused for NETPACT_ENV=%s', (name, words) => {
  process.env.NETPACT_ENV = name;
  expect(thrown(() => new PolicyApp({ environments }))).toEqual([words]);
});

it('has any name and no fields where it declares none', () => {
  process.env.NETPACT_ENV = 'anything';
  const app = new PolicyApp();
  expect(app.env).toBe('anything');
  expect(thrown(() => app.environment)[0]).toMatch(/^environment-undeclared: the app declares no environments\n/);
});

const folderHelp =
  'it becomes a folder: up to 63 letters, digits, ".", "_" and "-", the first a letter or digit, the last no "."';

it.each([
  ['a list', ['dev'], 'environments of a PolicyApp is a list'],
  ['null', null, 'environments of a PolicyApp is null'],
  ['a name', 'dev', 'environments of a PolicyApp is the text "dev"'],
  ['nothing', {}, 'environments of a PolicyApp is empty'],
  // As `{ __proto__: { … } }` in a source file makes it.
  ['an heir', Object.create({ dev: {} }), 'environments of a PolicyApp inherits from another object'],
  ['one without a name', { '': {} }, `"" cannot be the name of an environment\n${folderHelp}`],
  ['one with a slash', { 'eu/west': {} }, `"eu/west" cannot be the name of an environment\n${folderHelp}`],
  ['a way up', { '..': {} }, `".." cannot be the name of an environment\n${folderHelp}`],
  ['the key __proto__', { ['__proto__']: {} }, `"__proto__" cannot be the name of an environment\n${folderHelp}`],
  ['a name of 64 letters', { ['a'.repeat(64)]: {} }, `"${'a'.repeat(64)}" cannot be the name of an environment`],
  ['the name of all', { all: {} }, 'an environment cannot be named all\n--env all stands for each environment'],
  ['what Windows keeps', { aux: {} }, 'an environment cannot be named aux: no folder of manifests can be'],
  ['two of one folder', { dev: {}, DEV: {} }, 'the environments dev and DEV are one folder on many machines'],
  [
    'a string as fields',
    { dev: 'shop' },
    `the environment dev is the text "shop"\nan environment is an object of your own fields: dev: { namespace: 'shop-dev' }`,
  ],
  ['null as fields', { dev: null }, 'the environment dev is null'],
  ['a list as fields', { dev: [] }, 'the environment dev is a list'],
  [
    'a cluster by name',
    { dev: { cluster: 'eks' } },
    'cluster of the environment dev is the text "eks", no profile\nwrite cluster: cluster({ … })',
  ],
])('refuses environments that are %s', (_, given: Readonly<Record<string, object>>, words) => {
  process.env.NETPACT_ENV = 'dev';
  const [first = '', ...others] = thrown(() => new PolicyApp({ environments: given }));
  expect(first).toMatch(/^environment-invalid: /);
  expect(first.slice('environment-invalid: '.length).startsWith(words)).toBe(true);
  expect(others).toEqual([]);
});

it('says everything that is wrong with the list at once', () => {
  expect(thrown(() => new PolicyApp({ environments: { all: {}, 'a b': {}, dev: {} } }))).toHaveLength(2);
});

function families(app: PolicyApp): readonly (string | undefined)[] {
  const shop = namespace('shop', { baseline: denyAll({ dns: false }) });
  new FlowChart(app, 'shop', { namespaces: [shop], flows: [flow(shop.workload('web')).to(internet()).port(443)] });
  const { policies } = app.compile({ now: new Date('2027-01-01'), expired: 'error' });
  return policies.flatMap(({ manifest }) =>
    (manifest.spec.egress ?? []).flatMap((rule) => (rule?.to ?? []).map((to) => to.ipBlock?.cidr)),
  );
}

it('takes the cluster of the environment, and its own where the environment has none', () => {
  const only4 = cluster({ families: ['IPv4'] });
  const only6 = cluster({ families: ['IPv6'] });
  const stages = { dev: {}, prod: { cluster: only6 } };
  process.env.NETPACT_ENV = 'dev';
  expect(families(new PolicyApp({ cluster: only4, environments: stages }))).toEqual(['0.0.0.0/0']);
  process.env.NETPACT_ENV = 'prod';
  expect(families(new PolicyApp({ cluster: only4, environments: stages }))).toEqual(['::/0']);
});

it('writes each environment by itself into a folder of its own, where netpact synth has it', () => {
  process.env.NETPACT_ENV = 'prod';
  expect(new PolicyApp({ environments, outdir: folder }).outdir).toBe(path.join(folder, 'prod'));
  expect(new PolicyApp({ outdir: folder }).outdir).toBe(folder);
  // There the folder is the command's to say.
  startHosting('prod');
  expect(new PolicyApp({ environments, outdir: folder }).outdir).toBe(folder);
});

it('tells who only asks for the list, and goes no further', () => {
  const lists: (readonly string[])[] = [];
  const host = startHosting(undefined, (names) => lists.push(names));
  expect(thrown(() => new PolicyApp({ environments }))[0]).toMatch(/^environment-missing/);
  expect(thrown(() => new PolicyApp())[0]).toMatch(/^environment-undeclared/);
  expect({ lists, apps: host.apps }).toEqual({ lists: [['dev', 'prod']], apps: [] });
});

describe('configurePolicies() of a plain cdk8s App', () => {
  it('answers the fields of the environment, whose cluster counts', () => {
    process.env.NETPACT_ENV = 'prod';
    const app = new App({ outdir: folder });
    const fields = configurePolicies(app, { environments: { dev: { zone: 'a' }, prod: { zone: 'b' } } });
    expect(fields).toEqual({ zone: 'b' });
  });

  it('refuses a name that is none of them', () => {
    process.env.NETPACT_ENV = 'prdo';
    expect(thrown(() => configurePolicies(new App({ outdir: folder }), { environments }))[0]).toContain(
      'did you mean prod?',
    );
  });
});
