import { containsPort, noPorts } from '../../lib/algebra/port-set';
import { judgeContracts, type NeedOutcome } from '../../lib/contract/judge-contracts';
import { manifestTarget } from '../../lib/contract/manifest-target';
import type { Need, NeededPods } from '../../lib/intent/contract';
import type { IntendedPorts } from '../../lib/intent/intent';
import type { ClusterResources, Labels } from '../../lib/k8s/resources';
import { cluster, namespace } from '../analyze/cluster';
import { type Random, seededRandom } from '../analyze/seeded-random';
import { mayConnect, type Pod, selects } from '../evaluator/may-connect';
import { type Policy, policiesOf } from '../evaluator/policies';
import { bareLabels, everyLabelSet, namings, probed } from './every-pod';
import { keysOf, namespaceKey, namespaces, randomPolicy, randomSelector } from './small-policies';

/** NETPACT_SEED replays one repository (NETPACT_REPOSITORIES=1) or starts another run. */
const firstSeed = Number(process.env.NETPACT_SEED ?? 20261121);
const repositories = Number(process.env.NETPACT_REPOSITORIES ?? 400);

const keys = keysOf(2);
const [known, bare] = namespaces;

interface Case {
  readonly resources: ClusterResources;
  readonly need: Need;
  /** What the contract says of the peer's namespace. */
  readonly said: Labels;
}

const range = (port: number, endPort = port) => ({ protocol: 'TCP' as const, port, endPort });

function randomPorts(random: Random, direction: Need['direction']): IntendedPorts {
  const http = { ...range(direction === 'egress' && random.chance(0.5) ? 80 : 0), name: 'http' };
  return random.pick<IntendedPorts>([
    [range(80)],
    [range(443)],
    [range(80, 443)],
    [range(9), range(80)],
    [http],
    'all',
  ]);
}

function randomCase(random: Random): Case {
  const labels = (): Labels => (random.chance(0.5) ? { [namespaceKey]: 'prod' } : {});
  const [here, there] = random.chance(0.6) ? [known, bare] : [bare, known];
  const pods = (where: string): NeededPods => ({
    name: `${where}/pods`,
    namespace: where,
    selector: randomSelector(random, keys),
    hostNetwork: false,
  });
  const direction = random.pick(['ingress', 'egress'] as const);
  const policies = random.list(1, 5, (index = 0) => randomPolicy(random, `p${index}-${random.below(1e9)}`, keys));
  return {
    resources: cluster([namespace(known, labels()), ...policies]),
    need: {
      namespace: here,
      direction,
      subject: pods(here),
      peer: pods(there),
      ports: randomPorts(random, direction),
      reason: undefined,
      owner: undefined,
      until: undefined,
    },
    said: labels(),
  };
}

/** Every way in which the peer's namespace could be labelled, as far as the two sides agree on it. */
function possibleLabels({ resources, need, said }: Case): readonly Labels[] {
  const object = resources.namespaces.find(({ name }) => name === need.peer.namespace);
  const isSaid = (labels: Labels) => Object.entries(said).every(([key, value]) => labels[key] === value);
  if (!object) return bareLabels.filter(isSaid);
  return isSaid(object.labels) ? [object.labels] : bareLabels;
}

/** The probed ports on which some pod of the need does not get through, in one labelling of the peer's namespace. */
function refusedPorts({ resources, need }: Case, nsLabels: Labels): ReadonlySet<number> {
  const { direction, subject, peer, ports } = need;
  const kind = direction === 'ingress' ? 'Ingress' : 'Egress';
  const policies: readonly Policy[] = policiesOf(resources.policies).filter(
    ({ metadata, spec }) => metadata.namespace === need.namespace && spec.policyTypes?.includes(kind),
  );
  const all = everyLabelSet(keys);
  const podsOf = ({ namespace: where, selector }: NeededPods, own: Labels): readonly Pod[] =>
    all
      .filter((labels) => selects(selector as never, labels))
      .map((labels) => ({ namespace: where, labels, nsLabels: own }));
  const refused = new Set<number>();
  for (const one of podsOf(subject, {}))
    for (const other of podsOf(peer, nsLabels))
      for (const naming of namings) {
        const named = ports === 'all' ? undefined : ports.find(({ name }) => name !== undefined);
        // A number that the contract says is the one that its own pods have.
        if (named && named.port > 0 && naming.join() !== String(named.port)) continue;
        const http = naming.map((port) => ({ name: 'http', port, protocol: 'TCP' }));
        for (const port of probed) {
          const isAsked =
            ports === 'all' ||
            ports.some((each) => (each.name ? naming.includes(port) : each.port <= port && port <= each.endPort));
          if (!isAsked) continue;
          const [from, to] =
            direction === 'ingress' ? [other, { ...one, ports: http }] : [one, { ...other, ports: http }];
          if (!mayConnect(policies, { from, to, port, protocol: 'TCP' })) refused.add(port);
        }
      }
  return refused;
}

interface Compared {
  readonly seed: number;
  readonly outcome: NeedOutcome;
  /** By labelling. */
  readonly refused: readonly ReadonlySet<number>[];
  readonly need: Need;
}

function compared(seed: number): Compared | undefined {
  const one = randomCase(seededRandom(seed));
  const { resources, need, said } = one;
  const hasPods = ({ selector }: NeededPods) =>
    everyLabelSet(keys).some((labels) => selects(selector as never, labels));
  if (!hasPods(need.subject) || !hasPods(need.peer)) return undefined;
  const target = { ...manifestTarget({ resources, assumptions: [] }, [need], {}), has: () => true };
  const contract = { app: 'a', namespaces: [{ name: need.peer.namespace, labels: said }], needs: [need] };
  const [judged] = judgeContracts([{ file: 'a.json', contract }], target, new Date(0)).contracts;
  const [first] = judged?.needs ?? [];
  if (!first) throw new Error('one need has one answer');
  return {
    seed,
    need,
    outcome: first.outcome,
    refused: possibleLabels(one).map((labels) => refusedPorts(one, labels)),
  };
}

describe(`the needs of ${repositories} contracts, against every pod that could exist`, () => {
  const all: Compared[] = [];
  beforeAll(() => {
    for (let seed = firstSeed; seed < firstSeed + repositories; seed++) all.push(...[compared(seed) ?? []].flat());
  });
  const seedsWhere = (isWrong: (each: Compared) => boolean) => all.filter(isWrong).map(({ seed }) => seed);
  const isMet = ({ refused }: Compared) => refused.every(({ size }) => size === 0);

  test('they are met exactly where every pod gets every port, however namespaces are labelled', () => {
    expect(seedsWhere((each) => (each.outcome.verdict === 'met') !== isMet(each))).toEqual([]);
    const count = (verdict: string) => all.filter(({ outcome }) => outcome.verdict === verdict).length;
    // Agreement says something only where all answers are common.
    for (const verdict of ['met', 'missing']) expect(count(verdict)).toBeGreaterThan(all.length / 12);
    expect(count('undetermined')).toBeGreaterThan(0);
  });

  test('what is missing is missing however namespaces are labelled', () => {
    expect(
      seedsWhere(({ outcome, refused }) => outcome.verdict === 'missing' && refused.some(({ size }) => size === 0)),
    ).toEqual([]);
  });

  test('the ports that are named are those that some pod does not get', () => {
    const isWrong = ({ outcome, refused, need }: Compared) => {
      if (need.ports !== 'all' && need.ports.some(({ name }) => name !== undefined)) return false;
      const fixed =
        outcome.verdict === 'missing' || outcome.verdict === 'undetermined' ? outcome.missing.fixed : noPorts;
      return probed.some((port) => containsPort(fixed, 'TCP', port) !== refused.some((each) => each.has(port)));
    };
    expect(seedsWhere(isWrong)).toEqual([]);
  });
});
