import { cluster } from 'netpact';
import { proveObjects } from '../../lib/analyze/verify/prove-manifests';
import type { Finding } from '../../lib/diagnostics/finding';
import type { ClusterModel, InvariantModel, PeerModel, WorkloadModel } from '../../lib/dsl/model';
import {
  clusterModelOf,
  disjointModelOf,
  flowModelOf,
  invariantModelOf,
  namespaceModelOf,
  peerModelOf,
} from '../../lib/dsl/model';
import { compileCharts, must } from '../compile/compiling';
import { addressEdges } from '../evaluator/address-edges';
import { isMeant, notInternet } from '../evaluator/declared-ends';
import { isOn, portSaid } from '../evaluator/declared-ports';
import { type End, type Pod, selects } from '../evaluator/may-connect';
import type { Policy } from '../evaluator/policies';
import { providedBaselines } from '../evaluator/provided-baselines';
import { type Asked, reachOf } from '../evaluator/reach';
import { everyLabelSet } from './every-pod';
import { blocks, foreign, type InvariantApp, namespaceKey, namespaceValues, podValues } from './random-invariants';

const profile: ClusterModel = must(clusterModelOf(cluster()));

/** Every number that the small apps name, one inside a range, and one that nothing names. */
const asked: readonly Asked[] = [
  ...[7, 53, 7777, 8080, 8081, 9090].map((port) => ({ protocol: 'TCP', port })),
  { protocol: 'UDP', port: 53 },
  { protocol: 'UDP', port: 7 },
];

/** An end, and what it assumes of a namespace whose labels nobody knows. */
interface World {
  readonly end: End;
  /** `far env=prod`; empty where nothing is assumed. */
  readonly assumed: string;
}

const nameLabel = 'kubernetes.io/metadata.name';
const everyNamespaceLabels = everyLabelSet([namespaceKey], namespaceValues);

/** Every pod over the keys of an app, in every namespace that it could be in, and both sides of every edge of a block. */
function everyEnd(
  app: InvariantApp,
  invariants: readonly InvariantModel[],
  policies: readonly Policy[],
): readonly World[] {
  const peers = peersOf(app, invariants);
  const workloads = declaredWorkloads(app, peers);
  const text = JSON.stringify([policies, invariants]);
  const owned = app.namespaces.map((each) => must(namespaceModelOf(each)));
  const unknown = [foreign.unknown, ...(text.includes('"kube-system"') ? ['kube-system'] : [])];
  const spaces = [
    ...[...owned, { name: foreign.known, labels: app.knownLabels }].map((each) => ({ ...each, assumed: '' })),
    ...unknown.flatMap((name) =>
      everyNamespaceLabels.map((labels) => ({ name, labels, assumed: `${name} ${JSON.stringify(labels)}` })),
    ),
    ...everyNamespaceLabels.map((labels, index) => ({ name: `other-${index}`, labels, assumed: '' })),
  ];
  // The cluster's DNS comes with denied egress, and has a label of its own.
  const dnsLabels = text.includes('"k8s-app"') ? everyLabelSet(['k8s-app'], ['kube-dns']) : [{}];
  const labelSets = everyLabelSet(app.keys, podValues).flatMap((labels) =>
    dnsLabels.map((dns) => ({ ...labels, ...dns })),
  );
  const pods = spaces.flatMap(({ name, labels: own, assumed }) =>
    labelSets.map((labels): World => {
      const nsLabels = { ...own, [nameLabel]: name };
      return { end: { namespace: name, nsLabels, labels, ports: portsOf(name, labels, workloads) }, assumed };
    }),
  );
  const written = [...blocks, ...(peers.some(({ kind }) => kind === 'internet') ? notInternet : [])];
  const edges = addressEdges([...written, '8.8.8.8/32', '2606:4700::/32']);
  return [...pods, ...edges.map((end): World => ({ end, assumed: '' }))].filter(({ end }) => couldExist(app, end));
}

/** Everyone whom the flows, the invariants and the assumptions name. */
const peersOf = (app: InvariantApp, invariants: readonly InvariantModel[]): readonly PeerModel[] => [
  ...[...app.flows.map((each) => must(flowModelOf(each))), ...invariants].flatMap(({ from, to = [] }) => [
    ...from,
    ...to,
  ]),
  ...(app.assumptions ?? []).flatMap((each) => must(disjointModelOf(each)).ends),
];

/** Those of the namespaces of the app, and those that its flows and invariants name. */
function declaredWorkloads(app: InvariantApp, peers: readonly PeerModel[]): readonly WorkloadModel[] {
  const owned = app.namespaces.flatMap((each) => must(namespaceModelOf(each)).workloads());
  return [...new Set([...owned, ...peers.flatMap((peer) => ('namespace' in peer ? peer.namespace.workloads() : []))])];
}

type Labels = Readonly<Record<string, string>>;

/** A pod has the ports of every declared workload that it belongs to. */
const portsOf = (namespace: string, labels: Labels, workloads: readonly WorkloadModel[]): NonNullable<Pod['ports']> =>
  workloads
    .filter((each) => each.namespace.name === namespace && selects(each.selector, labels))
    .flatMap(({ ports }) =>
      Object.entries(ports).map(([name, port]) => ({ name, port: Number(port), protocol: 'TCP' })),
    );

const isAmong = (peers: InvariantModel['from'], end: End): boolean => peers.some((peer) => isMeant(peer, end, profile));

/** The ports that an invariant speaks of; generated words mean the same on each of its targets. */
const askedBy = ({ ports, to }: InvariantModel): readonly number[] =>
  [...asked.keys()].filter((at) => {
    const packet = { from: '', to: '', protocol: '', port: 0, ...asked[at] };
    return !ports || ports.some((word) => to.some((peer) => isOn(portSaid(word, peer), packet)));
  });

type Verdict = 'proved' | 'invariant-violated' | 'invariant-unproved';

/** Whether one end assumes of a namespace what another one does not. */
function disagree(a: string, b: string): boolean {
  return a !== b && a !== '' && b !== '' && a.split(' ')[0] === b.split(' ')[0];
}

/**
 * Whether any two ends make a connection that an invariant forbids: violated where some do whatever the labels are that
 * nobody knows, and not proved where it depends on them.
 */
function expectedVerdicts(
  app: InvariantApp,
  invariants: readonly InvariantModel[],
  policies: readonly Policy[],
): readonly Verdict[] {
  const all = everyEnd(app, invariants, policies).map((world) => ({
    ...world,
    members: invariants.map(({ from, to }) => ({ from: isAmong(from, world.end), to: isAmong(to, world.end) })),
  }));
  const reachBetween = (some: typeof all) =>
    reachOf(
      policies,
      some.map(({ end }) => end),
      asked,
    );
  const whole = reachBetween(all);
  // Ends of which policies and invariants say the same are one.
  const distinct = new Map(
    all.map((each, at) => [`${whole.keyOf(at)} ${JSON.stringify(each.members)} ${each.assumed}`, each]),
  );
  const some = [...distinct.values()];
  const reach = reachBetween(some);
  const namings = [...new Set(some.map(({ assumed }) => assumed))].filter((each) => each !== '');
  return invariants.map((invariant, index) => {
    const ports = askedBy(invariant);
    const conditions = new Set<string>();
    for (const [to, target] of some.entries()) {
      if (!target.members[index]?.to) continue;
      for (const [from, source] of some.entries()) {
        if (source.members[index]?.from !== (invariant.kind === 'never')) continue;
        if (typeof source.end === 'string' && typeof target.end === 'string') continue;
        if (disagree(source.assumed, target.assumed)) continue;
        if (!ports.some((port) => reach.connects(from, to, port))) continue;
        const condition = [...new Set([source.assumed, target.assumed])].filter((each) => each !== '');
        if (condition.length === 0) return 'invariant-violated';
        conditions.add(JSON.stringify(condition));
      }
    }
    if (conditions.size === 0) return 'proved';
    const isMet = (world: readonly string[]) =>
      [...conditions].some((each) => (JSON.parse(each) as string[]).every((one) => world.includes(one)));
    return everyAssumption(namings).every(isMet) ? 'invariant-violated' : 'invariant-unproved';
  });
}

/** Every way to assume something of every namespace whose labels nobody knows. */
function everyAssumption(assumed: readonly string[]): readonly (readonly string[])[] {
  const names = [...new Set(assumed.map((each) => each.split(' ')[0] ?? ''))];
  return names.reduce<readonly (readonly string[])[]>(
    (worlds, name) =>
      worlds.flatMap((world) => assumed.filter((each) => each.startsWith(`${name} `)).map((each) => [...world, each])),
    [[]],
  );
}

/** The app without the flows that are refused: some ends are no flow. */
function compiled({ namespaces, flows, invariants, assumptions = [] }: InvariantApp) {
  let taken = flows;
  for (;;) {
    const app = compileCharts([{ namespaces, invariants, assumptions, flows: taken }]);
    const errors = app.findings.filter(({ severity }) => severity === 'error');
    // One error may speak of several flows, and be at the first of them.
    const refused = new Set<unknown>(errors.map(({ at }) => at));
    const left = taken.filter((each) => !refused.has(flowModelOf(each)?.site));
    if (left.length === taken.length) {
      expect(errors.map(({ message }) => message)).toEqual([]);
      return { ...app, flows: taken };
    }
    taken = left;
  }
}

export interface Compared {
  /** How to replay it, and what it says. */
  readonly text: string;
  readonly expected: Verdict;
  readonly said: string;
}

interface ComparedApp {
  readonly verdicts: readonly Compared[];
  /** What is said of anything else than invariants. */
  readonly others: readonly Finding[];
  /** Whether what is assumed is not true of a template, or leaves nobody where pods are named. */
  readonly isAssumedWrongly: boolean;
}

/** What the proof says of the invariants of an app, and what is so. */
export function compareApp(app: InvariantApp, seed: number): ComparedApp {
  const { policies, intent, flows } = compiled(app);
  const invariants = app.invariants.map((each) => must(invariantModelOf(each)));
  const manifests = policies.map(({ manifest }) => manifest);
  const { findings } = proveObjects(intent, manifests);
  const declarations = {
    cluster: profile,
    namespaces: app.namespaces.map((each) => must(namespaceModelOf(each))),
    flows: flows.map((each) => must(flowModelOf(each))),
  };
  const inForce = [...(manifests as readonly Policy[]), ...providedBaselines(declarations)];
  const named = new Set(peersOf({ ...app, flows }, invariants));
  // A workload that nothing names is none of the app.
  const templates = (app.templates ?? []).filter(({ peer }) => named.has(must(peerModelOf(peer))));
  const taken = { ...app, flows, templates };
  const expected = expectedVerdicts(taken, invariants, inForce);
  const verdicts = intent.invariants.map(({ sentence, at }, index) => {
    const found = findings.find((each) => each.at === at && each.code.startsWith('invariant-'));
    const text = `NETPACT_SEED=${seed} NETPACT_APPS=1: ${found?.message ?? sentence}`;
    return { text, expected: must(expected[index]), said: found?.code ?? 'proved' };
  });
  return {
    verdicts,
    others: findings.filter(({ code }) => !code.startsWith('invariant-')),
    isAssumedWrongly: isAssumedWrongly(taken, invariants, inForce),
  };
}

/** Whether everything that an app assumes holds of an end: the labels of templates, and that ends are disjoint. */
function couldExist({ templates = [], assumptions = [] }: InvariantApp, end: End): boolean {
  if (typeof end === 'string') return true;
  return (
    templates.every(
      ({ namespace, selector, labels }) =>
        end.namespace !== namespace || !selects(selector, end.labels) || carries(end.labels, labels),
    ) &&
    assumptions.every((each) => {
      const { ends } = must(disjointModelOf(each));
      return ends.filter((peer) => isMeant(peer, end, profile)).length < 2;
    })
  );
}

const carries = (labels: Labels, wanted: Labels): boolean =>
  Object.entries(wanted).every(([key, value]) => labels[key] === value);

function isAssumedWrongly(
  app: InvariantApp,
  invariants: readonly InvariantModel[],
  policies: readonly Policy[],
): boolean {
  const all = everyEnd({ ...app, templates: [], assumptions: [] }, invariants, policies).map(({ end }) => end);
  const left = all.filter((end) => couldExist(app, end));
  const isContradicted = (app.templates ?? []).some(({ namespace, labels }) => {
    const own = all.filter(
      (end) => typeof end !== 'string' && end.namespace === namespace && isSameLabels(end.labels, labels),
    );
    return own.length === 0 || !own.some((end) => couldExist(app, end));
  });
  const isEmptied = (peer: PeerModel) => {
    const isPod = (end: End) => typeof end !== 'string' && isMeant(peer, end, profile);
    return peer.kind !== 'anywhere' && all.some(isPod) && !left.some(isPod);
  };
  const peers = peersOf(app, invariants);
  return isContradicted || [...peers, ...declaredWorkloads(app, peers)].some(isEmptied);
}

const isSameLabels = (a: Labels, b: Labels): boolean =>
  Object.keys(a).length === Object.keys(b).length && carries(a, b);
