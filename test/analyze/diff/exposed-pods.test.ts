import { diffClusters } from '../../../lib/analyze/diff/cluster-diff';
import { failsOn } from '../../../lib/cli/diff/fail-on';
import { cluster, namespace, policy, workload } from '../cluster';

const shop = namespace('shop');
const deny = policy('shop/deny', '{podSelector: {}, policyTypes: [Ingress]}');
const allow = (name: string, labels: string, ingress: string) =>
  policy(`shop/${name}`, `{podSelector: {matchLabels: {${labels}}}, ingress: [${ingress}]}`);
const internet = '{from: [{ipBlock: {cidr: 0.0.0.0/0}}]}';
const neighbours = '{from: [{namespaceSelector: {matchLabels: {team: a}}}]}';
const inside = '{from: [{podSelector: {}}]}';

type Parts = Parameters<typeof cluster>[0];
const exposedBy = (before: Parts, after: Parts) => {
  const diff = diffClusters(cluster(before), cluster(after));
  expect(failsOn(diff, ['exposed'])).toBe(diff.exposed.length + diff.exposedPods.length > 0);
  expect(diff.undecided).toEqual([]);
  return diff.exposedPods;
};

describe('policies alone: a service is as new as its labels', () => {
  const old = [shop, deny, allow('web', 'app: web', inside)];
  const pay = ['shop/[app=pay]'];

  it('pods with a label that the old side never named are exposed where they are reached from outside', () => {
    expect(exposedBy(old, [...old, allow('pay', 'app: pay', internet)])).toEqual(pay);
    expect(exposedBy(old, [...old, allow('pay', 'app: pay', neighbours)])).toEqual(pay);
    expect(exposedBy(old, [...old, allow('pay', 'app: pay', '{}')])).toEqual(pay);
    expect(exposedBy(old, [...old, allow('pay', 'app: pay', inside)])).toEqual([]);
    expect(exposedBy(old, [...old, allow('pay', 'app: pay', '{from: [{ipBlock: {cidr: 10.0.0.0/8}}]}')])).toEqual([]);
  });

  it('they are exposed as well where that was open before', () => {
    const egress = policy('shop/pay', '{podSelector: {matchLabels: {app: pay}}, policyTypes: [Egress]}');
    expect(exposedBy([shop], [shop, egress])).toEqual(pay);
    expect(exposedBy([shop, deny], [shop, deny, egress])).toEqual([]);
    const toAll = allow('all', '', neighbours);
    expect(exposedBy([shop, deny, toAll], [shop, deny, toAll, egress])).toEqual(pay);
  });

  it('pods without any label that the old side names may be anybody’s', () => {
    expect(exposedBy(old, [shop, allow('web', 'app: web', inside)])).toEqual(['shop/[*]']);
    expect(exposedBy(old, [...old, allow('all', '', internet)])).toEqual(['shop/[*]']);
    expect(exposedBy(old, [...old, allow('all', '', inside)])).toEqual([]);
  });

  it('pods whose label the old side named are those of an old service: what opens for them widens', () => {
    const after = [shop, deny, allow('web', 'app: web', `${inside}, ${internet}`)];
    expect(exposedBy(old, after)).toEqual([]);
    expect(diffClusters(cluster(old), cluster(after)).verdict).toBe('widened');
  });

  it('nobody new is let in where only somebody is let out', () => {
    const dns =
      '{podSelector: {matchLabels: {app: web}}, policyTypes: [Egress], egress: [{to: [{namespaceSelector: {}, podSelector: {matchLabels: {k8s-app: kube-dns}}}]}]}';
    const closed = policy('shop/closed', '{podSelector: {}, policyTypes: [Ingress, Egress]}');
    expect(exposedBy([shop, closed, ...old], [shop, closed, ...old, policy('shop/dns', dns)])).toEqual([]);
  });

  it('the first policies expose what they let in', () => {
    expect(exposedBy([], [shop, deny, allow('pay', 'app: pay', internet)])).toEqual(pay);
    expect(exposedBy([], [shop, deny, allow('pay', 'app: pay', inside)])).toEqual([]);
    expect(exposedBy([shop, deny], [])).toEqual(['shop/[*]']);
  });
});

describe('with workloads', () => {
  const web = workload('shop/web', { app: 'web' });
  const old = [shop, web, deny];

  it('pods of nobody in the input are exposed by a label that the old side has nowhere', () => {
    expect(exposedBy(old, [...old, allow('pay', 'app: pay', internet)])).toEqual(['shop/[app=pay]']);
    expect(exposedBy(old, [...old, allow('web', 'app: web', internet)])).toEqual([]);
    expect(exposedBy(old, [shop, web])).toEqual([]);
  });

  it('a new workload is listed as itself', () => {
    const pay = workload('shop/pay', { app: 'pay' });
    const after = cluster([...old, pay, allow('pay', 'app: pay', internet)]);
    expect(diffClusters(cluster(old), after)).toMatchObject({ exposed: ['shop/pay[Deployment]'], exposedPods: [] });
  });
});
