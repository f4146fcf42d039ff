import fs from 'node:fs';
import path from 'node:path';
import { type Scene, scene, shopApp } from './run-netpact';

const deny = (name: string, annotations: readonly string[] = []) => `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: ${name}
  namespace: shop
  annotations:
    netpact.dev/chart: shop
${annotations.map((line) => `    ${line}\n`).join('')}spec:
  podSelector: {}
  policyTypes: [Ingress, Egress]
`;

/** Always a finding, whatever rules there are: a suppression that suppresses nothing. */
const stale = deny('deny', ['netpact.dev/ignore: stale-suppression', 'netpact.dev/ignore-reason: none']);
const only = ['--rule', 'stale-suppression'];

let current: Scene;
beforeEach(() => {
  current = scene({ 'k8s/clean.yaml': deny('clean'), 'k8s/stale.yaml': stale });
});
afterEach(() => current.remove());

const audit = (...args: readonly string[]) => current.netpact(['audit', ...args]);

describe('netpact audit', () => {
  it('prints frames, and exits 0 for findings below --fail-on', () => {
    const run = audit('k8s', ...only);
    expect(run).toMatchObject({ code: 0, stderr: '' });
    expect(run.stdout).toContain('warning[stale-suppression]: the annotation netpact.dev/ignore for stale-suppression');
    expect(run.stdout).toContain('--> k8s/stale.yaml:8:25');
    expect(run.stdout).toMatch(
      /\n1 finding in namespace \w+, 1 rule\n1 warning \(1 stale-suppression\)\nfirst: stale-suppression, .+\n$/,
    );
  });

  it.each([
    [['--fail-on', 'warning'], 1],
    [['--fail-on', 'never', '--severity', 'stale-suppression=error'], 0],
    [['--severity', 'stale-suppression=error'], 1],
    [['--severity', 'stale-suppression=error,stale-suppression=off'], 0],
    [['--severity', 'error', '--fail-on', 'warning'], 0],
  ])('%j exits %i', (args, code) => {
    expect(audit('k8s', ...only, ...args)).toMatchObject({ code, stderr: '' });
  });

  it.each(['json', 'sarif', 'junit', 'github', 'md', 'csv'])(
    'prints %s, with paths below the working directory',
    (format) => {
      const run = audit('k8s', ...only, '--format', format);
      expect(run).toMatchObject({ code: 0, stderr: '' });
      expect(run.stdout).toContain('k8s/stale.yaml');
      expect(run.stdout).not.toContain(current.folder);
    },
  );

  it('says the same of the same bytes, wherever they are', () => {
    const json = (path: string) => JSON.parse(audit(path, ...only, '--format', 'json').stdout).findings[0].fingerprint;
    current.write('elsewhere/b.yaml', `\n# moved\n${stale}`);
    expect(json('elsewhere')).toBe(json('k8s'));
  });

  it('reports a policy that the API server refuses, and computes reach as it says', () => {
    current.write('k8s/bad.yaml', deny('bad').replace('podSelector: {}', 'podSelector: { app: web }'));
    const run = audit('k8s', ...only);
    expect(run.code).toBe(0);
    expect(run.stdout).toContain(
      'note: NetworkPolicy shop/bad is invalid: reach is computed as a lenient server stores it',
    );
  });
});

describe('input that cannot be read', () => {
  it('is never a clean result, and exits 2', () => {
    current.write('k8s/broken.yaml', 'a: [\n');
    const run = audit('k8s/clean.yaml', 'k8s/broken.yaml');
    expect(run.code).toBe(2);
    expect(run.stdout).toContain('incomplete: a part of the input could not be read');
    expect(run.stderr).toContain('error[yaml-syntax]');
    const json = JSON.parse(audit('k8s/clean.yaml', 'k8s/broken.yaml', '--format', 'json').stdout);
    expect(json.incomplete).toMatchObject([{ code: 'yaml-syntax', location: { file: 'k8s/broken.yaml' } }]);
  });

  it.each([
    [[], 'there is nothing to audit'],
    [['nowhere'], 'nowhere does not exist'],
    [['k8s', '--rule', 'stale-supression'], 'did you mean "stale-suppression"?'],
    [['k8s', '--severity', 'loud'], '--severity loud is no severity'],
    [['k8s', '--severity', 'stale=error'], '--severity names the rule "stale", which does not exist'],
    [['k8s', '--now', 'tomorrow'], '--now tomorrow is no date'],
    [['k8s', '--cni', 'calicoo'], 'did you mean "calico"?'],
    [['k8s', '--summary', '--format', 'csv'], '--summary is not printed as csv'],
    [['k8s', '--rule', ','], 'write --rule dns-blocked,webhook-blocked; netpact rules lists them all'],
    [['k8s', '--baseline', 'nowhere.json'], 'nowhere.json'],
    [['k8s', '--config', 'nowhere.yaml'], 'nowhere.yaml'],
  ])('%j exits 2 and says why', (args, expected) => {
    const run = audit(...args);
    expect({ code: run.code, stdout: run.stdout }).toEqual({ code: 2, stdout: '' });
    expect(run.stderr).toContain(expected);
  });

  it('an annotation that names no rule is an error at its place', () => {
    current.write('k8s/typo.yaml', deny('typo', ['netpact.dev/ignore: stale-supression']));
    const run = audit('k8s/typo.yaml');
    expect(run.code).toBe(2);
    expect(run.stderr).toContain('did you mean "stale-suppression"?');
    expect(run.stderr).toContain('--> k8s/typo.yaml:8:25');
  });
});

describe('--config', () => {
  it('sets severities', () => {
    current.write('audit.yaml', 'severities:\n  stale-suppression: error\n');
    expect(audit('k8s', ...only, '--config', 'audit.yaml').code).toBe(1);
    expect(audit('k8s', ...only, '--config', 'audit.yaml', '--severity', 'stale-suppression=info').code).toBe(0);
  });

  it('has no threshold that every block passes', () => {
    current.write('audit.yaml', 'thresholds: { wideIpv4Prefix: 99, wideIpv6Prefix: 129, widePortRange: 70000 }\n');
    const { code, stderr } = audit('k8s', '--config', 'audit.yaml');
    expect(code).toBe(2);
    for (const most of [32, 128, 65536]) expect(stderr).toContain(`write a whole number from 0 to ${most}`);
  });

  it('collects every mistake, with its place and the nearest name', () => {
    current.write(
      'audit.yaml',
      `severities:
  stale-supression: error
  stale-suppression: loud
treshold: {}
thresholds: { wideIpv4Prefix: -1 }
expected:
  - workload: Shop
  - { workload: shop, from: anywere, reason: x, until: 2026-02-30 }
  - { workload: shop, from: anywhere }
`,
    );
    const run = audit('k8s', '--config', 'audit.yaml');
    expect(run.code).toBe(2);
    for (const text of [
      'did you mean "stale-suppression"?',
      'the severity of stale-suppression is "loud"',
      '--> audit.yaml:4:1',
      'wideIpv4Prefix is -1',
      'expected[0] names no workload',
      'expected[1] says "anywere"',
      'until is "2026-02-30", which is no day',
      'expected[2] gives no reason',
    ])
      expect(run.stderr).toContain(text);
  });

  it('reports an expected exposure that does not exist', () => {
    current.write('audit.yaml', 'expected:\n  - { workload: nginx, from: anywhere, reason: the entrance }\n');
    current.write(
      'k8s/pod.yaml',
      'apiVersion: v1\nkind: Pod\nmetadata: { name: a }\nspec: { containers: [{ name: a }] }\n',
    );
    const run = audit('k8s/clean.yaml', 'k8s/pod.yaml', '--config', 'audit.yaml', '--format', 'json');
    const { findings } = JSON.parse(run.stdout);
    for (const { rule, location } of findings)
      if (rule === 'stale-suppression') expect(location.file).toBe('audit.yaml');
  });
});

describe('--write-baseline and --baseline', () => {
  /** A baseline of what is found now, were it another rule's: findings about suppressions themselves cannot be accepted. */
  const baseline = (more: Readonly<Record<string, string>> = {}) => ({
    schemaVersion: 1,
    findings: {
      ab12: {
        rule: 'stale-suppression',
        resource: { kind: 'NetworkPolicy', namespace: 'shop', name: 'gone' },
        message: 'a finding that is gone',
        reason: 'old',
        ...more,
      },
    },
  });

  it('writes what was found, and then finds nothing', () => {
    current.write(
      'open.yaml',
      'apiVersion: v1\nkind: Pod\nmetadata: { name: a }\nspec: { containers: [{ name: a }] }\n',
    );
    const written = audit('open.yaml', '--write-baseline', 'base.json');
    expect(written).toMatchObject({ code: 0, stdout: '' });
    expect(written.stderr).toContain('base.json: 2 findings and 2 consequences; give each a reason');
    expect(Object.keys(JSON.parse(current.read('base.json')).findings)).toHaveLength(4);
    const run = audit('open.yaml', '--baseline', 'base.json', '--format', 'json', '--fail-on', 'warning');
    expect(run.code).toBe(0);
    expect(JSON.parse(run.stdout).counts).toEqual({
      error: 0,
      warning: 0,
      info: 0,
      suppressed: 2,
    });
    audit('open.yaml', '--write-baseline', 'again.json', '--baseline', 'base.json');
    expect(current.read('again.json')).toBe(current.read('base.json'));
  });

  it('an entry that matches nothing is a finding at its line', () => {
    current.write('base.json', JSON.stringify(baseline(), undefined, 2));
    const run = audit('k8s/clean.yaml', ...only, '--baseline', 'base.json');
    expect(run.stdout).toContain('the baseline entry for stale-suppression matches no finding');
    expect(run.stdout).toContain('--> base.json:4:5');
  });

  it('refuses an entry whose rule or last day does not exist', () => {
    current.write('base.json', JSON.stringify(baseline({ rule: 'stale-supression', until: 'soon' })));
    const run = audit('k8s', '--baseline', 'base.json');
    expect(run.code).toBe(2);
    expect(run.stderr).toContain('did you mean "stale-suppression"?');
    expect(run.stderr).toContain('until is "soon", which is no day');
  });

  it('is not written for half an input', () => {
    current.write('k8s/broken.yaml', 'kind: [\n');
    expect(audit('k8s', '--write-baseline', 'base.json')).toMatchObject({ code: 2, stdout: '' });
    expect(current.files()).not.toContain('base.json');
  });
});

describe('--summary', () => {
  it('answers what reviewers ask, as text, json and md', () => {
    const text = audit('k8s', '--summary');
    expect(text).toMatchObject({ code: 0, stderr: '' });
    expect(text.stdout).toMatch(
      /^namespace shop: 0 workloads, 2 policies\n {2}owner: unknown\n {2}default deny: ingress yes, egress yes\n/,
    );
    expect(audit('k8s', '--summary', '--format', 'md').stdout).toContain('- **default deny:** ingress yes, egress yes');
    const { namespaces } = JSON.parse(audit('k8s', '--summary', '--format', 'json').stdout);
    expect(namespaces).toMatchObject([{ namespace: 'shop', defaultDeny: { ingress: true, egress: true } }]);
  });
});

describe('--app', () => {
  it('points findings at the line that declares the policy, and at their own place for other manifests', () => {
    current.write('app.ts', shopApp());
    current.write('k8s/deployed.yaml', stale.replace('name: deny', 'name: default-deny-all'));
    const run = audit('k8s', '--app', 'app.ts', ...only, '--format', 'json');
    expect(run).toMatchObject({ code: 0, stderr: '' });
    const { findings } = JSON.parse(run.stdout);
    const places = findings.map((each: { resource: { name: string }; location: object }) => [
      each.resource.name,
      each.location,
    ]);
    const source = current.read('app.ts').split('\n');
    const line = source.findIndex((text) => text.includes("namespace('shop'")) + 1;
    const column = (source[line - 1] ?? '').indexOf('namespace(') + 1;
    expect(places).toEqual([
      ['default-deny-all', { file: 'app.ts', line, column, endLine: line, endColumn: column + 'namespace'.length }],
      ['deny', expect.objectContaining({ file: 'k8s/stale.yaml', line: 8 })],
    ]);
  });

  it('frames the TypeScript line', () => {
    current.write('app.ts', shopApp());
    current.write('k8s/deployed.yaml', stale.replace('name: deny', 'name: default-deny-all'));
    const { stdout } = audit('k8s/deployed.yaml', '--app', 'app.ts', ...only);
    expect(stdout).toContain('--> app.ts:');
    expect(stdout).toContain("const shop = namespace('shop'");
  });

  it('refuses an app that does not compile, as synth does', () => {
    current.write('app.ts', 'throw new Error("no");\n');
    expect(audit('--app', 'app.ts')).toMatchObject({ code: 2, stdout: '' });
    expect(audit('--app', 'nowhere.ts').stderr).toContain('nowhere.ts does not exist');
  });
});

describe('netpact rules and netpact help RULE', () => {
  it('lists the catalogue as text, json and md', () => {
    expect(current.netpact(['rules']).stdout).toMatch(/\n {2}stale-suppression +warning {2}a suppression no longer/);
    const { rules } = JSON.parse(current.netpact(['rules', '--format', 'json']).stdout);
    expect(rules.at(-1)).toMatchObject({ name: 'stale-suppression', severity: 'warning', category: 'hygiene' });
    expect(current.netpact(['rules', '--format', 'md']).stdout).toContain('| `stale-suppression` | warning |');
  });

  it('prints the page of a rule, and suggests the nearest one', () => {
    const page = current.netpact(['help', 'stale-suppression']);
    expect(page).toMatchObject({ code: 0, stderr: '' });
    expect(page.stdout).toMatch(
      /^stale-suppression: .*\n\nwarning, hygiene.*\n\nWhat\n.*\n\nWhy\n.*\n\nFix\n.*\n\nFound in\n/s,
    );
    expect(current.netpact(['help', 'stale-supression'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('Did you mean stale-suppression?'),
    });
  });
});

describe('docs/audit.md', () => {
  it('shows a configuration that is understood', () => {
    const page = fs.readFileSync(path.resolve(__dirname, '../../docs/audit.md'), 'utf8');
    const shown = /```yaml\n(severities:[^`]*)```/.exec(page)?.[1] ?? '';
    // The names of rules are checked with the rules.
    current.write('audit.yaml', shown.replace(/^severities:\n(?: {2}.*\n)+/, ''));
    expect(shown).toContain('expected:');
    expect(audit('k8s/clean.yaml', ...only, '--config', 'audit.yaml').stderr).toBe('');
  });
});
