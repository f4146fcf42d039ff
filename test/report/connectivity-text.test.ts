import { analyze } from '../../lib/analyze/analysis';
import { connectivityByClass } from '../../lib/analyze/connectivity/class-rows';
import type { ConnectivityFilter } from '../../lib/analyze/connectivity/connectivity';
import { connectivityText } from '../../lib/report/connectivity/connectivity-text';
import { cluster, policy, workload } from '../analyze/cluster';

type Part = Parameters<typeof cluster>[0][number];

function textOf(parts: readonly Part[], filter: ConnectivityFilter = {}): string {
  const analysis = analyze(cluster(parts));
  const { pods } = analysis.universe;
  const section = { rows: connectivityByClass(analysis, filter), pods, subjects: pods, summary: () => [] };
  return [
    ...connectivityText({
      subject: 'a cluster',
      sections: [section],
      filter,
      assumptions: [{ kind: 'x', message: 'y' }],
    }),
  ].join('');
}

const closed = (namespace: string) =>
  policy(`${namespace}/deny`, '{ podSelector: {}, policyTypes: [Ingress, Egress] }');

describe('connectivity for people', () => {
  test('a whole namespace is named as one', () => {
    const parts = [
      workload('a/one', { app: 'one' }),
      workload('a/two', { app: 'two' }),
      workload('b/three', { app: 'three' }),
      closed('a'),
      policy(
        'b/p',
        '{ podSelector: {}, policyTypes: [Ingress, Egress], ingress: [{ from: [{ namespaceSelector: {} }], ports: [{ port: 80 }] }] }',
      ),
      policy('a/out', '{ podSelector: {}, policyTypes: [Egress], egress: [{ to: [{ namespaceSelector: {} }] }] }'),
    ];
    expect(textOf(parts)).toBe(
      'a cluster\n\neverything in a (2 workloads) reaches b/three[Deployment]: TCP 80\n\nassumed[x]: y\n',
    );
  });

  test('long lists are wrapped between names, and nothing is left out', () => {
    const names = Array.from({ length: 30 }, (_, index) => `shop/service-number-${index}`);
    const parts = [
      ...names.map((name) => workload(name, { app: name.slice(5) })),
      workload('shop/db', { app: 'db' }),
      closed('shop'),
      policy(
        'shop/db',
        '{ podSelector: { matchLabels: { app: db } }, ingress: [{ from: [{ podSelector: { matchExpressions: [{ key: app, operator: NotIn, values: [db] }] } }], ports: [{ port: 5432 }] }] }',
      ),
      policy('shop/out', '{ podSelector: {}, policyTypes: [Egress], egress: [{ to: [{ podSelector: {} }] }] }'),
    ];
    const text = textOf(parts);
    for (const name of names) expect(text).toContain(`${name}[Deployment]`);
    expect(text).toContain('reach\n  TCP 5432: shop/db[Deployment]\n');
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(110);
  });

  test('control characters of names do not reach the terminal', () => {
    expect(textOf([workload('a/x\u001b[31m'), workload('a/y')])).not.toContain('\u001b');
    expect(textOf([workload('a/x\u001b[31m'), closed('a')])).not.toContain('\u001b');
  });
});
