import { ingressBackendMissing } from '../../../lib/audit/rules/outages/ingress-backend-missing';
import { audit, findingsOf, reasonsOf } from '../findings-of';
import { podYaml, serviceYaml } from '../shop-yaml';

const rule = ingressBackendMissing;
const web = podYaml('shop/web', ['8080']);
const shop = serviceYaml('shop/web', ['80:8080']) + web;

const backends = (
  list: readonly (readonly [service: string, port: string])[],
  name = 'site',
) => `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: ${name}, namespace: shop}
spec:
  rules:
    - http:
        paths:
${list.map(([service, port]) => `          - {path: /, backend: {service: {name: ${service}, port: {${port}}}}}`).join('\n')}
---
`;
const site = (service: string, port = 'number: 80') => backends([[service, port]]);

test('a Service that the input does not have is named where it is written, with the one that was meant', () => {
  expect(findingsOf(rule, site('wbe') + shop)).toEqual([
    {
      at: '8:49',
      text: 'wbe',
      subject: 'Ingress shop site',
      field: 'spec.rules[0].http.paths[0].backend.service.name',
      severity: 'error',
      message: 'Ingress shop/site names Service shop/wbe, which is not in the input',
      notes: ['the input has one Service of shop: web'],
      help: ['did you mean web?'],
    },
  ]);
  const front = serviceYaml('shop/frontend', ['80']);
  expect(findingsOf(rule, site('frontent') + front + shop)).toMatchObject([{ help: ['did you mean frontend?'] }]);
});

test('a port that the Service does not have is named where it is written', () => {
  expect(findingsOf(rule, site('web', 'number: 81') + shop)).toMatchObject([
    {
      at: '8:69',
      text: '81',
      field: 'spec.rules[0].http.paths[0].backend.service.port.number',
      severity: 'error',
      message: 'Ingress shop/site names port 81 of Service shop/web, which has 80 (p80)',
      help: ['name one of its ports'],
    },
  ]);
  expect(findingsOf(rule, site('web', 'name: p81') + shop)).toMatchObject([
    { text: 'p81', severity: 'error', help: ['did you mean p80?'] },
  ]);
});

test('a targetPort is no port of a Service, though ingress-nginx takes it', () => {
  expect(findingsOf(rule, site('web', 'number: 8080') + shop)).toMatchObject([
    {
      severity: 'warning',
      notes: [expect.stringContaining('ingress-nginx')],
      help: ['write 80: 8080 is its targetPort, the port of the pods'],
    },
  ]);
  const route = gatewayRoute('{name: web, port: 8080}');
  expect(findingsOf(rule, route + shop)).toMatchObject([
    { severity: 'error', help: [expect.stringContaining('write 80')] },
  ]);
});

test.each([
  ['the number of its port', 'number: 80'],
  ['the name of its port', 'name: p80'],
])('%s is right', (_, port) => {
  expect(audit(rule, site('web', port) + shop)).toEqual({ findings: [], unknown: [] });
});

test('an old Ingress may write the number as text', () => {
  const old = `apiVersion: extensions/v1beta1
kind: Ingress
metadata: {name: site, namespace: shop}
spec: {backend: {serviceName: web, servicePort: "80"}}
---
`;
  expect(findingsOf(rule, old + shop)).toEqual([]);
  expect(findingsOf(rule, old.replace('"80"', '"81"') + shop)).toMatchObject([{ text: '"81"' }]);
});

test('an action of a load balancer and the Service of the API server are not looked for', () => {
  expect(audit(rule, site('ssl-redirect', 'name: use-annotation') + shop)).toEqual({ findings: [], unknown: [] });
  const hook =
    webhook('namespace: default, name: kubernetes') + shop.replaceAll('namespace: shop', 'namespace: default');
  expect(audit(rule, hook)).toEqual({ findings: [], unknown: [] });
});

test('a Service of another name has any port, and one without a selector has its own', () => {
  const external = `apiVersion: v1
kind: Service
metadata: {name: out, namespace: shop}
spec: {type: ExternalName, externalName: example.com}
---
apiVersion: v1
kind: Service
metadata: {name: manual, namespace: shop}
spec: {ports: [{port: 80}]}
---
`;
  expect(findingsOf(rule, site('out', 'number: 443') + external + shop)).toEqual([]);
  expect(findingsOf(rule, site('manual', 'number: 443') + external + shop)).toHaveLength(1);
});

describe('where the input does not tell', () => {
  const reason = (text: string) => {
    const { findings, unknown } = audit(rule, text);
    expect(findings).toEqual([]);
    return unknown;
  };

  test('a namespace without workloads or without Services is filled by another repository', () => {
    expect(reason(site('api') + web)).toEqual([
      'Service shop/api is not in the input, and the input has no Service of the namespace shop',
    ]);
    expect(reason(site('api') + serviceYaml('shop/web', ['80']) + podYaml('ops/agent'))).toEqual([
      'Service shop/api is not in the input, and the input has no workload of the namespace shop',
    ]);
  });

  test('the cluster has Services of its own', () => {
    const hook =
      webhook('namespace: kube-system, name: metrics') + shop.replaceAll('namespace: shop', 'namespace: kube-system');
    expect(reason(hook)).toHaveLength(1);
  });

  test('Knative makes a Service of its own', () => {
    const knative = `apiVersion: serving.knative.dev/v1
kind: Service
metadata: {name: hello, namespace: shop}
spec: {template: {spec: {containers: [{image: a}]}}}
---
`;
    expect(reason(site('hello') + knative + shop)).toHaveLength(1);
  });

  const prometheus = `apiVersion: monitoring.coreos.com/v1
kind: Prometheus
metadata: {name: k8s, namespace: shop}
---
`;

  test('an operator of the input makes Services, and nothing that it may make is an error', () => {
    expect(reason(site('prometheus-operated', 'number: 9090') + prometheus + shop)).toEqual([
      expect.stringContaining('may be made at run time by the operator of'),
    ]);
    expect(findingsOf(rule, site('billing') + prometheus + shop)).toMatchObject([
      { severity: 'warning', notes: [expect.any(String), expect.stringContaining('the controllers of Prometheus')] },
    ]);
    const operator = serviceYaml('shop/prometheus-operator', ['80']);
    expect(reason(site('prometheus-operated') + prometheus + operator + shop)).toHaveLength(1);
  });

  test('a name that is surely misspelt is an error all the same', () => {
    const front = serviceYaml('shop/frontend', ['80']);
    expect(findingsOf(rule, site('frontned') + prometheus + front + shop)).toMatchObject([
      { severity: 'error', help: ['did you mean frontend?'] },
    ]);
  });

  test('where none of several Services is there it is a warning, and one of several an error', () => {
    const none = backends([
      ['cart', 'number: 80'],
      ['pay', 'number: 80'],
    ]);
    expect(findingsOf(rule, none + shop).map(({ severity }) => severity)).toEqual(['warning', 'warning']);
    const some = backends([
      ['cart', 'number: 80'],
      ['pay', 'number: 80'],
      ['web', 'number: 80'],
    ]);
    expect(findingsOf(rule, some + shop).map(({ severity }) => severity)).toEqual(['error', 'error']);
  });
});

test('a Service of another namespace is no backend of an Ingress, and the help says where it is', () => {
  const orders = serviceYaml('orders/api', ['80']) + podYaml('orders/api');
  expect(findingsOf(rule, site('api') + shop + orders)).toMatchObject([
    { help: ['there is a Service api in orders: name that namespace, or move one of the two'] },
  ]);
});

test('an object without a namespace may be meant for that of the Service', () => {
  const rest = (text: string) => text.replaceAll(/, namespace: shop|namespace: shop, /g, '');
  const text = rest(site('api') + shop) + serviceYaml('orders/api', ['80']) + podYaml('orders/api');
  expect(findingsOf(rule, text)).toMatchObject([
    { severity: 'warning', notes: [expect.any(String), expect.stringContaining('orders has one')] },
  ]);
});

const gatewayRoute = (ref: string, kind = 'HTTPRoute') => `apiVersion: gateway.networking.k8s.io/v1
kind: ${kind}
metadata: {name: site, namespace: shop}
spec: {rules: [{backendRefs: [${ref}]}]}
---
`;

test.each(['HTTPRoute', 'GRPCRoute', 'TLSRoute', 'TCPRoute', 'UDPRoute'])(
  'a %s is asked, in its own namespace and in others',
  (kind) => {
    expect(findingsOf(rule, gatewayRoute('{name: api, port: 80}', kind) + shop)).toMatchObject([{ text: 'api' }]);
    expect(findingsOf(rule, gatewayRoute('{name: web, port: 81}', kind) + shop)).toMatchObject([{ text: '81' }]);
    expect(findingsOf(rule, gatewayRoute('{name: web, port: 80}', kind) + shop)).toEqual([]);
    expect(reasonsOf(rule, gatewayRoute('{name: web, namespace: orders, port: 80}', kind) + shop)).toHaveLength(1);
    expect(audit(rule, gatewayRoute('{name: next, port: 80, weight: 0}', kind) + shop)).toEqual({
      findings: [],
      unknown: [],
    });
  },
);

describe('a Route of OpenShift', () => {
  const route = (port: string, to = 'web') => `apiVersion: route.openshift.io/v1
kind: Route
metadata: {name: site, namespace: shop}
spec: {to: {kind: Service, name: ${to}}, port: {targetPort: ${port}}}
---
`;

  test.each(['p80', '8080', '"8080"'])('finds the endpoints by %s', (port) => {
    expect(audit(rule, route(port) + shop)).toEqual({ findings: [], unknown: [] });
  });

  test('does not find them by the port of the Service, or by a name of containers', () => {
    expect(findingsOf(rule, route('80') + shop)).toMatchObject([
      {
        at: '4:59',
        text: '80',
        severity: 'error',
        message: 'Route shop/site names the endpoint port 80 of Service shop/web, whose endpoints have 8080 (p80)',
        help: ['write p80: the router compares with the endpoints'],
      },
    ]);
    const named = podYaml('shop/web', ['http:8080']) + serviceYaml('shop/web', ['80:http']);
    expect(findingsOf(rule, route('http') + named)).toMatchObject([{ help: [expect.stringContaining('write p80')] }]);
    expect(findingsOf(rule, route('8080') + named)).toEqual([]);
    expect(reasonsOf(rule, route('9090') + named)).toHaveLength(1);
  });

  test('may name endpoints that are managed by hand', () => {
    const manual = serviceYaml('shop/web', ['80']).replace('selector: { app: web }, ', '');
    expect(audit(rule, route('9999') + manual + web)).toEqual({ findings: [], unknown: [] });
  });
});

const webhook = (service: string, more = '') => `apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingWebhookConfiguration
metadata: {name: checks}
webhooks:
  - name: a.example.com${more}
    clientConfig: {service: {${service}}}
---
`;

describe('what the API server calls', () => {
  const ask = 'namespace: shop, name: web';

  test('a webhook asks for port 443 where it names none', () => {
    expect(findingsOf(rule, webhook(ask) + shop)).toMatchObject([
      {
        at: '6:20',
        severity: 'error',
        message: 'ValidatingWebhookConfiguration checks names port 443 of Service shop/web, which has 80 (p80)',
        notes: ['where no port is written, 443 is asked for'],
      },
    ]);
    expect(findingsOf(rule, webhook(`${ask}, port: 80`) + shop)).toEqual([]);
  });

  test('one that may fail is a warning', () => {
    const text = webhook('namespace: shop, name: hooks', '\n    failurePolicy: Ignore') + shop;
    expect(findingsOf(rule, text)).toMatchObject([{ severity: 'warning' }]);
  });

  test('a Service that two webhooks name is missing once', () => {
    const two = webhook('namespace: shop, name: hooks').replace(
      '---\n',
      '  - clientConfig: {service: {namespace: shop, name: hooks, port: 8443}}\n---\n',
    );
    expect(findingsOf(rule, two + shop)).toHaveLength(1);
  });

  test('aggregated APIs and conversion webhooks too', () => {
    const api = `apiVersion: apiregistration.k8s.io/v1
kind: APIService
metadata: {name: v1.metrics}
spec: {service: {namespace: shop, name: metrics}}
---
`;
    const definition = `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: carts.example.com}
spec:
  versions: [{name: v1}, {name: v2}]
  conversion: {strategy: Webhook, webhook: {clientConfig: {service: {namespace: shop, name: convert}}}}
---
`;
    expect(findingsOf(rule, api + shop)).toMatchObject([{ text: 'metrics', subject: 'APIService v1.metrics' }]);
    expect(findingsOf(rule, definition + shop)).toMatchObject([
      { text: 'convert', subject: 'CustomResourceDefinition carts.example.com' },
    ]);
  });
});

test('an Ingress may say that it knows', () => {
  const text = site('api').replace(
    'namespace: shop}',
    "namespace: shop, annotations: {netpact.dev/ignore: ingress-backend-missing, netpact.dev/ignore-reason: 'of the other team'}}",
  );
  expect(findingsOf(rule, text + shop)).toEqual([]);
});
