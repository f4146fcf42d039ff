import { getOrInsert } from '../../algebra/keyed';
import type { Finding } from '../../diagnostics/finding';
import type { BaselineModel, NamespaceModel, PeerModel, PodPeerModel } from '../../dsl/model';
import type { Direction } from '../../k8s/network-policy';
import { counted } from '../../wording/words';
import type { ChartDeclaration } from '../declaration';
import { endsOf, type Half } from '../halves';
import { declaredNamespaces, type OwnedNamespaces } from '../namespaces';
import { type Pair, pairSentence } from '../pairs';
import { isMisread, isPodPeer, peerLabel } from '../peer-identity';

interface Compiled {
  readonly pairs: readonly Pair[];
  readonly halves: readonly Half[];
  readonly charts: readonly ChartDeclaration[];
  readonly owned: OwnedNamespaces;
}

/** Why nothing is written for flows, and what would change that: one of the fixes is enough. */
interface Cause {
  readonly why: string;
  readonly fixes: readonly string[];
  /** The namespace that its author forgot to list, and where: the chart of that name, else the one of the flow. */
  readonly forgotten?: { readonly namespace: NamespaceModel; readonly chart: ChartDeclaration };
}

/** Flows that no policy is written for: those of one cause are one mistake. */
export function checkUnwritten({ pairs, halves, charts, owned }: Compiled, findings: Finding[]): void {
  const written = new Set(halves.map(({ pair }) => pair));
  const declared = declaredNamespaces(charts);
  const byCause = new Map<string, { readonly cause: Cause; readonly pairs: Pair[] }>();
  for (const pair of pairs) {
    if (written.has(pair)) continue;
    if (isExternal(pair.from) && isExternal(pair.to)) findings.push(bothOutside(pair));
    else
      for (const cause of causesOf(pair, charts, owned, declared))
        getOrInsert(byCause, cause.why, () => ({ cause, pairs: [] })).pairs.push(pair);
  }
  for (const {
    cause,
    pairs: [first, ...others],
  } of byCause.values())
    if (first) findings.push(writesNothing(first, others, cause));
}

const isExternal = (peer: PeerModel): boolean => !isPodPeer(peer) && peer.kind !== 'namespaces';

/** Empty where another finding says already what is wrong with an end. */
function causesOf(
  pair: Pair,
  charts: readonly ChartDeclaration[],
  owned: OwnedNamespaces,
  declared: ReadonlyMap<string, NamespaceModel>,
): readonly Cause[] {
  const ends = endsOf(pair);
  if (ends.length === 0) return [onlyByLabel];
  if (ends.some(({ subject }) => isRefused(subject, owned))) return [];
  const causes = ends.map(({ subject, direction }) => {
    const { name } = subject.namespace;
    if (subject.kind === 'workload' && subject.hostNetwork) return onHostNetwork(subject);
    const listed = owned.get(name)?.model;
    if (listed?.baseline) return notIsolated(subject, direction, listed.baseline);
    const model = declared.get(name);
    if (!model?.baseline) return foreign(name);
    const chart = charts.find(({ id }) => id === name) ?? pair.chart;
    return model.baseline[direction] ? forgotten(model, chart) : forgottenAndOpen(model, direction, chart);
  });
  // Whoever forgot to list a namespace has made no other mistake, where listing it is enough.
  const enough = new Map(causes.flatMap((cause) => (cause.forgotten ? [[cause.why, cause] as const] : [])));
  if (enough.size > 0) return [...enough.values()];
  const whys = new Set(causes.map(({ why }) => why));
  return [{ why: [...whys].join(', and '), fixes: [...new Set(causes.flatMap(({ fixes }) => fixes))] }];
}

/** A workload whose manifest was refused, a namespace without a baseline, and a workload that says `isolate` or `dns` to nobody, are refused as such. */
function isRefused(subject: PodPeerModel, owned: OwnedNamespaces): boolean {
  if (isMisread(subject)) return true;
  const listed = owned.get(subject.namespace.name);
  if (listed) return listed.model.baseline === undefined;
  if (subject.namespace.problems?.length) return true;
  return subject.kind === 'workload' && (subject.isolate !== undefined || subject.dns !== undefined);
}

const onlyByLabel: Cause = {
  why: 'namespaces by label belong to whoever labels them',
  fixes: ['name the workload or the namespace that it is about, at one end'],
};

const leaveOut = 'leave the flow out: what is not isolated may be reached already';

const onHostNetwork = (subject: PodPeerModel): Cause => ({
  why: `no policy selects pods on the host network, like ${peerLabel(subject)}`,
  fixes: [leaveOut],
});

const foreign = (name: string): Cause => ({
  why: `no chart owns namespace ${name}`,
  fixes: [
    `if ${name} is yours, declare it with a baseline (namespace('${name}', { baseline: denyAll() })) and list that in a chart`,
    'leave the flow out if it is not yours: its owners write their policies',
  ],
});

const toTheChart = ({ name }: NamespaceModel, { id }: ChartDeclaration): string =>
  `add \`${name}\` to \`namespaces\` of the chart ${id}`;

const forgotten = (model: NamespaceModel, chart: ChartDeclaration): Cause => ({
  why: `no chart lists namespace ${model.name}`,
  fixes: [toTheChart(model, chart)],
  forgotten: { namespace: model, chart },
});

const forgottenAndOpen = (model: NamespaceModel, direction: Direction, chart: ChartDeclaration): Cause => ({
  why: `no chart lists namespace ${model.name}, whose baseline leaves ${direction} open`,
  fixes: [`${toTheChart(model, chart)}, and deny its ${direction}: ${denying(direction, model.baseline)}`],
});

function notIsolated(subject: PodPeerModel, direction: Direction, baseline: BaselineModel): Cause {
  const { name } = subject.namespace;
  const others = [...aloneOf(subject, direction), leaveOut];
  if (baseline.kind !== 'provided')
    return {
      why: `the baseline of ${name} leaves ${direction} open`,
      fixes: [`deny ${direction} of ${name}: baseline: ${denying(direction, baseline)}`, ...others],
    };
  const denied = directions.filter((each) => each === direction || baseline[each]).map((each) => `${each}: true`);
  return {
    why: `${baseline.reason}, which provides the baseline of ${name}, denies no ${direction}`,
    fixes: [`if it does, say so: providedBy('${baseline.reason}', { ${denied.join(', ')} })`, ...others],
  };
}

const directions = ['ingress', 'egress'] as const;

function aloneOf(subject: PodPeerModel, direction: Direction): readonly string[] {
  if (subject.kind !== 'workload') return [];
  return [`isolate ${subject.name} alone: isolate: '${subject.isolate === undefined ? direction : 'all'}'`];
}

/** The baseline that denies this direction as well. */
function denying(direction: Direction, baseline: BaselineModel | undefined): string {
  const options = baseline?.sameNamespace ? '{ sameNamespace: true }' : '';
  if (baseline?.ingress || baseline?.egress) return `denyAll(${options})`;
  return direction === 'ingress' ? 'denyIngress()' : 'denyEgress()';
}

function writesNothing(first: Pair, others: readonly Pair[], { why, fixes, forgotten }: Cause): Finding {
  const { from, to, flow } = first;
  const more = others.length > 0 ? ` and ${counted(others.length, 'more flow')}` : '';
  return {
    code: 'flow-writes-nothing',
    severity: 'error',
    message: `the flow from ${peerLabel(from)} to ${peerLabel(to)}${more} would have no policy: ${why}`,
    at: flow.site,
    ...(others.length > 0 && { all: [first, ...others].map(pairSentence) }),
    ...(forgotten && {
      related: [{ at: forgotten.chart.site, message: 'this is the chart' }],
      constants: [{ word: forgotten.namespace.name, at: forgotten.namespace.site }],
    }),
    help: fixes,
  };
}

function bothOutside({ from, to, flow }: Pair): Finding {
  return {
    code: 'flow-outside',
    severity: 'error',
    message: `the flow from ${peerLabel(from)} to ${peerLabel(to)} has no end inside the cluster, and policies bind pods only`,
    at: flow.site,
    help: ['name the workload that sends or receives it, or leave the flow out'],
  };
}
