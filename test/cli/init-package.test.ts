import { proved, type Scene, scene } from './run-netpact';

let current: Scene;
function given(files: Readonly<Record<string, string>> = {}): Scene {
  current = scene(files);
  return current;
}
afterEach(() => current.remove());

/** The package.json after `netpact init`. */
function afterInit(text: string): string {
  const { netpact, read } = given({ 'package.json': text });
  expect(netpact(['init'])).toMatchObject({ code: 0 });
  const edited = read('package.json');
  expect(netpact(['init']).stdout).toContain('kept    package.json\n');
  expect(read('package.json')).toBe(edited);
  return edited;
}

describe('netpact init beside a package.json', () => {
  it('adds scripts, and what netpact needs beside it, as npm left the file', () => {
    const installed = '{\n  "devDependencies": {\n    "netpact": "^0.1.0"\n  }\n}\n';
    expect(afterInit(installed)).toBe(`{
  "devDependencies": {
    "netpact": "^0.1.0",
    "cdk8s": "^2.70.0",
    "constructs": "^10.4.0"
  },
  "scripts": {
    "synth": "netpact synth",
    "check": "netpact synth --check"
  }
}
`);
  });

  it('keeps its formatting: order, tabs, Windows line ends, the byte order mark, no line end at the end', () => {
    const text = `\uFEFF{\r\n\t"name": "mine",\r\n\t"files": ["a", "b"],\r\n\t"scripts": {\r\n\t\t"test": "jest"\r\n\t},\r\n\t"dependencies": { "netpact": "*", "cdk8s": "2", "constructs": "10" },\r\n\t"2": 1\r\n}`;
    expect(afterInit(text)).toBe(
      text.replace('"jest"', '"jest",\r\n\t\t"synth": "netpact synth",\r\n\t\t"check": "netpact synth --check"'),
    );
  });

  it.each([
    [
      '{"name":"mine"}',
      '{"name":"mine","scripts":{"synth":"netpact synth","check":"netpact synth --check"},"devDependencies":{"cdk8s":"^2.70.0","constructs":"^10.4.0","netpact":"^0.1.0"}}',
    ],
    [
      '{ "dependencies": { "netpact": "1", "cdk8s": "2", "constructs": "3" }, "scripts": {} }\n',
      '{ "dependencies": { "netpact": "1", "cdk8s": "2", "constructs": "3" }, "scripts": {"synth": "netpact synth", "check": "netpact synth --check"} }\n',
    ],
  ])('on one line: %s', (text, expected) => {
    expect(afterInit(text)).toBe(expected);
  });

  it.each([
    '{}',
    '{\n}\n',
    '{"scripts": {}}',
    '{\n    "scripts": {},\n    "private": true\n}\n',
    '{"a": {"scripts": 1}}',
  ])('is JSON with everything in it: %j', (text) => {
    const before: object = JSON.parse(text);
    expect(JSON.parse(afterInit(text))).toEqual({
      ...before,
      scripts: { synth: 'netpact synth', check: 'netpact synth --check' },
      devDependencies: {
        cdk8s: '^2.70.0',
        constructs: '^10.4.0',
        netpact: expect.stringMatching(/^\^\d/),
      },
    });
  });

  it('keeps scripts of the same names, and writes everywhere what works instead', () => {
    const { netpact, read } = given({ 'package.json': '{"scripts": {"check": "tsc --noEmit"}}' });
    const { stderr } = netpact(['init']);
    expect(stderr).toContain(
      'package.json has a script "check" of its own, which is kept: run npx netpact synth --check\n',
    );
    expect(JSON.parse(read('package.json')).scripts).toEqual({ check: 'tsc --noEmit', synth: 'netpact synth' });
    expect(read('README.md')).toContain('- `npm run synth` writes');
    expect(read('README.md')).toContain('- `npx netpact synth --check` fails');
  });

  it.each([
    ['{"name": ', 'package.json cannot be read: '],
    ['', 'package.json cannot be read: '],
    ['[]', 'package.json cannot be read: it holds no object'],
    ['{"scripts": []}', 'package.json cannot be read: "scripts" is no object'],
    ['{"dependencies": "netpact"}', 'package.json cannot be read: "dependencies" is no object'],
  ])('refuses %j before anything is written', (text, words) => {
    const { netpact, files, read } = given({ 'package.json': text });
    const run = netpact(['init']);
    expect(run).toMatchObject({ code: 2, stdout: '' });
    expect(run.stderr).toContain(`error[init-package-invalid]: ${words}`);
    expect(files()).toEqual(['package.json']);
    expect(read('package.json')).toBe(text);
  });

  it('says npm install only where something is still to be installed', () => {
    const { netpact } = given({
      'package.json': '{"dependencies": {"netpact": "*", "cdk8s": "2", "constructs": "10"}}',
    });
    expect(netpact(['init']).stderr).not.toContain('npm install');
    current.remove();
    expect(given({ 'package.json': '{}' }).netpact(['init']).stderr).toContain(
      'Next:\n  npm install\n  npx netpact synth\n',
    );
  });
});

describe('netpact init in a project of ES modules', () => {
  it.each([
    { 'package.json': '{"type": "module"}' },
    { 'tsconfig.json': '{"compilerOptions": {"module": "NodeNext", "strict": true, "target": "es2022"}}' },
    {
      'package.json': '{"type": "module"}',
      'tsconfig.json': '{"compilerOptions": {"module": "nodenext", "strict": true, "target": "es2022"}}',
    },
  ])('imports files by their whole names: %j', (files) => {
    const { netpact, read } = given(files);
    netpact(['init']);
    expect(read('apps/main.ts')).toContain("from './shop/flows.js';");
    netpact(['init', '--namespace', 'pay']);
    expect(read('apps/main.ts')).toContain("from './pay/flows.js';");
    expect(netpact(['synth'])).toMatchObject({ code: 0, stderr: proved });
  });
});
