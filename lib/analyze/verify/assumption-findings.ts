import { isContradiction, matchesSelector } from '../../algebra/selector';
import type { Steps } from '../../decide/steps';
import type { Finding, Location } from '../../diagnostics/finding';
import type { IntendedPeer, Intent, ManifestPods, PodAssumption, PodsPeer } from '../../intent/intent';
import type { ClusterResources } from '../../k8s/resources';
import { labelsCode } from '../../wording/flow-line';
import { labelsText, selectorText } from '../../wording/selectors';
import { listed } from '../../wording/words';
import { podsOfManifests } from '../deployed/pods-of-manifests';
import { type AssumedPods, assumedPods, type LabelledPod } from './assumed-pods';
import { knownLabels, spokenOf } from './pod-signals';

/**
 * What is wrong with what is assumed of pods: workloads that are deployed and that it does not hold of, and pods that somebody
 * names and that could not exist. About pods that cannot exist everything would be proved.
 */
export function assumptionFindings(
  intent: Intent,
  deployed: Pick<ClusterResources, 'namespaces' | 'workloads'>,
  steps: Steps,
): readonly Finding[] {
  if (intent.assumptions.length === 0) return [];
  const named = namedPods(intent);
  const pods = assumedPods(
    intent,
    knownLabels(intent, deployed.namespaces),
    [
      spokenOf(
        intent,
        named.map(({ peer }) => peer),
      ),
    ],
    steps,
  );
  const contradicted = podsOfManifests(intent, deployed.workloads).flatMap((each) => contradictionOf(each, pods));
  const isTold = new Set(contradicted.map(({ at }) => at));
  const impossible = named.filter(({ at }) => !isTold.has(at)).flatMap((each) => impossibilityOf(each, pods));
  // A workload that the app reads from a manifest may be among those that are deployed: the manifest is where it is told.
  const onePerWorkload = new Map(contradicted.map((each) => [each.message, each]));
  return [...onePerWorkload.values(), ...onePerPlace(impossible)];
}

function contradictionOf({ title, subject, at, ...pod }: ManifestPods, pods: AssumedPods): readonly Finding[] {
  const broken = pods.brokenBy(pod);
  if (!broken) return [];
  return [
    {
      code: 'assumption-contradicted',
      severity: 'error',
      message: `pods of ${title} ${contradictionText(broken, pod)}`,
      at,
      related: [{ at: broken.at, message: 'assumed here' }],
      ...(subject && { subject }),
      help: [remedyOf(broken)],
    },
  ];
}

/** `are selected by shop/web, whose pods are assumed to carry track=stable, and carry track=canary`. */
function contradictionText(broken: PodAssumption, { labels }: LabelledPod): string {
  if (broken.kind === 'disjoint')
    return `are in two of ${listed(
      broken.ends.map(({ name }) => name),
      6,
    )}, and ${broken.sentence} is assumed`;
  const missing = Object.entries(broken.labels).filter(([key, value]) => labels[key] !== value);
  const assumed = labelsText(Object.fromEntries(missing));
  const own = missing.map(([key]) => (Object.hasOwn(labels, key) ? `${key}=${labels[key]}` : `no ${key}`));
  // What a controller adds may be what the selector asks for.
  const verb = matchesSelector(broken.selector, labels) ? 'are' : 'may be';
  return `${verb} selected by ${broken.workload}, whose pods are assumed to carry ${assumed}, and carry ${listed(own)}`;
}

function remedyOf(broken: PodAssumption): string {
  if (broken.kind === 'disjoint')
    return 'take the assumption back, or give the pods labels by which they are in one of them only';
  const { matchLabels } = broken.selector;
  const labels = matchLabels ? labelsCode(matchLabels) : '{ … }';
  return `give both labels by which selectors tell them apart, or assume nothing of the template of ${broken.workload} by saying its labels: workloadFrom(manifest, { labels: ${labels} })`;
}

/** Pods that somebody names: what could not be among them is no mistake, that nothing could be is one. */
interface NamedPods {
  readonly peer: PodsPeer;
  /** `shop/web`, or by labels: `shop/[app=web, track=canary]`. */
  readonly text: string;
  readonly at: Location;
}

function namedPods({ workloads, flows, invariants, assumptions }: Intent): readonly NamedPods[] {
  const ofPeer = (peer: IntendedPeer, at: Location, name?: string): readonly NamedPods[] =>
    peer.kind === 'pods' && !isContradiction(peer.pods) ? [{ peer, text: name ?? podsText(peer), at }] : [];
  const all = [
    ...workloads.flatMap(({ namespace, name, selector, at }) =>
      ofPeer({ kind: 'pods', namespace, pods: selector }, at, `${namespace}/${name}`),
    ),
    ...assumptions.flatMap((each) =>
      each.kind === 'disjoint' ? each.ends.flatMap(({ name, peer }) => ofPeer(peer, each.at, name)) : [],
    ),
    ...flows.flatMap(({ from, to, at }) => [from, to].flatMap((peer) => ofPeer(peer, at))),
    ...invariants.flatMap(({ from, to, at }) => [...from, ...to].flatMap((peer) => ofPeer(peer, at))),
  ];
  // Who has a name is told by it.
  return [...new Map(all.reverse().map((each) => [JSON.stringify(each.peer), each])).values()].reverse();
}

function podsText({ namespace, pods }: PodsPeer): string {
  const where = typeof namespace === 'string' ? namespace : `[${selectorText(namespace) || '*'}]`;
  return `${where}/[${selectorText(pods) || '*'}]`;
}

function impossibilityOf({ peer, text, at }: NamedPods, pods: AssumedPods): readonly Finding[] {
  const labels = pods.labelsIn(peer);
  if (typeof labels !== 'string') return [];
  if (labels === 'undecided')
    return [
      {
        code: 'proof-undecided',
        severity: 'error',
        message: `it could not be decided whether a pod of ${text} could exist by what is assumed of pods: the labels that select pods are too entangled`,
        at,
        help: ['assume less, or select the pods by fewer labels'],
      },
    ];
  const cause = pods.causeOf(peer);
  return [
    {
      code: 'assumption-impossible',
      severity: 'error',
      message: `no pod could be in ${text}${cause ? ` ${causeText(cause)}` : ' by what is assumed of pods'}, so that everything would be proved of it`,
      at,
      ...(cause && { related: [{ at: cause.at, message: 'assumed here' }] }),
      help: [cause ? remedyOf(cause) : 'assume less of pods'],
    },
  ];
}

function causeText(cause: PodAssumption): string {
  return cause.kind === 'disjoint'
    ? `where ${cause.sentence}`
    : `where pods of ${cause.workload} carry ${labelsText(cause.labels)}`;
}

/** One mistake is told once, at its place. */
function onePerPlace(findings: readonly Finding[]): readonly Finding[] {
  return [...new Map(findings.map((each) => [each.at, each])).values()];
}
