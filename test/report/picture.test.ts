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
  it('says which part was asked for, and no more than that of it nothing is allowed', () => {
    const analysis = analyze(cluster([web, api, deny, ...flow]));
    const { title, notes } = connectivityPicture(analysis, { port: 9999, protocol: 'TCP' });
    expect(title).toBe('connectivity (TCP 9999)');
    expect(notes).toEqual(['Nothing of what was asked for is allowed.']);
    expect(connectivityPicture(analyze(cluster([web, deny]))).notes).toEqual(['Nothing is allowed.']);
    const focus = new Set(['shop/web[Deployment]']);
    expect(connectivityPicture(analysis, { focus, direction: 'egress' }).title).toBe(
      'connectivity (of shop/web[Deployment], egress)',
    );
  });

  it('draws what policies allow, and shows an open namespace as open instead of with lines to everyone', () => {
    const { groups, edges } = connectivityPicture(analyze(cluster([web, api, db, deny, ...flow])));
    const names = new Map(groups.flatMap(({ nodes }) => nodes.map(({ id, label }) => [id, label])));
    expect(edges.map(({ from, to, label }) => [names.get(from), names.get(to), label])).toEqual([
      ['web', 'api', 'TCP 80'],
    ]);
    expect(groups.map(({ label, nodes }) => [label, nodes.map(({ openTo }) => openTo)])).toEqual([
      ['data (open: ingress, egress)', [['ingress', 'egress']]],
      ['shop', [[], []]],
    ]);
    expect(pictureDot(connectivityPicture(analyze(cluster([db]))))).toContain('data (open: ingress, egress)');
  });

  it('draws the internet as one shape, however many ranges are left of it', () => {
    const { externals } = connectivityPicture(analyze(cluster([web, deny, internet])));
    expect(externals).toMatchObject([{ label: 'IPv4 internet except\n10.0.0.0/8', kind: 'internet' }]);
  });

  it('draws namespaces where there are too many workloads', () => {
    const many = Array.from({ length: 100 }, (_, index) =>
      workload(`team-${index % 5}/w${index}`, { app: `a${index}` }),
    );
    const { groups, notes } = connectivityPicture(analyze(cluster(many)));
    expect(groups.flatMap(({ nodes }) => nodes.map(({ name }) => name))).toEqual([
      'team-0',
      'team-1',
      'team-2',
      'team-3',
      'team-4',
    ]);
    expect(notes).toEqual([
      expect.stringMatching(/^Lines that no policy limits are not drawn/),
      expect.stringMatching(/^Namespaces are drawn, .*--focus.*--format csv lists every pair\.$/),
    ]);
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

  it('keeps apart what has different exceptions, and workloads of one name', () => {
    const but = (app: string, hole: string) =>
      policy(
        `shop/${app}`,
        `{podSelector: {matchLabels: {app: ${app}}}, policyTypes: [Egress], egress: [{to: [{ipBlock: {cidr: 0.0.0.0/0, except: [${hole}]}}], ports: [{port: 443}]}]}`,
      );
    const twin = { ...web, kind: 'StatefulSet' };
    const resources = cluster([web, twin, api, deny, but('web', '10.0.0.0/8'), but('api', '192.168.0.0/16')]);
    const { groups, externals } = connectivityPicture(analyze(resources));
    expect(externals.map(({ label }) => label)).toEqual([
      'IPv4 internet except\n192.168.0.0/16',
      'IPv4 internet except\n10.0.0.0/8',
    ]);
    expect(groups.flatMap(({ nodes }) => nodes.map(({ label }) => label))).toEqual([
      'api',
      'web[Deployment]',
      'web[StatefulSet]',
    ]);
  });

  it('says in which direction a workload of an isolated namespace is open', () => {
    const ingress = policy('shop/in', '{podSelector: {}, policyTypes: [Ingress]}');
    const egress = policy('shop/web', '{podSelector: {matchLabels: {app: web}}, policyTypes: [Egress]}');
    const picture = connectivityPicture(analyze(cluster([web, api, ingress, egress])));
    expect(picture.groups).toMatchObject([
      { label: 'shop', isOpen: false, nodes: [{ label: 'api\nopen: egress' }, {}] },
    ]);
    expect(pictureMermaid(picture)).toContain('    n0["api<br/>open: egress"]\n');
    expect(pictureMermaid(picture)).toContain('  style n0 stroke:#bc4c00');
  });

  it('says that an open namespace has closed workloads, and draws what passes inside of it', () => {
    const many = Array.from({ length: 100 }, (_, index) =>
      workload(`team-${index % 2}/w${index}`, { app: `a${index}` }),
    );
    const closed = policy(
      'team-0/in',
      '{podSelector: {matchLabels: {app: a0}}, ingress: [{from: [{podSelector: {}}], ports: [{port: 80}]}]}',
    );
    const { groups, edges } = connectivityPicture(analyze(cluster([...many, closed])));
    expect(groups.flatMap(({ nodes }) => nodes.map(({ label }) => label))).toEqual([
      'team-0\nopen: egress\npartly open: ingress',
      'team-1\nopen: ingress, egress',
    ]);
    expect(edges).toMatchObject([{ from: 'n0', to: 'n0', label: 'TCP 80' }]);
  });

  it('cuts long lists of ports in labels, and keeps them whole beside', () => {
    const many = Array.from({ length: 90 }, (_, index) =>
      workload(`team-${index % 2}/w${index}`, { app: `a${index}` }),
    );
    const ports = [1, 2, 3, 4, 5].map((port) =>
      policy(
        `team-0/p${port}`,
        `{podSelector: {matchLabels: {app: a${2 * port}}}, ingress: [{from: [{namespaceSelector: {}}], ports: [{port: ${port}}]}]}`,
      ),
    );
    const picture = connectivityPicture(analyze(cluster([...many, ...ports])));
    const whole = 'TCP 1; TCP 2; TCP 3; TCP 4; TCP 5';
    expect(picture.edges).toMatchObject([{ label: 'TCP 1; TCP 2; TCP 3; …' }, {}]);
    expect(pictureDot(picture)).toContain(`edgetooltip="${whole}"`);
    expect(pictureMermaid(picture)).toContain(`  %% "n1 to n0: ${whole.replaceAll(';', '#59;')}"`);
  });

  it('draws no tangle of namespaces, and says so', () => {
    const many = Array.from({ length: 100 }, (_, index) => [
      workload(`team-${index}/w`, { app: 'a' }),
      policy(`team-${index}/in`, '{podSelector: {}, ingress: [{from: [{namespaceSelector: {}}]}]}'),
    ]).flat();
    const { groups, edges, notes } = connectivityPicture(analyze(cluster(many)));
    expect([groups.flatMap(({ nodes }) => nodes).length, edges]).toEqual([100, []]);
    expect(notes).toEqual([
      expect.stringMatching(/^Lines/),
      expect.stringMatching(/^Namespaces are drawn without lines, because there are more than 5000 between them/),
    ]);
  });
});

describe('the picture of a diff', () => {
  it('counts whom it does not draw: pods that become isolated, or stop to be', () => {
    const diff = diffClusters(
      cluster([policy('shop/a', '{podSelector: {matchLabels: {app: a}}, policyTypes: [Ingress]}')]),
      cluster([policy('shop/b', '{podSelector: {matchLabels: {app: b}}, policyTypes: [Egress]}')]),
    );
    const { notes } = diffPicture(diff);
    const counts = [
      `${diff.noLongerIsolated.length} sets of pods no longer isolated`,
      `${diff.newlyIsolated.length} sets of pods newly isolated`,
    ];
    expect(diff.newlyIsolated.length).toBeGreaterThan(0);
    for (const count of counts) expect(notes.join('\n')).toContain(count.replace(/^1 sets/, '1 set'));
  });

  it('draws what changed between replicas of one workload', () => {
    const self = policy(
      'shop/self',
      '{podSelector: {matchLabels: {app: web}}, policyTypes: [Ingress, Egress], ingress: [{from: [{podSelector: {matchLabels: {app: web}}}]}], egress: [{to: [{podSelector: {matchLabels: {app: web}}}]}]}',
    );
    const diff = diffClusters(cluster([web, deny]), cluster([web, deny, self]));
    expect(diffPicture(diff).edges).toContainEqual(expect.objectContaining({ from: 'n0', to: 'n0', look: 'opened' }));
  });

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
    expect(opened).toContain('x0{{"IPv4 internet except<br/>10.0.0.0/8"}}');
    expect(opened).toContain('linkStyle 1 stroke:#1a7f37');
    expect(opened.replace(/"[^"\n]*"/g, '')).not.toMatch(/<b>|"/);
    expect(pictureMermaid(diffPicture(diffClusters(after, before)))).toContain('linkStyle 0 stroke:#cf222e');
  });

  it('says so where nothing changed', () => {
    const same = cluster([web, deny]);
    expect(diffPicture(diffClusters(same, same)).notes).toEqual(['Nothing opened and nothing closed.']);
  });
});
