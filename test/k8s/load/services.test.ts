import { loadTexts } from '../../../lib/k8s/load';

const load = (spec: string, metadata = 'name: web') =>
  loadTexts([{ file: 'a.yaml', text: `apiVersion: v1\nkind: Service\nmetadata: {${metadata}}\nspec: ${spec}\n` }]);
const service = (spec: string, metadata?: string) => load(spec, metadata).resources.services[0];
const ports = '[{port: 80, nodePort: 30080}, {port: 81}, {port: 82, nodePort: 0}, {port: 83, nodePort: null}]';

test('a port of the nodes is read where the manifest fixes it', () => {
  const read = service(`{type: NodePort, ports: ${ports}}`)?.ports.map(({ nodePort }) => nodePort);
  expect(read).toEqual([30080, undefined, undefined, undefined]);
});

test('a target that is left out is the port itself', () => {
  const targets = '[{port: 80}, {port: 81, targetPort: 0}, {port: 82, targetPort: ""}, {port: 83, targetPort: http}]';
  expect(service(`{ports: ${targets}}`)?.ports.map(({ targetPort }) => targetPort)).toEqual([80, 81, 82, 'http']);
});

test('the traffic policy has its default where something comes from outside, and is missing elsewhere', () => {
  expect(service('{type: NodePort}')?.externalTrafficPolicy).toBe('Cluster');
  expect(service('{type: LoadBalancer, externalTrafficPolicy: Local}')?.externalTrafficPolicy).toBe('Local');
  expect(service('{externalIPs: [192.0.2.1]}')).toMatchObject({
    externalIPs: ['192.0.2.1'],
    externalTrafficPolicy: 'Cluster',
  });
  const plain = service('{externalIPs: []}');
  expect(plain).not.toHaveProperty('externalTrafficPolicy');
  expect(plain).not.toHaveProperty('externalIPs');
});

test('the blocks that a load balancer lets in come from the field, else from the annotation', () => {
  const annotation = (text: string) =>
    `name: web, annotations: {service.beta.kubernetes.io/load-balancer-source-ranges: "${text}"}`;
  const ranges = (spec: string, metadata?: string) => service(spec, metadata)?.loadBalancerSourceRanges;
  expect(ranges('{loadBalancerSourceRanges: [" 10.0.0.0/8"]}')).toEqual(['10.0.0.0/8']);
  expect(ranges('{}', annotation('10.0.0.0/8, 192.0.2.0/24'))).toEqual(['10.0.0.0/8', '192.0.2.0/24']);
  expect(ranges('{loadBalancerSourceRanges: [10.0.0.0/8]}', annotation('0.0.0.0/0'))).toEqual(['10.0.0.0/8']);
  expect(ranges('{}', annotation(' '))).toBeUndefined();
});

test.each([
  ['{ports: [{port: 80, nodePort: "30080"}]}', 'spec.ports[0].nodePort'],
  ['{ports: [{port: 80, nodePort: 70000}]}', 'spec.ports[0].nodePort'],
  ['{ports: [{port: 80, targetPort: 99999}]}', 'spec.ports[0].targetPort'],
  ['{ports: [{port: 80, targetPort: 80.5}]}', 'spec.ports[0].targetPort'],
  ['{ports: [{port: 80, targetPort: {number: 80}}]}', 'spec.ports[0].targetPort'],
  ['{externalTrafficPolicy: Node}', 'spec.externalTrafficPolicy'],
  ['{externalIPs: 192.0.2.1}', 'spec.externalIPs'],
  ['{externalIPs: [1]}', 'spec.externalIPs[0]'],
  ['{loadBalancerSourceRanges: 10.0.0.0/8}', 'spec.loadBalancerSourceRanges'],
])('%s is refused at its field', (spec, field) => {
  expect(load(spec).findings).toMatchObject([{ code: 'invalid-object', field }]);
});

test('a dump that has the port which the cluster chose is the Service of the manifest', () => {
  const text = (port: string, more = '') =>
    `apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {type: NodePort, ports: [{port: 80${port}}]${more}}\n`;
  const both = (second: string) =>
    loadTexts([
      { file: 'a.yaml', text: text('') },
      { file: 'b.yaml', text: second },
    ]).findings;
  expect(both(text(', nodePort: 30080', ', externalTrafficPolicy: Cluster'))).toEqual([]);
  expect(both(text('', ', externalTrafficPolicy: Local'))).toMatchObject([{ code: 'duplicate-object' }]);
});

test('a port of the node that leads to a container is read, and one left to nobody is none', () => {
  const text = (ports: string) =>
    `apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{ports: [${ports}]}]}\n`;
  const read = (ports: string) => loadTexts([{ file: 'a.yaml', text: text(ports) }]);
  expect(
    read(
      '{containerPort: 80, hostPort: 8080, hostIP: 192.0.2.1}, {containerPort: 81, hostPort: 0}, {containerPort: 82}',
    ).resources.workloads[0]?.ports,
  ).toEqual([
    {
      port: 80,
      protocol: 'TCP',
      hostPort: 8080,
      hostPortField: 'spec.containers[0].ports[0].hostPort',
      hostIP: '192.0.2.1',
    },
    { port: 81, protocol: 'TCP' },
    { port: 82, protocol: 'TCP' },
  ]);
  expect(read('{containerPort: 80, hostPort: http}').findings).toMatchObject([
    { code: 'invalid-object', field: 'spec.containers[0].ports[0].hostPort' },
  ]);
});

describe('an internal load balancer', () => {
  const annotated = (...annotations: string[]) =>
    service('{type: LoadBalancer}', `name: web, annotations: {${annotations.join(', ')}}`)?.internalAnnotation;
  const aws = 'service.beta.kubernetes.io/aws-load-balancer';

  test.each([
    'networking.gke.io/load-balancer-type: Internal',
    'cloud.google.com/load-balancer-type: internal',
    `${aws}-scheme: internal`,
    `${aws}-internal: "true"`,
    `${aws}-internal: 0.0.0.0/0`,
    'service.beta.kubernetes.io/azure-load-balancer-internal: "true"',
    'service.kubernetes.io/qcloud-loadbalancer-internal-subnetid: subnet-1',
  ])('is asked for by %s', (annotation) => {
    expect(annotated(annotation)).toBe(annotation.slice(0, annotation.indexOf(': ')));
  });

  test.each([
    'networking.gke.io/load-balancer-type: External',
    `${aws}-scheme: internet-facing`,
    `${aws}-internal: "false"`,
    'example.com/load-balancer-internal: "true"',
  ])('is not asked for by %s', (annotation) => {
    expect(annotated(annotation)).toBeUndefined();
  });

  test("AWS's newer annotation outranks the older one", () => {
    expect(annotated(`${aws}-scheme: internet-facing`, `${aws}-internal: "true"`)).toBeUndefined();
  });
});

test('a load balancer may need no ports of the nodes', () => {
  const allocates = (value: string) =>
    service(`{type: LoadBalancer, allocateLoadBalancerNodePorts: ${value}}`)?.allocatesNodePorts;
  expect(['false', 'true', 'null'].map(allocates)).toEqual([false, undefined, undefined]);
});
