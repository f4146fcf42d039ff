import { type AddressSet, addressTexts, allAddresses, areWithin } from '../../algebra/address-set';
import { groupBy } from '../../algebra/keyed';
import { formatPorts } from '../../algebra/port-set';
import type { Outside, OutsideWay } from '../../audit/outside/outside-way';
import type { Assumption } from '../../diagnostics/assumption';
import type { ResolvedFinding } from '../../diagnostics/resolved-finding';
import { nameInNamespace, resourceTitle, withoutKind } from '../../wording/names';
import { portsText } from '../../wording/ports';
import { counted, firstOf, listed, oneOrMany } from '../../wording/words';

/** What every formatter of the ways from outside is given. */
export interface OutsideView {
  readonly outside: Outside;
  /** How many workloads the input has. */
  readonly workloads: number;
  readonly assumptions: readonly Assumption[];
  /** Why a part of the input is missing; empty for an input that was read whole. */
  readonly unreadable: readonly ResolvedFinding[];
  /** How refused policies were taken, one sentence each. */
  readonly notes: readonly string[];
  /** Paths are printed relative to this folder. */
  readonly cwd: string;
}

/** One line of the table: paths and hosts that one object sends to the same pods are one. */
export interface OutsideRow {
  readonly from: string;
  readonly workload: string;
  readonly way: string;
  readonly port: string;
  readonly letInBy: string;
  /** Numbers of `reasons`, from 1; a way is certain without any. */
  readonly doubts: readonly number[];
}

/** The table for people, and what is to be said under it. */
export interface OutsideTable {
  readonly summary: string;
  readonly rows: readonly OutsideRow[];
  /** Why ways are not certain, each once. */
  readonly reasons: readonly string[];
  /** Pods that are reached where a network routes to them, a line for each namespace. */
  readonly openPods: readonly string[];
  readonly unknown: readonly string[];
}

export const columns = ['FROM', 'WORKLOAD', 'WAY', 'PORT', 'LET IN BY'] as const;

/** What stands between the internet and a cluster, and is in no manifest that is read. */
export const notRead =
  'firewalls, security groups and what load balancers and controllers filter themselves are not read';

export const aboutOpenPods = 'Where the network routes addresses of pods from outside, these are reached as well:';

/** Folds the ways into what people read. */
export function outsideTable({ ways, unknown }: Outside, workloads: number): OutsideTable {
  const shown = ways.filter(({ kind }) => kind !== 'open pod');
  const reasons = new Map<string, number>();
  const numberOf = (reason: string) => {
    const number = reasons.get(reason) ?? reasons.size + 1;
    reasons.set(reason, number);
    return number;
  };
  const rows = [...groupBy(shown, keyOfRow).values()].flatMap((alike): readonly OutsideRow[] => {
    const [first] = alike;
    if (!first) return [];
    return [
      {
        from: fromText(first.from),
        workload: first.pods.name,
        way: wayText(first, alike),
        port: portOf(first),
        letInBy: letInBy(first),
        doubts: first.doubts.map(numberOf),
      },
    ];
  });
  return {
    summary: summaryOf(shown, workloads) + untold(unknown),
    rows,
    reasons: [...reasons.keys()],
    openPods: openPodLines(ways.filter(({ kind }) => kind === 'open pod')),
    unknown: unknownLines(unknown),
  };
}

/** Many objects of which the same is not known are one line. */
function unknownLines(unknown: Outside['unknown']): readonly string[] {
  return [...groupBy(unknown, ({ reason }) => reason)].flatMap(([reason, alike]) => {
    const titles = [...new Set(alike.map(({ subject }) => resourceTitle(subject)))];
    return titles.length > 3 ? [`${listed(titles, 3)}: ${reason}`] : titles.map((title) => `${title}: ${reason}`);
  });
}

/** The column FROM, with what makes it less than certain: `anywhere`, `may: anywhere [1]`. */
export function fromColumn({ from, doubts }: OutsideRow): string {
  return doubts.length === 0 ? from : `may: ${from} [${doubts.join(', ')}]`;
}

function summaryOf(ways: readonly OutsideWay[], workloads: number): string {
  if (ways.length === 0) return 'no way from outside the cluster was found';
  const reached = new Set(ways.map(({ pods }) => pods)).size;
  const unsure = ways.filter(({ doubts }) => doubts.length > 0).length;
  const certain = unsure === 0 ? 'all certain' : unsure === ways.length ? 'none certain' : `${unsure} not certain`;
  return `from outside the cluster: ${counted(ways.length, 'way')} to ${reached} of ${counted(workloads, 'workload')}, ${certain}`;
}

/** What is not in the table and may be a way all the same. */
function untold(unknown: Outside['unknown']): string {
  const objects = new Set(unknown.map(({ subject }) => resourceTitle(subject))).size;
  return objects === 0 ? '' : `; could not tell of ${counted(objects, 'object')}`;
}

const keyOfRow = ({ pods, kind, by, host = '', port, arrivesAt, from, policies, doubts }: OutsideWay): string =>
  JSON.stringify([
    [pods.name, kind, resourceTitle(by), kind === 'backend' ? '' : host],
    [port ? formatPorts(port) : '', formatPorts(arrivesAt), addressTexts(from), policies, doubts],
  ]);

function wayText({ kind, by, host }: OutsideWay, alike: readonly OutsideWay[]): string {
  const name = `${by.namespace}/${by.name}`;
  switch (kind) {
    case 'backend': {
      const places = alike.map((each) => `${each.host ?? '*'}${each.path ?? ''}`);
      return `${by.kind} ${listed(places)}`;
    }
    case 'external IP':
      return `external IP ${host} of ${name}`;
    case 'host port':
      return host === undefined ? kind : `${kind} on ${host}`;
    case 'host network':
      return kind;
    default:
      return `${kind} ${name}`;
  }
}

function portOf({ kind, port, arrivesAt }: OutsideWay): string {
  const inside = portsText(arrivesAt);
  if (kind === 'host network' && !port) return 'not declared';
  if (!port) return `one of the nodes to ${inside}`;
  return port === arrivesAt ? inside : `${portsText(port)} to ${inside}`;
}

function letInBy({ kind, policies, pods }: OutsideWay): string {
  if (policies.length > 0) return listed(policies.map((each) => nameInNamespace(each, pods.namespace)));
  return kind === 'host network' ? 'no policy applies there' : 'nothing isolates it';
}

/** `anywhere`; the blocks, where they are few. */
function fromText(from: AddressSet): string {
  if (areWithin(allAddresses, from)) return 'anywhere';
  const whole = allAddresses.find((each) => from.length === 1 && areWithin([each], from));
  if (whole) return `anywhere (IPv${whole.family})`;
  const texts = addressTexts(from).map((text) => {
    const [block = '', holes] = text.split(' except ');
    const count = holes?.split(', ').length ?? 0;
    return count > 3 ? `${block} except ${count} blocks` : text;
  });
  return listed(texts);
}

function openPodLines(ways: readonly OutsideWay[]): readonly string[] {
  const alike = groupBy(ways, ({ pods, from, policies }) =>
    JSON.stringify([pods.namespace, addressTexts(from), policies]),
  );
  return [...alike.values()].flatMap((group) => {
    const [first] = group;
    if (!first) return [];
    const { namespace } = first.pods;
    const names = group.map(({ pods }) => withoutKind(nameInNamespace(pods.name, namespace)));
    const by =
      first.policies.length === 0
        ? `nothing isolates ${oneOrMany(group.length, 'it', 'them')}`
        : `let in by ${listed(first.policies.map((each) => nameInNamespace(each, namespace)))}`;
    return [`${namespace}: ${firstOf(names, 8).join(', ')} (from ${fromText(first.from)}; ${by})`];
  });
}
