import { nodePortOpen } from '../../../lib/audit/rules/reach/node-port-open';
import { findingsOf } from '../findings-of';
import { podYaml, policyYaml } from '../shop-yaml';

const rule = nodePortOpen;

const service = (spec: string, annotations = '', port = '') => `apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop, annotations: {${annotations}}}
spec:
  ${spec}
  selector: {app: web}
  ports: [{port: 80, targetPort: 8080${port}}]
---
`;
const web = podYaml('shop/web', ['8080']);
const from = (cidr: string) =>
  policyYaml(
    'shop/web',
    `podSelector: {matchLabels: {app: web}}\npolicyTypes: [Ingress]\ningress: [{from: [{ipBlock: {cidr: ${cidr}}}]}]`,
  );

test('a port of the nodes that nothing closes: at the type of the Service', () => {
  expect(findingsOf(rule, service('type: NodePort', '', ', nodePort: 30080') + web)).toMatchObject([
    {
      at: '5:9',
      text: 'NodePort',
      subject: 'Service shop web',
      severity: 'warning',
      message: 'Service shop/web: any address reaches shop/web[Pod] on TCP 8080 by the port TCP 30080 of the nodes',
    },
  ]);
  expect(findingsOf(rule, service('type: NodePort') + web)[0]?.message).toMatch(/by a port of the nodes$/);
});

test('a port of the host: where it stands, in a template too', () => {
  const pods = `apiVersion: apps/v1
kind: DaemonSet
metadata: {name: web, namespace: shop}
spec:
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
        - name: a
          ports: [{containerPort: 9090}, {containerPort: 8080, hostPort: 80}]
---
`;
  expect(findingsOf(rule, pods)).toMatchObject([
    {
      at: '10:74',
      text: '80',
      subject: 'DaemonSet shop web',
      field: 'spec.template.spec.containers[0].ports[1].hostPort',
      message: 'DaemonSet shop/web: any address reaches shop/web[DaemonSet] on TCP 8080 by the host port TCP 80',
    },
  ]);
  expect(findingsOf(rule, pods + from('203.0.113.0/24'))).toEqual([]);
  expect(findingsOf(rule, pods.replace('hostPort: 80', 'hostPort: 80, hostIP: 127.0.0.1'))).toEqual([]);
});

test('ranges of a load balancer do not narrow the port of the nodes', () => {
  const balancer = (more: string) => service(`type: LoadBalancer\n  ${more}`);
  const ranges = 'loadBalancerSourceRanges: [203.0.113.0/24]';
  expect(findingsOf(rule, balancer(ranges) + web)).toMatchObject([
    {
      severity: 'warning',
      message: expect.stringMatching(/by a port of the nodes, which its load balancer does not narrow$/),
    },
  ]);
  expect(findingsOf(rule, balancer(`${ranges}\n  allocateLoadBalancerNodePorts: false`) + web)).toEqual([]);
});

test('where the load balancer is open itself, that is the finding; where it is internal, this one is info', () => {
  expect(findingsOf(rule, service('type: LoadBalancer') + web)).toEqual([]);
  const internal = 'networking.gke.io/load-balancer-type: Internal';
  expect(findingsOf(rule, service('type: LoadBalancer', internal) + web)).toMatchObject([{ severity: 'info' }]);
});

test.each([
  ['a Service inside the cluster', service('type: ClusterIP') + web],
  [
    'pods that let some clients in',
    service('type: NodePort\n  externalTrafficPolicy: Local') + web + from('203.0.113.0/24'),
  ],
  ['pods on the host network', podYaml('shop/web', ['8080'], '', 'hostNetwork: true')],
])('no finding for %s', (_, text) => {
  expect(findingsOf(rule, text)).toEqual([]);
});

test('the default traffic policy shows nodes: those that are let in let everybody in, perhaps', () => {
  const text = service('type: NodePort') + web + from('10.0.0.0/8');
  expect(findingsOf(rule, text, { cluster: { nodeCidrs: ['10.1.0.0/16'] } })[0]?.message).toMatch(/ may reach /);
  expect(findingsOf(rule, text, { cluster: { nodeCidrs: ['192.168.0.0/24'] } })).toEqual([]);
  expect(findingsOf(rule, text.replace('NodePort', 'NodePort\n  externalTrafficPolicy: Local'))).toEqual([]);
});
