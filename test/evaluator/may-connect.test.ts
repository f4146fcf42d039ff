import { factsOf, pod } from './facts';
import { policiesIn } from './policies';

const web = pod('shop', { app: 'web' });
const api = pod('shop', { app: 'api' });

/** A policy of namespace shop; `spec` is YAML in one line. */
const policy = (spec: string) =>
  policiesIn(`{kind: NetworkPolicy, metadata: {name: p, namespace: shop}, spec: ${spec}}`);

test('without policies everything is open', () => {
  factsOf([]).allows(web, api, 80, '53/UDP', '9/SCTP');
});

test('a policy without rules isolates its own namespace in its own direction only', () => {
  const { allows, denies } = factsOf(policy('{podSelector: {}, policyTypes: [Ingress]}'));
  denies(web, api, 80, '80/UDP');
  denies('192.0.2.1', api, 80);
  allows(api, '192.0.2.1', 80);
  allows(web, pod('other', { app: 'api' }), 80);
});

test('without policyTypes an empty egress list isolates ingress, and a filled one both', () => {
  factsOf(policy('{podSelector: {}, egress: []}')).allows(web, '192.0.2.1', 80);
  factsOf(policy('{podSelector: {}, egress: [{ports: [{port: 1}]}]}')).denies(web, '192.0.2.1', 80);
});

test('a rule without peers and ports, also a null one, allows everything', () => {
  factsOf(policy('{podSelector: {}, policyTypes: [Ingress], ingress: [{}]}')).allows(web, api, 80, '80/UDP');
  factsOf(policy('{podSelector: {}, policyTypes: [Ingress], ingress: [null]}')).allows('192.0.2.1', api, 80);
  factsOf(policy('{podSelector: {}, policyTypes: [Ingress], ingress: [{from: []}]}')).allows('192.0.2.1', api, 80);
});

test('one entry with both selectors is AND, two entries are OR', () => {
  const prodWeb = pod('a', { app: 'web' }, { env: 'prod' });
  const and = factsOf(
    policy(
      '{podSelector: {}, ingress: [{from: [{namespaceSelector: {matchLabels: {env: prod}}, podSelector: {matchLabels: {app: web}}}]}]}',
    ),
  );
  and.allows(prodWeb, api, 80);
  and.denies(pod('a', { app: 'x' }, { env: 'prod' }), api, 80);
  and.denies(web, api, 80);
  const or = factsOf(
    policy(
      '{podSelector: {}, ingress: [{from: [{namespaceSelector: {matchLabels: {env: prod}}}, {podSelector: {matchLabels: {app: web}}}]}]}',
    ),
  );
  or.allows(pod('a', { app: 'x' }, { env: 'prod' }), api, 80);
  or.allows(web, api, 80);
  or.denies(pod('a', { app: 'web' }), api, 80);
});

test('NotIn and DoesNotExist match pods without the key, In and Exists need it', () => {
  const from = (expression: string) =>
    factsOf(policy(`{podSelector: {}, ingress: [{from: [{podSelector: {matchExpressions: [${expression}]}}]}]}`));
  from('{key: tier, operator: NotIn, values: [a]}').allows(web, api, 80);
  from('{key: tier, operator: DoesNotExist}').allows(web, api, 80);
  from('{key: tier, operator: In, values: [a, ""]}').denies(web, api, 80);
  from('{key: tier, operator: Exists}').denies(web, api, 80);
});

test('ports: a missing protocol is TCP, endPort is inclusive, a name is looked up on the target', () => {
  const on = (port: string) => factsOf(policy(`{podSelector: {}, ingress: [{ports: [${port}]}]}`));
  on('{}').allows(web, api, 1, 65535);
  on('{}').denies(web, api, '80/UDP');
  on('{port: 80, endPort: 82}').allows(web, api, 80, 82);
  on('{port: 80, endPort: 82}').denies(web, api, 79, 83);
  const named = { ...api, ports: [{ name: 'http', port: 8080, protocol: 'TCP' }] };
  on('{port: http}').allows(web, named, 8080);
  on('{port: http}').denies(web, named, 80, '8080/UDP');
  on('{port: http}').denies(web, api, 8080);
});

test('an ipBlock is its range less its holes, in its own family', () => {
  const { allows, denies } = factsOf(
    policy(
      '{podSelector: {}, policyTypes: [Egress], egress: [{to: [{ipBlock: {cidr: 10.0.0.0/8, except: [10.0.1.0/24]}}, {ipBlock: {cidr: "2001:db8::/32"}}]}]}',
    ),
  );
  allows(web, '10.0.0.255', 80);
  allows(web, '10.0.2.0', 80);
  allows(web, '2001:db8:ffff::1', 80);
  denies(web, '10.0.1.0', 80);
  denies(web, '10.0.1.255', 80);
  denies(web, '11.0.0.0', 80);
  denies(web, '2001:db9::', 80);
});

test('a connection needs both ends', () => {
  const both = policiesIn(
    '{kind: NetworkPolicy, metadata: {name: in, namespace: shop}, spec: {podSelector: {matchLabels: {app: api}}, ingress: [{}]}}',
    '{kind: NetworkPolicy, metadata: {name: out, namespace: shop}, spec: {podSelector: {matchLabels: {app: web}}, policyTypes: [Egress]}}',
  );
  factsOf(both).denies(web, api, 80);
  factsOf(both).allows(api, web, 80);
});
