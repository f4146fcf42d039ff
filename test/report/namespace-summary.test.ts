import { eachId } from '../../lib/algebra/id-set';
import { noPorts, type PortSet, unionPorts } from '../../lib/algebra/port-set';
import { analyze } from '../../lib/analyze/analysis';
import { connectivityByNamespace } from '../../lib/analyze/connectivity/by-namespace';
import { connectivityByClass } from '../../lib/analyze/connectivity/class-rows';
import { connectivityRows } from '../../lib/analyze/connectivity/connectivity';
import { connectivityText } from '../../lib/report/connectivity/connectivity-text';
import { mostNames, namespaceSentences } from '../../lib/report/connectivity/namespace-summary';
import { cluster, policy, workload } from '../analyze/cluster';

const parts = [
  workload('a/one', { app: 'one' }),
  workload('a/two', { app: 'two' }),
  workload('b/one', { app: 'one' }),
  workload('c/one', { app: 'one' }),
  policy(
    'a/in',
    '{ podSelector: {}, policyTypes: [Ingress], ingress: [{ from: [{ podSelector: {} }], ports: [{ port: 80 }] }] }',
  ),
  policy(
    'b/out',
    '{ podSelector: {}, policyTypes: [Egress], egress: [{ to: [{ ipBlock: { cidr: 10.0.0.0/8 } }], ports: [{ port: 443 }] }] }',
  ),
  policy(
    'c/in',
    '{ podSelector: { matchLabels: { app: one } }, policyTypes: [Ingress], ingress: [{ from: [{ namespaceSelector: {} }], ports: [{ port: 81 }] }] }',
  ),
];

test('a namespace reaches another on the ports on which some of its pods reach some of the other', () => {
  const analysis = analyze(cluster(parts));
  const expected = new Map<string, PortSet>();
  const nameOf = (end: string) => (end.includes('/') ? end.slice(0, end.indexOf('/')) : 'outside');
  for (const { src, dst, ports } of connectivityRows(analysis)) {
    const key = `${nameOf(src)} ${nameOf(dst)}`;
    expected.set(key, unionPorts(expected.get(key) ?? noPorts, ports));
  }
  const found = new Map<string, PortSet>();
  const summary = connectivityByNamespace(analysis);
  for (const { namespace, reaches, toAddresses, fromAddresses } of summary) {
    for (const [ports, ids] of reaches)
      eachId(ids, (id) => {
        const key = `${namespace} ${summary[id]?.namespace}`;
        found.set(key, unionPorts(found.get(key) ?? noPorts, ports));
      });
    if (toAddresses !== noPorts) found.set(`${namespace} outside`, toAddresses);
    if (fromAddresses !== noPorts) found.set(`outside ${namespace}`, fromAddresses);
  }
  // A workload with other replicas of itself is no row, and is part of the sum.
  for (const name of ['a', 'b', 'c']) {
    found.delete(`${name} ${name}`);
    expected.delete(`${name} ${name}`);
  }
  expect(new Map([...found].sort())).toEqual(new Map([...expected].sort()));
});

test('sentences say that some of a namespace are meant, never all', () => {
  const [a, b] = namespaceSentences(connectivityByNamespace(analyze(cluster(parts))));
  expect(a?.[0]).toMatch(/^some of a \(2 kinds of pods\) reach some of /);
  expect(b?.[0]).toBe('some of b (1 kind of pods) reach some addresses outside the cluster on TCP 443');
});

test('rows that name too many are summed up, which is said; with a focus everything is listed', () => {
  const analysis = analyze(cluster(parts));
  const [row] = connectivityByClass(analysis);
  const { pods } = analysis.universe;
  const many = Array.from({ length: mostNames + 1 }, (_, index) => ({
    ...pods[0],
    name: `a/x${index}`,
    namespace: 'a',
  }));
  const textOf = (focus?: ReadonlySet<string>) => {
    const said: string[] = [];
    const rows = row ? [{ ...row, dst: { kind: 'pods', pods: many as typeof pods, isEveryone: false } as const }] : [];
    const section = { rows, pods, subjects: pods, summary: () => connectivityByNamespace(analysis) };
    const filter = focus ? { focus } : {};
    const text = connectivityText({
      subject: 's',
      sections: [section],
      filter,
      assumptions: [],
      onSummary: (note) => said.push(note),
    });
    return { text: [...text].join(''), said };
  };
  const short = textOf();
  expect(short.text).toMatch(/summary: there are too many connections to list each/);
  expect(short.text).toMatch(/some of a \(2 kinds of pods\) reach/);
  expect(short.said).toHaveLength(1);
  const whole = textOf(new Set(['a/one']));
  expect(whole.text).toContain(`a/x${mostNames}`);
  expect(whole.said).toEqual([]);
});
