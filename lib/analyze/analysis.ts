import { getOrInsert } from '../algebra/keyed';
import { once } from '../algebra/once';
import type { PortSet } from '../algebra/port-set';
import type { ClusterResources, UnevaluatedPolicy } from '../k8s/resources';
import { type AddressReach, addressReachOf } from './engine/address-reach';
import { buildEngine, type Engine } from './engine/engine';
import { type Reachability, reachabilityOf } from './engine/reach';
import { type Covering, coveringOf } from './judge/covering';
import { endOf } from './model/end';
import { type AnalysisSettings, type AnalyzeOptions, settingsOf } from './model/options';
import { type Direction, type PolicyBook, policyBookOf } from './model/policy-rules';
import { type ExtraPods, type PodSet, type Universe, universeOf } from './model/universe';

/** The exact reachability of a cluster, ready to be asked. Parts that not every question needs are made when first asked for. */
export interface Analysis {
  readonly resources: ClusterResources;
  readonly settings: AnalysisSettings;
  readonly universe: Universe;
  /** What single questions are answered from. */
  readonly book: PolicyBook;
  /** Built when it is first asked for: only questions about everyone need it. */
  readonly engine: Engine;
  readonly reachability: () => Reachability;
  /** Ports on which pods of `source` reach pods of `destination`; for one and the same workload, another of its replicas. */
  between(source: PodSet, destination: PodSet): PortSet;
  /** What pods exchange with addresses outside the cluster. */
  addresses(direction: Direction, pods: PodSet): AddressReach;
  /** Whether a policy isolates pods in a direction. */
  isIsolated(direction: Direction, pods: PodSet): boolean;
  /** Policies of kinds that are not evaluated and that may apply to pods in a direction: what is said of them is not sure. */
  unevaluated(direction: Direction, pods: PodSet): readonly UnevaluatedPolicy[];
  /** The pods by name (`shop/web[Deployment]`). */
  pods(name: string): PodSet | undefined;
}

/** Analyzes what manifests say of a cluster, with extra pods among its workloads. */
export function analyze(resources: ClusterResources, options: AnalyzeOptions = {}, extra?: ExtraPods): Analysis {
  const settings = settingsOf(options);
  const universe = universeOf(resources, extra);
  const engine = once(() => buildEngine(resources, universe, settings));
  const byName = once(() => new Map(universe.pods.map((each) => [each.name, each])));
  const classOf = (pods: PodSet) => engine().classes.classOf(pods);
  const covering = once((): Covering => coveringOf(resources.unevaluatedPolicies));
  const reaches = new Map<string, AddressReach>();
  return {
    resources,
    settings,
    universe,
    book: policyBookOf(resources, settings),
    get engine() {
      return engine();
    },
    reachability: once(() => reachabilityOf(engine())),
    between: (source, destination) => engine().between(classOf(source), classOf(destination)),
    addresses(direction, pods) {
      const ofClass = classOf(pods);
      const admission = engine().admission(direction, ofClass);
      const isEntering = direction === 'ingress';
      return getOrInsert(reaches, isEntering ? `${admission.id} ${ofClass.ports}` : `${admission.id}`, () =>
        addressReachOf(admission, isEntering ? engine().portsAt(ofClass) : (rule) => rule.fixed),
      );
    },
    isIsolated: (direction, pods) => engine().selecting(direction, classOf(pods)).length > 0,
    unevaluated: (direction, pods) => covering()(direction, endOf(universe, pods)),
    pods: (name) => byName().get(name),
  };
}
