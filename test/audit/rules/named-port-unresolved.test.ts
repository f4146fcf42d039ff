import { cniProfiles, upstreamCni } from '../../../lib/analyze/model/cni-profiles';
import { namedPortUnresolved as rule } from '../../../lib/audit/rules/traps/named-port-unresolved';
import { audit, findingsOf } from '../findings-of';
import { podYaml, policyYaml } from '../shop-yaml';

const intoApi = (port: string) =>
  policyYaml('shop/api', `podSelector: { matchLabels: { app: api } }\ningress:\n  - ports:\n      - ${port}`);
const outOfWeb = (to: string) =>
  policyYaml(
    'shop/web',
    `podSelector: { matchLabels: { app: web } }\npolicyTypes: [Egress]\negress:\n  - to: [${to}]\n    ports: [{ port: http }]`,
  );
const api = podYaml('shop/api', ['http:8080', 'dns:53/UDP']);

describe('named-port-unresolved', () => {
  it('fires on its bad example, at the name, with the nearest one', () => {
    expect(findingsOf(rule, rule.examples.bad)).toMatchObject([
      {
        at: '16:23',
        text: 'https',
        severity: 'error',
        field: 'spec.ingress[0].ports[0]',
        help: ['did you mean "http"?'],
      },
    ]);
    expect(findingsOf(rule, rule.examples.good)).toEqual([]);
  });

  it('asks for the protocol too', () => {
    expect(findingsOf(rule, intoApi('{ port: dns }') + api)).toMatchObject([
      { help: ['write protocol: UDP: "dns" is 53/UDP'] },
    ]);
    expect(findingsOf(rule, intoApi('{ port: dns, protocol: UDP }') + api)).toEqual([]);
  });

  it('is sure where pods declare no ports at all: names come from nowhere else', () => {
    expect(findingsOf(rule, intoApi('{ port: http }') + podYaml('shop/api'))).toMatchObject([
      { help: ['write the number of the port'] },
    ]);
  });

  it('is content when one destination defines the name', () => {
    const yaml = policyYaml('shop/all', 'podSelector: {}\ningress:\n  - ports: [{ port: http }]');
    expect(findingsOf(rule, yaml + api + podYaml('shop/db', ['pg:5432']))).toEqual([]);
    expect(findingsOf(rule, yaml + podYaml('shop/db', ['pg:5432']) + podYaml('shop/web', ['www:80']))).toMatchObject([
      {
        message: expect.stringContaining('none of shop/db[Pod] and shop/web[Pod] defines a TCP port of that name'),
        help: ['the names there are pg, www'],
      },
    ]);
  });

  it('resolves names in egress on the destination, never on the pod that the policy selects', () => {
    const web = podYaml('shop/web', ['http:80']);
    expect(
      findingsOf(
        rule,
        outOfWeb('{ podSelector: { matchLabels: { app: db } } }') + web + podYaml('shop/db', ['pg:5432']),
      ),
    ).toHaveLength(1);
    expect(findingsOf(rule, outOfWeb('{ podSelector: { matchLabels: { app: api } } }') + web + api)).toEqual([]);
  });

  it('finds a name for addresses, which have none', () => {
    expect(findingsOf(rule, outOfWeb('{ ipBlock: { cidr: 198.51.100.0/24 } }'))).toMatchObject([
      { message: expect.stringContaining('means addresses, which have no port names') },
    ]);
  });

  it('counts names of sidecars unless the plugin does not', () => {
    const sidecar = `apiVersion: v1
kind: Pod
metadata: { name: api, namespace: shop, labels: { app: api } }
spec:
  initContainers: [{ name: proxy, restartPolicy: Always, ports: [{ name: http, containerPort: 15001 }] }]
  containers: [{ name: api, ports: [{ containerPort: 8080 }] }]
`;
    expect(findingsOf(rule, intoApi('{ port: http }') + sidecar)).toEqual([]);
    expect(
      findingsOf(rule, intoApi('{ port: http }') + sidecar, { cni: cniProfiles['kube-router'] ?? upstreamCni }),
    ).toMatchObject([
      { help: [expect.stringContaining('kube-router does not resolve port names of sidecar containers')] },
    ]);
  });

  it('cannot tell without workloads, or where others are meant', () => {
    expect(audit(rule, intoApi('{ port: http }'))).toMatchObject({ findings: [], unknown: [expect.any(String)] });
    expect(audit(rule, outOfWeb('{ namespaceSelector: {} }') + podYaml('shop/db'))).toMatchObject({
      findings: [],
      unknown: [expect.any(String)],
    });
  });

  it('cannot tell of the ports of proxies that meshes give to pods', () => {
    for (const port of ['http-envoy-prom', 'linkerd-admin'])
      expect(audit(rule, intoApi(`{ port: ${port} }`) + api)).toMatchObject({
        findings: [],
        unknown: [expect.stringContaining('proxy that a mesh gives')],
      });
  });

  it('is a warning where whatever runs there is meant: an operator may make what defines it', () => {
    const ofAll = policyYaml('shop/all', 'podSelector: {}\ningress:\n  - ports: [{ port: web }]');
    expect(findingsOf(rule, ofAll + api)).toMatchObject([
      { severity: 'warning', notes: [expect.stringContaining('pods that are not in the input may define it')] },
    ]);
    const toAll = outOfWeb('{ podSelector: { matchExpressions: [{ key: app, operator: Exists }] } }');
    expect(findingsOf(rule, toAll + podYaml('shop/db', ['pg:5432']))).toMatchObject([{ severity: 'warning' }]);
    expect(findingsOf(rule, intoApi('{ port: web }') + api)).toMatchObject([{ severity: 'error' }]);
  });
});
