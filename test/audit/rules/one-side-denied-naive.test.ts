import { oneSideDenied } from '../../../lib/audit/rules/traps/one-side-denied';
import { runAudit } from '../../../lib/audit/run-audit';
import { loadTexts } from '../../../lib/k8s/load';
import type { NetworkPolicySpec } from '../../../lib/k8s/network-policy';
import type { ClusterResources, PolicyResource } from '../../../lib/k8s/resources';
import { probedPorts, randomCluster } from '../../analyze/random-cluster';
import { seededRandom } from '../../analyze/seeded-random';
import { mayConnect, type Packet } from '../../evaluator/may-connect';
import { policiesOf } from '../../evaluator/policies';

const firstSeed = Number(process.env.NETPACT_SEED ?? 20261121);
const clusters = 600;
const protocols = ['TCP', 'UDP', 'SCTP'] as const;
type Direction = 'ingress' | 'egress';

const isolates = ({ policyTypes, egress }: NetworkPolicySpec, direction: Direction): boolean =>
  policyTypes?.length
    ? policyTypes.includes(direction === 'ingress' ? 'Ingress' : 'Egress')
    : direction === 'ingress' || (egress?.length ?? 0) > 0;

/** The policy with one direction, and these of its rules. */
function only(policy: PolicyResource, direction: Direction, rules: NetworkPolicySpec[Direction]): PolicyResource {
  const podSelector = policy.spec.podSelector ?? {};
  const spec: NetworkPolicySpec =
    direction === 'ingress'
      ? { podSelector, policyTypes: ['Ingress'], ingress: rules ?? [] }
      : { podSelector, policyTypes: ['Egress'], egress: rules ?? [] };
  return { ...policy, spec };
}

/** Rules of pods only that let some packet through, none of which the other end takes, one packet at a time. */
function deniedRules(resources: ClusterResources): readonly string[] {
  const nsLabels = new Map(resources.namespaces.map(({ name, labels }) => [name, labels]));
  const pods = resources.workloads.map((each) => ({ ...each, nsLabels: nsLabels.get(each.namespace) ?? {} }));
  const packets = pods.flatMap((from) =>
    pods.flatMap((to) =>
      protocols.flatMap((protocol) => probedPorts.map((port): Packet => ({ from, to, protocol, port }))),
    ),
  );
  const denied: string[] = [];
  for (const policy of resources.policies)
    for (const direction of ['ingress', 'egress'] as const) {
      if (!isolates(policy.spec, direction)) continue;
      const back = direction === 'ingress' ? 'egress' : 'ingress';
      const others = policiesOf(
        resources.policies.filter(({ spec }) => isolates(spec, back)).map((each) => only(each, back, each.spec[back])),
      );
      for (const [index, rule] of (policy.spec[direction] ?? []).entries()) {
        const entries = rule && ('from' in rule ? rule.from : 'to' in rule ? rule.to : undefined);
        if (!entries?.length || entries.some(({ ipBlock }) => ipBlock)) continue;
        const closed = policiesOf([only(policy, direction, [])]);
        const open = policiesOf([only(policy, direction, [rule])]);
        const offered = packets.filter((packet) => mayConnect(open, packet) && !mayConnect(closed, packet));
        if (offered.length > 0 && !offered.some((packet) => mayConnect(others, packet)))
          denied.push(`${policy.namespace}/${policy.name} spec.${direction}[${index}]`);
      }
    }
  return denied.sort();
}

test(`one-side-denied agrees with one packet at a time on ${clusters} random clusters`, () => {
  let found = 0;
  for (let seed = firstSeed; seed < firstSeed + clusters; seed++) {
    const resources = randomCluster(seededRandom(seed));
    const { report } = runAudit(
      { ...loadTexts([]), resources },
      { rules: [oneSideDenied], now: new Date('2026-11-21') },
    );
    expect(report.failures).toEqual([]);
    const fired = report.findings.map(({ subject, field }) => `${subject.namespace}/${subject.name} ${field}`).sort();
    expect({ seed, fired }).toEqual({ seed, fired: deniedRules(resources) });
    found += fired.length;
  }
  expect(found).toBeGreaterThan(10);
});
