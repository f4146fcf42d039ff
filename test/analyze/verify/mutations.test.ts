import fc from 'fast-check';
import { proveObjects } from '../../../lib/analyze/verify/prove-manifests';
import type { NetworkPolicy } from '../../../lib/k8s/network-policy';
import { acceptedApp } from '../../compile/accepted-app';
import { randomApp, randomAppWithProfile } from '../../compile/random-app';
import { type End, mayConnect, type Packet } from '../../evaluator/may-connect';
import type { Policy } from '../../evaluator/policies';
import { probesOf } from '../../evaluator/probes';
import { providedBaselines } from '../../evaluator/provided-baselines';
import { seededRandom } from '../seeded-random';
import { mutantLabels, mutationsOf } from './mutations';

/** The evaluator has types of its own for the same YAML. */
const asPolicies = (manifests: readonly NetworkPolicy[]) => manifests as readonly Policy[];

const verdicts = (policies: readonly Policy[], packets: readonly Packet[]) =>
  packets.map((packet) => (mayConnect(policies, packet) ? '1' : '0')).join('');

const isIn = (namespace: string, end: End) => typeof end !== 'string' && end.namespace === namespace;

it('every mutation of an emitted policy that changes the way of a packet is caught by the proof', () => {
  let changing = 0;
  fc.assert(
    fc.property(fc.oneof(randomApp, randomAppWithProfile), fc.nat(), (app, seed) => {
      const accepted = acceptedApp(app);
      const manifests = accepted?.compiled.policies.map(({ manifest }) => manifest) ?? [];
      const index = seed % manifests.length;
      const victim = manifests[index];
      fc.pre(victim !== undefined);
      if (!accepted || !victim) return;
      const { declarations, compiled } = accepted;
      const provided = providedBaselines(declarations);
      const mutations = mutationsOf(victim);
      // The tests' own packets and no examples of the prover: what the proof forgets to look at must not be missing here too.
      const policies = asPolicies([...manifests, ...mutations.flatMap(({ result }) => result)]);
      const source = { declarations, policies, strange: mutantLabels, keepsPorts: true };
      const packets = probesOf(source, seededRandom(seed), 500)
        .filter(({ from, to }) => isIn(victim.metadata.namespace, from) || isIn(victim.metadata.namespace, to))
        .slice(0, 200);
      const before = verdicts([...asPolicies(manifests), ...provided], packets);
      for (const { name, result } of mutations) {
        const mutated = manifests.toSpliced(index, 1, ...result);
        if (verdicts([...asPolicies(mutated), ...provided], packets) === before) continue;
        changing += 1;
        const isCaught = proveObjects(compiled.intent, mutated).findings.some(({ severity }) => severity === 'error');
        expect({ mutation: name, policy: victim, isCaught }).toEqual({
          mutation: name,
          policy: victim,
          isCaught: true,
        });
      }
    }),
    // Making a failing app smaller takes a proof for every step; after a minute the app as found will do.
    { numRuns: 40, interruptAfterTimeLimit: 60_000 },
  );
  expect(changing).toBeGreaterThan(100);
});
