import { noDefaultDenyEgress } from '../../lib/audit/rules/reach/no-default-deny-egress';
import { noDefaultDenyIngress } from '../../lib/audit/rules/reach/no-default-deny-ingress';
import { podNotIsolated } from '../../lib/audit/rules/reach/pod-not-isolated';
import type { ClusterResources, PolicyResource } from '../../lib/k8s/resources';
import { randomCluster } from '../analyze/random-cluster';
import { seededRandom } from '../analyze/seeded-random';
import { mayConnect } from '../evaluator/may-connect';
import { type Policy, policiesOf } from '../evaluator/policies';
import { auditTexts, withRelated } from './audit-texts';
import { contextOfResources } from './findings-of';
import { podYaml } from './shop-yaml';

const firstSeed = Number(process.env.NETPACT_SEED ?? 20261121);
const clusters = Number(process.env.NETPACT_CLUSTERS ?? 150);
const packet = { protocol: 'TCP', port: 80 } as const;
const outside = '192.0.2.1';

/** Policies without their rules let nothing through: whatever gets through is not isolated. */
function bare({ name, namespace, spec }: PolicyResource) {
  const written = spec.policyTypes ?? [];
  const types = written.length > 0 ? written : spec.egress?.length ? ['Ingress', 'Egress'] : ['Ingress'];
  return { name, namespace, spec: { podSelector: spec.podSelector ?? {}, policyTypes: types } };
}

function isOpen(
  policies: readonly Policy[],
  direction: string,
  namespace: string,
  labels: Readonly<Record<string, string>>,
): boolean {
  const pod = { namespace, labels };
  const [from, to] = direction === 'ingress' ? [outside, pod] : [pod, outside];
  return mayConnect(policies, { from, to, ...packet });
}

/** Every label set that the selectors of random clusters can tell apart. */
const labelSets: readonly Record<string, string>[] = ['app', 'tier', 'kubernetes.io/metadata.name'].reduce<
  Record<string, string>[]
>(
  (sets, key) =>
    [undefined, 'a', 'b', '', 'shop', 'default', 'prod', 'none of them'].flatMap((value) =>
      sets.map((labels) => (value === undefined ? labels : { ...labels, [key]: value })),
    ),
  [{}],
);

function differencesOf(resources: ClusterResources): readonly string[] {
  const context = contextOfResources(resources);
  const policies = policiesOf(resources.policies.map(bare));
  const wrong: string[] = [];
  const open = new Set(
    [...podNotIsolated.check(context)].flatMap((result) =>
      result.kind === 'finding' ? [`${result.subject.name} ${result.field}`] : [],
    ),
  );
  // No policy can isolate what is on the host network, so that nothing is said of it.
  for (const { namespace, name, labels, hostNetwork } of resources.workloads)
    for (const direction of ['ingress', 'egress'])
      if ((!hostNetwork && isOpen(policies, direction, namespace, labels)) !== open.has(`${name} ${direction}`))
        wrong.push(`${name} ${direction}`);
  for (const [direction, rule] of [
    ['ingress', noDefaultDenyIngress],
    ['egress', noDefaultDenyEgress],
  ] as const) {
    const found = new Set([...rule.check(context)].map((result) => result.subject?.name));
    for (const namespace of new Set(resources.workloads.map((each) => each.namespace))) {
      const isMissing = labelSets.some((labels) => isOpen(policies, direction, namespace, labels));
      if (isMissing !== found.has(namespace))
        wrong.push(`${namespace} ${direction}: a pod could be open: ${isMissing}`);
    }
  }
  return wrong;
}

test('open pods and missing default denies are those that one packet at a time finds', () => {
  for (let seed = firstSeed; seed < firstSeed + clusters; seed++) {
    const wrong = differencesOf(randomCluster(seededRandom(seed)));
    if (wrong.length > 0) throw new Error(`replay with NETPACT_SEED=${seed} NETPACT_CLUSTERS=1:\n${wrong.join('\n')}`);
  }
});

test('open pods are an info in the namespaces of the control plane, where a default deny cuts what nobody of the input runs', () => {
  const severities = (namespace: string) =>
    withRelated(auditTexts({ 'a.yaml': podYaml(`${namespace}/agent`) }).report.findings)
      .filter(({ rule }) => /^(no-default-deny|pod-not-isolated)/.test(rule.name))
      .map(({ severity }) => severity);
  expect(severities('kube-system')).toEqual(['info', 'info', 'info', 'info']);
  expect(severities('kube-prometheus')).toEqual(['warning', 'warning', 'warning', 'warning']);
});
