import { analyze } from '../../lib/analyze/analysis';
import { diffClusters } from '../../lib/analyze/diff/cluster-diff';
import { connectivityPicture } from '../../lib/report/connectivity/connectivity-picture';
import { diffPicture } from '../../lib/report/diff/diff-picture';
import { pictureDot } from '../../lib/report/picture/picture-dot';
import { pictureMermaid } from '../../lib/report/picture/picture-mermaid';
import { cluster, policy, workload } from '../analyze/cluster';

const web = workload('shop/web', { app: 'web' });
const api = workload('shop/api', { app: 'api' });
const db = workload('data/db', { app: 'db' });
const deny = policy('shop/deny', '{podSelector: {}, policyTypes: [Ingress, Egress]}');
const flow = [
  policy(
    'shop/in',
    '{podSelector: {matchLabels: {app: api}}, ingress: [{from: [{podSelector: {matchLabels: {app: web}}}], ports: [{port: 80}]}]}',
  ),
  policy(
    'shop/out',
    '{podSelector: {matchLabels: {app: web}}, policyTypes: [Egress], egress: [{to: [{podSelector: {matchLabels: {app: api}}}], ports: [{port: 80}]}]}',
  ),
];
const internet = policy(
  'shop/net',
  '{podSelector: {matchLabels: {app: web}}, policyTypes: [Egress], egress: [{to: [{ipBlock: {cidr: 0.0.0.0/0, except: [10.0.0.0/8]}}], ports: [{port: 443}]}]}',
);

describe('the picture of a cluster', () => {
  it('draws what policies allow, and shows an open namespace as open instead of with lines to everyone', () => {
    const { clusters, edges } = connectivityPicture(analyze(cluster([web, api, db, deny, ...flow])));
    const names = new Map(clusters.flatMap(({ nodes }) => nodes.map(({ id, label }) => [id, label])));
    expect(edges.map(({ from, to, label }) => [names.get(from), names.get(to), label])).toEqual([
      ['web', 'api', 'TCP 80'],
    ]);
    expect(clusters.map(({ name, nodes }) => [name, nodes.map(({ openTo }) => openTo)])).toEqual([
      ['data', [['ingress', 'egress']]],
      ['shop', [[], []]],
    ]);
    expect(pictureDot(connectivityPicture(analyze(cluster([db]))))).toContain('data (open: ingress, egress)');
  });

  it('draws the internet as one shape, however many ranges are left of it', () => {
    const { externals } = connectivityPicture(analyze(cluster([web, deny, internet])));
    expect(externals).toMatchObject([{ label: 'internet', kind: 'internet' }]);
  });

  it('draws namespaces where there are too many workloads', () => {
    const many = Array.from({ length: 100 }, (_, index) =>
      workload(`team-${index % 5}/w${index}`, { app: `a${index}` }),
    );
    const { clusters, notes } = connectivityPicture(analyze(cluster(many)));
    expect(clusters.flatMap(({ nodes }) => nodes.map(({ name }) => name))).toEqual([
      'team-0',
      'team-1',
      'team-2',
      'team-3',
      'team-4',
    ]);
    expect(notes).toHaveLength(1);
  });

  it('draws ranges that a namespace reaches alike as one shape where namespaces are drawn', () => {
    const many = Array.from({ length: 100 }, (_, index) =>
      workload(`team-${index % 5}/w${index}`, { app: `a${index}` }),
    );
    const to = (name: string, cidr: string, port: number) =>
      policy(
        `team-0/${name}`,
        `{podSelector: {}, policyTypes: [Egress], egress: [{to: [{ipBlock: {cidr: ${cidr}}}], ports: [{port: ${port}}]}]}`,
      );
    const blocks = [to('a', '198.51.100.0/24', 443), to('b', '203.0.113.0/24', 443), to('c', '192.0.2.0/24', 25)];
    const { externals, edges } = connectivityPicture(analyze(cluster([...many, ...blocks])));
    expect(externals.map(({ label }) => label).sort()).toEqual(['192.0.2.0/24', '198.51.100.0/24\n203.0.113.0/24']);
    const toAddresses = edges.filter(({ to: end }) => externals.some(({ id }) => id === end));
    expect(toAddresses.map(({ label }) => label).sort()).toEqual(['TCP 25', 'TCP 443']);
  });

  it('asks Graphviz for a font whose measures it knows, else text leaves its box', () => {
    const dot = pictureDot(connectivityPicture(analyze(cluster([web]))));
    expect(new Set(dot.match(/fontname="[^"]*"/g))).toEqual(new Set(['fontname="Verdana"']));
  });

  it('lets no name break out of its quotes', () => {
    const name = 'a"];evil [label="\\N\n';
    const dot = pictureDot(connectivityPicture(analyze(cluster([workload(`shop/${name}`), workload('shop/b')]))));
    expect(dot).toContain('label="a\\"];evil [label=\\"\\\\N\\n');
  });
});

describe('the picture of a diff', () => {
  it('is green for what opens, and red and dashed for what closes', () => {
    const [before, after] = [cluster([web, api, deny]), cluster([web, api, deny, ...flow])];
    expect(diffPicture(diffClusters(before, after)).edges).toMatchObject([{ look: 'opened', label: 'TCP 80' }]);
    const dot = pictureDot(diffPicture(diffClusters(after, before)));
    expect(dot).toMatch(/n\d -> n\d \[.*color="#cf222e", style=dashed\]/);
  });

  it('is a Mermaid flowchart with the same colours, in which no name is markup', () => {
    const name = 'a"]<b>';
    const hostile = workload(`shop/${name}`, { app: 'web' });
    const [before, after] = [cluster([hostile, api, deny]), cluster([hostile, api, deny, ...flow, internet])];
    const opened = pictureMermaid(diffPicture(diffClusters(before, after)));
    expect(opened).toContain('subgraph s0["shop"]');
    expect(opened).toMatch(/ {2}n\d -->\|"TCP 80"\| n\d\n/);
    expect(opened).toContain('x0{{"internet"}}');
    expect(opened).toContain('linkStyle 1 stroke:#1a7f37');
    expect(opened.replace(/"[^"\n]*"/g, '')).not.toMatch(/<b>|"/);
    expect(pictureMermaid(diffPicture(diffClusters(after, before)))).toContain('linkStyle 0 stroke:#cf222e');
  });

  it('says so where nothing changed', () => {
    const same = cluster([web, deny]);
    expect(diffPicture(diffClusters(same, same)).notes).toEqual(['Nothing opened and nothing closed.']);
  });
});
