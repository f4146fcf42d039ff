import { type Scene, scene } from './run-netpact';

let current: Scene;
function given(files: Readonly<Record<string, string>>): Scene {
  current = scene(files);
  return current;
}
afterEach(() => current.remove());

/** Per environment: the namespace, and whether web may reach the foreign payments as well. */
function app(flows: string, more = ''): string {
  return `import { anywhere, cidr, denyAll, flow, foreignNamespace, namespace } from 'netpact';
import { FlowChart, PolicyApp } from 'netpact/cdk8s';
const app = new PolicyApp({
  environments: {
    dev: { shop: 'shop-dev', payments: 'payments-dev', isProd: false },
    prod: { shop: 'shop-prod', payments: 'payments-prod', isProd: true },
  },
});
const { isProd } = app.environment;
const shop = namespace(app.environment.shop, { baseline: denyAll() });
const web = shop.workload('web', { ports: { http: 8080 } });
const api = shop.workload('api', { ports: { http: 8080 } });
const pay = foreignNamespace(app.environment.payments).workload('pay', { ports: { https: 443 } });
${more}
new FlowChart(app, 'shop', { namespaces: [shop], flows: [flow(web).to(api).port('http'), ${flows}] });
app.synth();
`;
}

const both = ['diff', '--app', '--env', 'dev', '--env', 'prod'];
const pairLine = (name: string, line: number) =>
  `assumed[namespace-names]: ${name}-dev → ${name}-prod: what main.ts:${line} declares is one namespace, ${name}-dev in dev and ${name}-prod in prod, and has the second name on both sides`;

describe('netpact diff --app --env dev --env prod', () => {
  it('finds environments equal that differ in the names of their namespaces alone, and says which are paired', () => {
    const { netpact, files } = given({ 'main.ts': app("flow(web).to(pay).port('https')") });
    const run = netpact([...both, '--fail-on', 'any']);
    expect(run.code).toBe(0);
    expect(run.stdout).toMatch(/^equal/);
    for (const line of [pairLine('shop', 10), pairLine('payments', 13)]) {
      expect(run.stdout).toContain(`${line}\n`);
      expect(run.stderr).toContain(`${line}\n`);
    }
    expect(files()).toEqual(['main.ts']);
    expect(netpact([...both, '--strict']).code).toBe(1);
  });

  it('has what only one of them admits, as explain has it of each', () => {
    const { netpact } = given({
      'main.ts': app(
        "flow(web).to(pay).port('https'), ...(isProd ? [flow(pay).to(api).port('http')] : [flow(api).to(web).port('http')])",
      ),
    });
    const document = JSON.parse(netpact([...both, '--format', 'json']).stdout);
    expect(document.unmatched.opened).toEqual([
      { src: 'payments-prod/[app=pay]', dst: 'shop-prod/[app=api]', conn: 'TCP 8080' },
    ]);
    expect(document.unmatched.closed).toEqual([
      { src: 'shop-prod/[app=api]', dst: 'shop-prod/[app=web]', conn: 'TCP 8080' },
    ]);
    expect(document).toMatchObject({ verdict: 'mixed', unmatched: { changed: [] } });
    expect(document.assumptions[0]).toMatchObject({ kind: 'namespace-names' });
    const verdict = (env: 'dev' | 'prod', src: string, dst: string) => {
      const ends = [src, dst].map((end) => end.replace('ENV', env));
      return JSON.parse(netpact(['explain', ...ends, '8080', '--app', '--env', env, '--format', 'json']).stdout)
        .verdict;
    };
    expect(['dev', 'prod'].map((env) => verdict(env as 'dev', 'payments-ENV/[app=pay]', 'shop-ENV/[app=api]'))).toEqual(
      ['denied', 'allowed'],
    );
    expect(['dev', 'prod'].map((env) => verdict(env as 'dev', 'shop-ENV/[app=api]', 'shop-ENV/[app=web]'))).toEqual([
      'allowed',
      'denied',
    ]);
    expect(netpact([...both, '--fail-on', 'widened']).code).toBe(1);
    // The other way round everything is opened that was closed.
    const back = JSON.parse(netpact(['diff', '--app', '--env', 'prod', '--env', 'dev', '--format', 'json']).stdout);
    expect(back.unmatched.opened).toEqual([{ src: 'shop-dev/[app=api]', dst: 'shop-dev/[app=web]', conn: 'TCP 8080' }]);
  });

  it.each(['text', 'json', 'md', 'dot', 'mermaid', 'svg', 'html'])('says in %s which namespaces are one', (format) => {
    const { netpact } = given({ 'main.ts': app("...(isProd ? [flow(web).to(pay).port('https')] : [])") });
    const { stdout } = netpact([...both, '--format', format]);
    expect(stdout.replaceAll('&#45;', '-')).toMatch(/shop-dev\s+→\s+shop-prod/);
  });

  it('leaves apart what one place declares under names that do not tell, says so, and is not equal', () => {
    const more = `const [a, b] = (isProd ? ['live', 'spare'] : ['one', 'two']).map((name) => namespace(name, { baseline: denyAll() }));
new FlowChart(app, 'more', { namespaces: [a as never, b as never] });`;
    const { netpact } = given({ 'main.ts': app('', more) });
    const run = netpact([...both, '--fail-on', 'any']);
    expect(run.code).toBe(1);
    expect(run.stdout).toMatch(/^(?:mixed|undecided)/);
    expect(run.stdout).toContain(
      'assumed[namespace-names]: one and two of dev and live and spare of prod are different namespaces: main.ts:14 declares them, but their names do not say which is which\n',
    );
  });

  it('pairs nothing onto a namespace that the other environment reaches as well', () => {
    const flows =
      "...(isProd ? [] : [flow(web).to(foreignNamespace('shop-prod').workload('api', { ports: { http: 8080 } })).port('http')])";
    const { netpact } = given({ 'main.ts': app(flows) });
    const run = netpact([...both, '--fail-on', 'any']);
    expect(run.code).toBe(1);
    expect(run.stdout).toContain(
      'assumed[namespace-names]: shop-dev of dev and shop-prod of prod are different namespaces: main.ts:10 declares them, but dev has another namespace shop-prod\n',
    );
  });

  it('knows labels of namespaces that differ, though no policy has them: packets pass in one of them alone', () => {
    const more = `const tier: string = isProd ? 'gold' : 'lab';
const store = namespace(\`store-\${app.env}\`, { baseline: denyIngress(), labels: { tier } });
const gold = namespacesWhere('gold', { tier: 'gold' });
new FlowChart(app, 'store', { namespaces: [store], flows: [flow(gold).to(api).port('http')] });`;
    const labelled = app('', more).replace('denyAll, flow', 'denyAll, denyIngress, namespacesWhere, flow');
    const { netpact, write } = given({ 'main.ts': labelled });
    const run = netpact([...both, '--fail-on', 'any']);
    expect(run.code).toBe(1);
    expect(run.stdout).toMatch(/^widened: 1 opened/);
    expect(run.stdout).toMatch(/^\+ store-prod\S* reaches shop-prod\/\[app=api\]: TCP 8080/m);
    expect(run.stdout).toContain('changed store-prod (main.ts:15)');
    write('main.ts', labelled.replace("isProd ? 'gold' : 'lab'", "'gold'"));
    expect(netpact([...both, '--fail-on', 'any'])).toMatchObject({ code: 0, stdout: expect.stringMatching(/^equal/) });
  });

  it('is not equal where a workload is on the host network in one of them: no policy selects it there', () => {
    const flows = 'flow(api).to(shop.allPods()).port(80)';
    const source = app(flows)
      .replace("workload('web', {", "workload('web', { hostNetwork: HN,")
      .replace("flow(web).to(api).port('http'), ", '');
    const profile = "const app = new PolicyApp({ cluster: cluster({ nodeCidrs: ['10.0.0.0/16'] }),";
    const on = (text: string) =>
      source
        .replace('HN', text)
        .replace('const app = new PolicyApp({', profile)
        .replace('cidr, denyAll', 'cidr, cluster, denyAll');
    const { netpact, write } = given({ 'main.ts': on('isProd') });
    const run = netpact([...both, '--fail-on', 'any']);
    expect(run.code).toBe(1);
    expect(run.stdout).toMatch(/^undecided/);
    expect(run.stdout).toContain(
      'shop-prod/web is on the host network in prod and not in dev: no policy selects its pods in prod',
    );
    write('main.ts', on('true'));
    expect(netpact([...both, '--fail-on', 'any'])).toMatchObject({ code: 0, stdout: expect.stringMatching(/^equal/) });
  });

  it('is refused where one of them is, and says of which', () => {
    const { netpact } = given({ 'main.ts': app('...(isProd ? [flow(web).to(undefined as never)] : [])') });
    const run = netpact(both);
    expect({ code: run.code, stdout: run.stdout }).toEqual({ code: 2, stdout: '' });
    expect(run.stderr).toContain('= note: in the environment prod\n');
  });

  it.each([
    [['--app'], 'diff --app compares two environments of the app, and there is no --env'],
    [['--app', '--env', 'dev'], 'diff --app compares two environments of the app, and --env is there 1 time'],
    [
      ['--app', '--env', 'a', '--env', 'b', '--env', 'c'],
      'diff --app compares two environments of the app, and --env is there 3 times',
    ],
    [['--app', '--env', 'dev', '--env', 'dev'], 'diff --app compares two environments of the app, and both are dev'],
    [
      ['--app', '--env', 'dev', '--env', 'all'],
      'diff --app compares two environments of the app, and --env all stands for each',
    ],
    [['--app', '--env', 'dev', '--env', 'prdo'], '"prdo" is no environment of the app'],
    [['--env', 'dev', '--env', 'prod'], '--env dev --env prod names environments of an app, and there is no --app'],
    [['--app', '--env', 'dev', '--env', ''], '--env is empty'],
    [
      ['dist', '--app', '--env', 'dev', '--env', 'prod'],
      'diff --app compares two environments of an app, and dist is something else',
    ],
    [['--app', '--env', 'all'], 'diff --app compares two environments of the app, and --env all stands for each'],
    [['--app', '--env', 'dev,prod'], '--env dev,prod is no name of an environment'],
    [[], 'OLD is missing'],
  ])('is refused: diff %j', (args, message) => {
    const { netpact } = given({ 'main.ts': app('') });
    const run = netpact(['diff', ...args], { NETPACT_ENV: 'prod' });
    expect({ code: run.code, stdout: run.stdout }).toEqual({ code: 2, stdout: '' });
    expect(run.stderr).toContain(`]: ${message}\n`);
  });

  it.each([
    [
      ['dev', 'prod'],
      'diff --app compares two environments of an app, and prod is something else',
      '--env takes one name each time: --env dev --env prod',
    ],
    [
      ['dev,prod'],
      '--env dev,prod is no name of an environment',
      'it is one name: netpact synth --env all takes each, netpact diff --app two: --env dev --env prod',
    ],
  ])('says how two are written: --env %j', (names, message, help) => {
    const { netpact } = given({ 'main.ts': app('') });
    const { code, stderr } = netpact(['diff', '--app', '--env', ...names]);
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: expect.stringContaining(`error[option-invalid]: ${message}\n  = help: ${help}\n`),
    });
  });

  it('is refused of an app that declares none: both could be a typo', () => {
    const plain = app('')
      .replace(/new PolicyApp\(\{[\s\S]*?\n\}\)/, 'new PolicyApp()')
      .replaceAll('app.environment', "({ shop: 'a', payments: 'b', isProd: true })");
    const { netpact } = given({ 'main.ts': plain });
    expect(netpact(both)).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringContaining(
        'error[environment-undeclared]: the app declares no environments: nobody knows whether these two are any\n',
      ),
    });
  });
});

describe('an app that declares environments', () => {
  it.each([['explain', 'shop-dev/web', 'shop-dev/api', '8080'], ['audit']])('%s needs to know which', (...command) => {
    const { netpact } = given({ 'main.ts': app('') });
    const args = [...command, '--app'];
    expect(netpact(args)).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringContaining('error[environment-missing]'),
    });
    expect(netpact([...args, '--env', 'dve'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('did you mean dev?'),
    });
    expect(netpact([...args, '--env', 'all'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining(
        'error[environment-misplaced]: --env all is for netpact synth: here an app is read in one environment\n',
      ),
    });
    expect(netpact(args, { NETPACT_ENV: 'all' })).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('error[environment-misplaced]: NETPACT_ENV=all is for netpact synth: here'),
    });
    // Of two, one would be read and the other taken for read.
    expect(netpact([...args, '--env', 'dev', '--env', 'prod'])).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringContaining('error[environment-misplaced]: --env names dev and prod, and this command'),
    });
    expect(netpact([...args, '--env', 'dev']).stdout).not.toBe('');
    expect(netpact(args, { NETPACT_ENV: 'dev' }).stdout).not.toBe('');
    expect(netpact([...command, '--env', 'dev', 'main.ts'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining(
        'error[environment-misplaced]: --env dev names an environment of an app, and there is no --app\n',
      ),
    });
  });
});
