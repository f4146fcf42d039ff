import { noPorts, type PortSet, subtractPorts, unionAllPorts } from '../algebra/port-set';
import { contradicts } from '../algebra/selector';
import { portsOfIntent } from '../analyze/verify/access';
import type { Contract, Need } from '../intent/contract';
import type { ContractTarget, SaidAccess } from './target';

/** A half that is written here towards an app whose contract does not ask for it, or not for all of its ports. */
export interface UnaskedHalf extends Pick<SaidAccess, 'said' | 'at'> {
  readonly app: string;
  readonly namespace: string;
  readonly direction: Need['direction'];
  /** Ports that the contract does not ask for, where it asks for others between these ends; else undefined. */
  readonly ports: PortSet | undefined;
}

/** The halves towards the namespaces of these apps that none of their needs asks for; what is about others is nobody's business here. */
export function unaskedHalves(
  contracts: readonly Contract[],
  needs: readonly Need[],
  target: ContractTarget,
): readonly UnaskedHalf[] {
  const appsOf = (namespace: string) => [
    ...new Set(
      contracts.flatMap(({ app, namespaces }) => (namespaces.some(({ name }) => name === namespace) ? [app] : [])),
    ),
  ];
  return target.accesses.flatMap(({ access, said, at }): readonly UnaskedHalf[] => {
    const { namespace, direction, subject, peer, ports } = access;
    if (peer.kind !== 'pods' || typeof peer.namespace !== 'string') return [];
    const { namespace: other, pods } = peer;
    if (other === namespace) return [];
    const apps = appsOf(other);
    if (apps.length === 0) return [];
    const asking = needs.filter(
      (need) =>
        need.namespace === namespace &&
        need.direction === direction &&
        need.peer.namespace === other &&
        !contradicts(need.subject.selector, subject) &&
        !contradicts(need.peer.selector, pods),
    );
    const halves = (left: PortSet | undefined): readonly UnaskedHalf[] =>
      apps.map((app) => ({ app, namespace, direction, said, at, ports: left }));
    if (asking.length === 0) return halves(undefined);
    const asked = asking.map((need) => portsOfIntent(need.ports));
    // A name may stand for any number: it is not known what is left then.
    if (ports.names.length > 0 || asked.some(({ names }) => names.length > 0)) return [];
    const left = subtractPorts(ports.fixed, unionAllPorts(asked.map(({ fixed }) => fixed)));
    return left === noPorts ? [] : halves(left);
  });
}
