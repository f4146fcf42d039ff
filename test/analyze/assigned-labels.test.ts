import { containsPort } from '../../lib/algebra/port-set';
import { analyze } from '../../lib/analyze/analysis';
import { assumptionsOf } from '../../lib/analyze/assumptions';
import { explain } from '../../lib/analyze/explain/explain';
import { doubtKinds } from '../../lib/analyze/judge/doubt';
import { judgeBoth } from '../../lib/analyze/judge/judge';
import { endOf } from '../../lib/analyze/model/end';
import { mayConnect, type Packet } from '../evaluator/may-connect';
import { policiesOf } from '../evaluator/policies';
import { clusterWithAssignedLabels, worldsOf } from './assigned-worlds';
import { seededRandom } from './seeded-random';

const firstSeed = Number(process.env.NETPACT_SEED ?? 20261122);
const clusters = 300;
const ports = [80, 443, 8080];

test('docs/semantics.md 4: what is said for sure holds whatever labels others give to pods', () => {
  let open = 0;
  let sure = 0;
  for (let seed = firstSeed; seed < firstSeed + clusters; seed++) {
    const resources = clusterWithAssignedLabels(seededRandom(seed), 2);
    const analysis = analyze(resources);
    const pods = analysis.universe.pods;
    const assumed = assumptionsOf(analysis).some(({ kind }) => /-labels$/.test(kind) && kind !== 'namespace-labels');
    const policies = policiesOf(resources.policies);
    const nsLabels = new Map(resources.namespaces.map(({ name, labels }) => [name, labels]));
    const find = (index: number) => {
      const found = pods.find(({ workload }) => workload === resources.workloads[index]);
      if (!found) throw new Error('a workload is lost');
      return endOf(analysis.universe, found);
    };
    const saidOf = (from: number, to: number) => {
      const [src, dst] = [find(from), find(to)];
      const { verdict } = explain(analysis, src, dst);
      if (verdict === 'undetermined') open++;
      else sure++;
      const { ports: byDefault } = judgeBoth(analysis.book, src, dst).bounds;
      return { verdict, byDefault, ...judgeBoth(analysis.book, src, dst, new Set(doubtKinds)).bounds };
    };
    const said = resources.workloads.map((_, from) => resources.workloads.map((_, to) => saidOf(from, to)));
    for (const world of worldsOf(resources)) {
      const concrete = world.workloads.map((each) => ({ ...each, nsLabels: nsLabels.get(each.namespace) ?? {} }));
      for (const [index, from] of concrete.entries())
        for (const [other, to] of concrete.entries()) {
          const about = said[index]?.[other];
          if (!about) throw new Error('a pair is lost');
          const { least, most, verdict, byDefault } = about;
          for (const port of ports)
            for (const protocol of ['TCP', 'UDP'] as const) {
              const packet: Packet = { from, to, port, protocol };
              const passes = mayConnect(policies, packet);
              const says = { seed, from: from.name, to: to.name, port, labels: [from.labels, to.labels] };
              if (containsPort(least, protocol, port)) expect({ ...says, passes }).toEqual({ ...says, passes: true });
              if (!containsPort(most, protocol, port)) expect({ ...says, passes }).toEqual({ ...says, passes: false });
              if (passes !== containsPort(byDefault, protocol, port))
                expect({ ...says, assumed }).toEqual({ ...says, assumed: true });
              if (verdict === 'allowed') expect({ ...says, passes }).toEqual({ ...says, passes: true });
              if (verdict === 'denied') expect({ ...says, passes }).toEqual({ ...says, passes: false });
            }
        }
    }
  }
  expect(open).toBeGreaterThan(50);
  expect(sure).toBeGreaterThan(100);
});
