import { ipv4, ipv6, rangesOfBlock } from '../algebra/address-space';
import { type AddressBounds, parseAddress, parseCidr, parseRange } from '../algebra/cidr';
import {
  formatPorts,
  intersectPorts,
  isSubsetOfPorts,
  noPorts,
  type PortSet,
  subtractPorts,
  unionPorts,
} from '../algebra/port-set';
import type { Analysis } from '../analyze/analysis';
import { type ConnectivityRow, connectivityRows } from '../analyze/connectivity/connectivity';
import { unshownConnection } from '../analyze/connectivity/unshown-connection';
import { portsAsked } from '../analyze/explain/asked-port';
import { resolveEnd } from '../analyze/explain/resolve-end';
import { type End, endOf, type PodsEnd } from '../analyze/model/end';
import { NetpactError } from '../diagnostics/netpact-error';
import { askedPort, type Connection } from './connection';
import { endSource, type TestedManifests } from './manifests';
import { type OpenPortName, openPortNames } from './open-port-names';

/** What is allowed beyond a list, and what of the list nothing is allowed of. */
export interface OnlyResult {
  /** The universe that was looked at. */
  readonly analysis: Analysis;
  readonly surplus: readonly ConnectivityRow[];
  /** Whether it was not found out if pods that several selectors select at once are allowed more. */
  readonly isUndecided: boolean;
  readonly unused: readonly Connection[];
  /** Ports by name that may be open to addresses beyond the list. */
  readonly openNames: readonly OpenPortName[];
}

/**
 * Compares all connections of workloads, or of the pods that policies describe where there are no workloads, with a list.
 * In a list an end may also be a block (`10.0.0.0/8`), all pods of a namespace (`shop/*`) or everyone (`*`); labels mean
 * all pods that have at least these.
 */
export function compareWithList(tested: TestedManifests, list: readonly Connection[]): OnlyResult {
  const { policies, workloads } = tested.analysis.resources;
  const populated = new Set(workloads.map(({ namespace }) => namespace));
  const hasWorkloads = policies.length === 0 || policies.some(({ namespace }) => populated.has(namespace));
  const analysis = hasWorkloads ? tested.analysis : tested.exposed;
  const own = new Set(tested.analysis.universe.namespaces.map(({ name }) => name));
  const listed = list.map((connection) => readListed(tested, connection));
  const used = new Set<Connection>();
  const surplus: ConnectivityRow[] = [];
  for (const row of connectivityRows(analysis, { families: [4, 6] })) {
    const [src, dst] = [rowEnd(analysis, row.src), rowEnd(analysis, row.dst)];
    if (![src, dst].some((end) => 'pods' in end && own.has(end.pods.pods.namespace))) continue;
    const left = uncovered(row.ports, src, dst, listed, used);
    if (left !== noPorts) surplus.push({ ...row, ports: left });
  }
  // What no row shows cannot be in the list.
  const unshown = hasWorkloads || surplus.length > 0 ? 'none' : unshownConnection(analysis);
  if (typeof unshown !== 'string') surplus.push({ ...unshown, conn: formatPorts(unshown.ports) });
  return {
    analysis,
    surplus,
    isUndecided: unshown === 'undecided',
    unused: list.filter((connection) => !used.has(connection)),
    openNames: hasWorkloads ? [] : openPortNames(analysis).filter((each) => !isListedWhole(analysis, each, listed)),
  };
}

/** Whether the list opens every port to the addresses that a rule lets in. */
function isListedWhole({ universe }: Analysis, { pods, blocks }: OpenPortName, listed: readonly Listed[]): boolean {
  const end = endOf(universe, pods);
  const whole = listed.filter(({ connection, to }) => connection.port === undefined && to.isPods(end));
  const addresses = whole.flatMap(({ from }) => from.blocks);
  return (blocks?.map(({ cidr }) => cidr) ?? everyAddress).every((block) => isCovered(block, addresses));
}

type RowEnd = { readonly pods: PodsEnd } | { readonly range: AddressBounds };

function rowEnd(analysis: Analysis, name: string): RowEnd {
  const pods = analysis.pods(name);
  const end = pods && endOf(analysis.universe, pods);
  if (end) return { pods: end };
  const range = parseRange(name);
  if (!range) throw new RangeError(`${name} is no range of addresses`);
  return { range };
}

interface Listed {
  readonly connection: Connection;
  readonly from: Pattern;
  readonly to: Pattern;
  readonly ports: (destination: RowEnd) => PortSet;
}

interface Pattern {
  readonly isPods: (end: PodsEnd) => boolean;
  /** Addresses that it means. */
  readonly blocks: readonly AddressBounds[];
}

const everyAddress: readonly AddressBounds[] = ['0.0.0.0/0', '::/0'].flatMap((text) => parseCidr(text) ?? []);

function readListed(tested: TestedManifests, connection: Connection): Listed {
  const asked = askedPort(connection);
  const { cni } = tested.analysis.settings;
  const address: End = { kind: 'address', name: '' };
  return {
    connection,
    from: patternOf(tested, connection.from),
    to: patternOf(tested, connection.to),
    ports: (destination) => portsAsked(asked, 'pods' in destination ? destination.pods : address, cni),
  };
}

function patternOf(tested: TestedManifests, text: string): Pattern {
  if (text === '*') return { isPods: () => true, blocks: everyAddress };
  if (text.endsWith('/*')) return { isPods: ({ pods }) => pods.namespace === text.slice(0, -2), blocks: [] };
  const block = parseCidr(parseAddress(text) ? `${text}/${text.includes(':') ? 128 : 32}` : text);
  if (block) return { isPods: () => false, blocks: [block] };
  const resolved = resolveEnd(endSource(tested), text);
  if ('problem' in resolved) throw new NetpactError([resolved.problem]);
  const { end } = resolved;
  if (end.kind === 'api-server') return { isPods: () => false, blocks: end.cidrs };
  if (end.kind === 'address') return { isPods: () => false, blocks: [] };
  const { pods: wanted } = end;
  if (wanted.workload) return { isPods: ({ name }) => name === end.name, blocks: [] };
  const labels = Object.entries(wanted.labels);
  return {
    isPods: ({ pods }) =>
      pods.namespace === wanted.namespace && labels.every(([key, value]) => pods.labels[key] === value),
    blocks: [],
  };
}

/** The ports of a row that no part of the list allows. */
function uncovered(
  ports: PortSet,
  src: RowEnd,
  dst: RowEnd,
  listed: readonly Listed[],
  used: Set<Connection>,
): PortSet {
  const meaning = listed.filter(({ from, to }) => mayMean(from, src) && mayMean(to, dst));
  for (const { connection } of meaning) used.add(connection);
  const range = 'range' in src ? src.range : 'range' in dst ? dst.range : undefined;
  if (range === undefined) return meaning.map((each) => each.ports(dst)).reduce(subtractPorts, ports);
  const side = 'range' in src ? 'from' : 'to';
  const covers = meaning.map((each) => ({ ports: each.ports(dst), blocks: each[side].blocks }));
  // Each port by itself: parts of a range, and ports of one part, may be listed in several places.
  return piecesOf(ports, covers)
    .filter((piece) => {
      const blocks = covers.flatMap((each) => (isSubsetOfPorts(piece, each.ports) ? each.blocks : []));
      return !isCovered(range, blocks);
    })
    .reduce(unionPorts, noPorts);
}

/** Whether every address of a range is in one of the blocks. */
function isCovered(range: AddressBounds, blocks: readonly AddressBounds[]): boolean {
  const left = range.family === 4 ? rangesOfBlock(ipv4, range, blocks) : rangesOfBlock(ipv6, range, blocks);
  return left.length === 0;
}

/** Ports in pieces that each cover has as a whole or not at all. */
function piecesOf(ports: PortSet, covers: readonly { readonly ports: PortSet }[]): readonly PortSet[] {
  return covers.reduce<readonly PortSet[]>(
    (pieces, cover) =>
      pieces
        .flatMap((piece) => [intersectPorts(piece, cover.ports), subtractPorts(piece, cover.ports)])
        .filter((piece) => piece !== noPorts),
    [ports],
  );
}

function mayMean(pattern: Pattern, end: RowEnd): boolean {
  return 'pods' in end ? pattern.isPods(end.pods) : pattern.blocks.length > 0;
}
