import { peerModelOf, withModel } from '../dsl/model';
import { foreignNamespace } from '../dsl/namespace';
import type { Workload } from '../dsl/peer';
import type { CheckedPorts, Declared, Ports } from '../dsl/ports';

/** Where a cluster differs from the usual installation; what is left out stays as it is. */
export interface PlatformDifferences<P> {
  /** Where it is installed. */
  readonly namespace?: string;
  /** Instead of the usual labels, not besides them. */
  readonly labels?: Readonly<Record<string, string>>;
  /** Instead of the usual ports, not besides them. */
  readonly ports?: CheckedPorts<P>;
}

/** A workload of the platform as its project installs it, ready for flows: `flow(prometheus).to(web).port('metrics')`. */
export interface PlatformPeer<out N extends string, in out P extends Ports> extends Workload<N, Declared<P>> {
  /** The same where a cluster installs it otherwise: `prometheus.with({ namespace: 'observability' })`. */
  with<const Q extends Ports = P>(differences: PlatformDifferences<Q>): PlatformPeer<string, Q>;
}

interface Installation<M extends string, P> {
  readonly namespace: M;
  readonly labels: Readonly<Record<string, string>>;
  readonly ports: CheckedPorts<P>;
}

/** A workload in a namespace that the platform owns. */
export function platformPeer<const M extends string, const N extends string, const P extends Ports>(
  name: N,
  installation: Installation<M, P>,
): PlatformPeer<`${M}/${N}`, P> {
  const { namespace, labels, ports } = installation;
  const workload = foreignNamespace(namespace).workload<N, P>(name, { labels, ports });
  // Where the differences name no ports, Q is P.
  const differing = <const Q extends Ports = P>(differences: PlatformDifferences<Q>) =>
    platformPeer(name, { ...installation, ...differences } as Installation<string, Q>);
  return withModel({ ...workload, with: differing }, peerModelOf(workload));
}
