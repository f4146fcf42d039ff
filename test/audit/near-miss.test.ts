import { peerMatchesNothing } from '../../lib/audit/rules/traps/peer-matches-nothing';
import { selectsNoPods } from '../../lib/audit/rules/traps/selects-no-pods';
import { findingsOf } from './findings-of';
import { namespaceYaml, podYaml, policyYaml } from './shop-yaml';

const severities = (rule: typeof selectsNoPods, yaml: string) => findingsOf(rule, yaml).map(({ severity }) => severity);

/** A policy for `cart`, where the workload is called `carts`: the outage that Sock Shop had. */
const guard = (labels: string, name = 'shop/guard') =>
  policyYaml(name, `podSelector: { matchLabels: { ${labels} } }\ningress: [{ ports: [{ port: 80 }] }]`);
const from = (peer: string, name = 'shop/guard') =>
  policyYaml(name, `podSelector: {}\ningress:\n  - from:\n      - ${peer}`);
const shop = podYaml('shop/carts', [], 'tier: back') + podYaml('shop/orders', [], 'tier: back');

const service = (name: string, app: string) =>
  `apiVersion: v1\nkind: Service\nmetadata: { name: ${name}, namespace: shop }\nspec: { selector: { app: ${app} }, ports: [{ port: 80 }] }\n---\n`;

describe('a near miss', () => {
  it('is an error, with what was meant and why that is certain', () => {
    const expected = {
      severity: 'error',
      text: 'cart',
      notes: ['nothing in the input carries cart, and no other policy names what has app=carts'],
      help: ['did you mean app=carts?'],
    };
    expect(findingsOf(selectsNoPods, guard('app: cart') + shop)).toMatchObject([expected]);
    const peer = from('podSelector: { matchLabels: { app: cart } }');
    expect(findingsOf(peerMatchesNothing, peer + shop)).toMatchObject([expected]);
  });

  it('is one in every policy that makes the same mistake, and beside others', () => {
    const others = guard('app: orders', 'shop/orders') + policyYaml('shop/deny', 'podSelector: {}');
    const twice = guard('app: cart', 'shop/cart') + from('podSelector: { matchLabels: { app: cart } }') + others + shop;
    expect(severities(selectsNoPods, twice)).toEqual(['error']);
    expect(severities(peerMatchesNothing, twice)).toEqual(['error']);
  });

  it('is one in an expression with one value', () => {
    const selector = (values: string) =>
      policyYaml('shop/guard', `podSelector: { matchExpressions: [{ key: app, operator: In, values: [${values}] }] }`);
    expect(severities(selectsNoPods, selector('cart') + shop)).toEqual(['error']);
    expect(severities(selectsNoPods, selector('cart, card') + shop)).toEqual(['warning']);
  });

  it('asks that the rest of the selector holds', () => {
    expect(severities(selectsNoPods, guard('app: cart, tier: back') + shop)).toEqual(['error']);
    expect(severities(selectsNoPods, guard('app: cart, tier: front') + shop)).toEqual(['warning']);
    const front = podYaml('shop/web', [], 'tier: front');
    expect(severities(selectsNoPods, guard('app: cart, tier: front') + shop + front)).toEqual(['warning']);
  });

  it('asks that the value differs by letters, and few of them', () => {
    expect(severities(selectsNoPods, guard('app: cartel') + shop)).toEqual(['warning']);
    expect(severities(selectsNoPods, guard('app: cart-2') + podYaml('shop/cart-1'))).toEqual(['warning']);
    expect(severities(selectsNoPods, guard('app: api') + podYaml('shop/app'))).toEqual(['warning']);
    expect(severities(selectsNoPods, guard('app: orders-v1') + podYaml('shop/orders-v2'))).toEqual(['warning']);
  });

  it('asks that no other policy names the workload', () => {
    const mistake = guard('app: cart');
    const named = ['app: carts', 'app.kubernetes.io/name: carts'];
    for (const label of named)
      expect(severities(selectsNoPods, mistake + guard(label, 'shop/other') + shop)[0]).toBe('warning');
    const peer = from('podSelector: { matchLabels: { app: carts } }', 'shop/other');
    expect(severities(selectsNoPods, mistake + peer + shop)).toEqual(['warning']);
    // By another label that it alone has.
    const labelled = podYaml('shop/carts', [], 'role: basket') + podYaml('shop/orders');
    expect(severities(selectsNoPods, mistake + labelled)).toEqual(['error']);
    expect(severities(selectsNoPods, mistake + guard('role: basket', 'shop/other') + labelled)).toEqual(['warning']);
    // Of another namespace, it names another workload.
    const staging = guard('app: carts', 'staging/other') + podYaml('staging/carts');
    expect(severities(selectsNoPods, mistake + shop + staging)).toEqual(['error']);
  });

  it('asks that nothing in the input carries what is written', () => {
    const mistake = guard('app: cart') + shop;
    const carriers = {
      'a label of another namespace': podYaml('blog/x', [], 'component: cart'),
      'a namespace': namespaceYaml('cart'),
      'the name of a workload': podYaml('blog/cart'),
      'the name of a Service': service('cart', 'orders'),
      'the selector of a Service': service('basket', 'cart'),
      'an object of a custom kind': 'apiVersion: acme.dev/v1\nkind: Basket\nmetadata: { name: cart }\n---\n',
    };
    for (const [what, yaml] of Object.entries(carriers))
      expect([what, severities(selectsNoPods, mistake + yaml)]).toEqual([what, ['warning']]);
  });

  it('is a name where a slip of the pen is made twice, or stands in the name of a policy', () => {
    const web = podYaml('shop/frontend');
    expect(severities(selectsNoPods, guard('app: frontned') + web)).toEqual(['error']);
    expect(severities(selectsNoPods, guard('app: frontned', 'shop/frontned') + web)).toEqual(['warning']);
    const peer = from('podSelector: { matchLabels: { app: frontned } }', 'shop/other');
    expect(severities(selectsNoPods, guard('app: frontned') + peer + web)).toEqual(['warning']);
  });

  it('is none where two values are near', () => {
    const two = podYaml('shop/stock-loader') + podYaml('shop/stocks-loaders');
    expect(severities(selectsNoPods, guard('app: stock-loaders') + two)).toEqual(['warning']);
  });

  it('outranks what an operator may make, certain or not', () => {
    const crd =
      'apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata:\n  name: kafkas.acme.dev\nspec:\n  group: acme.dev\n  names: { kind: Kafka, plural: kafkas }\n---\n';
    const kafka = podYaml('shop/kafka-exporter');
    expect(severities(selectsNoPods, crd + guard('app: kafka-exportr') + kafka)).toEqual(['error']);
    expect(severities(selectsNoPods, crd + guard('app: kafka-exportr', 'shop/exportr') + kafka)).toEqual(['warning']);
    expect(severities(selectsNoPods, crd + guard('app: kafka-broker') + kafka)).toEqual(['info']);
  });

  it('may be one of what other policies write: then no operator makes what is written', () => {
    const crd =
      'apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata:\n  name: managers.longhorn.io\nspec:\n  group: longhorn.io\n---\n';
    const key = 'longhorn.io/component';
    const policies = ['manager', 'manager-2', 'manger'].map((name) =>
      guard(`${key}: instance-${name.replace('-2', '')}`, `shop/${name}`),
    );
    expect(findingsOf(selectsNoPods, crd + policies.join('') + shop)).toMatchObject([
      { severity: 'warning', help: [`did you mean ${key}=instance-manager, as other policies write?`] },
      { severity: 'info' },
      { severity: 'info' },
    ]);
  });

  it('is a warning where the cluster runs pods of its own', () => {
    const addon = podYaml('kube-system/metrics-server');
    expect(severities(selectsNoPods, guard('app: metrcs-server', 'kube-system/guard') + addon)).toEqual(['warning']);
  });

  it('is one of a key only where the value says so: a misspelt key is a warning', () => {
    const labelled = podYaml('shop/x', [], 'app.kubernetes.io/name: basket');
    expect(findingsOf(selectsNoPods, guard('app.kubernetes.io/nmae: basket') + labelled)).toMatchObject([
      { severity: 'warning', help: ['did you mean app.kubernetes.io/name=basket?'] },
    ]);
  });
});

describe('a near miss of a namespace', () => {
  const named = (name: string, pods = '') =>
    from(`{ namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: ${name} } }${pods} }`);
  const monitoring = shop + podYaml('monitoring/grafana');

  it('is an error by name', () => {
    expect(findingsOf(peerMatchesNothing, named('monitorin') + monitoring)).toMatchObject([
      { severity: 'error', text: 'monitorin', help: ['did you mean kubernetes.io/metadata.name=monitoring?'] },
    ]);
    const other = from('namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: monitoring } }', 'shop/other');
    expect(severities(peerMatchesNothing, named('monitorin') + other + monitoring)).toEqual(['warning']);
  });

  it('is an error in an expression too', () => {
    const key = 'kubernetes.io/metadata.name';
    const yaml = (values: string) =>
      from(`namespaceSelector: { matchExpressions: [{ key: ${key}, operator: In, values: [${values}] }] }`);
    expect(findingsOf(peerMatchesNothing, yaml('monitorin') + monitoring)).toMatchObject([
      { severity: 'error', help: [`did you mean ${key}=monitoring?`] },
    ]);
    expect(severities(peerMatchesNothing, yaml('monitorin, logs') + monitoring)).toEqual([]);
  });

  it('is an error by a label, among Namespaces of the input', () => {
    const yaml = (team: string) =>
      from(`namespaceSelector: { matchLabels: { team: ${team} } }`) +
      namespaceYaml('shop', 'team: store') +
      namespaceYaml('blog', 'team: publishers') +
      podYaml('blog/feed') +
      shop;
    expect(findingsOf(peerMatchesNothing, yaml('publisher'))).toMatchObject([
      { severity: 'error', help: ['did you mean team=publishers?'] },
    ]);
    expect(severities(peerMatchesNothing, yaml('stores-2'))).toEqual(['warning']);
  });

  it('asks for the pods too', () => {
    const pods = (app: string) => `, podSelector: { matchLabels: { app: ${app} } }`;
    expect(severities(peerMatchesNothing, named('monitorin', pods('grafana')) + monitoring)).toEqual(['error']);
    expect(severities(peerMatchesNothing, named('monitorin', pods('loki')) + monitoring)).toEqual(['warning']);
  });

  it('is none where a custom resource has the name: its operator makes the namespace', () => {
    const profile = 'apiVersion: kubeflow.org/v1\nkind: Profile\nmetadata: { name: monitorin }\n---\n';
    expect(severities(peerMatchesNothing, named('monitorin') + monitoring + profile)).toEqual([]);
  });
});
