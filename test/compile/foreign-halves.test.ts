import { cidr, denyAll, flow, foreignNamespace, namespace } from 'netpact';
import { compile } from './compiling';

const shop = namespace('shop', { baseline: denyAll() });
const web = shop.workload('web', { ports: { http: 8080 } });
const scraper = foreignNamespace('monitoring').workload('prometheus');
const broker = foreignNamespace('queues').workload('broker', { ports: { amqp: 5672 } });

it('says which halves the owners of other namespaces must allow', () => {
  const { foreignHalves } = compile([shop], [flow(web).to(broker).port('amqp'), flow(scraper).to(web).port('http')]);
  expect(foreignHalves).toEqual([
    { namespace: 'monitoring', direction: 'egress', sentence: 'monitoring/prometheus may reach shop/web on TCP 8080' },
    { namespace: 'queues', direction: 'ingress', sentence: 'shop/web may reach queues/broker on TCP 5672' },
  ]);
});

it('says nothing of addresses, nor of a namespace that a chart lists', () => {
  const monitoring = namespace('monitoring', { baseline: denyAll() });
  const office = cidr('office', ['198.51.100.0/24']);
  const flows = [flow(scraper).to(web).port('http'), flow(office).to(web).port('http')];
  expect(compile([shop, monitoring], flows).foreignHalves).toEqual([]);
});
