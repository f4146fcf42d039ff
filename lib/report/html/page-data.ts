import { eachId, type IdSet } from '../../algebra/id-set';
import { getOrInsert } from '../../algebra/keyed';
import { noPorts, type PortSet } from '../../algebra/port-set';
import type { Analysis } from '../../analyze/analysis';
import { connectivityByNamespace } from '../../analyze/connectivity/by-namespace';
import { type ClassEnd, type ClassRow, connectivityByClass } from '../../analyze/connectivity/class-rows';
import type { ConnectivityFilter } from '../../analyze/connectivity/connectivity';
import type { ClusterDiff } from '../../analyze/diff/cluster-diff';
import { policyName } from '../../analyze/diff/policy-changes';
import { directions } from '../../analyze/model/policy-rules';
import type { Outside } from '../../audit/outside/outside-way';
import { portsText } from '../../wording/ports';
import { counted } from '../../wording/words';
import { namespaceSentences, summaryNote } from '../connectivity/namespace-summary';
import { statementsOf } from '../connectivity/statements';
import { type DiffList, objectLists, urgentLists, verdictLine } from '../diff/diff-lists';
import { causeText, diffRows } from '../diff/diff-rows';
import { aboutOpenPods, columns, notRead, outsideTable } from '../outside/outside-rows';
import { cellsOf, titleCase } from '../outside/outside-text';
import type { Picture } from '../picture/picture';
import { policyMeaning } from './policy-meaning';

/** What the page is made from: names and sentences, never markup. Pods are known by their place in `pods`. */
export interface PageData {
  readonly title: string;
  readonly summary: readonly string[];
  readonly notes: readonly string[];
  /** What can be reached from outside the cluster, where it was asked for. */
  readonly outside?: PageOutside;
  readonly pods: readonly { readonly name: string; readonly namespace: string; readonly open: readonly string[] }[];
  /** Sources, targets, ports: everyone who is alike in one. A text is a list of address ranges. */
  readonly rows: readonly (readonly [End, End, string])[];
  readonly nodes: Readonly<Record<string, string>>;
  readonly statements: readonly (readonly [pod: number, sentences: readonly string[]])[];
  readonly policies: readonly PagePolicy[];
  readonly diff?: {
    readonly rows: readonly {
      readonly sign: string;
      readonly from: string;
      readonly to: string;
      readonly ports: string;
      readonly risk: string;
      readonly causes: readonly string[];
    }[];
    readonly lists: readonly DiffList[];
  };
}

/** The ways from outside: a table, and sentences over and under it. */
export interface PageOutside {
  readonly summary: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly remarks: readonly string[];
}

type End = readonly number[] | string;
type PolicyResource = Analysis['resources']['policies'][number];

interface PagePolicy {
  readonly name: string;
  readonly namespace: string;
  readonly place: string;
  readonly meaning: readonly string[];
  readonly yaml: string;
  /** `added`, `removed`, `changed` in a report about a diff. */
  readonly mark?: string;
}

export interface PageInput {
  readonly analysis: Analysis;
  readonly picture: Picture;
  readonly diff?: ClusterDiff;
  /** What can be reached from outside the cluster; a page without it does not speak of that. */
  readonly outside?: Outside;
  /** Which connections are shown. @default all */
  readonly filter?: ConnectivityFilter;
  /** The text of a policy as it was read. */
  readonly yamlOf: (policy: PolicyResource) => string;
}

/** How rows and the graph name all addresses. */
const everywhere = 'every address outside the cluster';

/** Collects what the page shows. */
export function pageData({ analysis, picture, diff, outside, filter, yamlOf }: PageInput): PageData {
  const { universe } = analysis;
  const places = new Map(universe.pods.map((pods, index) => [pods.name, index]));
  const endOf = (end: ClassEnd): End => {
    if (end.kind === 'pods') return end.pods.flatMap(({ name }) => places.get(name) ?? []);
    return end.isEverywhere ? everywhere : end.ranges.join(', ');
  };
  const shown = { families: [4, 6], ...filter } as const;
  const rows = rowsToShow(analysis, shown);
  const statements = rows && statementsOf(analysis);
  const page = { analysis, picture, ...(diff && { diff }), ...(outside && { outside }), yamlOf };
  if (!rows || !statements) return { ...frameOf(page), ...summaryByNamespace(page, shown) };
  const isEverywhere = new Set(
    rows
      .flatMap(({ src, dst }) => [src, dst])
      .flatMap((end) => (end.kind === 'addresses' && end.isEverywhere ? [end.ranges.join(', ')] : [])),
  );
  return {
    ...frameOf(page),
    pods: universe.pods.map((pods) => ({
      name: pods.name,
      namespace: pods.namespace,
      open: directions.filter((direction) => !analysis.isIsolated(direction, pods)),
    })),
    rows: rows.map(({ src, dst, ports }) => [endOf(src), endOf(dst), portsText(ports)] as const),
    nodes: nodesOf(picture, isEverywhere),
    statements: statements.map(({ pods, sentences }) => [places.get(pods.name) ?? 0, sentences] as const),
  };
}

/** How many places of pods the rows of a page may hold. */
const mostPlaces = 2_000_000;

/** The rows of the page; none where they name more pods than a page can hold. */
function rowsToShow(analysis: Analysis, filter: ConnectivityFilter): readonly ClassRow[] | undefined {
  const rows: ClassRow[] = [];
  let named = 0;
  for (const row of connectivityByClass(analysis, filter)) {
    for (const end of [row.src, row.dst]) named += end.kind === 'pods' ? end.pods.length : 0;
    if (named > mostPlaces) return undefined;
    rows.push(row);
  }
  return rows;
}

/** Namespaces in place of pods: each stands for some of its own. */
function summaryByNamespace({ analysis, picture }: PageInput, filter: ConnectivityFilter) {
  const reaches = connectivityByNamespace(analysis, filter);
  const alike = new Map<string, { readonly sources: number[]; readonly ports: PortSet; readonly targets: IdSet }>();
  for (const [index, each] of reaches.entries())
    for (const [ports, targets] of each.reaches) {
      const key = `${ports.id} ${(targets.list ?? targets.bits ?? []).join()}`;
      getOrInsert(alike, key, () => ({ sources: [], ports, targets })).sources.push(index);
    }
  const between = [...alike.values()].map(({ sources, ports, targets }) => {
    const ids: number[] = [];
    eachId(targets, (id) => ids.push(id));
    return [sources, ids, portsText(ports)] as const;
  });
  const outside = `some of ${everywhere}`;
  const withAddresses = reaches.flatMap(
    ({ toAddresses, fromAddresses }, index): readonly (readonly [End, End, string])[] => [
      ...(toAddresses === noPorts ? [] : [[[index], outside, portsText(toAddresses)] as const]),
      ...(fromAddresses === noPorts ? [] : [[outside, [index], portsText(fromAddresses)] as const]),
    ],
  );
  return {
    notes: [summaryNote, ...picture.notes],
    pods: reaches.map(({ namespace }) => ({ name: namespace, namespace, open: [] })),
    rows: [...between, ...withAddresses],
    nodes: nodesOf(picture),
    statements: namespaceSentences(reaches).map(
      (sentences, index) => [index, sentences.map((text) => `${text}.`)] as const,
    ),
  };
}

function nodesOf({ groups, externals }: Picture, isEverywhere: ReadonlySet<string> = new Set()): PageData['nodes'] {
  const nodes = [...groups.flatMap((group) => group.nodes), ...externals];
  return Object.fromEntries(nodes.map(({ id, name }) => [id, isEverywhere.has(name) ? everywhere : name]));
}

/** What does not depend on how much there is. */
function frameOf({
  analysis,
  picture,
  diff,
  outside,
  yamlOf,
}: PageInput): Omit<PageData, 'pods' | 'rows' | 'nodes' | 'statements'> {
  const { universe, resources } = analysis;
  const marks = marksOf(diff);
  return {
    title: diff ? `netpact diff: ${diff.verdict}` : 'netpact report',
    summary: [
      ...(diff ? [verdictLine(diff)] : []),
      [
        counted(resources.workloads.length, 'workload'),
        counted(resources.policies.length, 'policy', 'policies'),
        counted(universe.namespaces.length, 'namespace'),
      ].join(', '),
    ],
    notes: picture.notes,
    ...(outside && { outside: pageOutside(outside, resources.workloads.length) }),
    policies: [...resources.policies, ...(diff?.policies.removed ?? [])].map((policy) =>
      policyOf(policy, analysis.settings.cni, yamlOf, marks),
    ),
    ...(diff && { diff: { rows: changesOf(diff), lists: [...urgentLists(diff), ...objectLists(diff)] } }),
  };
}

/** How many ways a page shows; the command lists all of them. */
const mostWays = 200;

function pageOutside(outside: Outside, workloads: number): PageOutside {
  const { summary, rows, reasons, openPods, unknown } = outsideTable(outside, workloads);
  const more = rows.length - mostWays;
  return {
    summary,
    columns: columns.map(titleCase),
    rows: rows.slice(0, mostWays).map(cellsOf),
    remarks: [
      ...(more > 0 ? [`${counted(more, 'row')} more: netpact audit --from-outside lists them`] : []),
      ...reasons.map((reason, index) => `[${index + 1}] ${reason}`),
      ...(openPods.length > 0 ? [aboutOpenPods, ...openPods] : []),
      ...unknown.map((each) => `could not tell: ${each}`),
      notRead,
    ],
  };
}

function policyOf(
  policy: PolicyResource,
  cni: Analysis['settings']['cni'],
  yamlOf: PageInput['yamlOf'],
  marks: ReadonlyMap<PolicyResource, string>,
): PagePolicy {
  const { file, line } = policy.origin.span();
  const mark = marks.get(policy);
  return {
    name: policyName(policy),
    namespace: policy.namespace,
    place: `${file}:${line}`,
    meaning: policyMeaning(policy, cni),
    yaml: yamlOf(policy),
    ...(mark && { mark }),
  };
}

function marksOf(diff: ClusterDiff | undefined): ReadonlyMap<PolicyResource, string> {
  if (!diff) return new Map();
  const { added, removed, changed } = diff.policies;
  return new Map([
    ...added.map((policy) => [policy, 'added'] as const),
    ...removed.map((policy) => [policy, 'removed'] as const),
    ...changed.map(({ after }) => [after, 'changed'] as const),
  ]);
}

function changesOf(diff: ClusterDiff) {
  return diffRows(diff, [...diff.changes, ...diff.oneSided]).map(({ change, sign, from, to, ports }) => ({
    sign,
    from: from.join(', '),
    to: to.join(', '),
    ports,
    risk: change.risk,
    causes: change.causes().map(causeText),
  }));
}
