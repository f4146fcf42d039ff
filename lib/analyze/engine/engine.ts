import { allPorts, intersectPorts, noPorts, type PortSet } from '../../algebra/port-set';
import type { ClusterResources } from '../../k8s/resources';
import type { AnalysisSettings } from '../model/options';
import { type Direction, type PolicyRules, rulesOf } from '../model/policy-rules';
import type { PortRule } from '../model/port-rule';
import type { Universe } from '../model/universe';
import { type Admission, type AdmissionPool, type AdmittedPorts, admittedPortsBy, poolOfAdmissions } from './admission';
import { classesOf, type PodClass, type PodClasses } from './classes';
import { indexLabels, namedLabels } from './label-index';
import { tableOfNamedPorts } from './named-ports';
import { indexPeers, type PeerIndex } from './peers';
import { selectPolicies } from './selection';

/** Everything that is worked out once: who is alike, which policies select whom, and what those let through. */
export interface Engine {
  readonly settings: AnalysisSettings;
  readonly universe: Universe;
  readonly policies: readonly PolicyRules[];
  readonly classes: PodClasses;
  readonly peers: PeerIndex;
  readonly pool: AdmissionPool;
  readonly admitted: AdmittedPorts;
  /** Indexes into `policies` of those that select a class and isolate it in a direction. */
  selecting(direction: Direction, pods: PodClass): readonly number[];
  admission(direction: Direction, pods: PodClass): Admission;
  /** Resolves the ports of rules on pods of a class. */
  portsAt(pods: PodClass): (rule: PortRule) => PortSet;
  /** Ports on which pods of one class reach pods of another (or other pods of their own). */
  between(source: PodClass, destination: PodClass): PortSet;
}

/** Builds the engine for one universe. Costs little more than reading every policy and every label once. */
export function buildEngine(resources: ClusterResources, universe: Universe, settings: AnalysisSettings): Engine {
  const policies = settings.cni.enforces ? resources.policies.map((policy) => rulesOf(policy, settings.cni)) : [];
  const rules = policies.flatMap((policy) => [...(policy.ingress ?? []), ...(policy.egress ?? [])]);
  const entries = rules.flatMap((rule) => rule.peers ?? []);
  const podSelectors = policies.map((policy) => policy.selector);
  const namespaceSelectors = [];
  for (const entry of entries)
    if (!('block' in entry)) {
      podSelectors.push(entry.pods);
      if (entry.namespaces) namespaceSelectors.push(entry.namespaces);
    }
  const names = tableOfNamedPorts(
    rules.map((rule) => rule.ports),
    settings.cni,
  );
  const classes = classesOf(universe, namedLabels(podSelectors), names, settings);
  const namespaces = indexLabels(universe.namespaces, namedLabels(namespaceSelectors));
  const peers = indexPeers(classes, namespaces, settings);
  const pool = poolOfAdmissions();
  const selected = {
    ingress: selectPolicies('ingress', policies, classes, peers, pool),
    egress: selectPolicies('egress', policies, classes, peers, pool),
  };
  const admitted = admittedPortsBy(names, classes.all.length);
  const admission = (direction: Direction, pods: PodClass) => selected[direction].admissions[pods.id] ?? pool.open;
  return {
    settings,
    universe,
    policies,
    classes,
    peers,
    pool,
    admitted,
    selecting: (direction, pods) => selected[direction].selecting[pods.id] ?? [],
    admission,
    portsAt: (pods) => (rule) => names.resolve(rule, pods.ports),
    between(source, destination) {
      const leaves = admitted(admission('egress', source), destination, destination);
      if (leaves === noPorts) return noPorts;
      const enters = admitted(admission('ingress', destination), source, destination);
      return leaves === allPorts ? enters : intersectPorts(leaves, enters);
    },
  };
}
