import { externalAddressOpen } from '../../../lib/audit/rules/reach/external-address-open';
import { auditTexts } from '../audit-texts';
import { findingsOf, reasonsOf } from '../findings-of';
import { podYaml, policyYaml } from '../shop-yaml';

const rule = externalAddressOpen;

const service = (spec: string, app = 'web', annotations = '') => `apiVersion: v1
kind: Service
metadata: {name: ${app}, namespace: shop, annotations: {${annotations}}}
spec:
  ${spec}
  selector: {app: ${app}}
  ports: [{port: 80, targetPort: 8080}]
---
`;
const web = podYaml('shop/web', ['8080']);
const balancer = (more = '') => service(`type: LoadBalancer${more}`);
const ingress = (rules: string) =>
  policyYaml('shop/web', `podSelector: {matchLabels: {app: web}}\npolicyTypes: [Ingress]\ningress: ${rules}`);
const from = (...cidrs: string[]) =>
  ingress(`[{from: [${cidrs.map((cidr) => `{ipBlock: {cidr: ${cidr}}}`).join(', ')}]}]`);
const local = '\n  externalTrafficPolicy: Local';

test('a load balancer that nothing narrows: at the type of the Service', () => {
  expect(findingsOf(rule, balancer() + web)).toMatchObject([
    {
      at: '5:9',
      text: 'LoadBalancer',
      subject: 'Service shop web',
      field: 'spec.type',
      severity: 'warning',
      message: 'Service shop/web: any address reaches shop/web[Pod] on TCP 8080 by its load balancer',
      notes: ['nothing isolates shop/web[Pod] for ingress'],
    },
  ]);
});

test('external addresses: at their list, once for all of them', () => {
  expect(findingsOf(rule, service('externalIPs: [198.51.100.7, 198.51.100.8]') + web)).toMatchObject([
    {
      at: '5:3',
      text: 'externalIPs: [198.51.100.7, 198.51.100.8]',
      field: 'spec.externalIPs',
      message: expect.stringMatching(
        /any IPv4 address reaches .* by the external address 198\.51\.100\.7 and the external/,
      ),
    },
  ]);
});

test.each([
  ['ranges of the load balancer', balancer('\n  loadBalancerSourceRanges: [203.0.113.0/24]') + web],
  [
    'ranges in the annotation',
    service('type: LoadBalancer', 'web', 'service.beta.kubernetes.io/load-balancer-source-ranges: 203.0.113.0/24') +
      web,
  ],
  ['policies that let some clients in', balancer(local) + web + from('203.0.113.0/24')],
  ['policies that let no address in', balancer() + web + ingress('[{from: [{podSelector: {}}]}]')],
  ['policies for another port', balancer() + web + ingress('[{ports: [{port: 80}]}]')],
  [
    'an internal load balancer',
    service('type: LoadBalancer', 'web', 'networking.gke.io/load-balancer-type: Internal') + web,
  ],
  ['a port of the nodes', service('type: NodePort') + web],
])('no finding for %s', (_, text) => {
  expect(findingsOf(rule, text)).toEqual([]);
});

test('narrow ranges and wide policies are narrow, and so are wide ranges and narrow policies', () => {
  const ranges = (cidr: string) => balancer(`${local}\n  loadBalancerSourceRanges: [${cidr}]`);
  expect(findingsOf(rule, ranges('203.0.113.0/24') + web + from('0.0.0.0/0'))).toEqual([]);
  expect(findingsOf(rule, ranges('0.0.0.0/0') + web + from('203.0.113.0/24'))).toEqual([]);
  expect(findingsOf(rule, ranges('0.0.0.0/0') + web + from('0.0.0.0/0'))).toHaveLength(1);
});

describe('with the default traffic policy', () => {
  const nodes = { cluster: { nodeCidrs: ['10.1.0.0/16'] } };

  test('nodes that are let in let everybody in, perhaps', () => {
    const [finding, ...others] = findingsOf(rule, balancer() + web + from('10.0.0.0/8'), nodes);
    expect(finding?.message).toMatch(/: any IPv4 address may reach shop\/web\[Pod\]/);
    expect(finding?.notes[0]).toBe('it is let in by NetworkPolicy shop/web');
    expect(others).toEqual([]);
  });

  test('clients that are let in get in, perhaps, where the nodes are not', () => {
    const text = balancer() + web + ingress('[{from: [{ipBlock: {cidr: 0.0.0.0/0, except: [10.0.0.0/8]}}]}]');
    expect(findingsOf(rule, text, nodes)[0]?.message).toMatch(/any of 0\.0\.0\.0\/0 except 10\.0\.0\.0\/8 may reach/);
    expect(findingsOf(rule, text.replace('Cluster', 'Local'))).toHaveLength(1);
  });

  test('a block that could hold a node that nobody knows is no finding, and said', () => {
    expect(findingsOf(rule, balancer() + web + from('203.0.113.0/24'))).toEqual([]);
    expect(reasonsOf(rule, balancer() + web + from('203.0.113.0/24'))[0]).toMatch(/a node is in 203\.0\.113\.0\/24/);
    expect(findingsOf(rule, balancer() + web + from('203.0.113.0/24'), nodes)).toEqual([]);
  });
});

test('an ingress controller is there to be reached: info', () => {
  const labels = 'app.kubernetes.io/name: ingress-nginx, app.kubernetes.io/component: controller';
  const text = service('type: LoadBalancer', 'nginx') + podYaml('shop/nginx', ['8080'], labels);
  expect(findingsOf(rule, text)).toMatchObject([{ severity: 'info', subject: 'Service shop nginx' }]);
});

test('what is not in the input is not applicable, what is not evaluated is undetermined', () => {
  expect(reasonsOf(rule, balancer() + podYaml('shop/api'))).toEqual([
    'its pods are not known: it leads to no workload and port of the input',
  ]);
  const cilium = `apiVersion: cilium.io/v2\nkind: CiliumNetworkPolicy\nmetadata: {name: c, namespace: shop}\nspec: {endpointSelector: {}, ingress: [{}]}\n---\n`;
  for (const policy of ['', ingress('[]')]) {
    const { report } = auditTexts({ 'a.yaml': balancer() + web + policy + cilium }, { rules: [rule] });
    expect(report.findings).toEqual([]);
    expect(report.undetermined.map(({ reason }) => reason)).toEqual([
      expect.stringMatching(/CiliumNetworkPolicy shop\/c may apply to (?:it|shop\/web\[Pod\]), and is not evaluated/),
    ]);
  }
});

test('every port that a Service leads to stands in the line to write', () => {
  const two = balancer().replace(
    '[{port: 80, targetPort: 8080}]',
    '[{name: a, port: 80, targetPort: 8080}, {name: b, port: 443, targetPort: 8443}]',
  );
  expect(findingsOf(rule, two + podYaml('shop/web', ['8080', '8443']))).toMatchObject([
    {
      help: expect.arrayContaining([
        "with netpact: flow(cidr('clients', ['203.0.113.0/24'])).to(web).port(8080, 8443)",
      ]),
    },
  ]);
});

test('many exceptions of a block are counted', () => {
  const except = (count: number) =>
    `{ipBlock: {cidr: 0.0.0.0/0, except: [${Array.from({ length: count }, (_, index) => `10.${index * 2}.0.0/16`).join(', ')}]}}`;
  const message = (count: number) =>
    findingsOf(rule, balancer(local) + web + ingress(`[{from: [${except(count)}]}]`))[0]?.message;
  expect(message(4)).toContain('any of 0.0.0.0/0 except 4 blocks reaches');
  expect(message(2)).toContain('any of 0.0.0.0/0 except 10.0.0.0/16, 10.2.0.0/16 reaches');
});
