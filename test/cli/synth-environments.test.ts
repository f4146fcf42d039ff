import { type Scene, scene } from './run-netpact';

let current: Scene;
function given(files: Readonly<Record<string, string>>): Scene {
  current = scene(files);
  return current;
}
afterEach(() => current.remove());

/** An app with dev and prod; `before` stands above the app, `flows` are added. */
function stagedApp(
  options: { readonly before?: string; readonly flows?: string; readonly environments?: string } = {},
) {
  const environments = options.environments ?? "dev: { namespace: 'shop-dev' }, prod: { namespace: 'shop-prod' }";
  return `import { cidr, denyAll, flow, foreignNamespace, namespace } from 'netpact';
import { FlowChart, PolicyApp } from 'netpact/cdk8s';
${options.before ?? ''}
const app = new PolicyApp({ environments: { ${environments} } });
const name: string = app.environment.namespace;
const shop = namespace(name, { baseline: denyAll({ dns: false }) });
const web = shop.workload('web');
const api = shop.workload('api', { ports: { http: 8080 } });
new FlowChart(app, 'shop', { namespaces: [shop], flows: [flow(web).to(api).port('http'), ${options.flows ?? ''}] });
app.synth();
`;
}

const fast = ['synth', '--no-typecheck'];
const all = [...fast, '--env', 'all'];

/** Without the times. */
const narration = (stderr: string) => stderr.replaceAll(/in \d+ ms/g, 'in N ms');

describe('netpact synth --env all', () => {
  it('writes every environment into its folder, in the order in which they are declared, each with its proof', () => {
    const environments = "prod: { namespace: 'shop-prod' }, dev: { namespace: 'shop-dev' }";
    const { netpact, files, read } = given({ 'apps/main.ts': stagedApp({ environments }) });
    const run = netpact(['synth', '--env', 'all']);
    expect(run.stdout).toBe(
      [
        'created  dist/k8s/prod/kustomization.yaml',
        'created  dist/k8s/prod/shop-prod.k8s.yaml',
        '1 flow, 3 policies, 2 files in dist/k8s/prod: 2 created',
        'created  dist/k8s/dev/kustomization.yaml',
        'created  dist/k8s/dev/shop-dev.k8s.yaml',
        '1 flow, 3 policies, 2 files in dist/k8s/dev: 2 created',
        '',
      ].join('\n'),
    );
    const proof = '1 flow and 3 policies admit the same, for 2 sets of pods, 2 pairs, 0 address ranges, in N ms';
    expect({ ...run, stderr: narration(run.stderr), stdout: '' }).toEqual({
      code: 0,
      stdout: '',
      stderr: [
        `prod: proved: ${proof}; assumed: no other policy selects pods of shop-prod; labels are as declared (not checked against workloads)`,
        `dev: proved: ${proof}; assumed: no other policy selects pods of shop-dev; labels are as declared (not checked against workloads)`,
        '',
      ].join('\n'),
    });
    expect(files()).toHaveLength(5);
    expect(read('dist/k8s/prod/shop-prod.k8s.yaml')).toContain('namespace: shop-prod');
    expect(netpact([...all, '--check'])).toMatchObject({ code: 0 });
  });

  it('writes for each the bytes that --env of it alone writes, whatever the order in which they are run', () => {
    const { netpact, read, bash } = given({ 'main.ts': stagedApp() });
    netpact([...fast, '--env', 'prod']);
    netpact([...fast, '--env', 'dev']);
    const apart = ['dev/shop-dev', 'prod/shop-prod'].map((file) => read(`dist/k8s/${file}.k8s.yaml`));
    bash('rm -r dist');
    netpact(all);
    expect(['dev/shop-dev', 'prod/shop-prod'].map((file) => read(`dist/k8s/${file}.k8s.yaml`))).toEqual(apart);
  });

  it('loads modules anew for each: what one leaves in them, in global variables or NETPACT_ENV is not there in the next', () => {
    const before = [
      "import { seen } from './state';",
      "seen.push('x'); (globalThis as any).times = ((globalThis as any).times ?? 0) + 1;",
      "process.env.LEFT = (process.env.LEFT ?? '') + 'x';",
      'console.log("seen", seen.length, (globalThis as any).times, process.env.LEFT, process.env.NETPACT_ENV);',
    ].join('\n');
    const { netpact } = given({ 'main.ts': stagedApp({ before }), 'state.ts': 'export const seen: string[] = [];' });
    const { stderr } = netpact(all, { NETPACT_ENV: 'dev' });
    expect(stderr.match(/^seen .*$/gm)).toEqual(['seen 1 1 x undefined', 'seen 1 1 x dev', 'seen 1 1 x prod']);
  });

  it('writes nothing for any where one is refused, and says of which a finding is', () => {
    const flows = "...(name === 'shop-prod' ? [flow(web).to(undefined as never)] : [])";
    const { netpact, files } = given({ 'main.ts': stagedApp({ flows }) });
    const run = netpact(all);
    expect({ code: run.code, stdout: run.stdout, files: files() }).toEqual({ code: 2, stdout: '', files: ['main.ts'] });
    expect(run.stderr).toContain('  = note: in the environment prod\n');
    expect(run.stderr).toMatch(/\n\d errors?\nnothing is written: dev and prod are written together or not at all\n$/);
    const checked = netpact([...all, '--check']);
    expect(checked.code).toBe(2);
    // Of prod, which was not compared, nothing is said that could be taken for an answer.
    expect(checked.stdout).not.toContain('prod');
    expect(checked.stdout).toContain(
      '1 flow, 3 policies, 2 files in dist/k8s/dev: not up to date: run netpact synth --env dev\n',
    );
  });

  it('says once what is found in all, with their names, and what others must allow', () => {
    const flows = "flow(web).to(foreignNamespace('payments').workload('pay', { ports: { x: 80 } })).port('x')";
    const { netpact } = given({ 'main.ts': `${stagedApp({ flows })}\nflow(web).to(api).port(8080);` });
    const { stderr, code } = netpact(all);
    expect(code).toBe(0);
    expect(stderr.match(/warning\[flow-unused\]/g)).toHaveLength(1);
    expect(stderr).toContain('  = note: in the environments dev and prod\n');
    expect(stderr.match(/^.*needed in payments.*$/gm)).toEqual([
      expect.stringMatching(/^dev: needed in payments, if it denies ingress: /),
      expect.stringMatching(/^prod: needed in payments, if it denies ingress: /),
    ]);
  });

  it('ends with the worst exit code, and checks types once', () => {
    const flows = "flow(web).to(api).port('htp')";
    const { netpact } = given({ 'main.ts': stagedApp({ flows }) });
    const { code, stderr } = netpact(['synth', '--env', 'all']);
    expect(code).toBe(2);
    expect(stderr.match(/^error\[/gm)).toHaveLength(1);
    expect(stderr).toContain('error[type-error]');
  });

  it('finds drift in any of them, and a folder that was never written', () => {
    const { netpact, write, bash } = given({ 'main.ts': stagedApp() });
    netpact(all);
    write('dist/k8s/prod/shop-prod.k8s.yaml', `${current.read('dist/k8s/prod/shop-prod.k8s.yaml')}# more\n`);
    bash('rm -r dist/k8s/dev');
    expect(netpact([...all, '--check'])).toMatchObject({
      code: 1,
      stdout: [
        'missing  dist/k8s/dev/kustomization.yaml',
        'missing  dist/k8s/dev/shop-dev.k8s.yaml',
        '1 flow, 3 policies, 2 files in dist/k8s/dev: not up to date: run netpact synth --env dev',
        'differs  dist/k8s/prod/shop-prod.k8s.yaml',
        '1 flow, 3 policies, 2 files in dist/k8s/prod: not up to date: run netpact synth --env prod',
        '',
      ].join('\n'),
    });
  });

  it('has one JSON document for all', () => {
    const { netpact } = given({ 'main.ts': stagedApp() });
    const document = JSON.parse(netpact([...all, '--format', 'json']).stdout);
    expect(document).toMatchObject({
      schemaVersion: 1,
      ok: true,
      out: 'dist/k8s',
      check: false,
      environments: [
        { env: 'dev', ok: true, out: 'dist/k8s/dev', files: { created: ['kustomization.yaml', 'shop-dev.k8s.yaml'] } },
        { env: 'prod', ok: true, out: 'dist/k8s/prod', flows: 1, policies: 3, findings: [] },
      ],
      stray: [],
      findings: [],
    });
    current.write(
      'main.ts',
      stagedApp({ flows: "...(name === 'shop-prod' ? [flow(web).to(undefined as never)] : [])" }),
    );
    const refused = JSON.parse(netpact([...all, '--format', 'json']).stdout);
    // Clean, and nevertheless not written.
    expect(refused).toMatchObject({ ok: false, environments: [{ ok: false, findings: [] }, { ok: false }] });
  });

  it('is refused of an app that declares none, with what to write', () => {
    const app = "import { PolicyApp } from 'netpact/cdk8s';\nnew PolicyApp().synth();\n";
    const { netpact, files } = given({ 'main.ts': app });
    const run = netpact([...all, '--check']);
    expect({ code: run.code, stdout: run.stdout, files: files() }).toEqual({ code: 2, stdout: '', files: ['main.ts'] });
    expect(run.stderr).toContain(
      [
        'error[environment-undeclared]: the app declares no environments',
        ' --> main.ts:2:1',
        '  |',
        '2 | new PolicyApp().synth();',
        '  | ^^^',
        '  |',
        "  = help: declare them: new PolicyApp({ environments: { dev: { namespace: 'shop-dev' }, prod: { namespace: 'shop-prod' } } })",
      ].join('\n'),
    );
  });

  it('is refused of an app without a PolicyApp, and of one that swallows what its PolicyApp says', () => {
    const { netpact, write } = given({ 'main.ts': 'console.log(1);' });
    expect(netpact(all)).toMatchObject({ code: 2, stderr: expect.stringContaining('error[app-empty]') });
    write('main.ts', "import { PolicyApp } from 'netpact/cdk8s';\ntry { new PolicyApp() } catch {}\n");
    expect(netpact(all)).toMatchObject({ code: 2, stderr: expect.stringContaining('error[app-empty]') });
  });

  it('is refused where the list depends on what the app is asked for', () => {
    const environments =
      "dev: { namespace: 'a' }, ...(process.env.NETPACT_ENV === 'dev' ? { qa: { namespace: 'b' } } : {})";
    const { netpact, files } = given({ 'main.ts': stagedApp({ environments }) });
    const run = netpact(all);
    expect({ code: run.code, files: files() }).toEqual({ code: 2, files: ['main.ts'] });
    expect(run.stderr).toContain(
      'error[environment-list-changes]: asked for dev the app declares dev and qa, and asked for no environment dev\n',
    );
  });
});

describe('an environment that is asked for', () => {
  it.each([
    [['--env', 'prd'], {}, '"prd" is no environment of the app', 'did you mean prod?'],
    [[], { NETPACT_ENV: 'dve' }, '"dve" is no environment of the app', 'did you mean dev?'],
    [
      [],
      {},
      'the app declares the environments dev and prod, and none was asked for',
      'say which: --env dev; netpact synth --env all writes or checks each',
    ],
    [['--env', ''], {}, '--env is empty', 'name the environment, or leave it out; a variable that is not set is empty'],
    [
      ['--env', '../x'],
      { NETPACT_ENV: 'dev' },
      '--env ../x is no name of an environment',
      'it becomes a folder: letters, digits, ".", "_" and "-"',
    ],
    [
      [],
      { NETPACT_ENV: 'a/b' },
      'NETPACT_ENV a/b is no name of an environment',
      'it becomes a folder: letters, digits, ".", "_" and "-"',
    ],
  ])('is refused: %j %j', (args, env, message, help) => {
    const { netpact, files } = given({ 'main.ts': stagedApp() });
    const run = netpact([...fast, '--check', ...args], env);
    expect({ code: run.code, stdout: run.stdout, files: files() }).toEqual({ code: 2, stdout: '', files: ['main.ts'] });
    expect(run.stderr).toContain(`]: ${message}\n`);
    expect(run.stderr).toContain(`= help: ${help}\n`);
  });

  it.each([
    ['synth', '--check'],
    ['synth', '--format', 'json'],
  ])('is one: of two, only one would be run (%s %s)', (...command) => {
    const { netpact, files, write } = given({ 'main.ts': stagedApp() });
    netpact(all);
    write('dist/k8s/dev/shop-dev.k8s.yaml', `${current.read('dist/k8s/dev/shop-dev.k8s.yaml')}# more\n`);
    const before = files();
    const run = netpact([...command, '--env', 'dev', '--env', 'prod']);
    expect({ code: run.code, stdout: run.stdout, files: files() }).toEqual({ code: 2, stdout: '', files: before });
    expect(run.stderr).toContain(
      [
        'error[environment-misplaced]: --env names dev and prod, and this command runs an app for one environment',
        '  = help: run it for each; netpact synth --env all writes or checks every one, netpact diff --app compares two',
      ].join('\n'),
    );
  });

  it('may be said by NETPACT_ENV, which --env outranks', () => {
    const { netpact, files } = given({ 'main.ts': stagedApp() });
    netpact(fast, { NETPACT_ENV: 'prod' });
    netpact([...fast, '--env', 'dev'], { NETPACT_ENV: 'prod' });
    expect(files()).toEqual(
      expect.arrayContaining(['dist/k8s/dev/shop-dev.k8s.yaml', 'dist/k8s/prod/shop-prod.k8s.yaml']),
    );
    expect(netpact([...fast, '--check'], { NETPACT_ENV: 'all' })).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/dist\/k8s\/dev: up to date\n.*dist\/k8s\/prod: up to date\n$/),
    });
  });
});

describe('folders of environments that are gone', () => {
  const two = "dev: { namespace: 'shop-dev' }, old: { namespace: 'shop-old' }";
  const stale = (): Scene => {
    const made = given({ 'main.ts': stagedApp({ environments: two }) });
    made.netpact(all);
    made.write('main.ts', stagedApp());
    return made;
  };

  it('are drift, and are removed only if that is said', () => {
    const { netpact, files } = stale();
    const checked = netpact([...all, '--check']);
    expect(checked.code).toBe(1);
    expect(checked.stdout).toContain(
      [
        'stale    dist/k8s/old/kustomization.yaml',
        'stale    dist/k8s/old/shop-old.k8s.yaml',
        '2 files in dist/k8s/old, of no environment: not up to date: run netpact synth --env all --allow-removed',
        '',
      ].join('\n'),
    );
    const before = files();
    const refused = netpact(all);
    expect({ code: refused.code, stdout: refused.stdout, files: files() }).toEqual({
      code: 2,
      stdout: '',
      files: before,
    });
    expect(refused.stderr).toContain(
      'error[output-environment-removed]: dist/k8s/old holds 2 files of netpact and is the folder of no environment: the app declares dev and prod\n',
    );
    const allowed = netpact([...all, '--allow-removed']);
    expect(allowed).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('2 files in dist/k8s/old, of no environment: 2 removed\n'),
    });
    expect(files().filter((file) => file.includes('old'))).toEqual([]);
    expect(current.bash('ls dist/k8s').stdout).toBe('dev\nprod\n');
    expect(netpact([...all, '--check']).code).toBe(0);
  });

  it('are said, too, where only one environment is asked for', () => {
    const { netpact } = stale();
    const run = netpact([...fast, '--env', 'dev', '--check']);
    expect(run).toMatchObject({
      code: 0,
      stderr: expect.stringContaining('warning[output-environment-removed]: dist/k8s/old'),
    });
  });

  it('are in JSON what --check found', () => {
    const { netpact } = stale();
    const document = JSON.parse(netpact([...all, '--check', '--format', 'json']).stdout);
    expect(document).toMatchObject({
      ok: false,
      stray: [{ out: 'dist/k8s/old', removed: ['kustomization.yaml', 'shop-old.k8s.yaml'] }],
    });
  });

  it('are also the files that the app wrote before it declared any', () => {
    const { netpact, write } = given({
      'main.ts': stagedApp()
        .replace('app.environment.namespace', "'shop'")
        .replace(/new PolicyApp\(.*\)/, 'new PolicyApp()'),
    });
    netpact(fast);
    write('main.ts', stagedApp());
    netpact(all);
    expect(netpact([...all, '--check'])).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('2 files in dist/k8s, of no environment: not up to date'),
    });
  });

  it('are not those of an environment that lost its list of files', () => {
    const { netpact, bash } = given({ 'main.ts': stagedApp() });
    netpact(all);
    bash('rm dist/k8s/dev/kustomization.yaml');
    expect(netpact([...all, '--check']).stdout).toBe(
      [
        'missing  dist/k8s/dev/kustomization.yaml',
        '1 flow, 3 policies, 2 files in dist/k8s/dev: not up to date: run netpact synth --env dev',
        '1 flow, 3 policies, 2 files in dist/k8s/prod: up to date',
        '',
      ].join('\n'),
    );
    expect(netpact(all)).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('dist/k8s/dev: 1 created, 1 unchanged'),
    });
  });

  it('are found, too, where their list of files is gone', () => {
    const { netpact, bash } = stale();
    bash('rm dist/k8s/old/kustomization.yaml');
    expect(netpact([...all, '--check'])).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('stale    dist/k8s/old/shop-old.k8s.yaml\n1 file in dist/k8s, of no environment'),
    });
    expect(netpact([...all, '--allow-removed']).code).toBe(0);
    expect(bash('ls dist/k8s').stdout).toBe('dev\nprod\n');
  });

  it('are also those of its contracts, and the contract of a time without environments', () => {
    const flows = "flow(web).to(foreignNamespace('pay').workload('pay', { ports: { x: 80 } })).port('x')";
    const { netpact, write, bash } = given({ 'main.ts': stagedApp({ environments: two, flows }) });
    netpact(all);
    bash(
      'rm -r dist/k8s/old; cp dist/contract/dev/default.json dist/contract; cp -r dist/contract/dev dist/contract/of',
    );
    bash('sed -i s/default/another/ dist/contract/of/default.json');
    write('main.ts', stagedApp({ flows }));
    expect(netpact([...fast, '--env', 'prod'])).toMatchObject({ code: 0 });
    const checked = netpact([...all, '--check']);
    expect(checked.code).toBe(1);
    expect(checked.stdout).toContain(
      [
        'stale    dist/contract/default.json',
        '1 file in dist/contract, of no environment: not up to date: run netpact synth --env all --allow-removed',
        'stale    dist/contract/old/default.json',
        '1 file in dist/contract/old, of no environment: not up to date: run netpact synth --env all --allow-removed',
        '',
      ].join('\n'),
    );
    expect(netpact(all)).toMatchObject({ code: 2, stderr: expect.stringContaining('output-environment-removed') });
    expect(netpact([...all, '--allow-removed'])).toMatchObject({ code: 0 });
    expect(bash('ls dist/contract').stdout).toBe('dev\nof\nprod\n');
    expect(netpact([...all, '--check'])).toMatchObject({ code: 0 });
  });

  it('are not files of another app that lie above, whatever an environment beside them lost', () => {
    const other = stagedApp()
      .replace('app.environment.namespace', "'elsewhere'")
      .replace(/new PolicyApp\(.*\)/, "new PolicyApp({ name: 'other' })");
    const { netpact, bash, files } = given({ 'main.ts': stagedApp(), 'other.ts': other });
    netpact(['synth', 'other.ts', '--no-typecheck']);
    netpact(all);
    const before = files();
    bash('rm dist/k8s/dev/kustomization.yaml');
    expect(netpact([...all, '--check']).stdout).not.toContain('elsewhere');
    expect(netpact([...all, '--allow-removed'])).toMatchObject({ code: 0 });
    expect(files()).toEqual(before);
  });

  it('are not those of another app', () => {
    const other = stagedApp({ environments: "old: { namespace: 'shop-old' }" }).replace(
      '{ environments',
      "{ name: 'other', environments",
    );
    const { netpact } = given({ 'main.ts': stagedApp(), 'other.ts': other });
    netpact(['synth', 'other.ts', '--no-typecheck', '--env', 'old']);
    netpact(all);
    expect(netpact([...all, '--check'])).toMatchObject({ code: 0, stderr: expect.not.stringContaining('removed') });
  });
});

it('netpact synth --env all --watch runs each again after a change', async () => {
  const { start, write, read } = given({ 'main.ts': stagedApp() });
  const child = start([...all, '--watch']);
  let stderr = '';
  child.stderr?.on('data', (data) => {
    stderr += data;
  });
  const watching = async (times: number) => {
    for (let tries = 0; stderr.split('watching for changes').length <= times; tries++) {
      if (tries === 300) throw new Error(stderr);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  };
  try {
    await watching(1);
    write('main.ts', stagedApp({ flows: 'flow(api).to(web).port(80)' }));
    await watching(2);
    for (const env of ['dev', 'prod'])
      expect(read(`dist/k8s/${env}/shop-${env}.k8s.yaml`)).toContain('name: allow-api-to-web\n');
  } finally {
    child.kill();
  }
}, 60_000);
