// The baseline of the benchmark: the flows of apps/online-boutique, written with cdk8s-plus as its manual shows.
import { App, Chart } from 'cdk8s';
import * as kplus from 'cdk8s-plus-33';

const ports: Readonly<Record<string, number>> = {
  frontend: 8080,
  adservice: 9555,
  cartservice: 7070,
  checkoutservice: 5050,
  currencyservice: 7000,
  emailservice: 8080,
  paymentservice: 50051,
  productcatalogservice: 3550,
  recommendationservice: 8080,
  'redis-cart': 6379,
  shippingservice: 50051,
};

const flows: readonly (readonly [from: string, ...to: string[]])[] = [
  ['loadgenerator', 'frontend'],
  [
    'frontend',
    'adservice',
    'cartservice',
    'checkoutservice',
    'currencyservice',
    'productcatalogservice',
    'recommendationservice',
    'shippingservice',
  ],
  [
    'checkoutservice',
    'cartservice',
    'currencyservice',
    'emailservice',
    'paymentservice',
    'productcatalogservice',
    'shippingservice',
  ],
  ['recommendationservice', 'productcatalogservice'],
  ['cartservice', 'redis-cart'],
];

const app = new App();
const chart = new Chart(app, 'online-boutique', { namespace: 'online-boutique' });
const pods = new Map<string, kplus.Pods>();

function podsOf(name: string): kplus.Pods {
  const known = pods.get(name) ?? kplus.Pods.select(chart, `pods-${name}`, { labels: { app: name } });
  pods.set(name, known);
  return known;
}

const everyPod = kplus.Pods.all(chart, 'every-pod');
new kplus.NetworkPolicy(chart, 'default-deny-all', {
  selector: everyPod,
  metadata: { name: 'default-deny-all' },
  ingress: { default: kplus.NetworkPolicyTrafficDefault.DENY },
  egress: { default: kplus.NetworkPolicyTrafficDefault.DENY },
});

const dns = kplus.Pods.select(chart, 'dns', {
  labels: { 'k8s-app': 'kube-dns' },
  namespaces: kplus.Namespaces.select(chart, 'kube-system', {
    labels: { 'kubernetes.io/metadata.name': 'kube-system' },
  }),
});
new kplus.NetworkPolicy(chart, 'allow-dns', {
  selector: everyPod,
  metadata: { name: 'allow-dns' },
  egress: { rules: [{ peer: dns, ports: [kplus.NetworkPolicyPort.tcp(53), kplus.NetworkPolicyPort.udp(53)] }] },
});

for (const [from, ...targets] of flows) {
  for (const to of targets) {
    const allowed = [kplus.NetworkPolicyPort.tcp(ports[to] ?? 0)];
    new kplus.NetworkPolicy(chart, `allow-${from}-to-${to}`, {
      selector: podsOf(to),
      metadata: { name: `allow-${from}-to-${to}` },
      ingress: { rules: [{ peer: podsOf(from), ports: allowed }] },
    });
    new kplus.NetworkPolicy(chart, `allow-${from}-to-${to}-egress`, {
      selector: podsOf(from),
      metadata: { name: `allow-${from}-to-${to}-egress` },
      egress: { rules: [{ peer: podsOf(to), ports: allowed }] },
    });
  }
}

app.synth();
