/**
 * What network plugins decide differently (docs/semantics.md 15, 17, 18). Undefined is "not known": the fixed default holds, and
 * an answer that depends on it says so.
 */
export interface CniProfile {
  readonly name: string;
  /** Whether the plugin enforces NetworkPolicy at all. */
  readonly enforces: boolean;
  /** Whether an ipBlock also matches pods by their addresses. */
  readonly ipBlockMatchesPods?: boolean;
  /** Whether policies select and match host-network pods like other pods; by default they are node addresses. */
  readonly hostNetworkPodsAreMatched?: boolean;
  /** Whether the ports of sidecar init containers resolve port names. */
  readonly sidecarPortsResolve?: boolean;
  /** Whether `endPort` is read; without it only the single port counts. */
  readonly supportsEndPort: boolean;
  /** Whether SCTP is filtered; without it a rule for SCTP allows nothing. */
  readonly supportsSctp: boolean;
  readonly supportsNamedPorts: boolean;
}

const full = { enforces: true, supportsEndPort: true, supportsSctp: true, supportsNamedPorts: true } as const;

/** The API as upstream writes it, with every contested point open. */
export const upstreamCni: CniProfile = { name: 'upstream', ...full };

/** The profiles by name, for `--cni`. */
export const cniProfiles: Readonly<Record<string, CniProfile>> = {
  upstream: upstreamCni,
  // Workload endpoints of host-network pods do not exist in Calico, and its sets of pods hold no node addresses.
  calico: { name: 'calico', ...full, ipBlockMatchesPods: true, hostNetworkPodsAreMatched: false },
  // Pods are identities, never addresses; host-network pods are the identity "host" or "remote-node".
  cilium: { name: 'cilium', ...full, ipBlockMatchesPods: false, hostNetworkPodsAreMatched: false },
  kindnet: {
    name: 'kindnet',
    ...full,
    ipBlockMatchesPods: true,
    hostNetworkPodsAreMatched: false,
    sidecarPortsResolve: false,
  },
  'kube-router': {
    name: 'kube-router',
    ...full,
    ipBlockMatchesPods: true,
    hostNetworkPodsAreMatched: false,
    sidecarPortsResolve: false,
  },
  'ovn-kubernetes': { name: 'ovn-kubernetes', ...full, ipBlockMatchesPods: true, hostNetworkPodsAreMatched: false },
  antrea: { name: 'antrea', ...full, ipBlockMatchesPods: true, hostNetworkPodsAreMatched: false },
  'aws-vpc-cni': { name: 'aws-vpc-cni', ...full, hostNetworkPodsAreMatched: false },
  flannel: { name: 'flannel', ...full, enforces: false },
  none: { name: 'none', ...full, enforces: false },
};
