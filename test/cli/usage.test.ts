import { type Scene, scene, shopApp } from './run-netpact';

let current: Scene;
beforeEach(() => {
  current = scene({ 'main.ts': 'throw new Error("x");\n' });
});
afterEach(() => current.remove());

describe('the command line', () => {
  it.each([
    ['diff', 'widened, any, newly-isolated, exposed'],
    ['diff', 'on its own: text, md or json'],
    ['explain', 'on its own: text or json'],
    ['read', 'on its own: yaml or json'],
  ])('the help of %s names what an option takes: %s', (command, words) => {
    expect(current.netpact([command, '--help']).stdout.replace(/\s+/g, ' ')).toContain(words);
  });

  it.each([['--help'], ['synth', '--help'], ['help'], ['help', 'synth']])('%s %s prints help on stdout', (...args) => {
    const run = current.netpact(args);
    expect(run).toMatchObject({ code: 0, stderr: '' });
    expect(run.stdout).toContain('Usage: netpact');
  });

  it('prints its version', () => {
    expect(current.netpact(['--version'])).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
    });
  });

  it.each([
    [['sinth'], 'Did you mean synth?'],
    [['synth', '--chek'], 'Did you mean --check?'],
    [['synth', '--layout', 'flat'], 'per-namespace, per-policy'],
    [['synth', '--expired', 'never'], 'error, warn'],
    [['synth', 'a.ts', 'b.ts'], 'too many arguments'],
    [['synth', '--now'], 'argument missing'],
    [['synth', '--timeout', 'soon'], '--timeout soon is no number of seconds'],
    [['help', 'app-emty'], 'Did you mean app-empty?'],
    [[], 'Usage: netpact'],
  ])('%j exits 2 and says why on stderr', (args, expected) => {
    const run = current.netpact(args);
    expect({ code: run.code, stdout: run.stdout }).toEqual({ code: 2, stdout: '' });
    expect(run.stderr).toContain(expected);
  });

  it('explains a code', () => {
    const run = current.netpact(['help', 'app-empty']);
    expect(run).toMatchObject({ code: 0, stderr: '' });
    expect(run.stdout).toMatch(/^app-empty: the app creates no PolicyApp\n\nWhat\n.*\n\nWhy\n.*\n\nFix\n/s);
  });

  it('is coloured only where somebody asks for it or looks at it', () => {
    const colour = '\u001b[';
    const stderr = (env: NodeJS.ProcessEnv) => current.netpact(['synth', '--no-typecheck'], env).stderr;
    expect(stderr({})).not.toContain(colour);
    expect(stderr({ FORCE_COLOR: '1' })).toContain(colour);
    expect(stderr({ FORCE_COLOR: '0' })).not.toContain(colour);
    expect(stderr({ FORCE_COLOR: '1', NO_COLOR: '1' })).not.toContain(colour);
  });

  it('reports its own mistakes with a stack and exits 3', () => {
    current.write('main.ts', `${shopApp()}app.node.findAll = () => {\n  throw new RangeError('ours');\n};\n`);
    const run = current.netpact(['synth', '--no-typecheck']);
    expect(run.code).toBe(3);
    expect(run.stdout).toBe('');
    expect(run.stderr).toMatch(/RangeError: ours\n +at .*This is a mistake of netpact/s);
  });

  it('survives a reader that has seen enough', () => {
    const shell = current.bash('set -o pipefail; $netpact help | head -c 1; echo " $?"');
    expect(shell.stdout).toBe('U 0\n');
    expect(shell.stderr).toBe('');
  });
});
