import fc from 'fast-check';
import { fingerprintsOf } from '../../lib/audit/audit-finding';
import type { Rule } from '../../lib/audit/rule';
import { unreadable } from '../../lib/audit/run-audit';
import { loadTexts } from '../../lib/k8s/load';
import { auditTexts, denyPolicy, everyPolicy, fakeRule } from './audit-texts';

const policies = fakeRule('every-policy', everyPolicy);

/** Says how many policies reach is computed from, and whom they isolate. */
const countPolicies = fakeRule('count', ({ analysis }) => [
  {
    kind: 'finding',
    message: analysis.resources.policies.map(({ name, spec }) => `${name} ${JSON.stringify(spec)}`).join('; '),
    subject: { kind: 'Cluster', name: 'all' },
    at: { file: 'a.yaml', line: 1, column: 1 },
  },
]);

describe('the runner', () => {
  test('a rule that throws does not keep the others from running, nor lose what it found before', () => {
    const broken = fakeRule('broken', function* (context) {
      yield* everyPolicy(context);
      throw new RangeError('ours');
    });
    const { report } = auditTexts({ 'a.yaml': denyPolicy('deny') }, { rules: [broken, policies] });
    expect(report.failures).toMatchObject([{ rule: { name: 'broken' }, detail: expect.stringContaining('ours') }]);
    expect(report.findings.map(({ rule }) => rule.name)).toEqual(['broken', 'every-policy']);
  });

  test('what a rule cannot tell is kept apart from what it finds', () => {
    const rule = fakeRule('unsure', () => [{ kind: 'not-applicable', reason: 'there are no workloads' }]);
    const { report } = auditTexts({ 'a.yaml': denyPolicy('deny') }, { rules: [rule] });
    expect(report).toMatchObject({ findings: [], notApplicable: [{ reason: 'there are no workloads' }] });
  });

  test('the worst comes first, then the more dangerous, then names with numbers in their order', () => {
    const of = (name: string, more: Partial<Rule>) => fakeRule(name, everyPolicy, more);
    const rules = [
      of('low', { severity: 'info' }),
      of('mild', { securitySeverity: 4 }),
      of('wild', { securitySeverity: 8 }),
    ];
    const { report } = auditTexts({ 'a.yaml': `${denyPolicy('p10')}${denyPolicy('p9')}` }, { rules });
    expect(report.findings.map(({ rule, subject }) => `${rule.name} ${subject.name}`)).toEqual([
      'wild p9',
      'wild p10',
      'mild p9',
      'mild p10',
      'low p9',
      'low p10',
    ]);
  });

  test('severities can be set, and a rule that is off does not run', () => {
    const run = (level: 'error' | 'off') =>
      auditTexts(
        { 'a.yaml': denyPolicy('deny') },
        { rules: [policies], severities: new Map([['every-policy', level]]) },
      );
    expect(run('error').report.findings).toMatchObject([{ severity: 'error' }]);
    expect(run('off').report).toMatchObject({ findings: [], rules: [] });
  });

  test('findings can be at another place than their manifest', () => {
    const place = { file: 'app.ts', line: 3, column: 5, endLine: 3, endColumn: 9 };
    const { report } = auditTexts({ 'a.yaml': denyPolicy('deny') }, { rules: [policies], placeOf: () => place });
    expect(report.findings).toMatchObject([{ at: place }]);
  });
});

describe('refused policies', () => {
  test('are taken as a lenient server stores them, or left out, and the report says which', () => {
    const unknownField = denyPolicy('typo').replace('podSelector: {}', 'podSelector: { app: web }');
    const wrongType = denyPolicy('wrong').replace('[Ingress]', '[Ingres]');
    const { report } = auditTexts({ 'a.yaml': `${unknownField}${wrongType}` }, { rules: [countPolicies] });
    expect(report.findings[0]?.message).toBe('typo {"podSelector":{},"policyTypes":["Ingress"]}');
    expect(report.notes).toEqual([
      'NetworkPolicy shop/typo is invalid: reach is computed as a lenient server stores it',
      'NetworkPolicy shop/wrong is invalid: reach is computed without it',
    ]);
  });

  test.each([
    ['the refused one is last', ['plain', 'typo'], '{"podSelector":{},"policyTypes":["Ingress"]}'],
    ['the valid one is last', ['typo', 'plain'], '{"podSelector":{},"policyTypes":["Egress"]}'],
  ])('of two with one name the last is in force: %s', (_, order, spec) => {
    const texts: Readonly<Record<string, string>> = {
      plain: denyPolicy('deny').replace('[Ingress]', '[Egress]'),
      typo: denyPolicy('deny').replace('podSelector: {}', 'podSelector: { app: web }'),
    };
    const { report } = auditTexts({ 'a.yaml': order.map((name) => texts[name]).join('') }, { rules: [countPolicies] });
    expect(report.findings[0]?.message).toBe(`deny ${spec}`);
  });

  test('are no reason to call the input unreadable; a broken document and a broken workload are', () => {
    const codes = (text: string) => unreadable(loadTexts([{ file: 'a.yaml', text }])).map(({ code }) => code);
    expect(codes(denyPolicy('deny').replace('[Ingress]', '[Ingres]'))).toEqual([]);
    expect(codes(`${denyPolicy('deny')}${denyPolicy('deny').replace('{}', '{ matchLabels: {} }')}`)).toEqual([]);
    expect(codes(`${denyPolicy('deny')}a: [\n`)).toEqual(['yaml-syntax']);
    expect(codes('apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: web }\nspec: 3\n')).toContain(
      'invalid-object',
    );
  });
});

describe('fingerprints', () => {
  const fingerprints = (files: Readonly<Record<string, string>>) =>
    auditTexts(files, { rules: [policies] }).report.findings.map(({ fingerprint }) => fingerprint);

  test('do not change with file, line or order', () => {
    const [first, second] = [denyPolicy('a'), denyPolicy('b')];
    const expected = fingerprints({ 'a.yaml': `${first}${second}` });
    expect(fingerprints({ 'elsewhere/z.yaml': `\n# moved\n${second}---\n${first}` })).toEqual(expected);
    expect(expected.every((each) => /^[0-9a-f]{32}$/.test(each))).toBe(true);
  });

  test('are the same whatever the order, and different for findings at one field', () => {
    const finding = fc.record({
      rule: fc.record({ name: fc.constantFrom('a', 'b') }),
      subject: fc.record({
        kind: fc.constant('Pod'),
        namespace: fc.constantFrom('x', 'x/y'),
        name: fc.constantFrom('z', 'y/z'),
      }),
      field: fc.constantFrom('f', 'g'),
      message: fc.string(),
    });
    fc.assert(
      fc.property(fc.uniqueArray(finding, { selector: (each) => JSON.stringify(each) }), (findings) => {
        const made = fingerprintsOf(findings);
        expect(new Set(made).size).toBe(findings.length);
        const reversed = [...fingerprintsOf([...findings].reverse())].reverse();
        expect(reversed).toEqual(made);
      }),
    );
  });
});
