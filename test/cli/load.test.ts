import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { proved, type Scene, scene, shopApp } from './run-netpact';

let current: Scene;
function given(files: Readonly<Record<string, string>>): Scene {
  current = scene(files);
  return current;
}
afterEach(() => current.remove());

const fast = ['synth', '--no-typecheck'];

/** Runs an app that is refused; whatever was on disk must stay as it was. */
function refusal(source: string, args: readonly string[] = fast): string {
  const { netpact, files } = given({ 'main.ts': source, 'dist/k8s/shop.k8s.yaml': 'as it was\n' });
  const run = netpact(args);
  expect({ code: run.code, stdout: run.stdout }).toEqual({ code: 2, stdout: '' });
  expect(files()).toEqual(['dist/k8s/shop.k8s.yaml', 'main.ts']);
  expect(current.read('dist/k8s/shop.k8s.yaml')).toBe('as it was\n');
  return run.stderr;
}

describe('an app that cannot be read', () => {
  it('does not exist', () => {
    const { netpact } = given({ 'policies/main.tsx': '', 'net.ts': '' });
    expect(netpact(['synth'])).toEqual({
      code: 2,
      stdout: '',
      stderr: `error[app-not-found]: no app here: there is no apps/main.ts, src/main.ts, main.ts, nor one of them in JavaScript
  = help: netpact init writes a starter; netpact synth APP, or --app APP of other commands, names another file

1 error
`,
    });
    expect(netpact(['synth', 'nett.ts']).stderr).toContain('did you mean net.ts?');
    expect(netpact(['synth', 'policies']).stderr).toContain('policies has no apps/main.ts, src/main.ts or main.ts');
  });

  it('has a syntax error', () => {
    expect(refusal('const a = 1;\nconst b = ;\n')).toBe(`error[app-syntax]: unexpected ";"
 --> main.ts:2:11
  |
2 | const b = ;
  |           ^

1 error
`);
  });

  it('counts columns in characters, not in bytes', () => {
    expect(refusal('const a = "→→→"; const b = ;\n')).toContain('main.ts:1:28');
  });

  it('imports a file that is not there', () => {
    const { netpact } = given({
      'main.ts': "import { a } from './flowz';\nconsole.log(a);\n",
      'flows.ts': 'export const a = 1;',
    });
    const run = netpact(['synth']);
    expect(run.code).toBe(2);
    expect(run.stderr).toBe(`error[import-not-found]: "./flowz" leads to no file
 --> main.ts:1:19
  |
1 | import { a } from './flowz';
  |                   ^^^^^^^^^
  |
  = help: did you mean "./flows"?

1 error
`);
  });

  it('imports a package that is not installed', () => {
    expect(refusal("import x from '@corp/left';\nconsole.log(x);\n")).toContain('help: npm install @corp/left');
    current.remove();
    expect(refusal("import x from 'netpact/plattform';\nconsole.log(x);\n")).toContain('netpact/platform');
  });

  it('imports a name that netpact does not export', () => {
    const stderr = refusal("import {\n  FlowChrt,\n} from 'netpact/cdk8s';\nconsole.log(FlowChrt);\n");
    expect(stderr).toContain('error[import-not-found]: netpact/cdk8s exports no "FlowChrt"\n --> main.ts:2:3');
    expect(stderr).toContain('did you mean "FlowChart"?');
  });
});

describe('an app that does not end well', () => {
  it('throws', () => {
    expect(
      refusal(
        "interface A {\n  a: string;\n}\nfunction f(x: A) {\n\tthrow new TypeError('bad ' + x.a);\n}\nf({ a: 'b' });\n",
      ),
    ).toBe(`error[app-threw]: the app threw TypeError: bad b
 --> main.ts:5:8
  |
5 |     throw new TypeError('bad ' + x.a);
  |           ^^^

1 error
`);
  });

  it.each([
    ['throws what is no error', "throw 'text';", 'the app threw "text"'],
    ['throws at the top of a module after an await', "await Promise.reject(new Error('late'));", 'main.ts:1:22'],
    ['throws in a timer', "setTimeout(() => {\n  throw new Error('timer');\n}, 5);", 'main.ts:2:9'],
    [
      'leaves a promise rejected',
      "void Promise.reject(new Error('late'));",
      'app-rejected]: the app left a promise rejected: Error: late',
    ],
    [
      'has Windows line ends',
      "import fs from 'node:fs';\r\n\r\nfs.readFileSync('/nope');\r\n",
      "main.ts:3:4\n  |\n3 | fs.readFileSync('/nope');\n",
    ],
    ['tells the cause', "throw new Error('a', { cause: new Error('b') });", '= note: caused by Error: b'],
    ['exits', 'process.exit(0);', 'error[app-exited]: the app called process.exit(0)\n --> main.ts:1:9'],
    ['creates no app', 'export const flows = [];', 'error[app-empty]: the app creates no PolicyApp\n --> main.ts:1:1'],
    ['creates two', `${shopApp()}new PolicyApp();\n`, 'error[app-several]: the app creates 2 PolicyApps'],
  ])('%s', (_, source, expected) => {
    expect(refusal(source)).toContain(expected);
  });

  it('loops: it is stopped, and what it printed is shown', () => {
    const stderr = refusal("console.log('before');\nfor (;;) {}\n", [...fast, '--timeout', '1']);
    expect(stderr).toContain('before\nerror[app-timeout]: the app did not finish within 1 second\n');
  });

  it('shows the findings of a NetpactError that it throws', () => {
    const source = `const error = new Error('x');
Object.defineProperty(error, Symbol.for('netpact.error'), { value: true });
Object.assign(error, { findings: [{ code: 'label-invalid', severity: 'error', message: '"a b" is no label', at: { file: import.meta.filename, line: 1, column: 7 }, label: 'here' }] });
throw error;
`;
    expect(refusal(source)).toBe(`error[label-invalid]: "a b" is no label
 --> main.ts:1:7
  |
1 | const error = new Error('x');
  |       ^^^^^ here

1 error
`);
  });

  it('leaves no temporary folder behind', () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'netpact-tmpdir-'));
    const { netpact } = given({ 'main.ts': 'throw 1;' });
    netpact(['synth'], { TMPDIR: folder });
    expect(fs.readdirSync(folder)).toEqual([]);
    fs.rmdirSync(folder);
  });
});

describe('what an app may be', () => {
  it.each([
    [
      'CommonJS',
      {
        'main.cjs': 'require("./app.cjs");',
        'app.cjs': "const { PolicyApp } = require('netpact/cdk8s');\nnew PolicyApp().synth();",
      },
      'main.cjs',
    ],
    [
      'ESM with a top-level await',
      {
        'main.mjs': "import app from './app.mjs';\nawait null;\napp.synth();",
        'app.mjs': "import { PolicyApp } from 'netpact/cdk8s';\nexport default new PolicyApp();",
      },
      'main.mjs',
    ],
    [
      'asynchronous, and nobody waits',
      { 'main.ts': shopApp().replace(/const app.*/s, (body) => `setTimeout(() => {\n${body}\n}, 20);`) },
      'main.ts',
    ],
    [
      'with a path alias of its tsconfig',
      {
        'tsconfig.json': '{"compilerOptions": {"paths": {"@/*": ["./src/*"]}}}',
        'src/app.ts': shopApp(),
        'main.ts': "import '@/app';",
      },
      'main.ts',
    ],
    [
      'with TypeScript in a package',
      {
        'node_modules/@corp/net/package.json': '{"name":"@corp/net","main":"index.ts","sideEffects":false}',
        'node_modules/@corp/net/index.ts': shopApp(),
        'main.ts': "import '@corp/net';",
      },
      'main.ts',
    ],
    [
      'with JSON beside it',
      {
        'ports.json': '{"web": 1}',
        'main.ts': `import ports from './ports.json';\nif (ports.web !== 1) throw 1;\n${shopApp()}`,
      },
      'main.ts',
    ],
  ])('%s', (_, files, entry) => {
    const run = given(files).netpact([...fast, entry]);
    expect(run).toMatchObject({ code: 0, stderr: proved });
  });

  it('is told its own place, also in imported files', () => {
    const place = (name: string) => `console.log(${name});`;
    const { netpact, folder } = given({
      'main.ts': `import './sub/other';\n${place('import.meta.url')}\n${shopApp()}`,
      'sub/other.ts': `${place('__dirname')}\n${place('__filename')}\nconst text: string = import.meta.filename;\n${place('text')}`,
    });
    expect(netpact(fast).stderr.split('\n').slice(0, 4)).toEqual([
      `${folder}/sub`,
      `${folder}/sub/other.ts`,
      `${folder}/sub/other.ts`,
      `file://${folder}/main.ts`,
    ]);
  });

  it('keeps its lines in a file that asks for its place', () => {
    const { netpact } = given({
      'main.ts': 'interface A {\n  a: string;\n}\nconst a: A = { a: __dirname };\nthrow new Error(a.a);\n',
    });
    expect(netpact(fast).stderr).toContain(' --> main.ts:5:7');
  });

  it('shares one copy of cdk8s and constructs with netpact and with its packages', () => {
    const modules = path.resolve(__dirname, '../../node_modules');
    const { netpact, folder } = given({
      'node_modules/plus/package.json': '{"name":"plus","main":"index.js"}',
      'node_modules/plus/index.js':
        "exports.Chart = require('cdk8s').Chart; exports.Construct = require('constructs').Construct;",
      'main.ts': `import { App, Chart } from 'cdk8s';
import { FlowChart, PolicyApp } from 'netpact/cdk8s';
import { createRequire } from 'node:module';
import * as plus from 'plus';
const app = new PolicyApp();
const chart = new FlowChart(app, 'shop', { namespaces: [], flows: [] });
console.log(app instanceof App, chart instanceof Chart, chart instanceof plus.Chart, chart instanceof plus.Construct);
console.log(createRequire(import.meta.url).resolve('cdk8s').startsWith(import.meta.dirname));
app.synth();
`,
    });
    for (const name of ['cdk8s', 'constructs']) {
      fs.cpSync(path.join(modules, name), path.join(folder, 'node_modules', name), { recursive: true });
    }
    expect(netpact(fast).stderr).toContain('true true true true\ntrue\n');
  });

  it('is 10 MB large', () => {
    const rows = Array.from(
      { length: 100_000 },
      (_, index) =>
        `export const workload${index} = { name: 'workload-${index}', port: ${index}, labels: { app: 'workload-${index}' } };\n`,
    );
    const { netpact } = given({ 'main.ts': rows.join('') + shopApp() });
    expect(netpact(fast)).toMatchObject({ code: 0, stderr: proved });
  }, 60_000);
});

describe('types', () => {
  it('are checked beside the load; an error has its frame, and nothing is written', () => {
    expect(refusal(`${shopApp()}\nconst port: number = 'http';\nexport { port };\n`, ['synth'])).toContain(
      `error[type-error]: TS2322: Type 'string' is not assignable to type 'number'.`,
    );
  });

  it('explain themselves in notes', () => {
    const source = `${shopApp()}const one: { a: { b: number } } = { a: { b: 1 } };\nconst other: { a: { b: string } } = one;\nexport { other };\n`;
    expect(refusal(source, ['synth'])).toContain("= note: The types of 'a.b' are incompatible between these types.");
  });

  it('follow the nearest tsconfig', () => {
    const { netpact, write } = given({ 'main.ts': `${shopApp()}\nexport function f(x) { return x; }\n` });
    expect(netpact(['synth']).stderr).toContain('TS7006');
    write('tsconfig.json', '{"compilerOptions": {"noImplicitAny": false, "module": "preserve", "target": "es2022"}}');
    expect(netpact(['synth'])).toMatchObject({ code: 0, stderr: proved });
  });

  it('of Node may be missing', () => {
    const { netpact } = given({
      'main.ts': `import fs from 'node:fs';\nif (process.env.NOPE) fs.readdirSync('.');\n${shopApp()}`,
    });
    expect(netpact(['synth'])).toMatchObject({ code: 0, stderr: proved });
  });

  it('one mistake is one finding', () => {
    const stderr = refusal('const shop: { web?: { port(x: number): void } } = {};\nshop.web.port(1);\n', ['synth']);
    expect(stderr).toContain('TS18048');
    expect(stderr).toContain('\n1 error\n');
  });
});
