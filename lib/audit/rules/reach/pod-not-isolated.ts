import { arePodsOfNode } from '../../../analyze/model/pod-addresses';
import { type Direction, directions, opposite } from '../../../analyze/model/policy-rules';
import type { PodSet } from '../../../analyze/model/universe';
import { baselineWith, severityOfOpenPods } from '../../reach/default-deny';
import { type AuditContext, defaultDenyControls, type Rule, type RuleResult } from '../../rule';
import { flowYaml } from '../../wording/flow-yaml';

export const podNotIsolated: Rule = {
  name: 'pod-not-isolated',
  severity: 'warning',
  category: 'reach',
  title: 'no policy selects a workload in a direction',
  what: `A workload of the input is selected by no policy that isolates it for ingress, or for egress; each direction is a
finding of its own. Pods on the host network are left out: no policy isolates them. It is an info in kube-system,
kube-public and kube-node-lease, where the cluster runs pods of its own.`,
  why: `A pod that nothing isolates for ingress is open to the whole cluster. One that nothing isolates for egress
reaches the internet, the API server and the cloud's metadata service.`,
  fix: `Select it with a policy that allows what it needs, or give its namespace a default deny:
  spec: {podSelector: {}, policyTypes: [Ingress, Egress]}
With netpact: namespace('shop', { baseline: denyAll() }), or shop.workload('web', { isolate: 'ingress' })`,
  examples: {
    bad: `apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop, labels: {app: web}}
spec: {containers: [{name: web}]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web, namespace: shop}
spec:
  podSelector: {matchLabels: {app: web}}
  policyTypes: [Ingress]
`,
    good: `apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop, labels: {app: web}}
spec: {containers: [{name: web}]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web, namespace: shop}
spec:
  podSelector: {matchLabels: {app: web}}
  policyTypes: [Ingress, Egress]
`,
  },
  securitySeverity: 5,
  controls: defaultDenyControls,
  reach: { of: 'workloads', directions: directions },
  *check(context) {
    for (const pods of context.analysis.universe.pods)
      if (pods.workload)
        for (const direction of directions)
          if (!context.analysis.isIsolated(direction, pods)) yield openPods(context, pods, direction);
  },
};

function openPods(context: AuditContext, pods: PodSet, direction: Direction): RuleResult {
  const { workload } = pods;
  const subject = { kind: workload?.kind ?? 'Pod', namespace: pods.namespace, name: workload?.name ?? pods.name };
  if (!workload || arePodsOfNode(pods, context.analysis.settings))
    return {
      kind: 'not-applicable',
      subject,
      reason: `the pods of ${pods.name} use the host network: no policy isolates them`,
    };
  const does =
    direction === 'ingress' ? 'every pod and address may connect to it' : 'it may connect to every pod and address';
  return {
    kind: 'finding',
    ...severityOfOpenPods(pods.namespace),
    subject,
    field: direction,
    at: () => workload.origin.span('metadata.name'),
    message: `no policy isolates ${workload.kind} ${pods.namespace}/${workload.name} for ${direction}: ${does}`,
    help: [helpOf(context, pods, direction)],
    ...(context.analysis.settings.cni.enforces && {
      declared: {
        policies: context.facts.policiesIn(pods.namespace).map(({ policy }) => policy),
        namespace: pods.namespace,
        changes: [
          baselineWith(context, pods.namespace, direction),
          `or isolate it alone: .workload('${workload.name}', { isolate: '${direction}' })`,
        ],
      },
    }),
  };
}

/** A policy for the other direction that selects it already is the nearest place to add this one. */
function helpOf({ analysis, facts }: AuditContext, pods: PodSet, direction: Direction): string {
  const type = direction === 'ingress' ? 'Ingress' : 'Egress';
  if (!analysis.settings.cni.enforces)
    return `the plugin ${analysis.settings.cni.name} enforces no policy: install one that does`;
  const [near] = facts.selecting(opposite[direction], pods);
  if (near) return `add ${type} to the policyTypes of ${near.policy.name}, and the rules that it needs`;
  const { namespace, labels, workload } = pods;
  const metadata = { name: `isolate-${workload?.name ?? pods.name}-${direction}`, namespace };
  const policy = { podSelector: { matchLabels: labels }, policyTypes: [type] };
  return `select it, with the rules that it needs: ${flowYaml({ apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata, spec: policy })}`;
}
