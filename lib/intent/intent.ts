import type { AssignedLabel } from '../cluster/mutation/assigned-label';
import type { Location, Subject } from '../diagnostics/finding';
import type { Direction, IpBlock, LabelSelector, Protocol } from '../k8s/network-policy';
import type { Labels } from '../k8s/resources';

/**
 * What an app declares, in the terms of pods and addresses and apart from any manifest: the compiler says it, the proof
 * holds the manifests to it.
 */
export interface Intent {
  /** Owned namespaces, and those that flows mention; labels as far as they are declared. */
  readonly namespaces: readonly IntendedNamespace[];
  readonly workloads: readonly IntendedWorkload[];
  readonly isolation: readonly IntendedIsolation[];
  readonly accesses: readonly IntendedAccess[];
  readonly invariants: readonly IntendedInvariant[];
  /** Pods of the manifests that the app reads workloads from, of those that it does not ask for as well. */
  readonly manifestPods: readonly ManifestPods[];
  /** What pods are taken to be that could exist: the proof and the invariants ask about no others. */
  readonly assumptions: readonly PodAssumption[];
  /** Every pair of ends that may talk to each other, whoever owns them. */
  readonly flows: readonly IntendedFlow[];
  /** Manifests of other owners, as paths or patterns. */
  readonly includes: readonly {
    readonly pattern: string;
    /** Where objects are that name no namespace, if anybody says it. */
    readonly namespace: string | undefined;
    readonly at: Location;
  }[];
  /** Where what is deployed stands, likewise: the workloads that declared ones are held to. */
  readonly manifests: readonly IntendedManifests[];
  readonly cluster: {
    readonly podCidrs: readonly string[];
    readonly serviceCidrs: readonly string[];
    readonly nodeCidrs: readonly string[];
    readonly apiServerCidrs: readonly string[];
    readonly families: readonly (4 | 6)[];
  };
}

/** Manifests of what is deployed, as a path or a pattern. */
interface IntendedManifests {
  readonly pattern: string;
  /** The namespace of objects that name none, where it is known: that of the chart that names the manifests, if it lists one. */
  readonly namespace?: string;
  readonly at: Location;
}

interface IntendedNamespace {
  readonly name: string;
  readonly labels: Labels;
  readonly isOwned: boolean;
}

/** A declared workload; its pods carry at least what its selector asks for. */
export interface IntendedWorkload {
  readonly namespace: string;
  readonly name: string;
  readonly selector: LabelSelector;
  readonly ports: readonly IntendedWorkloadPort[];
  readonly hostNetwork: boolean;
  /** The pod template of the manifest that it was read from: the labels of it that last. */
  readonly template?: { readonly labels: Labels };
  readonly at: Location;
}

interface IntendedWorkloadPort {
  readonly name: string;
  readonly port: number;
  /** The last port of a range. */
  readonly endPort?: number;
  readonly protocol: Protocol;
}

/** Pods that a manifest makes, with all their labels. */
export interface ManifestPods {
  /** Empty where nobody says it. */
  readonly namespace: string;
  readonly labels: Labels;
  /** What controllers and injectors may add, as far as that is known. */
  readonly assignedLabels: readonly AssignedLabel[];
  readonly hostNetwork: boolean;
  /** `Deployment shop/web-canary`. */
  readonly title: string;
  readonly subject?: Subject;
  readonly at: Location;
}

/** Something that is taken for granted of every pod that could exist. */
export type PodAssumption = CarriedLabels | DisjointPods;

/** Pods that a selector selects carry further labels too: those of the template that they are made from. */
export interface CarriedLabels {
  readonly kind: 'template-labels';
  readonly namespace: string;
  readonly selector: LabelSelector;
  /** What the selector leaves open. */
  readonly labels: Labels;
  /** `shop/web`. */
  readonly workload: string;
  readonly at: Location;
}

/** No pod is in two of these sets. */
export interface DisjointPods {
  readonly kind: 'disjoint';
  readonly ends: readonly { readonly name: string; readonly peer: PodsPeer }[];
  /** `no pod is in both shop/web and shop/api`. */
  readonly sentence: string;
  readonly at: Location;
}

/** Pods that nothing reaches, or that reach nothing, unless an access says so. */
export interface IntendedIsolation {
  readonly namespace: string;
  readonly direction: Direction;
  readonly selector: LabelSelector;
  /** Whether another tool writes the policy. */
  readonly isProvided: boolean;
  /** Whom that tool lets its pods talk to all the same: the cluster's DNS, where it provides that too. */
  readonly providedAccess: readonly Pick<IntendedAccess, 'peer' | 'ports'>[];
}

/** Some pods of a namespace together with everyone whom they may talk to in one direction. */
export interface IntendedAccess {
  readonly namespace: string;
  readonly direction: Direction;
  readonly subject: LabelSelector;
  readonly peer: IntendedPeer;
  readonly ports: IntendedPorts;
  /** `shop/web may reach orders/orders-api`. */
  readonly sentence: string;
  readonly at: Location;
}

/** A number or a range; or, with a name, whatever number the destination pod has under it. */
export interface IntendedPort {
  readonly protocol: Protocol;
  readonly port: number;
  readonly endPort: number;
  readonly name?: string;
}

/** All: every port of every protocol. */
export type IntendedPorts = readonly IntendedPort[] | 'all';

/** Pods by their labels, in a namespace by its name or in those that a selector selects. */
export interface PodsPeer {
  readonly kind: 'pods';
  readonly namespace: string | LabelSelector;
  readonly pods: LabelSelector;
}

export type IntendedPeer =
  | { readonly kind: 'everyone' }
  | PodsPeer
  | {
      readonly kind: 'addresses';
      readonly blocks: readonly IpBlock[];
      /** That they are those of nodes: of every node, or of some that nobody knows, where pods on the host network run. */
      readonly nodes?: 'every' | 'some';
    };

export interface IntendedFlow {
  readonly from: IntendedPeer;
  readonly to: IntendedPeer;
  readonly ports: IntendedPorts;
  readonly sentence: string;
  readonly at: Location;
}

/** `never(a).to(b)`: nothing in `from` opens a connection to `to`; `only(a).mayReach(b)`: nothing outside `from` does. */
export interface IntendedInvariant {
  readonly kind: 'never' | 'only';
  readonly from: readonly IntendedPeer[];
  readonly to: readonly IntendedPeer[];
  /** All: on any port. */
  readonly ports: IntendedPorts;
  /** `never shop/web to db/db`. */
  readonly sentence: string;
  readonly at: Location;
}
