import { containsSelector, contradicts } from '../algebra/selector';
import type { PodPeerModel, WorkloadModel } from '../dsl/model';
import type { Direction } from '../k8s/network-policy';
import type { NamespaceWorkloads, OwnedNamespaces } from './namespaces';
import { selectorOfPeer } from './peer-identity';

/** What is isolated, as declared: by the baselines, and by workloads on their own. */
export class Isolation {
  readonly #owned: OwnedNamespaces;
  readonly #workloads: NamespaceWorkloads;

  constructor(owned: OwnedNamespaces, workloads: NamespaceWorkloads) {
    this.#owned = owned;
    this.#workloads = workloads;
  }

  /** Whether a baseline, of netpact or provided by another tool, isolates every pod of the namespace. */
  ofNamespace(namespace: string, direction: Direction): boolean {
    return this.#owned.get(namespace)?.model.baseline?.[direction] === true;
  }

  /** The workloads of a namespace that are isolated on their own in a direction that the baseline leaves open. */
  isolatedWorkloads(namespace: string, direction: Direction): readonly WorkloadModel[] {
    if (!this.#owned.has(namespace) || this.ofNamespace(namespace, direction)) return [];
    return this.#workloads
      .of(namespace)
      .filter(({ isolate, hostNetwork }) => !hostNetwork && (isolate === 'all' || isolate === direction));
  }

  /**
   * The parts of an end that may be given policies in a direction without isolating pods that nobody isolated: those that are
   * in a workload isolated on its own; undefined stands for the whole end.
   */
  partsOf(end: PodPeerModel, direction: Direction): readonly (WorkloadModel | undefined)[] {
    if (!this.#owned.has(end.namespace.name)) return [];
    if (end.kind === 'workload' && end.hostNetwork) return [];
    if (this.ofNamespace(end.namespace.name, direction)) return [undefined];
    const selector = selectorOfPeer(end);
    const overlapping = this.isolatedWorkloads(end.namespace.name, direction).filter(
      (workload) => !contradicts(workload.selector, selector),
    );
    return overlapping.some((workload) => containsSelector(workload.selector, selector)) ? [undefined] : overlapping;
  }
}
