import { captureCallSite } from '../diagnostics/call-site';
import type { LabelSelector } from '../k8s/network-policy';
import { insidePeer } from './make-peer';
import { type NamespacesModel, withModel } from './model';
import type { Namespaces, PodSelection, Pods, SaidNamespaceLabels } from './peer';
import { selectorOf } from './pod-selection';

/**
 * All pods of every namespace that carries these labels, whoever owns it. `name` is used in the names of policies.
 * Whoever may label namespaces decides who is in: ask for `kubernetes.io/metadata.name` where that matters.
 */
export function namespacesWhere<const L extends PodSelection>(
  name: string,
  selection: SaidNamespaceLabels<L>,
): Namespaces {
  return namespacesValue({ name, namespaceSelector: selectorOf(selection as PodSelection), everyNamespace: false });
}

/** All pods of all namespaces: every pod of the cluster, but no address outside it. */
export function allNamespaces(): Namespaces {
  return namespacesValue({ name: 'all-namespaces', namespaceSelector: {}, everyNamespace: true });
}

type Selected = Pick<NamespacesModel, 'name' | 'namespaceSelector' | 'everyNamespace'>;

function namespacesValue(selected: Selected): Namespaces {
  const site = captureCallSite();
  const pods: Namespaces['pods'] = (podsName, selection) =>
    podsOf({ ...selected, name: `${selected.name}-${podsName}` }, selectorOf(selection as PodSelection));
  const model: NamespacesModel = { kind: 'namespaces', ...selected, podSelector: undefined, site };
  return withModel({ ...insidePeer(selected.name, 'pods'), pods }, () => model);
}

function podsOf(selected: Selected, podSelector: LabelSelector): Pods {
  const model: NamespacesModel = { kind: 'namespaces', ...selected, podSelector, site: captureCallSite() };
  return withModel(insidePeer(selected.name, 'pods'), () => model);
}
