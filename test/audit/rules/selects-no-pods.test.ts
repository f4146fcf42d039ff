import { selectsNoPods as rule } from '../../../lib/audit/rules/traps/selects-no-pods';
import { findingsOf, reasonsOf } from '../findings-of';
import { podYaml, policyYaml } from '../shop-yaml';

const selecting = (selector: string) => policyYaml('shop/guard', `podSelector: ${selector}`);

describe('selects-no-pods', () => {
  it('fires on its bad example, at the label, with the nearest one', () => {
    expect(findingsOf(rule, rule.examples.bad)).toMatchObject([
      { at: '13:38', text: 'databse', severity: 'error', help: ['did you mean app=database?'] },
    ]);
    expect(findingsOf(rule, rule.examples.good)).toEqual([]);
  });

  it('suggests the key under which the value exists', () => {
    const yaml = selecting('{ matchLabels: { name: web } }') + podYaml('shop/web');
    expect(findingsOf(rule, yaml)).toMatchObject([{ help: ['did you mean app=web?'] }]);
  });

  it('finds conditions that workloads satisfy one by one, but none all of them', () => {
    const yaml =
      selecting('{ matchLabels: { app: web, tier: back } }') +
      podYaml('shop/web', [], 'tier: front') +
      podYaml('shop/api', [], 'tier: back');
    expect(findingsOf(rule, yaml)).toMatchObject([
      { at: '5:3', message: expect.stringContaining('no workload of shop satisfies app=web, tier=back as a whole') },
    ]);
  });

  it('evaluates expressions as Kubernetes does', () => {
    const pods = podYaml('shop/web');
    expect(
      findingsOf(rule, selecting('{ matchExpressions: [{ key: app, operator: In, values: [api, db] }] }') + pods),
    ).toMatchObject([{ message: expect.stringContaining('no workload of shop has app in (api, db)') }]);
    expect(findingsOf(rule, selecting('{ matchExpressions: [{ key: tier, operator: Exists }] }') + pods)).toHaveLength(
      1,
    );
    expect(findingsOf(rule, selecting('{ matchExpressions: [{ key: tier, operator: DoesNotExist }] }') + pods)).toEqual(
      [],
    );
    expect(
      findingsOf(rule, selecting('{ matchExpressions: [{ key: tier, operator: NotIn, values: [x] }] }') + pods),
    ).toEqual([]);
  });

  it('says where the pods are when they are in another namespace', () => {
    const yaml = selecting('{ matchLabels: { app: web } }') + podYaml('blog/web');
    expect(findingsOf(rule, yaml)).toMatchObject([
      {
        at: '5:3',
        message: 'NetworkPolicy shop/guard: no pod of shop has app=web, but blog/web[Pod] has',
        help: [expect.stringContaining('write metadata.namespace: blog')],
      },
    ]);
  });

  it('cannot tell without workloads, and for namespaces that the input does not describe', () => {
    const yaml = selecting('{ matchLabels: { app: web } }');
    expect(findingsOf(rule, yaml)).toEqual([]);
    expect(reasonsOf(rule, yaml)).toEqual(['the input has no workload of the namespace shop']);
    expect(reasonsOf(rule, yaml + podYaml('blog/api'))).toHaveLength(1);
  });

  it('cannot tell where a controller assigns the label', () => {
    const yaml = selecting('{ matchLabels: { statefulset.kubernetes.io/pod-name: db-0 } }');
    const set =
      'apiVersion: apps/v1\nkind: StatefulSet\nmetadata: { name: db, namespace: shop }\nspec: { template: { metadata: { labels: { app: db } }, spec: { containers: [{ name: db }] } } }\n';
    expect(findingsOf(rule, yaml + set)).toEqual([]);
    expect(reasonsOf(rule, yaml + set)).toHaveLength(1);
  });

  it('is an info where custom resources may create the pods, but not where kinds of Kubernetes are all there is', () => {
    const yaml = selecting('{ matchLabels: { app: kafka } }') + podYaml('shop/web');
    const kafka = 'apiVersion: kafka.strimzi.io/v1\nkind: Kafka\nmetadata: { name: events, namespace: shop }\n---\n';
    const config = 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: c, namespace: shop }\n';
    expect(findingsOf(rule, yaml + kafka)).toMatchObject([
      { severity: 'info', notes: [expect.stringContaining('Kafka')] },
    ]);
    expect(findingsOf(rule, yaml + config)).toMatchObject([{ severity: 'warning' }]);
  });

  it('knows that the cluster runs pods of its own', () => {
    const guard = (label: string) => policyYaml('kube-system/guard', `podSelector: { matchLabels: { ${label} } }`);
    const addon = podYaml('kube-system/metrics-server');
    expect(reasonsOf(rule, guard('component: kube-apiserver') + addon)).toEqual([
      'the cluster may run pods in kube-system that are not in the input',
    ]);
    expect(findingsOf(rule, guard('app: metric-server') + addon)).toMatchObject([
      { help: ['did you mean app=metrics-server?'] },
    ]);
  });

  it('never speaks of a selector that selects everything', () => {
    expect(findingsOf(rule, selecting('{}'))).toEqual([]);
    expect(reasonsOf(rule, selecting('{}'))).toEqual([]);
  });
});
