import { ingressBackendBlocked } from '../../../lib/audit/rules/outages/ingress-backend-blocked';
import { type AuditInput, findingsOf, reasonsOf } from '../findings-of';
import { namespaceYaml, podYaml, policyYaml } from '../shop-yaml';

const rule = ingressBackendBlocked;

const service = (type = 'ClusterIP', target = '8080') => `apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
spec:
  type: ${type}
  selector: {app: web}
  ports: [{port: 443, targetPort: ${target}}]
---
`;

const ingress = (rules: string, name = 'shop/web') =>
  policyYaml(name, `podSelector: {matchLabels: {app: web}}\npolicyTypes: [Ingress]\ningress:\n${rules}`);

const site = `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: site, namespace: shop}
spec:
  rules: [{http: {paths: [{backend: {service: {name: web, port: {number: 443}}}}]}}]
---
`;
const web = podYaml('shop/web', ['8080']) + podYaml('shop/api');
const from = (peers: string) => ingress(`  - from: [${peers}]\n    ports: [{port: 8080}]`);
const nginx = '{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: ingress-nginx}}}';

test('only pods of its own namespace are let in: at the Service of the path', () => {
  expect(findingsOf(rule, site + web + service() + from('{podSelector: {matchLabels: {app: api}}}'))).toMatchObject([
    {
      at: '5:54',
      text: 'web',
      subject: 'Ingress shop site',
      message: expect.stringContaining('lets no ingress controller in on TCP 8080'),
    },
  ]);
});

test('the controller of the input is the one that counts', () => {
  const controller = podYaml('edge/gate').replace('{app: gate}', '{app.kubernetes.io/name: traefik}');
  expect(findingsOf(rule, site + web + service() + controller + from(nginx))).toHaveLength(1);
  expect(
    findingsOf(
      rule,
      site +
        web +
        service() +
        controller +
        from('{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: edge}}}'),
    ),
  ).toEqual([]);
});

describe('a controller that is not known by its labels', () => {
  const known = podYaml('ingress-nginx/nginx').replace(
    '{app: nginx}',
    '{app.kubernetes.io/name: ingress-nginx, app.kubernetes.io/component: controller}',
  );
  const edge = (type: string) =>
    podYaml('shop/edge', ['8080']) +
    service(type).replace('name: web', 'name: edge').replace('app: web', 'app: edge') +
    from('{podSelector: {matchLabels: {app: edge}}}');
  const input = site + web + service() + known;
  const classed = (name: string) => input.replace('spec:\n  rules:', `spec:\n  ingressClassName: ${name}\n  rules:`);

  test('may be whoever clients from outside are led to', () => {
    expect(findingsOf(rule, input + edge('LoadBalancer'))).toEqual([]);
    expect(findingsOf(rule, input + edge('ClusterIP'))).toHaveLength(1);
    expect(findingsOf(rule, classed('nginx') + edge('LoadBalancer'))).toHaveLength(1);
  });

  test('may be the one that serves a class of another name', () => {
    const fromElsewhere = from('{namespaceSelector: {matchLabels: {team: edge}}}') + namespaceYaml('ingress-nginx');
    expect(findingsOf(rule, input + fromElsewhere)).toHaveLength(1);
    expect(findingsOf(rule, classed('nginx') + fromElsewhere)).toHaveLength(1);
    expect(findingsOf(rule, classed('haproxy') + fromElsewhere)).toEqual([]);
  });
});

test.each([
  ['the usual controller is let in', from(nginx)],
  ['everyone is let in', ingress('  - {}')],
  ['nothing isolates the pods', ''],
])('not where %s', (_, text) => {
  expect(findingsOf(rule, site + web + service() + text)).toEqual([]);
  expect(reasonsOf(rule, site + web + service() + text)).toEqual([]);
});

test.each([
  ['addresses', '{ipBlock: {cidr: 10.0.0.0/24}}'],
  ['pods of another namespace', '{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: gateways}}}'],
  ['pods that the input does not have', '{podSelector: {matchLabels: {app: my-gateway}}}'],
])('%s may be the controller', (_, peer) => {
  expect(findingsOf(rule, site + web + service() + from(peer))).toEqual([]);
  expect(reasonsOf(rule, site + web + service() + from(peer))).toHaveLength(1);
});

test('a load balancer comes from addresses', () => {
  const text = web + from('{namespaceSelector: {}}');
  expect(findingsOf(rule, service('LoadBalancer') + text)).toMatchObject([
    { at: '5:9', text: 'LoadBalancer', subject: 'Service shop web' },
  ]);
  expect(findingsOf(rule, service('ClusterIP') + text)).toEqual([]);
  expect(findingsOf(rule, service('LoadBalancer') + web + from('{ipBlock: {cidr: 203.0.113.0/24}}'))).toEqual([]);
});

describe('routes of the Gateway API', () => {
  const route = (
    kind: string,
    gateway = 'namespace: gateways, name: public',
  ) => `apiVersion: gateway.networking.k8s.io/v1
kind: ${kind}
metadata: {name: site, namespace: shop}
spec:
  parentRefs: [{${gateway}}]
  rules: [{backendRefs: [{name: web, port: 443}]}]
---
`;
  const kinds = ['HTTPRoute', 'GRPCRoute', 'TLSRoute', 'TCPRoute', 'UDPRoute'];

  test.each(kinds)('a %s is blocked where nobody comes in from another namespace', (kind) => {
    expect(findingsOf(rule, route(kind) + web + service() + from('{podSelector: {}}'))).toMatchObject([
      {
        at: '6:33',
        text: 'web',
        subject: `${kind} shop site`,
        message: expect.stringContaining('lets no Gateway in on TCP 8080'),
      },
    ]);
    expect(findingsOf(rule, route(kind) + web + service() + ingress('  - {}'))).toEqual([]);
  });

  test('the pods of a Gateway may be beside it, and any pods of another namespace', () => {
    const own = route('HTTPRoute', 'name: public') + web + service();
    expect(findingsOf(rule, own + from('{podSelector: {}}'))).toEqual([]);
    expect(reasonsOf(rule, own + from('{podSelector: {}}'))).toHaveLength(1);
    expect(findingsOf(rule, own + from('{podSelector: {matchLabels: {app: api}}}'))).toHaveLength(1);
  });

  test('a controller of Ingresses in the input says nothing of Gateways', () => {
    const labels = '{app.kubernetes.io/name: ingress-nginx, app.kubernetes.io/component: controller}';
    const controller = podYaml('ingress-nginx/gate').replace('{app: gate}', labels);
    const gateways = '{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: gateways}}}';
    const text = web + service() + controller + from(gateways);
    expect(findingsOf(rule, route('HTTPRoute') + text)).toEqual([]);
    expect(findingsOf(rule, site + text)).toHaveLength(1);
  });

  test('a route of the mesh is asked about nothing', () => {
    const text = route('HTTPRoute', 'kind: Service, group: "", name: web') + web + service();
    expect(findingsOf(rule, text + from('{podSelector: {matchLabels: {app: api}}}'))).toEqual([]);
  });
});

describe('Routes of OpenShift', () => {
  const route = (port = '') => `apiVersion: route.openshift.io/v1
kind: Route
metadata: {name: site, namespace: shop}
spec:
  to: {kind: Service, name: web}
${port === '' ? '' : `  port: {targetPort: ${port}}\n`}---
`;
  const text = route() + web + service();
  const byLabel = (key: string, value: string) => from(`{namespaceSelector: {matchLabels: {${key}: ${value}}}}`);

  test('one whose pods let nobody in from outside the namespace is blocked', () => {
    expect(findingsOf(rule, text + from('{podSelector: {}}'))).toMatchObject([
      {
        at: '5:29',
        text: 'web',
        subject: 'Route shop site',
        message: expect.stringContaining('lets no router of OpenShift in on TCP 8080'),
        help: [expect.stringContaining('network.openshift.io/policy-group: ingress'), expect.any(String)],
      },
    ]);
  });

  test.each([
    ['the label of today', byLabel('policy-group.network.openshift.io/ingress', '""')],
    ['the label of before', byLabel('network.openshift.io/policy-group', 'ingress')],
    ['the name of its namespace', byLabel('kubernetes.io/metadata.name', 'openshift-ingress')],
    ['the network of the nodes', byLabel('policy-group.network.openshift.io/host-network', '""')],
  ])('the router is let in by %s, also beside another controller', (_, policy) => {
    const labels = '{app.kubernetes.io/name: ingress-nginx, app.kubernetes.io/component: controller}';
    const nginxPod = podYaml('ingress-nginx/gate').replace('{app: gate}', labels);
    for (const entrance of [text, text + nginxPod, site + text + nginxPod]) {
      expect(findingsOf(rule, entrance + policy)).toEqual([]);
      expect(reasonsOf(rule, entrance + policy)).toEqual([]);
    }
  });

  test('the router of a dump is known by its label, on the network of the nodes too', () => {
    const labels = '{ingresscontroller.operator.openshift.io/deployment-ingresscontroller: internal}';
    const router = (spec = '') => podYaml('openshift-ingress/router', [], '', spec).replace('{app: router}', labels);
    const usual = byLabel('policy-group.network.openshift.io/ingress', '""');
    const nodes: AuditInput = { cluster: { nodeCidrs: ['10.1.0.0/16'] } };
    expect(findingsOf(rule, text + router() + usual)).toEqual([]);
    expect(findingsOf(rule, text + router('hostNetwork: true') + usual, nodes)).toEqual([]);
    expect(findingsOf(rule, text + router() + from('{podSelector: {}}'))).toHaveLength(1);
  });

  test('its port is one of the endpoints: the name that the Service gives, or the number of the pods', () => {
    const two = podYaml('shop/web', ['8080', '9090']);
    const named = service().replace(
      '[{port: 443, targetPort: 8080}]',
      '[{name: http, port: 80, targetPort: 8080}, {name: m, port: 9000, targetPort: 9090}]',
    );
    const metrics = ingress('  - ports: [{port: 9090}]');
    for (const port of ['http', '8080', '"8080"'])
      expect(findingsOf(rule, route(port) + two + named + metrics)).toMatchObject([
        { message: expect.stringContaining('TCP 8080') },
      ]);
    for (const port of ['m', '9090']) expect(findingsOf(rule, route(port) + two + named + metrics)).toEqual([]);
  });
});

test('on OpenShift the nodes of a load balancer are let in as the network of the nodes', () => {
  const nodes = '{namespaceSelector: {matchLabels: {policy-group.network.openshift.io/host-network: ""}}}';
  expect(findingsOf(rule, service('LoadBalancer') + web + from(nodes))).toEqual([]);
});

describe('where the controller of the input may not be the one, or may come another way', () => {
  const controller = podYaml('edge/gate').replace('{app: gate}', '{app.kubernetes.io/name: traefik}');
  const of = (ingressClass: string) => site.replace('spec:\n', `spec:\n  ingressClassName: ${ingressClass}\n`);
  const old = site.replace('namespace: shop}', "namespace: shop, annotations: {kubernetes.io/ingress.class: 'alb'}}");
  const other = from('{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: load-balancers}}}');
  const byLabel = from('{namespaceSelector: {matchLabels: {purpose: edge}}}');

  test.each([
    ['the Ingress names the class of another', of('alb') + other],
    ['the Ingress names it as before', old + other],
    ['the labels of its namespace are not known', site + byLabel],
  ])('unclear: %s', (_, text) => {
    expect(findingsOf(rule, text + web + service() + controller)).toEqual([]);
    expect(reasonsOf(rule, text + web + service() + controller)).toHaveLength(1);
  });

  test.each([
    ['its own class is named', of('traefik-internal') + other],
    ['only pods are let in that are known to be others', of('alb') + from('{podSelector: {matchLabels: {app: api}}}')],
    ['its namespace is known to have other labels', site + byLabel + namespaceYaml('edge')],
  ])('closed: %s', (_, text) => {
    expect(findingsOf(rule, text + web + service() + controller)).toMatchObject([{ severity: 'error' }]);
  });

  test('unclear: the pods let in what comes by the ambient mesh, on its port', () => {
    const mesh = ingress('  - ports: [{port: 15008}]');
    const namespaced = ingress(`  - from: [${nginx}]\n    ports: [{port: 15008}]`);
    for (const text of [mesh, namespaced]) {
      expect(findingsOf(rule, site + web + service() + text)).toEqual([]);
      expect(reasonsOf(rule, site + web + service() + text)).toMatchObject([expect.stringContaining('mesh')]);
    }
    const near = ingress('  - from: [{podSelector: {matchLabels: {app: api}}}]\n    ports: [{port: 15008}]');
    expect(findingsOf(rule, site + web + service() + near)).toHaveLength(1);
  });
});

test('what is proposed has the ports that are closed', () => {
  const closed = from('{podSelector: {}}');
  const help = (text: string) => findingsOf(rule, text + web + closed).flatMap((each) => each.help);
  expect(help(service('LoadBalancer'))).toEqual([
    'let the clients or the nodes in: {from: [{ipBlock: {cidr: …}}], ports: [{ port: 8080 }]}',
    'with netpact: flow(nodes()).to(web).port(8080), or flow(internet()) with externalTrafficPolicy: Local',
  ]);
  expect(help(service() + site)).toContain('with netpact: flow(ingressNginx).to(web).port(8080)');
});
