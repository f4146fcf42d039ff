import { disjoint, type Namespace, type Peer, workloadFrom } from 'netpact';
import { disjointModelOf, flowModelOf, invariantModelOf, namespaceModelOf, type PeerModel } from '../../lib/dsl/model';
import type { Random } from '../analyze/seeded-random';
import { compileCharts, must } from '../compile/compiling';
import { type InvariantApp, podValues, randomInvariantApp, type Template } from './random-invariants';

/** A small app that assumes something of its pods: templates, `disjoint()`, or both. */
export function randomAssumingApp(random: Random, seed: number): InvariantApp {
  const usesTemplates = random.chance(0.7);
  const app = randomInvariantApp(random, seed, (namespaces, keys) =>
    usesTemplates ? templatesOf(random, namespaces, keys) : [],
  );
  const ends = podPeersOf(app);
  const assumptions =
    usesTemplates && random.chance(0.5)
      ? []
      : random.list(1, 2, () => disjoint(...random.list(2, 3, () => random.pick(ends))));
  // What is refused is another test's.
  const isTaken = (each: (typeof assumptions)[number]) =>
    compileCharts([{ namespaces: app.namespaces, assumptions: [each] }]).findings.every(
      ({ at, severity }) => severity !== 'error' || at !== disjointModelOf(each)?.site,
    );
  return { ...app, assumptions: assumptions.filter(isTaken) };
}

/** The ends of flows and invariants that are pods, as values. */
function podPeersOf(app: InvariantApp): readonly Peer<never, 'inside the cluster'>[] {
  const models = [
    ...app.namespaces.flatMap((each) => must(namespaceModelOf(each)).workloads()),
    ...[
      ...app.flows.map((each) => must(flowModelOf(each))),
      ...app.invariants.map((each) => must(invariantModelOf(each))),
    ].flatMap(({ from, to = [] }) => [...from, ...to]),
  ];
  return models.filter(isPods).map(asValue);
}

const isPods = ({ kind }: PeerModel): boolean => ['workload', 'pods', 'all-pods', 'namespaces'].includes(kind);

/** A value that carries this model. */
const asValue = (model: PeerModel): Peer<never, 'inside the cluster'> =>
  ({ [Symbol.for('netpact.model')]: model }) as unknown as Peer<never, 'inside the cluster'>;

function templatesOf(random: Random, namespaces: readonly Namespace[], keys: readonly string[]): readonly Template[] {
  let made = 0;
  const taken = new Set(namespaces.flatMap((each) => must(namespaceModelOf(each)).workloads().map(identity)));
  return random
    .list(1, 2, (): Template => {
      const { name: namespace } = random.pick(namespaces);
      const labels = Object.fromEntries(keys.map((key) => [key, random.pick(podValues)]));
      const others = random.chance(0.3) ? keys.slice(1).filter(() => random.chance(0.5)) : keys.slice(1);
      const template = Object.fromEntries(
        Object.entries(labels).filter(([key]) => key === keys[0] || others.includes(key)),
      );
      const selected = random.pick(Object.keys(template));
      const selector = { matchLabels: { [selected]: template[selected] ?? '' } };
      const manifest = {
        kind: 'Deployment',
        metadata: { name: `t${made++}`, namespace },
        spec: { selector, template: { metadata: { labels: template }, spec: { containers: [] } } },
      };
      return { peer: workloadFrom(manifest), namespace, selector, labels: template };
    })
    .filter((each) => {
      const key = identity({ namespace: { name: each.namespace }, selector: each.selector });
      // Two workloads with the same selector are refused.
      return !taken.has(key) && taken.add(key);
    });
}

const identity = ({
  namespace,
  selector,
}: {
  readonly namespace: { readonly name: string };
  readonly selector: Pick<Template['selector'], never>;
}): string => JSON.stringify([namespace.name, selector]);
