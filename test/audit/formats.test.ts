import type { AuditFinding, AuditReport } from '../../lib/audit/audit-finding';
import { catalogue } from '../../lib/audit/catalogue';
import type { Rule } from '../../lib/audit/rule';
import { auditCsv } from '../../lib/report/audit/audit-csv';
import { auditGithub } from '../../lib/report/audit/audit-github';
import { auditJson } from '../../lib/report/audit/audit-json';
import { auditJunit } from '../../lib/report/audit/audit-junit';
import { auditMd } from '../../lib/report/audit/audit-md';
import { auditSarif } from '../../lib/report/audit/audit-sarif';
import { auditText } from '../../lib/report/audit/audit-text';
import { auditTexts, fakeRule } from './audit-texts';
import { sarifProblems } from './sarif-schema';

const rule = fakeRule('odd-name', () => [], {
  securitySeverity: 6.5,
  precision: 'medium',
  controls: ['CIS 5.3.2', 'NIST SC-7'],
});

function finding(more: Partial<AuditFinding> = {}): AuditFinding {
  return {
    rule,
    severity: 'warning',
    message: 'shop/web | "lets" <everyone>, in',
    subject: { kind: 'NetworkPolicy', namespace: 'shop', name: 'web' },
    field: 'spec.ingress[0]',
    at: { file: '/work/repo/k8s/a b.yaml', line: 3, column: 5, endLine: 4, endColumn: 9 },
    notes: ['anybody may come'],
    related: [],
    help: ['name the peer'],
    fingerprint: '00112233445566778899aabbccddeeff',
    ...more,
  };
}

function view(findings: readonly AuditFinding[], more: Partial<AuditReport> = {}) {
  const rules: readonly Rule[] = [rule];
  const report = {
    rules,
    findings,
    suppressed: [],
    notApplicable: [],
    undetermined: [],
    failures: [],
    notes: [],
    ...more,
  };
  return { report, cwd: '/work/repo', unreadable: [] };
}

const broken = {
  code: 'yaml-syntax',
  severity: 'error' as const,
  message: 'the YAML cannot be read',
  at: { file: 'b.yaml', line: 2, column: 1 },
};

describe('json', () => {
  test('is the contract, key by key', () => {
    const namespace = finding({ subject: { kind: 'Namespace', name: 'shop' }, severity: 'error' });
    expect(JSON.parse(auditJson(view([finding(), namespace])))).toEqual({
      schemaVersion: 1,
      findings: [
        {
          rule: 'odd-name',
          severity: 'warning',
          message: 'shop/web | "lets" <everyone>, in',
          resource: { kind: 'NetworkPolicy', namespace: 'shop', name: 'web' },
          location: { file: 'k8s/a b.yaml', line: 3, column: 5, endLine: 4, endColumn: 9 },
          fingerprint: '00112233445566778899aabbccddeeff',
          related: [],
        },
        expect.objectContaining({ resource: { kind: 'Namespace', namespace: 'shop', name: 'shop' } }),
      ],
      undetermined: [],
      assumptions: [],
      counts: { error: 1, warning: 1, info: 0, suppressed: 0 },
    });
  });

  test('says where it is not about the whole input', () => {
    const document = JSON.parse(auditJson({ ...view([]), unreadable: [broken] }));
    expect(document.incomplete).toMatchObject([{ code: 'yaml-syntax', location: { file: 'b.yaml' } }]);
  });
});

describe('sarif', () => {
  const log = (...args: Parameters<typeof view>) => JSON.parse(auditSarif(view(...args), '0.1.0').text);

  test('holds to the schema, for every rule of the catalogue and every kind of result', () => {
    const suppressed = [
      { ...finding(), suppression: { kind: 'annotation' as const, reason: 'a known client' } },
      { ...finding(), suppression: { kind: 'baseline' as const, reason: 'old', until: '2027-03-31' } },
    ];
    const report = { rules: [rule, ...catalogue], suppressed, notes: ['a policy is invalid'] };
    expect(sarifProblems(log([finding(), finding({ severity: 'info' })], report))).toEqual([]);
    expect(sarifProblems(log([], { failures: [{ rule, detail: 'RangeError' }] }))).toEqual([]);
    expect(sarifProblems(JSON.parse(auditSarif({ ...view([]), unreadable: [broken] }, '0.1.0').text))).toEqual([]);
  });

  test.each(catalogue.map((each) => [each.name, each] as const))(
    'holds to the published schema for the bad example of %s',
    (_, { examples }) => {
      const { report } = auditTexts({ 'a.yaml': examples.bad });
      expect(report.findings.length).toBeGreaterThan(0);
      expect(sarifProblems(JSON.parse(auditSarif({ ...view([]), report }, '0.1.0').text))).toEqual([]);
    },
  );

  test('shows where consequences are, those at the place of the cause aside', () => {
    const at = { file: '/work/repo/k8s/web.yaml', line: 9, column: 3 };
    const related = [finding({ at, message: 'web is open' }), finding({ message: 'on every port' })];
    const written = log([finding({ related })]);
    expect(sarifProblems(written)).toEqual([]);
    const [result] = written.runs[0].results;
    expect(result.relatedLocations).toMatchObject([
      {
        message: { text: 'web is open' },
        physicalLocation: { artifactLocation: { uri: 'k8s/web.yaml' }, region: { startLine: 9 } },
      },
    ]);
    expect(result.message.text).toContain('also odd-name: ');
    expect(written.runs[0].results).toHaveLength(1);
  });

  test('the check of the schema finds what is wrong', () => {
    const bad = log([finding()]);
    bad.runs[0].results[0].level = 'info';
    bad.runs[0].results[0].locations[0].physicalLocation.region.startLine = 0;
    bad.runs[0].tool.driver.rules[0].helpText = 'x';
    bad.runs[0].results[0].locations[0].physicalLocation.artifactLocation.uri = 'a b.yaml';
    expect(sarifProblems(bad)).toEqual([
      expect.stringMatching(/^\/runs\/0\/tool\/driver\/rules\/0 must NOT have additional properties/),
      expect.stringMatching(/level must be equal to one of/),
      expect.stringMatching(/uri must match format/),
      expect.stringMatching(/region\/startLine must be >= 1/),
    ]);
  });

  test('gives GitHub the rule, the whole region, a relative URI and a fingerprint', () => {
    const [run] = log([finding()]).runs;
    expect(run.tool.driver.rules[0]).toMatchObject({
      id: 'odd-name',
      shortDescription: { text: 'What odd-name is about.' },
      help: { text: expect.stringContaining('Fix'), markdown: expect.stringContaining('```yaml\na: 1\n```') },
      defaultConfiguration: { level: 'warning' },
      properties: {
        'security-severity': '6.5',
        precision: 'medium',
        tags: ['security', 'kubernetes', 'trap', 'CIS 5.3.2', 'NIST SC-7'],
      },
    });
    expect(run.results[0]).toMatchObject({
      ruleId: 'odd-name',
      ruleIndex: 0,
      level: 'warning',
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: 'k8s/a%20b.yaml', uriBaseId: '%SRCROOT%' },
            region: { startLine: 3, startColumn: 5, endLine: 4, endColumn: 9 },
          },
        },
      ],
      partialFingerprints: { primaryLocationLineHash: '00112233445566778899aabbccddeeff:1' },
    });
  });

  test.each([
    ['<stdin>', { uri: '%3Cstdin%3E', uriBaseId: '%SRCROOT%' }],
    ['./a.yaml', { uri: 'a.yaml', uriBaseId: '%SRCROOT%' }],
    ['/elsewhere/a.yaml', { uri: 'file:///elsewhere/a.yaml' }],
  ])('the URI of %s', (file, expected) => {
    const [run] = log([finding({ at: { file, line: 1, column: 1 } })]).runs;
    const { artifactLocation, region } = run.results[0].locations[0].physicalLocation;
    expect(artifactLocation).toEqual(expected);
    expect(region).toEqual({ startLine: 1, startColumn: 1, endLine: 1, endColumn: 2 });
  });

  test('suppressed results say where and why', () => {
    const suppression = { kind: 'baseline' as const, reason: 'old', until: '2027-03-31' };
    const [run] = log([], { suppressed: [{ ...finding(), suppression }] }).runs;
    const expected = { kind: 'external', status: 'accepted', justification: 'old (until 2027-03-31)' };
    expect(run.results).toMatchObject([{ suppressions: [expected] }]);
  });

  test('stays below what GitHub takes, and says what was cut', () => {
    const many = Array.from({ length: 5003 }, (_, index) => finding({ fingerprint: `${index}` }));
    const { text, cut } = auditSarif(view(many), '0.1.0');
    const [run] = JSON.parse(text).runs;
    expect(run.results).toHaveLength(5000);
    expect(cut).toEqual(['3 of 5003 results are left out: GitHub takes 5000, and these are the least severe']);
    expect(run.invocations[0].toolExecutionNotifications).toMatchObject([{ message: { text: cut[0] } }]);
  });

  test('a half-readable input and a failed rule are no successful execution', () => {
    const invocation = (text: string) => JSON.parse(text).runs[0].invocations[0];
    expect(invocation(auditSarif({ ...view([]), unreadable: [broken] }, '0.1.0').text)).toMatchObject({
      executionSuccessful: false,
      toolExecutionNotifications: [{ level: 'error', message: { text: expect.stringContaining('b.yaml:2:1') } }],
    });
    expect(log([], { failures: [{ rule, detail: 'x' }] }).runs[0].invocations[0].executionSuccessful).toBe(false);
  });
});

describe('github', () => {
  test('one command for each finding, with what would end it escaped', () => {
    const text = auditGithub(view([finding({ message: '100% wide\n, yes' }), finding({ severity: 'info' })]));
    expect(text.split('\n')[0]).toBe(
      '::warning file=k8s/a b.yaml,line=3,col=5,endLine=4,title=odd-name::100%25 wide%0A, yes%0Aanybody may come%0Ahelp: name the peer',
    );
    expect(text.split('\n')[1]).toMatch(/^::notice /);
  });

  test('columns are there for one line only, the last one included; paths cannot add properties', () => {
    const at = { file: 'a,b:c.yaml', line: 3, column: 5, endLine: 3, endColumn: 9 };
    expect(auditGithub(view([finding({ at })]))).toContain('file=a%2Cb%3Ac.yaml,line=3,col=5,endLine=3,endColumn=8,');
  });

  test('what could not be read is an error too', () => {
    expect(auditGithub({ ...view([]), unreadable: [broken] })).toBe(
      '::error file=b.yaml,line=2,col=1,title=yaml-syntax::the YAML cannot be read\n',
    );
  });
});

describe('junit', () => {
  const report = { rules: [rule, fakeRule('quiet', () => [])] };

  test('fails at the level at which the command fails; a rule that found nothing has passed', () => {
    const fails = auditJunit(view([finding()], report), () => true);
    expect(fails).toContain('<testsuites name="netpact audit" tests="2" failures="1" errors="0" skipped="0">');
    expect(fails).toContain('<failure message="shop/web | &quot;lets&quot; &lt;everyone&gt;, in" type="warning">');
    expect(fails).toContain('<testcase name="what quiet is about" classname="quiet"/>');
    expect(auditJunit(view([finding()], report), () => false)).toContain('failures="0" errors="0" skipped="1"');
  });

  test('a rule whose finding is part of another one has not passed', () => {
    const [, quiet = rule] = report.rules;
    const related = [finding({ rule: quiet, message: 'to anywhere' }), finding({ message: 'here as well' })];
    const text = auditJunit(view([finding({ related })], report), () => true);
    expect(text).toContain('tests="2" failures="1" errors="0" skipped="1"');
    expect(text).toMatch(/classname="quiet"><skipped message="part of odd-name: /);
  });

  test('rules that failed and inputs that cannot be read are errors; control characters are no XML', () => {
    const failed = view([finding({ message: 'a\u0000b\ud800' })], { failures: [{ rule, detail: 'RangeError' }] });
    const text = auditJunit({ ...failed, unreadable: [broken] }, () => true);
    expect(text).toContain('tests="3" failures="1" errors="2"');
    expect(text).toContain('a\uFFFDb\uFFFD');
  });
});

describe('csv and md', () => {
  test('csv quotes, and defuses what spreadsheets run', () => {
    const [header, row] = auditCsv(view([finding({ message: '=1+1, "x"' })])).split('\n');
    expect(header).toBe('severity,rule,kind,namespace,name,field,file,line,column,message,fingerprint,related');
    expect(row).toBe(
      'warning,odd-name,NetworkPolicy,shop,web,spec.ingress[0],k8s/a b.yaml,3,5,"\'=1+1, ""x""",00112233445566778899aabbccddeeff,',
    );
    expect(auditCsv({ ...view([]), unreadable: [broken] })).toContain('error,yaml-syntax,,,,,b.yaml,2,1,');
    for (const formula of ['=1', '+1', '-1', '@a', '\t=1', '\uFF1D1'])
      expect(auditCsv(view([finding({ message: formula })]))).toContain(`,3,5,'${formula.replace('\t', '\\t')},`);
  });

  test('csv says in the last column what a finding leads to', () => {
    const related = [finding({ rule: { ...rule, name: 'wider' }, message: 'to anywhere' })];
    expect(auditCsv(view([finding({ related })]))).toMatch(
      /,00112233445566778899aabbccddeeff,also wider: to anywhere\n$/,
    );
  });

  test('md has a table for each severity of a rule', () => {
    const text = auditMd(view([finding({ severity: 'error' }), finding()]));
    expect(text.match(/^### .*/gm)).toEqual(['### error: `odd-name`', '### warning: `odd-name`']);
  });

  test('md shows text as it is, and a comment of GitHub holds it', () => {
    const text = auditMd(view([finding()]));
    expect(text).toContain('| `k8s/a b.yaml:3` | NetworkPolicy shop/web | shop/web \\| "lets" &lt;everyone&gt;, in');
    const many = auditMd(view(Array.from({ length: 2000 }, () => finding())));
    expect(many.length).toBeLessThan(65_536);
    expect(many).toMatch(/\d+ more findings are left out/);
  });
});

describe('text', () => {
  const options = { readSource: () => 'kind: NetworkPolicy\nspec:\n    ingress:\n      -\n', cwd: '/work/repo' };
  const at = { file: 'a.yaml', line: 3, column: 5, endLine: 3, endColumn: 12 };

  test('frames are grouped by namespace, the worst first, and a rule says once what it is about', () => {
    const inShop = finding({ at });
    const inData = finding({ at, severity: 'error', subject: { kind: 'Pod', namespace: 'data', name: 'db' } });
    const inCluster = finding({ at, severity: 'info', subject: { kind: 'APIService', name: 'v1.example.com' } });
    const text = auditText(view([inData, inShop, inCluster]), options);
    expect(text.split('\n').filter((line) => /^(namespace|the cluster)/.test(line))).toEqual([
      'namespace data (1 error)',
      'namespace shop (1 warning)',
      'the cluster (1 note)',
    ]);
    expect(text).toContain(
      '3 |     ingress:\n  |     ^^^^^^^\n  |\n  = note: anybody may come\n  = note: what odd-name is about; netpact help odd-name\n  = help: name the peer\n',
    );
    expect(text.match(/netpact help odd-name/g)).toHaveLength(1);
  });

  test('the end is three lines: how many, of what weight, what to do first', () => {
    const other = { ...rule, name: 'rare' };
    const text = auditText(
      view([
        finding({ at, help: ['shut the door', 'or say why not'] }),
        finding({ at }),
        finding({ rule: other, severity: 'info' }),
      ]),
      options,
    );
    expect(text.split('\n').slice(-4)).toEqual([
      '3 findings in namespace shop, 1 rule',
      '2 warnings (2 odd-name), 1 note',
      'first: odd-name, NetworkPolicy shop/web at a.yaml:3 (and 1 alike): shut the door',
      '',
    ]);
  });

  test('what is folded into a finding stands in its notes, by rule', () => {
    const pod = (name: string) =>
      finding({ subject: { kind: 'Pod', namespace: 'shop', name }, message: `${name} is open` });
    const every = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map(pod);
    const ports = finding({ rule: { ...rule, name: 'ports' }, message: 'NetworkPolicy shop/web: it opens every port' });
    const text = auditText(view([finding({ at, related: [...every, ports] })]), options);
    expect(text).toContain('note: also odd-name: a, b, c, d, e and 2 more');
    expect(text).toContain('note: also ports: it opens every port');
    expect(text).toContain('1 finding in namespace shop');
  });

  test('several labels are read once', () => {
    const pods = 'pods with app=web, tier=front, zone=a';
    const related = [finding({ message: `NetworkPolicy shop/web: it lets ${pods} of shop reach every port` })];
    const folded = finding({ at, message: `NetworkPolicy shop/web: ${pods} of shop may connect to anywhere`, related });
    expect(auditText(view([folded]), options)).toContain('also odd-name: it lets these pods of shop reach every port');
    const one = finding({ at, message: 'pods with app=web may connect', related });
    expect(auditText(view([one]), options)).toContain(`it lets ${pods} of shop reach`);
  });

  test('what a finding notes stands in every format for people', () => {
    for (const text of [
      auditText(view([finding({ at })]), options),
      auditMd(view([finding()])),
      auditGithub(view([finding()])),
    ])
      expect(text).toContain('anybody may come');
    expect(auditSarif(view([finding()]), '1.0.0').text).toContain('anybody may come');
  });

  test('findings below the asked severity are counted, so that nobody takes the report for clean', () => {
    const text = auditText({ ...view([]), hidden: 4 }, { readSource: () => undefined, cwd: '/' });
    expect(text).toBe('no findings, 4 less severe not shown, 1 rule\n');
    expect(auditMd({ ...view([]), hidden: 4 })).toContain('No findings, 4 less severe not shown');
  });

  test('a half-readable input is never clean', () => {
    const text = auditText({ ...view([]), unreadable: [broken] }, { readSource: () => undefined, cwd: '/' });
    expect(text).toBe('no findings, 1 rule, incomplete: a part of the input could not be read\n');
  });
});
