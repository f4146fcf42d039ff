import { staleSuppression } from '../../lib/audit/rules/hygiene/stale-suppression';
import { externalAddressOpen } from '../../lib/audit/rules/reach/external-address-open';
import { expectedSuppression } from '../../lib/audit/suppressions/expected-exposure';
import type { Suppression } from '../../lib/audit/suppressions/suppression';
import { auditTexts, denyPolicy, everyPolicy, fakeRule } from './audit-texts';

// Annotations may name rules of the catalogue only: this one stands for a rule that finds something.
const known = fakeRule('stale-suppression', everyPolicy);
const policies = fakeRule('every-policy', everyPolicy);
const name = 'netpact.dev/ignore: stale-suppression';
const reason = 'netpact.dev/ignore-reason: a known client';

function suppression(more: Partial<Suppression> = {}): Suppression {
  return {
    kind: 'baseline',
    rules: ['every-policy'],
    matches: () => true,
    reason: 'old',
    subject: { kind: 'NetworkPolicy', namespace: 'shop', name: 'deny' },
    at: { file: 'base.json', line: 1, column: 1 },
    title: 'the baseline entry',
    ...more,
  };
}

function outcome(suppressions: readonly Suppression[], text = denyPolicy('deny')) {
  const rules = [policies, staleSuppression];
  const { report } = auditTexts({ 'a.yaml': text }, { rules, suppressions: () => suppressions });
  return {
    left: report.findings.filter(({ rule }) => rule === policies).length,
    stale: report.findings.filter(({ rule }) => rule === staleSuppression).map(({ message }) => message),
    reasons: report.suppressed.map((each) => each.suppression.reason),
  };
}

describe('an annotation', () => {
  const run = (lines: readonly string[], rest = '') =>
    auditTexts({ 'a.yaml': `${denyPolicy('deny', lines)}${rest}` }, { rules: [known] }).report;

  test('suppresses what a rule finds on its own object, with its reason', () => {
    const report = run([name, reason], denyPolicy('other'));
    expect(report.findings.map(({ subject }) => subject.name)).toEqual(['other']);
    expect(report.suppressed).toMatchObject([
      { subject: { name: 'deny' }, suppression: { kind: 'annotation', reason: 'a known client' } },
    ]);
  });

  test('does not count without a reason, nor after its last day, and says so at its place', () => {
    const stale = (lines: readonly string[]) =>
      run(lines).findings.filter(({ field }) => field === 'metadata.annotations[netpact.dev/ignore]');
    expect(stale([name])).toMatchObject([
      { message: expect.stringContaining('gives no reason'), at: { line: 7, column: 25 } },
    ]);
    expect(stale([name, reason, 'netpact.dev/ignore-until: "2026-11-20"'])).toMatchObject([
      { message: expect.stringContaining('ended on 2026-11-20') },
    ]);
    expect(stale([name, reason, 'netpact.dev/ignore-until: "2026-11-21"'])).toEqual([]);
  });

  test.each([
    ['netpact.dev/ignore: empty-from-allows-all, wide-cidr', 48],
    ['netpact.dev/ignore: "empty-from-allows-all,wide-cidr"', 48],
  ])('that matches nothing is reported at the name alone: %s', (line, column) => {
    const rules = [fakeRule('empty-from-allows-all', everyPolicy), fakeRule('wide-cidr', () => []), staleSuppression];
    const { report } = auditTexts({ 'a.yaml': denyPolicy('deny', [line, reason]) }, { rules });
    const stale = report.findings.filter(({ rule }) => rule === staleSuppression);
    expect(stale).toMatchObject([{ at: { line: 7, column, endLine: 7, endColumn: column + 'wide-cidr'.length } }]);
  });

  test('that names no rule, or ends on no day, is refused with the nearest name and its place', () => {
    const { refusals } = auditTexts({
      'a.yaml': denyPolicy('deny', ['netpact.dev/ignore: stale-supression', 'netpact.dev/ignore-until: "2026-02-30"']),
    });
    expect(refusals).toMatchObject([
      { code: 'suppression-invalid', message: expect.stringContaining('2026-02-30') },
      { code: 'rule-unknown', help: ['did you mean "stale-suppression"?'] },
    ]);
  });

  test('is read from workloads, namespaces and Services as well, and from policies that are refused', () => {
    const annotated = `metadata:\n  name: web\n  namespace: shop\n  annotations:\n    netpact.dev/ignore: nothing\n`;
    const texts = [
      `apiVersion: v1\nkind: Pod\n${annotated}spec: { containers: [{ name: a }] }\n`,
      `apiVersion: v1\nkind: Namespace\n${annotated}`,
      `apiVersion: v1\nkind: Service\n${annotated}spec: { ports: [{ port: 80 }] }\n`,
      `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\n${annotated}spec: { podSelector: 3 }\n`,
    ];
    const { refusals } = auditTexts({ 'a.yaml': texts.join('---\n') });
    expect(refusals.map(({ subject }) => subject?.kind).sort()).toEqual([
      'Namespace',
      'NetworkPolicy',
      'Pod',
      'Service',
    ]);
  });
});

describe('a suppression', () => {
  test('with reason and time left hides the finding', () => {
    expect(outcome([suppression({ until: '2026-11-21' })])).toEqual({ left: 0, stale: [], reasons: ['old'] });
  });

  test('that is over no longer does, and is a finding', () => {
    const stale = ['the baseline entry for every-policy ended on 2026-11-20'];
    expect(outcome([suppression({ until: '2026-11-20' })])).toEqual({ left: 1, stale, reasons: [] });
  });

  test('that matches nothing is a finding', () => {
    const stale = ['the baseline entry for every-policy matches no finding'];
    expect(outcome([suppression({ matches: () => false })])).toEqual({ left: 1, stale, reasons: [] });
  });

  test('is not called stale where the input could not be read whole, or its rule did not run', () => {
    const unused = suppression({ matches: () => false });
    expect(outcome([unused], `${denyPolicy('deny')}a: [\n`).stale).toEqual([]);
    expect(outcome([{ ...unused, rules: ['another-rule'] }]).stale).toEqual([]);
  });
});

describe('an expected exposure', () => {
  const pod = (app: string) =>
    `apiVersion: v1\nkind: Pod\nmetadata: { name: ${app}, namespace: shop, labels: { app: ${app} } }\nspec: { containers: [{ name: a }] }\n---\n`;
  const allow = (app: string) => denyPolicy(`allow-${app}`).replace('{}', `{ matchLabels: { app: ${app} } }`);
  const anywhere = fakeRule('allows-anywhere-ingress', everyPolicy);
  const left = (workload: string | undefined, direction: 'ingress' | 'egress' = 'ingress') =>
    auditTexts(
      { 'a.yaml': `${pod('web')}${pod('db')}${allow('web')}${allow('db')}` },
      {
        rules: [anywhere],
        suppressions: (context) => [
          expectedSuppression(
            {
              namespace: 'shop',
              ...(workload !== undefined && { workload }),
              direction,
              scope: 'anywhere',
              reason: 'the public entrance',
              at: { file: 'audit.yaml', line: 2, column: 3 },
            },
            context,
          ),
        ],
      },
    ).report.findings.map(({ subject }) => subject.name);

  test('covers a whole namespace, or the policies that select one workload and no other', () => {
    expect(left(undefined)).toEqual([]);
    expect(left('web')).toEqual(['allow-db']);
  });

  test('covers the Service that leads to one workload and no other', () => {
    const service = `apiVersion: v1\nkind: Service\nmetadata: { name: site, namespace: shop }\nspec: { type: LoadBalancer, selector: { app: web }, ports: [{ port: 80 }] }\n---\n`;
    const found = (workload: string) =>
      auditTexts(
        { 'a.yaml': `${pod('web')}${pod('db')}${service}` },
        {
          rules: [externalAddressOpen],
          suppressions: (context) => [
            expectedSuppression(
              {
                ...{ namespace: 'shop', workload, direction: 'ingress', scope: 'anywhere' },
                ...{ reason: 'the public entrance', at: { file: 'audit.yaml', line: 2, column: 3 } },
              },
              context,
            ),
          ],
        },
      ).report.findings.map(({ subject }) => subject.name);
    expect([found('web'), found('db')]).toEqual([[], ['site']]);
  });

  test('of egress does not cover ingress', () => {
    expect(left(undefined, 'egress')).toEqual(['allow-db', 'allow-web']);
  });
});

describe('what a rule could not tell', () => {
  const open = fakeRule('stale-suppression', ({ analysis }) =>
    analysis.resources.policies.map(({ namespace, name: of }) => ({
      kind: 'undetermined',
      subject: { kind: 'NetworkPolicy', namespace, name: of },
      reason: 'too many ways',
    })),
  );
  const run = (lines: readonly string[], suppressions: readonly Suppression[] = []) => {
    const text = denyPolicy('deny', lines) + denyPolicy('other');
    const { report } = auditTexts({ 'a.yaml': text }, { rules: [open], suppressions: () => suppressions });
    return {
      open: report.undetermined.map(({ subject }) => subject.name),
      accepted: report.suppressed.map(({ message, suppression: { reason: why } }) => `${message} (${why})`),
      stale: report.findings.map(({ message }) => message),
    };
  };

  test('is accepted by an annotation with a reason on its object, and said as suppressed', () => {
    const accepted = ['could not tell: too many ways (a known client)'];
    expect(run([name, reason])).toEqual({ open: ['other'], accepted, stale: [] });
    const { report } = auditTexts({ 'a.yaml': denyPolicy('deny', [name, reason]) }, { rules: [open] });
    expect(report.suppressed).toMatchObject([{ at: { file: 'a.yaml', line: 7, column: 25 } }]);
  });

  test('is not accepted without a reason, nor after the last day, and that is said', () => {
    const both = ['deny', 'other'];
    const noReason = [expect.stringContaining('gives no reason')];
    expect(run([name])).toEqual({ open: both, accepted: [], stale: noReason });
    const over = [expect.stringContaining('ended on 2026-11-20')];
    expect(run([name, reason, 'netpact.dev/ignore-until: "2026-11-20"'])).toEqual({
      open: both,
      accepted: [],
      stale: over,
    });
  });

  test('is accepted neither by a baseline nor by an expected exposure: they speak of what was found', () => {
    for (const kind of ['baseline', 'expected'] as const)
      expect(run([], [suppression({ kind, rules: ['stale-suppression'] })]).open).toEqual(['deny', 'other']);
  });
});
