import type { WorkloadModel } from '../../lib/dsl/model';
import type { Random } from '../analyze/seeded-random';
import type { DeclaredPair } from './declared-pairs';
import { type DeclaredPort, portSaid, readPort } from './declared-ports';
import type { ContainerPorts, End, Packet } from './may-connect';

type ProbedPort = Pick<Packet, 'port' | 'protocol'>;

/** Ports such as flows and policies name, and ports close to them. */
export interface PortDrawer {
  any(): ProbedPort;
  /** A port that a pair is about, or nearly; `to` is the end that is probed. */
  near(pair: DeclaredPair, to: End): ProbedPort;
  /** Container ports of a pod that is in these workloads: theirs, and others under names that they leave free. */
  ofContainers(workloads: readonly WorkloadModel[]): ContainerPorts;
}

/** `written` are numbers that policies name. */
export function portDrawer(
  aims: readonly DeclaredPair[],
  workloads: readonly WorkloadModel[],
  written: readonly number[],
  random: Random,
): PortDrawer {
  const edges = [
    ...aims.flatMap((aim) => portsSaid(aim)),
    ...workloads.flatMap(({ ports }) => Object.values(ports)).map(readPort),
    ...[1, 65535, ...written].map(readPort),
  ].flatMap(({ first, last }) => [first - 1, first, last, last + 1]);
  const numbers = [...new Set(edges)].filter((port) => port >= 1 && port <= 65535);
  const names = [...new Set(['http', ...workloads.flatMap(({ ports }) => Object.keys(ports))])];

  const any = () => ({ port: random.pick(numbers), protocol: random.pick(['TCP', 'TCP', 'UDP', 'SCTP']) });
  return {
    any,
    near(pair, to) {
      const own = typeof to === 'string' ? [] : (to.ports ?? []);
      const named = own.filter(({ name }) => pair.ports !== 'all' && pair.ports.some(({ input }) => input === name));
      if (named.length > 0 && random.chance(0.5)) return random.pick(named);
      const said = portsSaid(pair);
      if (said.length === 0 || random.chance(0.2)) return any();
      const { first, last, protocol } = random.pick(said);
      return { port: random.pick([first, first, last]), protocol: random.chance(0.9) ? protocol : any().protocol };
    },
    ofContainers(its) {
      const own = its.flatMap(containerPorts);
      const others = names.filter(() => random.chance(0.4)).map((name) => ({ name, ...any() }));
      const isFree = (port: ContainerPorts[number]) =>
        own.every(({ name, protocol }) => name !== port.name || protocol !== port.protocol);
      return [...own, ...others.filter(isFree)];
    },
  };
}

/** The numbers of a pair's words; a name that the target does not declare has none. */
function portsSaid({ ports, to }: DeclaredPair): readonly DeclaredPort[] {
  const said = ports === 'all' ? [] : ports.map((word) => portSaid(word, to));
  return said.filter(({ first }) => first > 0);
}

function containerPorts({ ports }: WorkloadModel): ContainerPorts {
  return Object.entries(ports).map(([name, input]) => {
    const { first, protocol } = readPort(input);
    return { name, port: first, protocol };
  });
}
