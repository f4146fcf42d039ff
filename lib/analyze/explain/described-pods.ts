import { requirementsOf, smallestLabels } from '../../algebra/selector';
import { byCodeUnits } from '../../algebra/text-order';
import { declarationOf } from '../../k8s/policy-declaration';
import { readFlowSentence } from '../../wording/flow-line';
import type { Analysis } from '../analysis';
import { imaginedPods } from '../model/end';
import { isolatedDirections } from '../model/policy-rules';
import type { PodSet } from '../model/universe';
import { conditionsByNamespace, conditionsOf } from '../possible/representatives';

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
  const own = described.universe.pods.filter((pods) => !pods.workload && pods.namespace === namespace);
  const called = own.filter(({ labels }) =>
    namingLabels.some((key) => Object.hasOwn(labels, key) && labels[key] === name),
  );
  const further = [...listedPods(described, namespace, name), ...podsOfFlows(described, namespace, name)];
  const byName = new Map([...further, ...called].map((pods) => [pods.name, pods]));
  const candidates = [...byName.values()].sort((a, b) => byCodeUnits(a.name, b.name));
  // Policies may say one thing of the pods with further labels and another of those without; netpact may call others so.
  const [only, other] = candidates;
  const isAlone = only?.labels.app === name && Object.keys(only.labels).length === 1 && !other;
  return { named: isAlone ? only : undefined, candidates };
}

/** Pods that a selector means beside others: `app in (web, mobile)` is described by one of the two. */
function listedPods(described: Analysis, namespace: string, name: string): readonly PodSet[] {
  const known = described.universe.namespaces.find((each) => each.name === namespace);
  const conditions = known ? conditionsByNamespace(conditionsOf(described.resources))(known) : [];
  return conditions.flatMap(({ pods }) =>
    requirementsOf(pods).flatMap(({ key, operator, values }) => {
      const isListed = operator === 'In' && namingLabels.includes(key) && values?.includes(name) === true;
      const labels = isListed
        ? smallestLabels({ ...pods, matchLabels: { ...pods.matchLabels, [key]: name } })
        : undefined;
      return labels ? [imaginedPods(namespace, labels)] : [];
    }),
  );
}

/** Pods, as explain takes them, for which netpact wrote flows of a workload of this name: its policies say so, and not all select just its pods. */
export function podsOfFlows({ resources }: Analysis, namespace: string, name: string): readonly PodSet[] {
  return resources.policies.flatMap((policy) => {
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
    return isOfName ? [imaginedPods(namespace, matchLabels)] : [];
  });
}

/** The names by which policies call pods of a namespace: `web` of `app=web`. */
export function namesDescribed(described: Analysis): readonly { readonly namespace: string; readonly name: string }[] {
  return described.universe.pods.flatMap(({ namespace, labels, workload }) => {
    const name = labels.app;
    return workload || name === undefined || Object.keys(labels).length > 1 ? [] : [{ namespace, name }];
  });
}
