import { namespace as declared, denyAll, flow, never } from 'netpact';
import { diffClusters } from '../../lib/analyze/diff/cluster-diff';
import { intendedCluster } from '../../lib/analyze/verify/intended-cluster';
import { invariantFindings } from '../../lib/analyze/verify/invariants';
import { prove } from '../../lib/analyze/verify/prove';
import { runAudit } from '../../lib/audit/run-audit';
import { failsOn as auditFailsOn } from '../../lib/cli/audit/audit-options';
import { failOnChoices, failsOn } from '../../lib/cli/diff/fail-on';
import { exitCode, exitCodeOf } from '../../lib/cli/exit-code';
import { newSteps } from '../../lib/decide/steps';
import { loadTexts } from '../../lib/k8s/load';
import type { PolicyResource } from '../../lib/k8s/resources';
import { auditJson } from '../../lib/report/audit/audit-json';
import { auditText } from '../../lib/report/audit/audit-text';
import { diffJson } from '../../lib/report/diff/diff-json';
import { diffMd } from '../../lib/report/diff/diff-md';
import { diffText } from '../../lib/report/diff/diff-text';
import { compileCharts } from '../compile/compiling';
import { cluster, namespace, policy, workload } from './cluster';

/** Conditions of three keys each that leave out few label sets: not decided within a handful of steps. */
const conditions = Array.from({ length: 60 }, (_, index) => ({
  matchExpressions: [0, 1, 2].map((part) => ({
    key: `k${(index * index + part * 5) % 13}`,
    operator: (index + part) % 3 === 0 ? ('Exists' as const) : ('DoesNotExist' as const),
  })),
}));
const withoutLabels = { matchExpressions: [{ key: 'k0', operator: 'DoesNotExist' as const }] };
const hard: readonly PolicyResource[] = [...conditions, withoutLabels].map((podSelector, index) =>
  policy(`shop/p${index}`, { podSelector, policyTypes: ['Ingress'] }),
);
const whole = policy('shop/all', { podSelector: {}, policyTypes: ['Ingress'] });

describe('what is not decided within the steps', () => {
  const space = namespace('shop');
  const diff = diffClusters(
    cluster([space, whole, ...hard]),
    cluster([space, ...hard, policy('shop/q', '{podSelector: {matchLabels: {k0: any}}}')]),
    {
      steps: newSteps(20),
    },
  );

  it('is the verdict of a diff, with the reason in every format, and no gate passes on it', () => {
    expect(diff.verdict).toBe('undecided');
    expect(diff.undecided.join()).toMatch(/it is not known whether \(more\) connections (open|close)/);
    expect(JSON.parse([...diffJson(diff)].join(''))).toMatchObject({ verdict: 'undecided', undecided: diff.undecided });
    expect([...diffText(diff)].join('')).toMatch(/^undecided: .*\nundecided: it is not known/);
    expect(diffMd(diff)).toMatch(/^\*\*undecided\*\*: .*\n\n> undecided: it is not known/);
    for (const choice of failOnChoices) expect([choice, failsOn(diff, [choice])]).toEqual([choice, true]);
    expect(failsOn(diff, [])).toBe(false);
  });

  it('is whether pods are the own ones of a new workload, and is said though they count', () => {
    const own = (name: string) =>
      policy(name, { podSelector: { matchLabels: { app: 'pay' } }, policyTypes: ['Ingress'] });
    const before = cluster([space, whole, workload('shop/web', { app: 'web' }), ...hard]);
    const after = cluster([
      space,
      ...hard,
      workload('shop/web', { app: 'web' }),
      workload('shop/pay', { app: 'pay' }),
      own('shop/pay'),
    ]);
    const { undecided } = diffClusters(before, after, { steps: newSteps(20) });
    expect(undecided.join('\n')).toContain('labels of a new or removed workload are its own, so that they count');
  });

  it('is an error of the proof', () => {
    const shop = declared('shop', { baseline: denyAll() });
    const web = shop.workload('web', { ports: { http: 8080 } });
    const { intent } = compileCharts([{ namespaces: [shop], flows: [flow(shop.allPods()).to(web).port('http')] }]);
    const policies = conditions.map((podSelector, index) =>
      policy(`shop/p${index}`, { podSelector, policyTypes: ['Ingress', 'Egress'], ingress: [], egress: [] }),
    );
    const { findings } = prove(intent, policies, newSteps(20));
    const undecided = findings.filter(({ code }) => code === 'proof-undecided');
    expect(undecided[0]).toMatchObject({ severity: 'error' });
    expect(exitCodeOf(undecided)).toBe(exitCode.findings);
  });

  it('leaves an invariant unproved', () => {
    const shop = declared('shop', { baseline: denyAll() });
    const [web, db] = [shop.workload('web', { ports: { http: 8080 } }), shop.workload('db', { ports: { sql: 5432 } })];
    const { intent } = compileCharts([
      { namespaces: [shop], flows: [flow(web).to(web).port('http')], invariants: [never(web).to(db)] },
    ]);
    const ingress = conditions.map((each) => ({ from: [{ podSelector: each }] }));
    const into = policy('shop/db', { podSelector: { matchLabels: { app: 'db' } }, policyTypes: ['Ingress'], ingress });
    const analysis = intendedCluster(intent, [into], { podCidrs: [] }, newSteps(20));
    expect(invariantFindings(intent, analysis)).toMatchObject([
      { code: 'invariant-unproved', severity: 'error', message: expect.stringMatching(/too entangled/) },
    ]);
  });

  it('is "could not tell" in the audit, and fails where a finding of the rule would', () => {
    const text = [
      'apiVersion: v1\nkind: Pod\nmetadata: {name: web, namespace: shop, labels: {app: web}}\nspec: {containers: [{name: web}]}\n',
      ...hard.map(({ name, spec }) =>
        JSON.stringify({
          apiVersion: 'networking.k8s.io/v1',
          kind: 'NetworkPolicy',
          metadata: { name, namespace: 'shop' },
          spec,
        }),
      ),
    ].join('\n---\n');
    const { report } = runAudit(loadTexts([{ file: 'a.yaml', text }]), {
      analyze: { steps: newSteps(20) },
      now: new Date('2026-11-21'),
    });
    const names = report.undetermined.map(({ rule }) => rule.name);
    expect(names).toContain('no-default-deny-ingress');
    const view = { report, cwd: '/', unreadable: [] };
    expect(JSON.parse(auditJson(view)).undetermined).toContainEqual(
      expect.objectContaining({ rule: 'no-default-deny-ingress', resource: expect.objectContaining({ name: 'shop' }) }),
    );
    expect(auditText(view, { readSource: () => undefined, cwd: '/' })).toMatch(
      /could not tell: no-default-deny-ingress/,
    );
    const [found] = report.undetermined.filter(({ rule }) => rule.name === 'no-default-deny-ingress');
    expect(found && auditFailsOn('warning')(found.rule)).toBe(true);
  });
});
