import { peerMatchesNothing as rule } from '../../../lib/audit/rules/traps/peer-matches-nothing';
import { audit, findingsOf, reasonsOf } from '../findings-of';
import { namespaceYaml, podYaml, policyYaml } from '../shop-yaml';

const from = (peer: string) => policyYaml('shop/guard', `podSelector: {}\ningress:\n  - from:\n      - ${peer}`);
const web = podYaml('shop/web');

describe('peer-matches-nothing', () => {
  it('fires on its bad example: a label "name" that the namespace does not carry', () => {
    expect(findingsOf(rule, rule.examples.bad)).toMatchObject([
      {
        at: '12:53',
        text: 'monitoring',
        severity: 'warning',
        field: 'spec.ingress[0].from[0]',
        help: [expect.stringContaining('kubernetes.io/metadata.name: monitoring')],
      },
    ]);
    expect(findingsOf(rule, rule.examples.good)).toEqual([]);
  });

  it('says what it takes for granted of a namespace without an object', () => {
    const yaml = from('namespaceSelector: { matchLabels: { name: blog } }') + web + podYaml('blog/feed');
    expect(findingsOf(rule, yaml)).toMatchObject([
      { notes: [expect.stringContaining('the Namespace blog is not in the input')] },
    ]);
    const labelled = yaml + namespaceYaml('blog', 'name: blog');
    expect(findingsOf(rule, labelled)).toEqual([]);
  });

  it('finds pods of the own namespace that do not exist, with the nearest label', () => {
    expect(findingsOf(rule, from('podSelector: { matchLabels: { app: wbe } }') + web)).toMatchObject([
      {
        at: '8:46',
        text: 'wbe',
        help: ['did you mean app=web?'],
        message: expect.stringContaining('no workload in shop has app=wbe'),
      },
    ]);
    expect(findingsOf(rule, from('podSelector: { matchLabels: { app: web } }') + web)).toEqual([]);
  });

  it('evaluates namespace and pod selector together', () => {
    const named = 'kubernetes.io/metadata.name: blog';
    const peer = (app: string) =>
      `{ namespaceSelector: { matchLabels: { ${named} } }, podSelector: { matchLabels: { app: ${app} } } }`;
    const yaml = (app: string) => from(peer(app)) + web + podYaml('blog/feed');
    expect(findingsOf(rule, yaml('feed'))).toEqual([]);
    expect(findingsOf(rule, yaml('web'))).toMatchObject([
      { message: expect.stringContaining('no workload in blog has app=web') },
    ]);
  });

  it('finds namespace labels that no Namespace has: a warning where the key is in use, else an info', () => {
    const described = namespaceYaml('shop', 'team: store') + namespaceYaml('blog', 'team: press') + web;
    expect(findingsOf(rule, from('namespaceSelector: { matchLabels: { team: pres } }') + described)).toMatchObject([
      { severity: 'warning', text: 'pres', help: ['did you mean team=press?'] },
    ]);
    expect(
      findingsOf(rule, from('namespaceSelector: { matchLabels: { purpose: metrics } }') + described),
    ).toMatchObject([{ severity: 'info' }]);
    expect(findingsOf(rule, from('namespaceSelector: { matchLabels: { team: press } }') + described)).toEqual([]);
  });

  it('finds a namespace name that is nearly right, but not one of a series', () => {
    const named = (name: string) =>
      from(`namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: ${name} } }`);
    expect(findingsOf(rule, named('monitorng') + web + podYaml('monitoring/grafana'))).toMatchObject([
      { text: 'monitorng', help: ['did you mean kubernetes.io/metadata.name=monitoring?'] },
    ]);
    expect(audit(rule, named('team-2') + web + podYaml('team-1/x'))).toMatchObject({
      findings: [],
      unknown: [expect.any(String)],
    });
    expect(findingsOf(rule, named('kube-system') + web)).toEqual([]);
  });

  it('cannot tell of namespaces that are not in the input', () => {
    const dns = from('{ namespaceSelector: {}, podSelector: { matchLabels: { k8s-app: kube-dns } } }') + web;
    expect(audit(rule, dns)).toMatchObject({
      findings: [],
      unknown: [expect.stringContaining('may mean pods that are not in the input')],
    });
    expect(reasonsOf(rule, from('namespaceSelector: { matchLabels: { team: press } }') + web)).toHaveLength(1);
    expect(reasonsOf(rule, from('podSelector: { matchLabels: { app: web } }'))).toHaveLength(1);
  });

  it('knows that DNS runs in kube-system although few manifests hold it', () => {
    const named = 'namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: kube-system } }';
    const dns = from(`{ ${named}, podSelector: { matchLabels: { k8s-app: kube-dns } } }`);
    expect(audit(rule, dns + web + podYaml('kube-system/metrics-server'))).toMatchObject({
      findings: [],
      unknown: [expect.any(String)],
    });
  });

  it('is an info where custom resources may create the pods', () => {
    const prometheus =
      'apiVersion: monitoring.coreos.com/v1\nkind: Prometheus\nmetadata: { name: k8s, namespace: shop }\n';
    const yaml = from('podSelector: { matchLabels: { app: prometheus } }') + web + prometheus;
    expect(findingsOf(rule, yaml)).toMatchObject([
      { severity: 'info', notes: [expect.stringContaining('Prometheus')] },
    ]);
  });

  it('says nothing of addresses and of rules that are not in force', () => {
    expect(audit(rule, from('ipBlock: { cidr: 198.51.100.0/24 }') + web)).toEqual({ findings: [], unknown: [] });
    const idle =
      'podSelector: {}\npolicyTypes: [Egress]\ningress:\n  - from: [{ podSelector: { matchLabels: { app: other } } }]';
    expect(findingsOf(rule, policyYaml('shop/guard', idle) + web)).toEqual([]);
  });

  describe('beside an entry for namespaces', () => {
    const merged = (app: string) =>
      expect.stringMatching(
        new RegExp(
          `^if pods of the namespace ops are meant, remove the dash before the second selector: .*app: ${app} } } }$`,
        ),
      );
    const pair = (app: string, ops = 'kubernetes.io/metadata.name: ops') =>
      from(`podSelector: { matchLabels: { app: ${app} } }\n      - namespaceSelector: { matchLabels: { ${ops} } }`);

    it('has both as one in its help, after what is nearly right and before what is always true', () => {
      expect(findingsOf(rule, pair('tracer') + web)).toMatchObject([
        { severity: 'warning', help: [merged('tracer'), expect.stringContaining('labels of the pod template')] },
      ]);
      expect(findingsOf(rule, pair('webx') + web)).toMatchObject([{ help: ['did you mean app=web?', merged('webx')] }]);
    });

    it('has not where the entries are no pair, or one entry would mean nobody', () => {
      const none = ['select by the labels of the pod template, spec.template.metadata.labels'];
      expect(findingsOf(rule, pair('tracer') + web + podYaml('ops/other'))).toMatchObject([{ help: none }]);
      const all = pair('tracer').replace('- namespaceSelector', '- podSelector: {}\n          namespaceSelector');
      expect(findingsOf(rule, all + web)).toMatchObject([{ help: none }]);
    });

    it('has not where a label is surely misspelt', () => {
      expect(findingsOf(rule, pair('storefornt') + podYaml('shop/storefront'))).toMatchObject([
        { severity: 'error', help: ['did you mean app=storefront?'] },
      ]);
    });
  });
});
