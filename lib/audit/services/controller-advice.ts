import { arePodsOfNode, nodeBlocksToWrite } from '../../analyze/model/pod-addresses';
import type { PodSet } from '../../analyze/model/universe';
import type { FlowEnd } from '../../wording/flow-line';
import type { AuditContext } from '../rule';
import { flowYaml } from '../wording/flow-yaml';
import { controllerPeer, controllersOf, type Entrance, platformConstant } from './ingress-controllers';

/** How to let in what leads requests from outside to pods. */
export interface ControllerAdvice {
  /** Who is not let in, where nobody is. */
  readonly who: string;
  readonly help: readonly string[];
  /** As a flow names it. */
  readonly from: FlowEnd;
}

/** The controllers of the input, else the most common one; where they are on the host network, their nodes. */
export function controllerAdvice(context: AuditContext, entrance: Entrance): ControllerAdvice {
  const { settings } = context.analysis;
  const { who, peer, netpact, end } = words[entrance];
  const present = controllersOf(context, entrance);
  if (present.length === 0) return { who, help: [`let ${peer}`, `with netpact: ${netpact}`], from: end };
  const onNodes = present.some((pods) => arePodsOfNode(pods, settings));
  const peersOf = (pods: PodSet): readonly object[] =>
    arePodsOfNode(pods, settings) ? nodeBlocksToWrite(pods, settings) : [controllerPeer(pods)];
  const peers = [...new Set(present.flatMap(peersOf).map(flowYaml))].join(', ');
  const constant = entrance === 'Route' ? undefined : platformConstant(present);
  const from: FlowEnd = onNodes
    ? { kind: 'call', code: 'nodes()' }
    : constant === undefined
      ? end
      : { kind: 'value', name: constant, what: 'in netpact/platform' };
  const whom = onNodes ? 'the nodes of the controller in, which is on the host network' : 'the controller in';
  return {
    who,
    help: [
      `let ${whom}: {from: [${peers}]}`,
      `with netpact: ${onNodes || constant !== undefined ? `flow(${onNodes ? 'nodes()' : constant}).to(web).port(…)` : netpact}`,
    ],
    from,
  };
}

interface EntranceWords {
  readonly who: string;
  readonly peer: string;
  readonly netpact: string;
  readonly end: FlowEnd;
}

/** How each entrance is let in where the input has no controller of it. */
const words: Readonly<Record<Entrance, EntranceWords>> = {
  Ingress: {
    who: 'no ingress controller',
    peer: 'the controller in: {from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: ingress-nginx}}, podSelector: {matchLabels: {app.kubernetes.io/name: ingress-nginx}}}]}',
    netpact: 'flow(ingressNginx).to(web).port(…)',
    end: { kind: 'value', name: 'ingressNginx', what: 'in netpact/platform' },
  },
  Gateway: {
    who: 'no Gateway',
    peer: 'the pods of the Gateway in, by their namespace and labels: {from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: …}}, podSelector: {matchLabels: …}}]}',
    netpact: 'flow(gateway).to(web).port(…), where gateway is the workload of the Gateway',
    end: { kind: 'value', name: 'gateway', what: 'the workload of the Gateway' },
  },
  Route: {
    who: 'no router of OpenShift',
    peer: 'the router in: {from: [{namespaceSelector: {matchLabels: {network.openshift.io/policy-group: ingress}}}]}',
    netpact: "flow(namespacesWhere('router', { 'network.openshift.io/policy-group': 'ingress' })).to(web).port(…)",
    end: {
      kind: 'call',
      code: "namespacesWhere('router', { 'network.openshift.io/policy-group': 'ingress' })",
    },
  },
};
