import { loadTexts } from '../../../lib/k8s/load';

const load = (text: string) => loadTexts([{ file: 'a.yaml', text }]);
const callers = (text: string) => load(text).resources.serviceCallers.map(({ origin: _, ...rest }) => rest);

test('a webhook names Services of any namespace, and port 443 where it names none', () => {
  const text = [
    'apiVersion: admissionregistration.k8s.io/v1',
    'kind: ValidatingWebhookConfiguration',
    'metadata: {name: checks}',
    'webhooks:',
    '  - name: a.example.com',
    '    failurePolicy: Ignore',
    '    clientConfig: {service: {namespace: ops, name: hooks, path: /a}}',
    '  - name: b.example.com',
    '    clientConfig: {url: https://example.com}',
    '  - name: c.example.com',
    '    clientConfig:',
    '      service:',
    '        namespace: ops',
    '        name: hooks',
    '        port: 8443',
  ].join('\n');
  expect(callers(text)).toEqual([
    {
      kind: 'ValidatingWebhookConfiguration',
      namespace: '',
      name: 'checks',
      caller: 'api-server',
      references: [
        {
          field: 'webhooks[0].clientConfig.service.name',
          namespace: 'ops',
          name: 'hooks',
          port: 443,
          portField: 'webhooks[0].clientConfig.service.port',
          isOptional: true,
        },
        {
          field: 'webhooks[2].clientConfig.service.name',
          namespace: 'ops',
          name: 'hooks',
          port: 8443,
          portField: 'webhooks[2].clientConfig.service.port',
          isOptional: false,
        },
      ],
    },
  ]);
  const [caller] = load(text).resources.serviceCallers;
  expect(caller?.origin.span(caller.references[1]?.field)).toMatchObject({ line: 14, column: 15, endColumn: 20 });
});

test('an aggregated API is called by the API server; one without a Service is served by the API server itself', () => {
  const text = (spec: string) =>
    `apiVersion: apiregistration.k8s.io/v1\nkind: APIService\nmetadata: {name: v1.m}\nspec: ${spec}`;
  expect(callers(text('{service: {namespace: monitoring, name: adapter}}'))).toMatchObject([
    { caller: 'api-server', references: [{ field: 'spec.service.name', name: 'adapter', port: 443 }] },
  ]);
  expect(callers(text('{service: null}'))).toMatchObject([{ references: [] }]);
});

test('an Ingress names Services of its own namespace, in the versions of today and before', () => {
  const text = `
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: site, namespace: shop}
spec:
  defaultBackend: {service: {name: fallback, port: {number: 80}}}
  rules:
    - http: {paths: [{path: /, backend: {service: {name: web, port: {name: http}}}}]}
    - http: {paths: [{path: /, backend: {resource: {kind: Bucket, name: files}}}]}
---
apiVersion: extensions/v1beta1
kind: Ingress
metadata: {name: old}
spec: {rules: [{http: {paths: [{backend: {serviceName: web, servicePort: 80}}]}}]}
`;
  expect(callers(text)).toMatchObject([
    {
      namespace: 'shop',
      caller: 'ingress-controller',
      references: [
        { field: 'spec.defaultBackend.service.name', namespace: 'shop', name: 'fallback', port: 80 },
        { field: 'spec.rules[0].http.paths[0].backend.service.name', name: 'web', port: 'http' },
      ],
    },
    { namespace: 'default', references: [{ field: 'spec.rules[0].http.paths[0].backend.serviceName', port: 80 }] },
  ]);
});

test('an HTTPRoute may name Services of other namespaces, and things that are no Services', () => {
  const text = `
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: site, namespace: shop}
spec:
  rules:
    - backendRefs: [{name: web, port: 80}, {name: api, namespace: orders, port: 8080}, {group: x.io, kind: Bucket, name: b}]
`;
  const at = (index: number) => ({
    field: `spec.rules[0].backendRefs[${index}].name`,
    portField: `spec.rules[0].backendRefs[${index}].port`,
  });
  expect(callers(text)[0]?.references).toEqual([
    { ...at(0), namespace: 'shop', name: 'web', port: 80 },
    { ...at(1), namespace: 'orders', name: 'api', port: 8080 },
  ]);
});

test('what cannot be read names no Service and stops nothing', () => {
  const text = `
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: odd}
spec: {rules: [7, {http: {paths: {}}}, {http: {paths: [{backend: web}]}}]}
`;
  expect(load(text).findings).toEqual([]);
  expect(callers(text)).toMatchObject([{ references: [] }]);
});

test('kinds of these names in other groups are not read', () => {
  const { resources, otherKinds } = load('apiVersion: traefik.io/v1\nkind: Ingress\nmetadata: {name: a}');
  expect(resources.serviceCallers).toEqual([]);
  expect(otherKinds.get('Ingress')).toBe(1);
});

test('two different Ingresses of one name are one too many', () => {
  const one = (port: number) => `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: site}
spec: {defaultBackend: {service: {name: web, port: {number: ${port}}}}}
`;
  expect(load(`${one(80)}---\n${one(81)}`).findings).toMatchObject([{ code: 'duplicate-object' }]);
  expect(load(`${one(80)}---\n${one(80)}`).resources.serviceCallers).toHaveLength(1);
});

describe('routes of the Gateway API', () => {
  const route = (kind: string, spec: string) =>
    callers(
      `apiVersion: gateway.networking.k8s.io/v1\nkind: ${kind}\nmetadata: {name: r, namespace: shop}\nspec: ${spec}`,
    );

  test.each(['HTTPRoute', 'GRPCRoute', 'TLSRoute', 'TCPRoute', 'UDPRoute'])('a %s leads to its backends', (kind) => {
    const [caller] = route(kind, '{rules: [{backendRefs: [{name: web, port: 80}]}]}');
    expect(caller).toEqual({
      kind,
      namespace: 'shop',
      name: 'r',
      caller: 'ingress-controller',
      references: [
        {
          field: 'spec.rules[0].backendRefs[0].name',
          namespace: 'shop',
          name: 'web',
          port: 80,
          portField: 'spec.rules[0].backendRefs[0].port',
        },
      ],
    });
  });

  test('hosts and paths of its requests are kept; a match without a path means every path', () => {
    const refs = '[{name: web, port: 80}]';
    const spec = `{hostnames: [a.example, b.example], rules: [
      {matches: [{path: {type: PathPrefix, value: /a}}, {path: {value: /b}}], backendRefs: ${refs}},
      {matches: [{path: {value: /a}}, {headers: []}, {method: GET}], backendRefs: ${refs}},
      {backendRefs: ${refs}}]}`;
    const hosts = ['a.example', 'b.example'];
    const references = route('HTTPRoute', spec)[0]?.references ?? [];
    expect(references.map((each) => ({ hosts: each.hosts, paths: each.paths }))).toEqual([
      { hosts, paths: ['/a', '/b'] },
      { hosts, paths: undefined },
      { hosts, paths: undefined },
    ]);
    const grpc = '{rules: [{matches: [{method: {service: pay.Till, method: Book}}, {method: {service: pay.Log}}], ';
    expect(route('GRPCRoute', `${grpc}backendRefs: ${refs}}]}`)[0]?.references[0]?.paths).toEqual([
      '/pay.Till/Book',
      '/pay.Log/',
    ]);
  });

  test('a backend of weight 0 gets no requests', () => {
    const refs = '[{name: old, port: 80, weight: 1}, {name: next, port: 80, weight: 0}]';
    expect(route('HTTPRoute', `{rules: [{backendRefs: ${refs}}]}`)[0]?.references).toMatchObject([{ name: 'old' }]);
  });

  test('a route whose parents are Services gets its requests from the mesh, not from a Gateway', () => {
    const spec = (parents: string) => `{parentRefs: [${parents}], rules: []}`;
    expect(route('HTTPRoute', spec('{kind: Service, group: "", name: web}'))[0]?.caller).toBe('mesh');
    expect(route('HTTPRoute', spec('{kind: Service, name: web}, {name: public}'))[0]?.caller).toBe(
      'ingress-controller',
    );
    expect(route('HTTPRoute', spec('{name: public}, {name: inner, namespace: edge}'))[0]).toMatchObject({
      caller: 'ingress-controller',
      gatewayNamespaces: ['shop', 'edge'],
    });
  });
});

test('an Ingress says for which host and path it names a Service', () => {
  const text = `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: site}
spec:
  defaultBackend: {service: {name: web, port: {number: 80}}}
  rules:
    - host: shop.example
      http: {paths: [{path: /api, backend: {service: {name: api, port: {number: 80}}}}]}
`;
  expect(callers(text)[0]?.references.map(({ name, hosts, paths }) => ({ name, hosts, paths }))).toEqual([
    { name: 'web', hosts: undefined, paths: undefined },
    { name: 'api', hosts: ['shop.example'], paths: ['/api'] },
  ]);
});

test('a Route of OpenShift names a port of the endpoints, and Services that get requests', () => {
  const text = `apiVersion: route.openshift.io/v1
kind: Route
metadata: {name: site, namespace: shop}
spec:
  host: shop.example
  path: /api
  to: {kind: Service, name: web, weight: 90}
  alternateBackends: [{kind: Service, name: next, weight: 10}, {kind: Service, name: off, weight: 0}]
  port: {targetPort: http}
`;
  const shared = {
    namespace: 'shop',
    endpointPort: 'http',
    portField: 'spec.port.targetPort',
    hosts: ['shop.example'],
    paths: ['/api'],
  };
  expect(callers(text)).toEqual([
    {
      kind: 'Route',
      namespace: 'shop',
      name: 'site',
      caller: 'ingress-controller',
      references: [
        { field: 'spec.to.name', name: 'web', ...shared },
        { field: 'spec.alternateBackends[0].name', name: 'next', ...shared },
      ],
    },
  ]);
  const { otherKinds } = load(text.replace('route.openshift.io', 'serving.knative.dev'));
  expect(otherKinds.get('Route')).toBe(1);
});

describe('definitions of custom resources', () => {
  const definition = (conversion: string, versions = '[{name: v1}, {name: v2}]', version = 'v1') =>
    `apiVersion: apiextensions.k8s.io/${version}
kind: CustomResourceDefinition
metadata:
  name: carts.shop.example
spec:
  versions: ${versions}
  conversion: ${conversion}
`;
  const service = 'clientConfig: {service: {namespace: ops, name: hooks, path: /convert}}';

  test('one that a webhook converts is called by the API server, and counted with those that are not read', () => {
    const text = definition(`{strategy: Webhook, webhook: {${service}}}`);
    expect(callers(text)).toEqual([
      {
        kind: 'CustomResourceDefinition',
        namespace: '',
        name: 'carts.shop.example',
        caller: 'api-server',
        references: [
          {
            field: 'spec.conversion.webhook.clientConfig.service.name',
            namespace: 'ops',
            name: 'hooks',
            port: 443,
            portField: 'spec.conversion.webhook.clientConfig.service.port',
          },
        ],
      },
    ]);
    expect(load(text).otherKinds.get('CustomResourceDefinition')).toBe(1);
    const old = definition(`{strategy: Webhook, webhookC${service.slice(1)}}`, undefined, 'v1beta1');
    expect(callers(old)[0]?.references[0]?.field).toBe('spec.conversion.webhookClientConfig.service.name');
  });

  test('one version is never converted, and a conversion by name only calls nobody', () => {
    const none = [
      definition(`{strategy: Webhook, webhook: {${service}}}`, '[{name: v1}]'),
      definition('{strategy: None}'),
      definition('{strategy: Webhook, webhook: {clientConfig: {url: https://hooks.example}}}'),
    ];
    for (const text of none) {
      expect(callers(text)).toEqual([]);
      expect(load(text).otherKinds.get('CustomResourceDefinition')).toBe(1);
    }
  });

  test('the same one twice is one, and two that differ stop nothing', () => {
    const one = definition(`{strategy: Webhook, webhook: {${service}}}`);
    expect(callers(`${one}---\n${one}`)).toHaveLength(1);
    const twice = load(`${one}---\n${one.replaceAll('v2', 'v3').replace('hooks', 'others')}`);
    expect(twice.findings).toEqual([]);
    expect(twice.resources.serviceCallers).toHaveLength(2);
  });
});

test('one Ingress for two stages is read once, and the note says of which the hosts are', () => {
  const one = (host: string) => `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: site}
spec: {rules: [{host: ${host}, http: {paths: [{backend: {service: {name: web, port: {number: 80}}}}]}}]}
`;
  const { findings, notes, resources } = load(`${one('a.example')}---\n${one('b.example')}`);
  expect(findings).toEqual([]);
  expect(notes.map(({ message }) => message)).toEqual([
    'Ingress default/site is in the input twice, and both lead to the same Services: the first is read',
  ]);
  expect(resources.serviceCallers[0]?.references[0]?.hosts).toEqual(['a.example']);
});
