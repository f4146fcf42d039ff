import { type ClusterDiff, diffClusters } from '../../../lib/analyze/diff/cluster-diff';
import type { Labels, PolicyResource } from '../../../lib/k8s/resources';
import { diffText } from '../../../lib/report/diff/diff-text';
import { cluster, namespace, policy, workload } from '../cluster';

const denied = policy('shop/deny', '{podSelector: {}, policyTypes: [Ingress]}');
const webEgress = policy('shop/web-egress', '{podSelector: {matchLabels: {app: web}}, policyTypes: [Egress]}');

describe('pods that are a new service’s own', () => {
  const pay = workload('shop/pay', { app: 'pay', version: 'v1' });
  const web = workload('shop/web', { app: 'web' });
  const db = policy(
    'shop/db',
    '{podSelector: {matchLabels: {tier: db}}, ingress: [{from: [{podSelector: {matchLabels: {app: web}}}]}]}',
  );
  const own = policy('shop/pay', '{podSelector: {matchLabels: {app: pay}}, ingress: [{ports: [{port: 80}]}]}');
  const verdictOf = (before: PolicyResource[], after: PolicyResource[], labels: Labels = {}) =>
    diffClusters(
      cluster([namespace('shop'), web, ...before]),
      cluster([namespace('shop'), web, { ...pay, labels: { ...pay.labels, ...labels } }, ...after]),
    ).verdict;

  it('do not widen: app=pay, tier=db was isolated by the policy for tier=db, and pay’s own lets in more', () => {
    expect(verdictOf([db], [db, own])).toBe('equal');
  });

  it('do not widen where an old service lets the new one in', () => {
    const more = policy(
      'shop/db',
      '{podSelector: {matchLabels: {tier: db}}, ingress: [{from: [{podSelector: {matchLabels: {app: web}}}, {podSelector: {matchLabels: {app: pay}}}]}]}',
    );
    expect(verdictOf([db], [more, own])).toBe('equal');
  });

  it('hide nothing that changes without their labels', () => {
    const wide = policy('shop/wide', '{podSelector: {matchLabels: {tier: db}}, ingress: [{ports: [{port: 22}]}]}');
    expect(verdictOf([db], [db, own, wide])).toMatch(/widened|mixed/);
    expect(verdictOf([db], [own])).toMatch(/widened|mixed/);
  });

  it('are no longer their own where the other side names the label', () => {
    const named = policy('shop/named', '{podSelector: {matchLabels: {app: pay}}, policyTypes: [Ingress]}');
    expect(verdictOf([db, named], [db, named, own])).toBe('widened');
  });

  it('count with policies alone, and the first line says which labels are new', () => {
    const diff = diffClusters(cluster([namespace('shop'), db]), cluster([namespace('shop'), db, own]));
    expect(diff.verdict).toBe('mixed');
    expect([...diffText(diff)][0]).toMatch(/^mixed: .*; new policies name app=pay, which the old side never did\n$/);
  });
});

describe('labels that workloads of both sides carry', () => {
  const api = workload('shop/api', { app: 'api', 'part-of': 'shop' });
  const verdict = ({ verdict: found }: ClusterDiff) => found;

  it('are nobody’s own where a workload changes its kind or its name', () => {
    const space = [namespace('shop'), api, denied];
    const old = cluster([...space, workload('shop/web', { app: 'web' }), webEgress]);
    const kind = cluster([...space, workload('shop/web', { app: 'web' }, { kind: 'StatefulSet' })]);
    const name = cluster([...space, workload('shop/web-v2', { app: 'web', version: 'v2' })]);
    expect([kind, name].map((now) => verdict(diffClusters(old, now)))).toEqual(['widened', 'widened']);
  });

  it('are nobody’s own where a new service shares them', () => {
    const pay = workload('shop/pay', { app: 'pay', 'part-of': 'shop' });
    const wide = policy(
      'shop/x',
      '{podSelector: {matchLabels: {app: api}}, ingress: [{from: [{podSelector: {matchLabels: {role: admin, part-of: shop}}}]}]}',
    );
    const old = cluster([namespace('shop'), api, denied]);
    expect(verdict(diffClusters(old, cluster([namespace('shop'), api, denied, pay, wide])))).toBe('widened');
  });

  it('count where only labels that nobody said of a namespace make the change', () => {
    const from = policy(
      'shop/from-prod',
      '{podSelector: {}, ingress: [{from: [{namespaceSelector: {matchLabels: {env: prod}}, podSelector: {matchLabels: {role: ok}}}]}]}',
    );
    const side = (role: string) => cluster([namespace('shop'), from, workload('other/w', { role })]);
    const diff = diffClusters(side('no'), side('ok'));
    expect(diff.verdict).toBe('widened');
    expect(diff.changes.every(({ before, after }) => before !== after)).toBe(true);
  });
});
