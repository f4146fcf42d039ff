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
          isOptional: true,
        },
        {
          field: 'webhooks[2].clientConfig.service.name',
          namespace: 'ops',
          name: 'hooks',
          port: 8443,
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
  expect(callers(text)[0]?.references).toEqual([
    { field: 'spec.rules[0].backendRefs[0].name', namespace: 'shop', name: 'web', port: 80 },
    { field: 'spec.rules[0].backendRefs[1].name', namespace: 'orders', name: 'api', port: 8080 },
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
