import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { AuditFinding } from '../../lib/audit/audit-finding';
import { catalogue } from '../../lib/audit/catalogue';
import type { AuditOptions } from '../../lib/audit/run-audit';
import { readBaseline, writeBaseline } from '../../lib/cli/audit/baseline-file';
import { auditTexts, withRelated } from './audit-texts';
import { podYaml, policyYaml } from './shop-yaml';

const named = (rules: readonly string[]) => catalogue.filter(({ name }) => rules.includes(name));

/** What is found, as `severity rule object`, with what is folded into it below. */
function causes(text: string, options: Partial<AuditOptions> = {}) {
  const { report } = auditTexts({ 'a.yaml': text }, options);
  return report.findings
    .filter(({ rule }) => rule.category !== 'hygiene')
    .map(({ severity, rule, subject, related }) => [
      `${severity} ${rule.name} ${subject.name}`,
      related.map((each) => `${each.rule.name} ${each.subject.name}`).sort(),
    ]);
}

const web = podYaml('shop/web', ['http:8080/TCP']);
const api = podYaml('shop/api');
const db = podYaml('shop/db');
const deny = (pod: string, types = 'Ingress, Egress') =>
  policyYaml(`shop/lock-${pod}`, `podSelector: {matchLabels: {app: ${pod}}}\npolicyTypes: [${types}]`);

const openEgress = policyYaml(
  'shop/web',
  'podSelector: {matchLabels: {app: web}}\npolicyTypes: [Egress]\negress: [{}]',
);

describe('one rule of a policy', () => {
  const rules = catalogue.filter(({ name }) => !/^(no-default-deny|pod-not-isolated)/.test(name));

  test('that lets everything out is one finding, with what it also opens', () => {
    expect(causes(web + openEgress, { rules })).toEqual([
      [
        'warning empty-from-allows-all web',
        [
          ...['allows-all-ports web', 'allows-anywhere-egress web', 'api-server-open web'],
          ...['metadata-service-reachable web', 'redundant-policy web'],
        ],
      ],
    ]);
  });

  test('that lets any address in on every port is one: the widest', () => {
    const policy = policyYaml(
      'shop/web',
      "podSelector: {matchLabels: {app: web}}\negress: [{to: [{ipBlock: {cidr: 0.0.0.0/0}}]}]\npolicyTypes: ['Egress']",
    );
    expect(causes(web + policy, { rules })).toEqual([
      [
        'warning allows-anywhere-egress web',
        ['allows-all-ports web', 'api-server-open web', 'metadata-service-reachable web'],
      ],
    ]);
  });

  test('that admits a whole namespace on every port is one', () => {
    const policy = policyYaml(
      'shop/web',
      'podSelector: {matchLabels: {app: web}}\ningress: [{from: [{podSelector: {}}]}]',
    );
    expect(causes(web + api + policy, { rules })).toEqual([
      ['warning allows-whole-namespace web', ['allows-all-ports web']],
    ]);
  });

  test('is apart from the next one, and a wide entry from another wide entry', () => {
    const policy = policyYaml(
      'shop/web',
      `podSelector: {matchLabels: {app: web}}
ingress:
  - {from: [{podSelector: {}}], ports: [{port: 8080}]}
  - {from: [{podSelector: {matchLabels: {app: api}}}]}
  - from: [{podSelector: {}}, {namespaceSelector: {}}]
    ports: [{port: 8080}]`,
    );
    expect(causes(web + api + policy, { rules })).toEqual([
      ['warning allows-all-namespaces web', []],
      ['warning allows-all-ports web', []],
      ['warning allows-whole-namespace web', []],
      ['warning allows-whole-namespace web', []],
    ]);
  });

  test('of which several entries are wide alike is one finding; another rule of the policy is another one', () => {
    const policy = policyYaml(
      'shop/web',
      `podSelector: {matchLabels: {app: web}}
ingress:
  - from:
      - podSelector: {}
      - namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: ops}}
    ports: [{port: 8080}]
  - from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: ops}}}]
    ports: [{port: 9090}]`,
    );
    expect(
      causes(web + api + podYaml('ops/prometheus') + policy, { rules: named(['allows-whole-namespace']) }),
    ).toEqual([
      ['warning allows-whole-namespace web', ['allows-whole-namespace web']],
      ['warning allows-whole-namespace web', []],
    ]);
  });

  test('in which a field is misspelt is that mistake, with everything that it opens', () => {
    const policy = policyYaml(
      'shop/web',
      'podSelector: {matchLabels: {app: web}}\ningress: [{form: [{podSelector: {}}]}]',
    );
    expect(causes(web + policy, { rules })).toEqual([
      [
        'error unknown-field web',
        ['allows-all-ports web', 'allows-anywhere-ingress web', 'empty-from-allows-all web', 'redundant-policy web'],
      ],
    ]);
  });

  test('in which one field is misspelt keeps what another one opens', () => {
    const policy = policyYaml(
      'shop/web',
      'podSelector: {matchLabels: {app: web}}\ningress: [{from: [{podSelector: {}}], port: [{port: 80}]}]',
    );
    expect(causes(web + api + policy, { rules })).toEqual([
      ['error unknown-field web', ['allows-all-ports web']],
      ['warning allows-whole-namespace web', []],
    ]);
  });

  test('two entries that were meant as one are the trap, with the namespace that they admit', () => {
    const policy = policyYaml(
      'shop/web',
      `podSelector: {matchLabels: {app: web}}
ingress:
  - from:
      - namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: ops}}
      - podSelector: {matchLabels: {app: prometheus}}
    ports: [{port: 8080}]`,
    );
    const found = causes(web + podYaml('ops/prometheus') + podYaml('ops/other') + policy, { rules });
    expect(found).toEqual([
      ['warning or-instead-of-and web', ['allows-whole-namespace web', 'peer-matches-nothing web']],
    ]);
  });
});

test('two entries for pods that the input does not have are one finding as well', () => {
  const policy = policyYaml(
    'shop/web',
    `podSelector: {matchLabels: {app: web}}
ingress:
  - from:
      - namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: ingress-nginx}}
      - podSelector: {matchLabels: {app.kubernetes.io/name: ingress-nginx}}
    ports: [{port: 8080}]`,
  );
  const rules = named(['or-instead-of-and', 'peer-matches-nothing', 'allows-whole-namespace']);
  expect(causes(web + policy, { rules })).toEqual([
    ['warning or-instead-of-and web', ['allows-whole-namespace web', 'peer-matches-nothing web']],
  ]);
});

describe('what a policy grants that selects no pods', () => {
  const rules = catalogue.filter(({ name }) => !/^(no-default-deny|pod-not-isolated)/.test(name));
  const grants = (app: string, annotations = '') =>
    policyYaml(
      'shop/cache',
      `podSelector: {matchLabels: {app: ${app}}}
policyTypes: [Ingress, Egress]
ingress:
  - from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: ops}}}]
egress:
  - to: [{ipBlock: {cidr: 0.0.0.0/0}}]
  - {to: [{ipBlock: {cidr: 11.0.0.0/8}}], ports: [{port: 1, endPort: 9999}]}`,
      annotations,
    );
  const ops = podYaml('ops/prometheus');
  const all = [
    ...['allows-all-ports cache', 'allows-all-ports cache', 'allows-anywhere-egress cache'],
    ...['allows-whole-namespace cache', 'api-server-open cache', 'metadata-service-reachable cache'],
    ...['wide-cidr cache', 'wide-port-range cache'],
  ];

  test('is latent: it is said with the policy that protects nobody', () => {
    expect(causes(web + ops + grants('cache'), { rules })).toEqual([['warning selects-no-pods cache', all]]);
  });

  test('stays with an error as well, and what is a mistake by itself stands by itself', () => {
    const carts = podYaml('shop/carts');
    expect(causes(carts + ops + grants('cart'), { rules })).toEqual([['error selects-no-pods cache', all]]);
    const open = policyYaml(
      'shop/cache',
      'podSelector: {matchLabels: {app: cache}}\npolicyTypes: [Ingress]\ningress: [{from: []}]',
    );
    expect(causes(web + open, { rules }).map(([cause]) => cause)).toEqual([
      expect.stringContaining('empty-from-allows-all cache'),
      'warning selects-no-pods cache',
    ]);
  });

  test('is in force when an operator makes the pods: it is a finding of its own beside an info', () => {
    const made =
      'apiVersion: monitoring.coreos.com/v1\nkind: Prometheus\nmetadata: {name: k8s, namespace: shop}\n---\n';
    const found = causes(web + ops + made + grants('prometheus'), { rules });
    expect(found).toContainEqual(['info selects-no-pods cache', []]);
    expect(found.map(([cause]) => cause)).toContain('warning allows-whole-namespace cache');
    const severities = new Map([['selects-no-pods', 'info']] as const);
    expect(causes(web + ops + grants('cache'), { rules, severities })).toContainEqual([
      'warning allows-whole-namespace cache',
      ['allows-all-ports cache'],
    ]);
  });

  test('is accepted by nobody who accepts that the pods are in no manifest', () => {
    const accepted = (names: string) =>
      `annotations: {netpact.dev/ignore: "${names}", netpact.dev/ignore-reason: a job that another team starts}`;
    const left = (names: string) =>
      causes(web + ops + grants('cache', accepted(names)), { rules })
        .map(([cause]) => cause)
        .sort();
    expect(left('selects-no-pods')).toEqual([
      ...['warning allows-anywhere-egress cache', 'warning allows-whole-namespace cache'],
      ...['warning wide-cidr cache', 'warning wide-port-range cache'],
    ]);
    expect(left('selects-no-pods,allows-whole-namespace,wide-cidr,wide-port-range')).toEqual([
      'warning allows-anywhere-egress cache',
    ]);
    expect(left('allows-whole-namespace')).toEqual(['warning selects-no-pods cache']);
  });
});

describe('the workloads of a namespace', () => {
  const rules = named(['no-default-deny-ingress', 'no-default-deny-egress', 'pod-not-isolated']);
  const ingress = named(['no-default-deny-ingress', 'pod-not-isolated']);

  test('that nothing isolates are the one finding of the namespace, for each direction', () => {
    const open = ['pod-not-isolated api', 'pod-not-isolated web'];
    expect(causes(web + api, { rules })).toEqual([
      ['warning no-default-deny-ingress shop', open],
      ['warning no-default-deny-egress shop', open],
    ]);
  });

  test('of which one was forgotten show it by itself', () => {
    expect(causes(web + api + db + deny('web') + deny('db') + deny('api', 'Egress'), { rules: ingress })).toEqual([
      ['warning no-default-deny-ingress shop', []],
      ['warning pod-not-isolated api', []],
    ]);
  });

  test('of which one alone is isolated are open as a namespace', () => {
    expect(
      causes(web + api + db + deny('web') + deny('db', 'Egress') + deny('api', 'Egress'), { rules: ingress }),
    ).toEqual([['warning no-default-deny-ingress shop', ['pod-not-isolated api', 'pod-not-isolated db']]]);
  });

  test('are each their own finding where the rule on the namespace does not run', () => {
    expect(causes(web + api, { rules: named(['pod-not-isolated']) })).toHaveLength(4);
    expect(
      causes(web + api, { severities: new Map([['no-default-deny-ingress', 'off']]), rules: ingress }),
    ).toHaveLength(4);
  });

  test('make the finding as severe as the worst of them', () => {
    const severities = new Map([['pod-not-isolated', 'error']] as const);
    expect(causes(web, { rules: ingress, severities })).toEqual([
      ['error no-default-deny-ingress shop', ['pod-not-isolated web']],
      ['error pod-not-isolated web', []],
    ]);
  });
});

test('folding neither loses nor changes a finding: fingerprints and all else are those of the rules by themselves', () => {
  const text = web + api + openEgress;
  const alone = catalogue.flatMap((rule) => auditTexts({ 'a.yaml': text }, { rules: [rule] }).report.findings);
  const folded = withRelated(auditTexts({ 'a.yaml': text }).report.findings);
  const seen = (all: readonly AuditFinding[]) =>
    all.map(({ rule, fingerprint, message }) => `${rule.name} ${fingerprint} ${message}`).sort();
  expect(seen(folded)).toEqual(seen(alone));
  expect(folded.length).toBeGreaterThan(auditTexts({ 'a.yaml': text }).report.findings.length);
});

describe('to accept', () => {
  const accepted = (rules: string) => `metadata:
  name: web
  namespace: shop
  annotations: {netpact.dev/ignore: "${rules}", netpact.dev/ignore-reason: it is a proxy}
`;
  const policy = (rules: string) => openEgress.replace(/metadata:.*\n/, accepted(rules));
  const rules = catalogue.filter(({ name }) => !/^(no-default-deny|pod-not-isolated)/.test(name));
  const outcome = (text: string) => {
    const { report } = auditTexts({ 'a.yaml': text }, { rules });
    return {
      left: causes(text, { rules }),
      suppressed: withRelated(report.suppressed)
        .map(({ rule }) => rule.name)
        .sort(),
      stale: report.findings.filter(({ rule }) => rule.name === 'stale-suppression').length,
    };
  };

  test('a cause accepts its consequences', () => {
    expect(outcome(web + policy('empty-from-allows-all'))).toEqual({
      left: [],
      suppressed: [
        'allows-all-ports',
        'allows-anywhere-egress',
        'api-server-open',
        'empty-from-allows-all',
        'metadata-service-reachable',
        'redundant-policy',
      ],
      stale: 0,
    });
  });

  test('a consequence accepts that part alone, and is not stale', () => {
    expect(outcome(web + policy('metadata-service-reachable'))).toEqual({
      left: [
        [
          'warning empty-from-allows-all web',
          ['allows-all-ports web', 'allows-anywhere-egress web', 'api-server-open web', 'redundant-policy web'],
        ],
      ],
      suppressed: ['metadata-service-reachable'],
      stale: 0,
    });
  });
});

describe('a baseline', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'netpact-causes-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const file = path.join(folder, 'base.json');
  const rules = named(['no-default-deny-ingress', 'pod-not-isolated']);
  const report = async (text: string) => {
    const suppressions = await readBaseline(file);
    return auditTexts({ 'a.yaml': text }, { rules, suppressions: () => suppressions }).report;
  };
  const text = web + deny('web', 'Egress');

  test('accepts the consequences that were there, and a workload that is new in the namespace is new', async () => {
    await writeBaseline(file, auditTexts({ 'a.yaml': text }, { rules }).report.findings, []);
    expect((await report(text)).findings).toEqual([]);
    const later = await report(text + api + deny('api', 'Egress'));
    expect(later.findings.map(({ rule, subject }) => `${rule.name} ${subject.name}`)).toEqual(['pod-not-isolated api']);
  });

  test('accepts nothing that it does not name: what an entry leads to later is new', async () => {
    const narrow = (ports: string) =>
      web +
      policyYaml('shop/web', `podSelector: {matchLabels: {app: web}}\ningress: [{from: [{podSelector: {}}]${ports}}]`);
    const reach = named(['allows-whole-namespace', 'allows-all-ports']);
    const { findings } = auditTexts({ 'a.yaml': narrow(', ports: [{port: 8080}]') }, { rules: reach }).report;
    await writeBaseline(file, findings, []);
    const suppressions = await readBaseline(file);
    const later = auditTexts({ 'a.yaml': narrow('') }, { rules: reach, suppressions: () => suppressions }).report;
    expect(later.findings.map(({ rule }) => rule.name)).toEqual(['allows-all-ports']);
  });

  test('that is not exact, as one written by hand, accepts what its findings lead to', async () => {
    const [cause] = auditTexts({ 'a.yaml': text }, { rules }).report.findings;
    const entry = { rule: cause?.rule.name, resource: cause?.subject, reason: 'a playground' };
    const byHand = { schemaVersion: 1, findings: { [cause?.fingerprint ?? '']: entry } };
    const later = text + api + deny('api', 'Egress');
    writeFileSync(file, JSON.stringify(byHand));
    expect((await report(later)).findings).toEqual([]);
    writeFileSync(file, JSON.stringify({ ...byHand, exact: true }));
    expect((await report(later)).findings.map(({ rule }) => rule.name)).toEqual([
      'pod-not-isolated',
      'pod-not-isolated',
    ]);
    writeFileSync(file, JSON.stringify({ ...byHand, exact: 'yes' }));
    await expect(readBaseline(file)).rejects.toThrow(/exact is neither true nor false/);
    rmSync(file);
  });

  test('still accepts a consequence that has become a finding of its own', async () => {
    const open = web + api + deny('web', 'Egress') + deny('api', 'Egress');
    await writeBaseline(file, auditTexts({ 'a.yaml': open }, { rules }).report.findings, []);
    expect((await report(open.replace('[Egress]', '[Ingress, Egress]'))).findings).toEqual([]);
  });

  test('that is written again takes over nothing that an annotation accepts for a while', async () => {
    const reach = catalogue.filter(({ name }) => !/^(no-default-deny|pod-not-isolated)/.test(name));
    const annotations = 'netpact.dev/ignore: metadata-service-reachable, netpact.dev/ignore-reason: moving';
    const text =
      web +
      openEgress.replace(
        /metadata:.*\n/,
        `metadata: {name: web, namespace: shop, annotations: {${annotations}, netpact.dev/ignore-until: "2027-01-01"}}\n`,
      );
    await writeBaseline(file, auditTexts({ 'a.yaml': text }, { rules: reach }).report.findings, []);
    const suppressions = await readBaseline(file);
    const { suppressed } = auditTexts({ 'a.yaml': text }, { rules: reach, suppressions: () => suppressions }).report;
    const ofBaseline = suppressed.filter(({ suppression }) => suppression.kind === 'baseline');
    expect(withRelated(ofBaseline).map(({ rule }) => rule.name)).not.toContain('metadata-service-reachable');
    expect(suppressed.map(({ rule, suppression }) => [rule.name, suppression.kind])).toEqual([
      ['empty-from-allows-all', 'baseline'],
      ['metadata-service-reachable', 'annotation'],
    ]);
  });

  test('of a consequence alone is kept with its reason when it is written again', async () => {
    const { findings } = auditTexts({ 'a.yaml': text }, { rules }).report;
    const [cause] = findings;
    const [part] = cause?.related ?? [];
    const entry = {
      rule: 'pod-not-isolated',
      resource: { kind: 'Pod', namespace: 'shop', name: 'web' },
      reason: 'a probe',
    };
    writeFileSync(file, JSON.stringify({ schemaVersion: 1, findings: { [part?.fingerprint ?? '']: entry } }));
    await writeBaseline(file, findings, []);
    expect(JSON.parse(readFileSync(file, 'utf8')).findings[part?.fingerprint ?? '']).toMatchObject({
      reason: 'a probe',
    });
  });
});
