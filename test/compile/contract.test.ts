import { cidr, denyAll, flow, foreignNamespace, namespace, udp } from 'netpact';
import { contractText } from '../../lib/contract/contract-text';
import { needSentence } from '../../lib/intent/contract';
import { compile } from './compiling';

const shop = namespace('shop', { baseline: denyAll(), owner: 'team-shop', labels: { team: 'shop', env: 'prod' } });
const web = shop.workload('web', { ports: { http: 8080 } });
const scraper = foreignNamespace('monitoring').workload('prometheus');
const broker = foreignNamespace('queues').workload('broker', { ports: { amqp: 5672, stats: udp(9000) } });

const sentencesOf = (flows: readonly unknown[]) =>
  compile([shop], flows).contract.needs.map((need) => `${need.namespace} ${need.direction}: ${needSentence(need)}`);

it('says which halves the owners of other namespaces must allow', () => {
  expect(sentencesOf([flow(web).to(broker).port('amqp'), flow(scraper).to(web).port('http')])).toEqual([
    'monitoring egress: monitoring/prometheus may reach shop/web on TCP 8080',
    'queues ingress: shop/web may reach queues/broker on TCP 5672',
  ]);
});

it('says nothing of addresses, nor of a namespace that a chart lists', () => {
  const monitoring = namespace('monitoring', { baseline: denyAll() });
  const office = cidr('office', ['198.51.100.0/24']);
  const flows = [flow(scraper).to(web).port('http'), flow(office).to(web).port('http')];
  expect(compile([shop, monitoring], flows).contract.needs).toEqual([]);
});

it('asks once for each two ends, with the ports and reasons of all flows; an exception asks for itself', () => {
  const exception = { owner: 'ann', until: '2026-12-31' };
  const { needs } = compile(
    [shop],
    [
      flow(web).to(broker).port('stats').because('b'),
      flow(web).to(broker).port('amqp').because('a'),
      flow(web).to(broker).port('amqp').named('again'),
      flow(web).to(broker).port('amqp').exception(exception),
    ],
  ).contract;
  expect(needs.map(({ reason, owner, until }) => ({ reason, owner, until }))).toEqual([
    { reason: undefined, owner: 'ann', until: '2026-12-31' },
    { reason: 'a; b', owner: 'team-shop', until: undefined },
  ]);
  expect(needs.map(needSentence)).toEqual([
    'shop/web may reach queues/broker on TCP 5672',
    'shop/web may reach queues/broker on TCP 5672, UDP 9000',
  ]);
});

it('is the same text in whatever order things are declared', () => {
  const flows = [
    flow(web).to(broker).port('stats'),
    flow(scraper).to(web).port('http'),
    flow(shop.allPods()).to(broker).port('amqp'),
  ];
  const text = contractText(compile([shop], flows).contract);
  expect(contractText(compile([shop], flows.toReversed()).contract)).toBe(text);
});

it('is written with all that the other side needs to judge it', () => {
  const node = foreignNamespace('queues').workload('agent', { hostNetwork: true });
  const flows = [
    flow(web).to(broker).namedPort('amqp').because('orders are queued'),
    flow(scraper).to(web).namedPort('http'),
    flow(node).to(web).allPorts(),
  ];
  const { needs, ...head } = JSON.parse(contractText(compile([shop], flows).contract));
  expect(head).toEqual({
    generatedBy: 'netpact',
    schemaVersion: 1,
    app: 'test',
    namespaces: [{ name: 'shop', labels: { env: 'prod', team: 'shop' } }],
  });
  const webPods = { name: 'shop/web', namespace: 'shop', podSelector: { matchLabels: { app: 'web' } } };
  expect(needs).toEqual([
    {
      namespace: 'monitoring',
      direction: 'egress',
      subject: {
        name: 'monitoring/prometheus',
        namespace: 'monitoring',
        podSelector: { matchLabels: { app: 'prometheus' } },
      },
      peer: webPods,
      // What the pods of the app itself have under the name.
      ports: [{ protocol: 'TCP', port: 'http', number: 8080 }],
      reason: null,
      owner: 'team-shop',
    },
    {
      namespace: 'queues',
      direction: 'egress',
      subject: {
        name: 'queues/agent',
        namespace: 'queues',
        podSelector: { matchLabels: { app: 'agent' } },
        hostNetwork: true,
      },
      peer: webPods,
      ports: 'all',
      reason: null,
      owner: 'team-shop',
    },
    {
      namespace: 'queues',
      direction: 'ingress',
      subject: { name: 'queues/broker', namespace: 'queues', podSelector: { matchLabels: { app: 'broker' } } },
      peer: webPods,
      ports: [{ protocol: 'TCP', port: 'amqp' }],
      reason: 'orders are queued',
      owner: 'team-shop',
    },
  ]);
});
