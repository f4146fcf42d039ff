import type { FlowEnd } from '../../wording/flow-line';
import type { End } from './end';
import type { AnalysisSettings } from './options';
import { arePodsOfNode } from './pod-addresses';
import type { PodSet } from './universe';

/** Pods as a flow names them: a workload by its name, pods that could exist by their labels. */
export function flowEndOfPods({ workload, namespace, labels }: PodSet): FlowEnd {
  if (workload) return { kind: 'pods', namespace, name: workload.name };
  return Object.keys(labels).length === 0 ? { kind: 'all-pods', namespace } : { kind: 'labelled', namespace, labels };
}

/** An end of a connection as a flow names it; pods on the host network are their nodes. */
export function flowEndOf(end: End, role: 'client' | 'server', settings: AnalysisSettings): FlowEnd {
  if (end.kind === 'address' && end.apiServer) return { kind: 'call', code: 'kubeApiServer()' };
  if (end.kind === 'address')
    return { kind: 'call', code: `cidr('${role}', ['${end.name}/${end.name.includes(':') ? 128 : 32}'])` };
  if (arePodsOfNode(end.pods, settings)) return { kind: 'call', code: 'nodes()' };
  const { calledAs: name, pods } = end;
  return name === undefined ? flowEndOfPods(pods) : { kind: 'pods', namespace: pods.namespace, name };
}
