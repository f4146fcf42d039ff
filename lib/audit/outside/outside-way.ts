import type { AddressSet } from '../../algebra/address-set';
import type { PortSet } from '../../algebra/port-set';
import type { PodSet } from '../../analyze/model/universe';
import type { Subject } from '../../diagnostics/finding';
import type { Origin } from '../../k8s/resources';

/**
 * How connections come in. `backend`: through the ingress controller that serves an Ingress or a route; `open pod`: to the
 * pod's own address, which only some networks route from outside.
 */
export type WayKind =
  | 'LoadBalancer'
  | 'external IP'
  | 'NodePort'
  | 'host port'
  | 'host network'
  | 'backend'
  | 'internal LoadBalancer'
  | 'open pod';

/** A way by which connections from outside of the cluster reach pods: no policy closes it. */
export interface OutsideWay extends WaySource, LetIn {
  readonly pods: PodSet;
  /** The port that clients connect to; missing where the cluster chooses it. Of a backend, the pod's own. */
  readonly port?: PortSet;
  /** The ports of the pod that connections arrive at. */
  readonly arrivesAt: PortSet;
}

/** What makes a way, whoever is behind it. */
export interface WaySource {
  readonly kind: WayKind;
  /** The Service, the Ingress, the route, or the workload itself. */
  readonly by: Subject;
  readonly origin: Origin;
  /** Where `by` says so: `spec.type`. */
  readonly field: string;
  /** The name or the address under which it is reached; missing where the input says none. */
  readonly host?: string;
  readonly path?: string;
}

/** Who gets in, and by what. */
export interface LetIn {
  /** Addresses outside the cluster; never fewer than get in. */
  readonly from: AddressSet;
  /** The policies that let it in, as `namespace/name`, sorted; none where nothing isolates the pods. */
  readonly policies: readonly string[];
  /** Why the way may be closed, or lead from elsewhere; a way is certain without. */
  readonly doubts: readonly string[];
}

/** Of what could not be told whether it is reached from outside. */
export interface OpenQuestion {
  readonly subject: Subject;
  /** The way that there may be. */
  readonly way: WayKind;
  /** `absent`: something that decides is not in the input; `doubtful`: no policy that is read lets anybody in, and that may be wrong. */
  readonly kind: 'absent' | 'doubtful';
  readonly reason: string;
}

/** What can be reached from outside the cluster, and what is not known of it. */
export interface Outside {
  /** The worst first. */
  readonly ways: readonly OutsideWay[];
  readonly unknown: readonly OpenQuestion[];
}
