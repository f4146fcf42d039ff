import type { Direction, LabelSelector } from '../k8s/network-policy';
import type { Labels } from '../k8s/resources';
import type { IntendedPorts } from './intent';
import { describePorts } from './ports-text';

/** What an app needs from namespaces of other owners, for whoever writes their policies. */
export interface Contract {
  readonly app: string;
  /** The namespaces that the app owns, with the labels that it declares for them. */
  readonly namespaces: readonly ContractNamespace[];
  readonly needs: readonly Need[];
}

export interface ContractNamespace {
  readonly name: string;
  readonly labels: Labels;
}

/** One half of a flow, which the owner of a namespace must allow in case something isolates its end there. */
export interface Need {
  /** Where the half belongs. */
  readonly namespace: string;
  readonly direction: Direction;
  /** The pods of that namespace whose traffic it is. */
  readonly subject: NeededPods;
  /** The pods of the app at the other end. */
  readonly peer: NeededPods;
  /** Of the destination: the subject of an ingress half, the peer of an egress half. */
  readonly ports: IntendedPorts;
  readonly reason: string | undefined;
  /** Who answers for the need: of an exception its owner, else the owner of the app's namespace. */
  readonly owner: string | undefined;
  /** The last day of an exception, `YYYY-MM-DD`, through its end in UTC: after it nobody needs this any more. */
  readonly until: string | undefined;
}

/** Pods of one namespace, whichever could exist. */
export interface NeededPods {
  /** As the app calls them: `shop/web`, `every pod of shop`. */
  readonly name: string;
  readonly namespace: string;
  readonly selector: LabelSelector;
  /** They use the node's network. */
  readonly hostNetwork: boolean;
}

/** `shop/web may reach orders/api on TCP 8443`: the flow that a need is a half of. */
export function needSentence({ direction, subject, peer, ports }: Omit<Need, 'namespace'>): string {
  const [from, to] = direction === 'ingress' ? [peer, subject] : [subject, peer];
  return `${from.name} may reach ${to.name} on ${describePorts(ports)}`;
}
