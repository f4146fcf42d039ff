import { getOrInsert } from '../../algebra/keyed';
import { once } from '../../algebra/once';
import {
  formatPorts,
  intersectPorts,
  noPorts,
  type PortSet,
  portRange,
  subtractPorts,
  unionAllPorts,
} from '../../algebra/port-set';
import { contradicts } from '../../algebra/selector';
import type { Steps } from '../../decide/steps';
import type { Finding } from '../../diagnostics/finding';
import type { IntendedFlow, Intent } from '../../intent/intent';
import type { ClusterResources, PolicyResource, UnevaluatedPolicy } from '../../k8s/resources';
import { resourceTitle } from '../../wording/names';
import type { Analysis } from '../analysis';
import { coversSomeIn } from '../judge/covering';
import { portsBetween } from '../judge/judge';
import type { End } from '../model/end';
import { isolatedDirections } from '../model/policy-rules';
import { namesIn } from '../possible/vocabulary';
import { portsOfIntent } from './access';
import { type AssumedPods, assumedPods } from './assumed-pods';
import { addressTurns, endsOfPeer } from './flow-ends';
import { intendedCluster } from './intended-cluster';
import { knownLabels, spokenOf } from './pod-signals';
import { prove } from './prove';

/** Included policies that have the name of one that netpact writes: applying both would replace one of them. */
export function clashFindings(own: readonly PolicyResource[], included: readonly PolicyResource[]): readonly Finding[] {
  const names = new Set(own.map(({ namespace, name }) => `${namespace}/${name}`));
  return included
    .filter(({ namespace, name }) => names.has(`${namespace}/${name}`))
    .map(({ namespace, name, origin }) => ({
      code: 'included-policy-clash',
      severity: 'error',
      message: `the included policy ${namespace}/${name} has the name of a policy that netpact writes`,
      at: () => origin.span('metadata.name'),
      subject: { kind: 'NetworkPolicy', namespace, name },
      help: ['rename one of them: .named() for a flow, namePrefix for a whole chart'],
    }));
}

/** What policies of other owners change: declared flows that they block (errors), and access that they add (warnings). */
export function includedFindings(
  intent: Intent,
  own: readonly PolicyResource[],
  included: readonly PolicyResource[],
  steps: Steps,
): readonly Finding[] {
  if (included.length === 0) return [];
  return [...blockedFlows(intent, own, included, steps), ...addedAccess(intent, own, included, steps)];
}

/**
 * Policies of kinds that are not evaluated which may apply to pods of owned namespaces, or to an end of a declared flow: with
 * them it is not known that what was declared is what is admitted.
 */
export function unevaluatedFindings(
  intent: Intent,
  own: readonly PolicyResource[],
  included: Pick<ClusterResources, 'namespaces' | 'workloads' | 'unevaluatedPolicies'>,
  steps: Steps,
): readonly Finding[] {
  if (included.unevaluatedPolicies.length === 0) return [];
  const analysis = intendedCluster(intent, own, intent.cluster, steps, included);
  const owned = new Set(intent.namespaces.filter(({ isOwned }) => isOwned).map(({ name }) => name));
  const places = analysis.universe.namespaces.filter(({ name }) => owned.has(name));
  const flows = once(() => coveredFlows(intent, analysis));
  return included.unevaluatedPolicies.flatMap((policy) => {
    const place = places.find((namespace) => coversSomeIn(policy, namespace));
    const flow = place ? undefined : flows().get(policy);
    if (!place && !flow) return [];
    const whom = place ? `pods of ${place.name}` : `an end of "${flow?.sentence}"`;
    const { kind, namespace, name, origin } = policy;
    const title = resourceTitle(policy);
    return [
      {
        code: 'proof-undecided',
        severity: 'error' as const,
        message: `it is not known whether exactly what was declared is admitted: the included ${title} may apply to ${whom}, and objects of its kind are not evaluated`,
        at: () => origin.span('metadata.name'),
        subject: { kind, ...(namespace !== undefined && { namespace }), name },
        help: ['express it as a NetworkPolicy, or take it out of what is included if it is not in force'],
      },
    ];
  });
}

/** For each policy that is not evaluated, a flow to an end of which it may apply. */
function coveredFlows(intent: Intent, analysis: Analysis): ReadonlyMap<UnevaluatedPolicy, IntendedFlow> {
  const found = new Map<UnevaluatedPolicy, IntendedFlow>();
  const pods = podsOfFlows(intent, analysis);
  for (const flow of intent.flows)
    for (const [direction, peer] of [['egress', flow.from] as const, ['ingress', flow.to] as const])
      for (const end of endsOfPeer(peer, analysis, pods, []))
        if (end.kind === 'pods')
          for (const policy of analysis.unevaluated(direction, end.pods)) getOrInsert(found, policy, () => flow);
  return found;
}

/** Flows that netpact's policies alone allow, and the included ones with them do not. */
function blockedFlows(
  intent: Intent,
  own: readonly PolicyResource[],
  included: readonly PolicyResource[],
  steps: Steps,
): readonly Finding[] {
  const alone = intendedCluster(intent, own, intent.cluster, steps);
  const together = intendedCluster(intent, [...own, ...included], intent.cluster, steps);
  const turns = addressTurns([...own, ...included]);
  const pods = podsOfFlows(intent, together);
  return intent.flows.flatMap((flow) => {
    const targets = endsOfPeer(flow.to, together, pods, turns);
    for (const source of endsOfPeer(flow.from, together, pods, turns))
      for (const target of targets) {
        const lost = subtractPorts(connection(alone, source, target), connection(together, source, target));
        const blocked = intersectPorts(lost, portsOfFlow(flow, target));
        if (blocked !== noPorts) return [blockedFlow(flow, source, target, blocked, included)];
      }
    return [];
  });
}

/** The pods that could be at the ends of flows. */
function podsOfFlows(intent: Intent, { resources, universe, settings }: Analysis): AssumedPods {
  const ends = intent.flows.flatMap(({ from, to }) => [from, to]);
  const asked = [spokenOf(intent, ends), { names: namesIn(universe) }];
  return assumedPods(intent, knownLabels(intent, resources.namespaces), asked, settings.steps);
}

/** Declared workloads are in the analysis, which answers faster. */
function connection(analysis: Analysis, source: End, target: End): PortSet {
  const [from, to] = [analysis.pods(source.name), analysis.pods(target.name)];
  return from && to ? analysis.between(from, to) : portsBetween(analysis.book, source, target);
}

/** The ports of a flow, with those that the target has under its names. */
function portsOfFlow({ ports }: IntendedFlow, target: End): PortSet {
  const { fixed, names } = portsOfIntent(ports);
  const declared = target.kind === 'pods' ? target.pods.ports : [];
  const named = declared.filter(({ name, protocol }) => names.includes(`${name}/${protocol}`));
  return unionAllPorts([fixed, ...named.map(({ protocol, port }) => portRange(protocol, port, port))]);
}

function blockedFlow(
  flow: IntendedFlow,
  source: End,
  target: End,
  ports: PortSet,
  included: readonly PolicyResource[],
): Finding {
  const isIn = (end: End, namespace: string) => end.kind === 'pods' && end.pods.namespace === namespace;
  const isolating = included.filter(
    ({ namespace, spec }) =>
      (isIn(target, namespace) && isolatedDirections(spec).ingress) ||
      (isIn(source, namespace) && isolatedDirections(spec).egress),
  );
  const names = isolating.map(({ namespace, name }) => `${namespace}/${name}`).join(', ');
  return {
    code: 'included-policy-blocks',
    severity: 'error',
    message: `"${flow.sentence}" is blocked on ${formatPorts(ports)} by included policies that isolate an end: ${names}`,
    at: flow.at,
    related: isolating
      .slice(0, 3)
      .map(({ origin, namespace, name }) => ({ at: () => origin.span(), message: `${namespace}/${name}` })),
    help: ['let netpact own the namespace and its isolation, or add the rule to the included policy'],
  };
}

/** Included policies that admit more than was declared to pods that netpact isolates. */
function addedAccess(
  intent: Intent,
  own: readonly PolicyResource[],
  included: readonly PolicyResource[],
  steps: Steps,
): readonly Finding[] {
  return included
    .filter((policy) => selectsIsolatedPods(policy, intent))
    .flatMap((policy) => {
      const { findings } = prove(intent, [...own, policy], steps);
      const [surplus] = findings.filter(({ code }) => code === 'proof-surplus' || code === 'proof-undecided');
      if (!surplus) return [];
      const { namespace, name, origin } = policy;
      return [
        {
          code: 'included-policy-widens',
          severity: 'warning' as const,
          message: `the included policy ${namespace}/${name} adds to what was declared: ${surplus.message}`,
          at: () => origin.span(),
          subject: { kind: 'NetworkPolicy', namespace, name },
          help: ['declare the flow, or take it out of the included policy'],
        },
      ];
    });
}

function selectsIsolatedPods({ namespace, spec }: PolicyResource, { isolation }: Intent): boolean {
  const isolates = isolatedDirections(spec);
  return isolation.some(
    (each) =>
      each.namespace === namespace && isolates[each.direction] && !contradicts(each.selector, spec.podSelector ?? {}),
  );
}
