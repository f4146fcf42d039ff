import { factsOf, isOpen, pod } from '../evaluator/facts';
import { policiesIn } from '../evaluator/policies';
import { manifestsOf } from './manifests-of';

const files = manifestsOf('online-boutique');
const policies = policiesIn(...files.values());
const { allows, denies } = factsOf(policies);

/** Container ports as the shop's manifests declare them. */
const servedPort = {
  adservice: 9555,
  cartservice: 7070,
  checkoutservice: 5050,
  currencyservice: 7000,
  emailservice: 8080,
  frontend: 8080,
  loadgenerator: undefined,
  paymentservice: 50051,
  productcatalogservice: 3550,
  recommendationservice: 8080,
  'redis-cart': 6379,
  shippingservice: 50051,
} as const;

type Service = keyof typeof servedPort;

/** Whom each service calls, by the addresses in its environment (`*_ADDR`); the optional assistant is not released. */
const calls: Readonly<Record<Service, readonly Service[]>> = {
  adservice: [],
  cartservice: ['redis-cart'],
  checkoutservice: [
    'productcatalogservice',
    'shippingservice',
    'paymentservice',
    'emailservice',
    'currencyservice',
    'cartservice',
  ],
  currencyservice: [],
  emailservice: [],
  frontend: [
    'productcatalogservice',
    'currencyservice',
    'cartservice',
    'recommendationservice',
    'shippingservice',
    'checkoutservice',
    'adservice',
  ],
  loadgenerator: ['frontend'],
  paymentservice: [],
  productcatalogservice: [],
  recommendationservice: ['productcatalogservice'],
  'redis-cart': [],
  shippingservice: [],
};

const services = Object.keys(servedPort) as Service[];
const everyPort = [...new Set([80, 443, 5000, 5432, ...Object.values(servedPort).flatMap((port) => port ?? [])])];
const own = (service: string) => pod('online-boutique', { app: service });
const kubeDns = pod('kube-system', { 'k8s-app': 'kube-dns' });

test('its manifests are those that were reviewed', () => {
  expect([...files.keys()]).toEqual(['online-boutique.k8s.yaml', 'kustomization.yaml']);
  expect(files.get('online-boutique.k8s.yaml')).toMatchSnapshot();
});

test.each(services)('%s calls exactly what its environment names, on exactly one port, over TCP only', (from) => {
  const expected = calls[from].map((to) => `${to} ${servedPort[to]}`).sort();
  const open = services.flatMap((to) =>
    everyPort
      .flatMap((port) => [port, `${port}/UDP`])
      .filter((port) => isOpen(policies, own(from), own(to), port))
      .map((port) => `${to} ${port}`),
  );
  expect(open.sort()).toEqual(expected);
});

test('customers and nodes reach the frontend, and nothing else', () => {
  for (const address of ['203.0.113.7', '8.8.8.8', '2606:4700::1111', '10.0.3.4']) {
    allows(address, own('frontend'), 8080);
    denies(address, own('frontend'), 80, '8080/UDP');
    for (const service of services.filter((each) => each !== 'frontend')) denies(address, own(service), ...everyPort);
  }
  denies('10.1.0.0', own('frontend'), 8080);
  denies('fd00::1', own('frontend'), 8080);
});

test.each(services)('%s resolves names and opens no other connection outside its namespace', (service) => {
  allows(own(service), kubeDns, 53, '53/UDP');
  denies(own(service), kubeDns, 54, 9153, '53/SCTP');
  denies(own(service), pod('kube-system', { app: 'other' }), 53, '53/UDP');
  denies(own(service), pod('elsewhere', { 'k8s-app': 'kube-dns' }), 53, '53/UDP');
  denies(own(service), '8.8.8.8', 53, '53/UDP', 443);
  denies(own(service), '169.254.169.254', 80);
});

test('the same labels in another namespace open nothing', () => {
  denies(pod('elsewhere', { app: 'frontend' }), own('checkoutservice'), 5050);
  denies(own('frontend'), pod('elsewhere', { app: 'checkoutservice' }), 5050);
  denies(pod('elsewhere', { app: 'loadgenerator' }), own('frontend'), 8080);
});

test('a pod that no workload describes is isolated', () => {
  for (const service of services) {
    denies(own('debug'), own(service), ...everyPort);
    denies(own(service), own('debug'), ...everyPort);
  }
});
