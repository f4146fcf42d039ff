import type { Analysis } from '../analysis';
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

/** The names by which policies call pods of a namespace: `web` of `app=web`. */
export function namesDescribed(described: Analysis): readonly { readonly namespace: string; readonly name: string }[] {
  return described.universe.pods.flatMap(({ namespace, labels, workload }) => {
    const name = labels.app;
    return workload || name === undefined || Object.keys(labels).length > 1 ? [] : [{ namespace, name }];
  });
}
