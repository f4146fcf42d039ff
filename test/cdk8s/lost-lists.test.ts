import { denyAll, flow, namespace, never } from 'netpact';
import { FlowChart, PolicyApp } from 'netpact/cdk8s';

const shop = namespace('shop', { baseline: denyAll() });
const web = shop.workload('web', { ports: { http: 8080 } });
const api = shop.workload('api', { ports: { http: 8443 } });
const flows = [flow(web).to(api).port('http')];
const checks = [never(api).to(web)];
const chart = (props: object): FlowChart =>
  new FlowChart(new PolicyApp(), 'shop', { namespaces: [shop], flows, ...props });

it.each([
  ['checks', { checks }, 'invariants'],
  ['more', { more: [...flows, flow(api).to(web).port('http')] }, 'flows'],
])('a list under a name that is no option is refused: %s', (name, props, list) => {
  const said = `the FlowChart shop has no option \`${name}\`, and what it lists is in no other`;
  expect(() => chart(props)).toThrow(said);
  expect(() => chart(props)).toThrow(`list it in \`${list}\``);
  expect(() => chart(props)).toThrow(
    'the options are namespaces, flows, invariants, assumptions, includes, manifests and namePrefix',
  );
});

it('what a module exports besides may be spread: workloads, functions, texts, and parts of its lists', () => {
  const all = { web, api, shop, team: 'shop', tags: ['a'], denyAll, webFlows: flows, checks, invariants: checks };
  expect(() => chart(all)).not.toThrow();
});

it('a module as it is may export lists of other charts', () => {
  const module = Object.defineProperty({ namespaces: [shop] }, 'checks', { get: () => checks, enumerable: true });
  expect(() => new FlowChart(new PolicyApp(), 'shop', module)).not.toThrow();
});
