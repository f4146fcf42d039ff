import { hasId, type IdSet, unionIds } from '../../algebra/id-set';
import { getOrInsert, groupBy } from '../../algebra/keyed';
import { allPorts, noPorts, type PortSet, unionAllPorts, unionPorts } from '../../algebra/port-set';
import type { PortRule } from '../model/port-rule';
import type { PodClass } from './classes';
import type { NamedPortTable } from './named-ports';
import type { Peer } from './peers';

/** One peer with its ports: what a rule adds for one of its entries. */
export interface Grant {
  readonly id: number;
  readonly peer: Peer;
  readonly ports: PortRule;
}

/** What an isolated pod lets through in one direction: the union of its grants. One object for each distinct union. */
export interface Admission {
  readonly id: number;
  /** Whether everything passes: not isolated, or isolated and granted everything. */
  readonly isOpen: boolean;
  readonly grants: readonly Grant[];
}

/** Gives equal grants and equal admissions one object each. */
export interface AdmissionPool {
  readonly open: Admission;
  readonly all: readonly Admission[];
  grant(peer: Peer, ports: PortRule): Grant;
  admission(grants: readonly Grant[]): Admission;
}

/** An empty pool that holds only the open admission. */
export function poolOfAdmissions(): AdmissionPool {
  const grants = new Map<string, Grant>();
  const open: Admission = { id: 0, isOpen: true, grants: [] };
  const all: Admission[] = [open];
  const byHash = new Map<number, Admission[]>();
  return {
    open,
    all,
    grant(peer, ports) {
      return getOrInsert(grants, `${peer.id} ${portsKey(ports)}`, () => ({ id: grants.size, peer, ports }));
    },
    admission(given) {
      if (given.some(({ peer, ports }) => peer.kind === 'everyone' && ports.fixed === allPorts)) return open;
      const distinct = [...new Set(given)].sort((a, b) => a.id - b.id);
      const hash = distinct.reduce((sum, grant) => (Math.imul(sum, 31) + grant.id) | 0, distinct.length);
      const candidates = getOrInsert(byHash, hash, () => []);
      const known = candidates.find((each) => isSameList(each.grants, distinct));
      if (known) return known;
      const admission: Admission = { id: all.length, isOpen: false, grants: distinct };
      all.push(admission);
      candidates.push(admission);
      return admission;
    },
  };
}

/** Below this many grants, asking each in turn is faster than joining them first. */
const fewGrants = 8;

/** Answers what an admission lets through; `destination` is the pod whose named ports count. */
export type AdmittedPorts = (admission: Admission, peer: PodClass, destination: PodClass) => PortSet;

/** How many answers of admissions with many grants are kept. */
const keptAnswers = 500_000;

/** Grants of many rules are joined by their ports the first time they are asked, and their answers kept. */
export function admittedPortsBy(names: NamedPortTable, classCount: number): AdmittedPorts {
  const joined = new Map<
    Admission,
    { readonly grants: readonly JoinedGrant[]; readonly answers: Map<number, PortSet> }
  >();
  let kept = 0;
  const portsFor = (rule: PortRule, destination: PodClass) =>
    rule.named.length === 0 ? rule.fixed : names.resolve(rule, destination.ports);
  return (admission, peer, destination) => {
    if (admission.isOpen) return allPorts;
    if (admission.grants.length <= fewGrants) {
      let ports = noPorts;
      for (const grant of admission.grants)
        if (ports !== allPorts && grant.peer.matches(peer))
          ports = unionPorts(ports, portsFor(grant.ports, destination));
      return ports;
    }
    const known = getOrInsert(joined, admission, () => ({
      grants: joinGrants(admission.grants, classCount),
      answers: new Map(),
    }));
    // A small number: a map of large ones takes several times the memory.
    const key = destination.ports * classCount + peer.id;
    let answer = known.answers.get(key);
    if (!answer) {
      const matching = known.grants.filter((grant) => hasId(grant.classes, peer.id));
      answer = unionAllPorts(matching.map((grant) => portsFor(grant.ports, destination)));
      if (++kept > keptAnswers) {
        for (const { answers } of joined.values()) answers.clear();
        kept = 1;
      }
      known.answers.set(key, answer);
    }
    return answer;
  };
}

interface JoinedGrant {
  readonly ports: PortRule;
  readonly classes: IdSet;
}

function joinGrants(grants: readonly Grant[], classCount: number): readonly JoinedGrant[] {
  return [...groupBy(grants, ({ ports }) => portsKey(ports)).values()].map((same) => ({
    ports: same[0].ports,
    classes: unionIds(
      same.map(({ peer }) => peer.classes()),
      classCount,
    ),
  }));
}

function portsKey(ports: PortRule): string {
  return `${ports.fixed.id} ${ports.named.map(({ name, protocol }) => `${name}/${protocol}`).join()}`;
}

function isSameList<Item>(a: readonly Item[], b: readonly Item[]): boolean {
  return a.length === b.length && a.every((item, index) => item === b[index]);
}
