import { declarationOf } from '../../k8s/policy-declaration';
import { readFlowSentence } from '../../wording/flow-line';
import type { Analysis } from '../analysis';
import { imaginedPods } from '../model/end';
import { isolatedDirections } from '../model/policy-rules';
import type { PodSet } from '../model/universe';

/** Labels that say what pods are called, as charts and hand-written manifests use them. */
const namingLabels = ['app', 'app.kubernetes.io/name', 'k8s-app', 'name'];

/** Whom a name may mean in a namespace of which the input has policies and no workloads. */
export interface DescribedPods {
  /** The pods `app=<name>` and nothing else: what the name of a workload selects in netpact, too. */
  readonly named: PodSet | undefined;
  /** Everyone whom policies call by the name, in whatever label. */
  readonly candidates: readonly PodSet[];
}

/** The pods of a namespace that policies speak of by a name; `described` has one for each kind of pods that they describe. */
export function describedPods(described: Analysis, namespace: string, name: string): DescribedPods {
  const candidates = described.universe.pods.filter(
    (pods) =>
      !pods.workload &&
      pods.namespace === namespace &&
      namingLabels.some((key) => Object.hasOwn(pods.labels, key) && pods.labels[key] === name),
  );
  const alone = candidates.filter(({ labels }) => Object.keys(labels).length === 1);
  const [only, other] = alone;
  // Pods with further labels are some of these; pods that another label calls so are others.
  return only?.labels.app === name && !other ? { named: only, candidates: [only] } : { named: undefined, candidates };
}

/** Pods, as explain takes them, for which netpact wrote flows of a workload of this name: its policies say so, and not all select just its pods. */
export function podsOfFlows({ resources }: Analysis, namespace: string, name: string): readonly string[] {
  const ends = resources.policies.flatMap((policy) => {
    const declaration = policy.namespace === namespace ? declarationOf(policy) : undefined;
    const { matchLabels, matchExpressions } = policy.spec.podSelector ?? {};
    if (!declaration || !matchLabels || matchExpressions) return [];
    const sentences =
      declaration.kind === 'flow' ? [declaration.sentence] : declaration.kind === 'flows' ? declaration.sentences : [];
    const side = isolatedDirections(policy.spec).ingress ? 'to' : 'from';
    const isOfName = sentences.some((sentence) => {
      const [end, other] = readFlowSentence(sentence)?.[side] ?? [];
      return !other && end?.kind === 'pods' && end.namespace === namespace && end.name === name;
    });
    return isOfName ? [imaginedPods(namespace, matchLabels).name] : [];
  });
  return [...new Set(ends)];
}

/** The names by which policies call pods of a namespace: `web` of `app=web`. */
export function namesDescribed(described: Analysis): readonly { readonly namespace: string; readonly name: string }[] {
  return described.universe.pods.flatMap(({ namespace, labels, workload }) => {
    const name = labels.app;
    return workload || name === undefined || Object.keys(labels).length > 1 ? [] : [{ namespace, name }];
  });
}
