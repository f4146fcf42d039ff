import { PolicyApp } from '../../lib/cdk8s';
import { FlowChart } from '../../lib/cdk8s/flow-chart';
import { denyIngress, type Flow, flow, namespace, type Peer } from '../../lib/index';
import * as platform from '../../lib/platform';

const { grafana, ingressNginx, prometheus, traefik, vault } = platform;

/** Everything in `netpact/platform` that stands for pods: constants only, functions make theirs from arguments. */
const pods = Object.values(platform).flatMap((value) => (typeof value === 'object' && 'with' in value ? [value] : []));

test.each(pods)('$name: Kubernetes accepts all its names and labels', (peer) => {
  const { findings, policies } = compileFrom((web) => [flow(peer).to(web).port(80)]);
  expect(findings).toEqual([]);
  expect(policies.map(({ manifest }) => manifest.metadata.name)).toContain(
    `allow-${peer.name.replace('/', '-')}-to-web`,
  );
});

test('a peer selects its namespace by name AND its pods by label', () => {
  expect(sourcesOf(prometheus)).toEqual([
    {
      podSelector: { matchLabels: { 'app.kubernetes.io/name': 'prometheus' } },
      namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'monitoring' } },
    },
  ]);
});

test('a cluster that differs says only what differs, and the usual peer stays as it is', () => {
  const edge = traefik.with({ namespace: 'edge' });
  const relabelled = edge.with({ labels: { app: 'traefik' } });
  const [usual, moved, both] = [traefik, edge, relabelled].map((peer) => sourcesOf(peer)[0]);
  expect(usual?.namespaceSelector?.matchLabels).toEqual({ 'kubernetes.io/metadata.name': 'traefik' });
  expect(moved?.namespaceSelector?.matchLabels).toEqual({ 'kubernetes.io/metadata.name': 'edge' });
  expect(moved?.podSelector?.matchLabels).toEqual({ 'app.kubernetes.io/name': 'traefik' });
  expect(both?.podSelector?.matchLabels).toEqual({ app: 'traefik' });
  expect(both?.namespaceSelector?.matchLabels).toEqual({ 'kubernetes.io/metadata.name': 'edge' });
  expect([edge.name, edge.label]).toEqual(['edge/traefik', 'edge/traefik']);
});

test('ports are checked as those of any workload, also after they were replaced', () => {
  const client = namespace('client', { baseline: denyIngress() }).workload('client');
  const replaced = vault.with({ ports: { api: 443 } });
  flow(client).to(vault).port('http');
  flow(client)
    .to(vault.with({ namespace: 'secrets' }))
    .port(8200);
  flow(client).to(replaced).port('api', 443);
  // @ts-expect-error vault declares http and internal
  flow(client).to(vault).port('grpc');
  // @ts-expect-error its ports were replaced
  flow(client).to(replaced).port('http');
  // @ts-expect-error no port
  grafana.with({ ports: { http: 70000 } });
});

test("a namespace of the same name that a chart owns makes the platform's pods its own", () => {
  const ingress = namespace('ingress-nginx', { baseline: denyIngress() });
  const app = new PolicyApp();
  new FlowChart(app, 'ingress', { namespaces: [ingress], flows: [flow(prometheus).to(ingressNginx).port('metrics')] });
  const names = app.compile().policies.map(({ manifest }) => manifest.metadata.name);
  expect(names).toContain('allow-monitoring-prometheus-to-controller');
});

test('challenges are answered by pods in the namespace that asks for the certificate', () => {
  const shop = namespace('shop', { baseline: denyIngress() });
  const app = new PolicyApp();
  const flows = [flow(ingressNginx).to(platform.acmeSolver(shop)).port('http')];
  new FlowChart(app, 'shop', { namespaces: [shop], flows });
  expect(app.compile().policies[0]?.manifest.spec).toMatchObject({
    podSelector: { matchLabels: { 'acme.cert-manager.io/http01-solver': 'true' } },
    ingress: [{ ports: [{ protocol: 'TCP', port: 8089 }] }],
  });
});

test('the metadata service is one address of each family', () => {
  expect(sourcesOf(platform.cloudMetadata)).toEqual([
    { ipBlock: { cidr: '169.254.169.254/32' } },
    { ipBlock: { cidr: 'fd00:ec2::254/128' } },
  ]);
});

function compileFrom(flows: (web: ReturnType<typeof webOf>['web']) => readonly Flow[]) {
  const { shop, web } = webOf();
  const app = new PolicyApp();
  new FlowChart(app, 'shop', { namespaces: [shop], flows: flows(web) });
  return app.compile();
}

function webOf() {
  const shop = namespace('shop', { baseline: denyIngress() });
  return { shop, web: shop.workload('web', { ports: { http: 80 } }) };
}

/** The peers of the rule that lets one source in. */
function sourcesOf(source: Peer) {
  const { policies } = compileFrom((web) => [flow(source).to(web).port(80)]);
  return policies[0]?.manifest.spec.ingress?.[0]?.from ?? [];
}
