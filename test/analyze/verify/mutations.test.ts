import fc from 'fast-check';
import { exampleLabels, mergedLabels } from '../../../lib/analyze/verify/example-labels';
import { proveObjects } from '../../../lib/analyze/verify/prove-manifests';
import type { Intent } from '../../../lib/k8s/intent';
import type { NetworkPolicy } from '../../../lib/k8s/network-policy';
import { compileCharts } from '../../compile/compiling';
import { asWritten, chartsOf, randomApp } from '../../compile/random-app';
import { type End, mayConnect, type Packet } from '../../evaluator/may-connect';
import type { Policy } from '../../evaluator/policies';
import { seededRandom } from '../seeded-random';
import { mutationsOf } from './mutations';

const addresses = [
  '10.20.0.1',
  '10.20.9.1',
  '198.51.100.7',
  '8.8.8.8',
  '169.254.169.254',
  '192.168.1.1',
  '2001:db8::1',
  'fd00::1',
];

/** Ends that the two clusters could treat differently: workloads, two on one pod, none, other namespaces, addresses. */
function endsOf(intent: Intent): readonly End[] {
  const pods = intent.namespaces.flatMap(({ name, labels: nsLabels }) => {
    const own = intent.workloads
      .filter(({ namespace }) => namespace === name)
      .flatMap(({ selector }) => exampleLabels(selector).slice(0, 1));
    const merged = own.flatMap((a) => own.map((b) => mergedLabels(a, b)).filter((both) => both !== undefined));
    return [{}, { mutant: 'yes' }, ...own, ...own.map((each) => ({ ...each, mutant: 'yes' })), ...merged].map(
      (labels) => ({ namespace: name, labels, nsLabels }),
    );
  });
  return [
    ...pods,
    { namespace: 'unknown', labels: {} },
    { namespace: 'unknown', labels: { role: 'a' }, nsLabels: { env: 'prod' } },
    ...addresses,
  ];
}

/** Packets drawn at random, among them every port that a policy names and its neighbours. */
function samplePackets(
  intent: Intent,
  policies: readonly NetworkPolicy[],
  seed: number,
  count: number,
): readonly Packet[] {
  const random = seededRandom(seed);
  const ends = endsOf(intent);
  const named = JSON.stringify(policies).matchAll(/"(?:port|endPort)":(\d+)/g);
  const ports = [1, 9999, ...new Set([...named].flatMap(([, port]) => [Number(port), Number(port) + 1]))];
  return Array.from({ length: count }, () => ({
    from: random.pick(ends),
    to: random.pick(ends),
    port: random.pick(ports),
    protocol: random.pick(['TCP', 'TCP', 'UDP']),
  }));
}

const verdicts = (policies: readonly NetworkPolicy[], packets: readonly Packet[]) =>
  packets.map((packet) => (mayConnect(policies as readonly Policy[], packet) ? '1' : '0')).join('');

it('every mutation of an emitted policy that changes the way of a packet is caught by the proof', () => {
  let changing = 0;
  fc.assert(
    fc.property(randomApp, fc.nat(), (app, seed) => {
      const { policies, findings, intent } = compileCharts(chartsOf(app, asWritten));
      fc.pre(findings.every(({ severity }) => severity !== 'error') && policies.length > 0);
      const manifests = policies.map(({ manifest }) => manifest);
      const packets = samplePackets(intent, manifests, seed, 300);
      const before = verdicts(manifests, packets);
      const index = seed % manifests.length;
      const victim = manifests[index];
      if (!victim) return;
      for (const { name, result } of mutationsOf(victim)) {
        const mutated = manifests.toSpliced(index, 1, ...result);
        const isCaught = proveObjects(intent, mutated).findings.some(({ severity }) => severity === 'error');
        if (isCaught) continue;
        const after = verdicts(mutated, packets);
        changing += 1;
        expect({ mutation: name, policy: victim.metadata.name, verdicts: after }).toEqual({
          mutation: name,
          policy: victim.metadata.name,
          verdicts: before,
        });
      }
    }),
    { numRuns: 60 },
  );
  // Some mutations are equivalent (a repeated rule), so the comparison above has had something to compare.
  expect(changing).toBeGreaterThan(0);
});
