import { proved, type Scene, scene } from './run-netpact';

let current: Scene;
function given(files: Readonly<Record<string, string>> = {}): Scene {
  current = scene(files);
  return current;
}
afterEach(() => current.remove());

describe('netpact init', () => {
  it('writes a starter that synthesizes as it is', () => {
    const { netpact, files } = given();
    const run = netpact(['init']);
    expect(run.code).toBe(0);
    expect(run.stderr).toContain('npx netpact synth');
    expect(files()).toEqual([
      '.gitignore',
      'README.md',
      'apps/main.ts',
      'apps/shop/flows.ts',
      'cdk8s.yaml',
      'package.json',
      'tsconfig.json',
    ]);
    expect(run.stdout.split('\n').filter(Boolean).sort()).toEqual(
      files()
        .map((file) => `created ${file}`)
        .sort(),
    );
    const synth = netpact(['synth']);
    expect(synth).toMatchObject({ code: 0, stderr: proved });
    expect(synth.stdout).toContain('created  dist/k8s/shop.k8s.yaml');
  });

  it('keeps every file that exists and says so', () => {
    const { netpact, read } = given({
      'tsconfig.json': '{}',
      'README.md': '# mine\n',
      '.gitignore': 'dist/lib\r\nsecret',
    });
    const run = netpact(['init']);
    expect(run.stdout).toContain('kept    tsconfig.json\n');
    expect(run.stdout).toContain('kept    README.md\n');
    expect(run.stdout).toContain('changed .gitignore\n');
    expect(read('README.md')).toBe('# mine\n');
    expect(read('.gitignore')).toBe('dist/lib\r\nsecret\r\nnode_modules/\r\n');
  });

  it('names the app after its folder: contracts of two repositories must not have one name', () => {
    const { netpact, read } = given();
    netpact(['init', 'Team Orders_']);
    expect(read('Team Orders_/apps/main.ts')).toContain("new PolicyApp({ name: 'team-orders' })");
    netpact(['init', `${'x'.repeat(70)}`]);
    expect(read(`${'x'.repeat(70)}/apps/main.ts`)).toContain(`name: '${'x'.repeat(63)}'`);
  });

  it('changes nothing the second time', () => {
    const { netpact, files, read } = given();
    netpact(['init']);
    const before = files().map(read);
    const again = netpact(['init']);
    expect(again.code).toBe(0);
    expect(again.stdout).not.toMatch(/created|changed/);
    expect(files().map(read)).toEqual(before);
  });

  it('makes the folder that it is given', () => {
    const { netpact, files } = given();
    expect(netpact(['init', 'policies/net']).stderr).toContain('cd policies/net');
    expect(files()).toContain('policies/net/apps/main.ts');
  });

  it('refuses a file as a folder', () => {
    const { netpact } = given({ policies: '' });
    const run = netpact(['init', 'policies']);
    expect(run.code).toBe(2);
    expect(run.stderr).toContain('error[init-not-writable]: policies cannot be written');
  });

  it('leaves an app elsewhere in its place', () => {
    const { netpact, files } = given({ 'src/main.ts': '// mine\n' });
    expect(netpact(['init']).stdout).toContain('kept    src/main.ts\n');
    expect(files()).not.toContain('apps/main.ts');
    expect(files()).not.toContain('cdk8s.yaml');
  });
});

describe('netpact init --namespace', () => {
  it('adds a namespace to an app in the style of its author, once', () => {
    const main = `import {FlowChart, PolicyApp} from "netpact/cdk8s"
import {flows, shop} from "./shop/flows.js"   // the shop

if (true) {
  console.log( "odd   spacing" )
}
const policies = new PolicyApp()
new FlowChart(policies, "shop", {namespaces: [shop], flows})
  policies.synth()
`.replaceAll('\n', '\r\n');
    const { netpact, read } = given({ 'apps/main.ts': main });
    expect(netpact(['init', '--namespace', 'order-history']).stdout).toContain(
      'created apps/order-history/flows.ts\nchanged apps/main.ts\n',
    );
    const expected = main
      .replace(
        '// the shop\r\n',
        '// the shop\r\nimport { flows as orderHistoryFlows, orderHistory } from "./order-history/flows.js"\r\n',
      )
      .replace(
        '  policies.synth()',
        '  new FlowChart(policies, "order-history", { namespaces: [orderHistory], flows: orderHistoryFlows })\r\n  policies.synth()',
      );
    expect(read('apps/main.ts')).toBe(expected);
    expect(netpact(['init', '--namespace', 'order-history']).stdout).toContain('kept    apps/main.ts\n');
    expect(read('apps/main.ts')).toBe(expected);
  });

  it('extends the starter, and the result synthesizes', () => {
    const { netpact } = given();
    netpact(['init']);
    netpact(['init', '--namespace', 'web']);
    netpact(['init', '--namespace', '2048']);
    const run = netpact(['synth']);
    expect(run).toMatchObject({ code: 0, stderr: proved });
    expect(run.stdout).toContain('4 files in dist/k8s');
  });

  it('avoids names that the entry file has already', () => {
    const { netpact, read } = given({
      'apps/main.ts':
        "import { PolicyApp } from 'netpact/cdk8s';\nconst pay = 1;\nconst app = new PolicyApp();\napp.synth();\nexport { pay };\n",
    });
    netpact(['init', '--namespace', 'pay']);
    expect(read('apps/main.ts')).toBe(`import { FlowChart, PolicyApp } from 'netpact/cdk8s';
import { flows as payFlows, pay as pay2 } from './pay/flows';
const pay = 1;
const app = new PolicyApp();
new FlowChart(app, 'pay', { namespaces: [pay2], flows: payFlows });
app.synth();
export { pay };
`);
  });

  it('writes nothing where it does not find the place', () => {
    const { netpact, files } = given({ 'apps/main.ts': 'export const a = 1;\n' });
    const run = netpact(['init', '--namespace', 'pay']);
    expect(run.code).toBe(2);
    expect(run.stderr).toContain('error[init-entry-unclear]');
    expect(run.stderr).toContain("new FlowChart(app, 'pay', { namespaces: [pay], flows })");
    expect(files()).toEqual(['apps/main.ts']);
  });

  it.each(['Shop', '-a', 'a_b', '../x', 'a'.repeat(64)])('refuses the name %s', (name) => {
    const { netpact, files } = given();
    expect(netpact(['init', `--namespace=${name}`]).code).toBe(2);
    expect(files()).toEqual([]);
  });
});
