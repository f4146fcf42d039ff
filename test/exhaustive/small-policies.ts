import type { PolicyResource } from '../../lib/k8s/resources';
import { policy } from '../analyze/cluster';
import type { Random } from '../analyze/seeded-random';

/** Everything that a small world can say: few keys and values, two namespaces with policies, four ports. */
export const namespaces = ['known', 'bare'] as const;
export const podValues = ['x', 'y'] as const;
export const portNumbers = [80, 443] as const;
export const namespaceKey = 'env';
export const namespaceValues = ['prod'] as const;

const blocks = [
  { cidr: '0.0.0.0/0' },
  { cidr: '10.0.0.0/8' },
  { cidr: '10.0.0.0/8', except: ['10.1.0.0/16'] },
  { cidr: '10.1.0.0/16' },
];

export const keysOf = (count: number): readonly string[] => ['a', 'b', 'c', 'd'].slice(0, count);

/** Requirements over few keys, dense in expressions. */
export function randomSelector(random: Random, keys: readonly string[]): object {
  const requirement = () => {
    const operator = random.pick(['In', 'NotIn', 'NotIn', 'Exists', 'DoesNotExist']);
    const key = random.pick(keys);
    if (!operator.endsWith('In')) return { key, operator };
    return { key, operator, values: [...new Set(random.list(1, 2, () => random.pick(podValues)))] };
  };
  if (random.chance(0.15)) return {};
  if (random.chance(0.2)) return { matchLabels: { [random.pick(keys)]: random.pick(podValues) } };
  return { matchExpressions: random.list(1, 3, requirement) };
}

function randomNamespaceSelector(random: Random): object {
  return random.pick([
    {},
    { matchLabels: { [namespaceKey]: 'prod' } },
    { matchLabels: { 'kubernetes.io/metadata.name': random.pick(namespaces) } },
    { matchExpressions: [{ key: namespaceKey, operator: random.pick(['Exists', 'DoesNotExist']) }] },
    {
      matchExpressions: [{ key: 'kubernetes.io/metadata.name', operator: 'NotIn', values: [random.pick(namespaces)] }],
    },
  ]);
}

function randomPeer(random: Random, keys: readonly string[]): object {
  if (random.chance(0.15)) return { ipBlock: random.pick(blocks) };
  const shape = random.below(4);
  return {
    ...(shape !== 0 ? { podSelector: randomSelector(random, keys) } : {}),
    ...(shape < 2 ? { namespaceSelector: randomNamespaceSelector(random) } : {}),
  };
}

function randomRule(random: Random, peers: 'from' | 'to', keys: readonly string[]): object {
  const ports = random.pick([
    undefined,
    [{ port: 80 }],
    [{ port: 443 }],
    [{ port: 80, endPort: 443 }],
    [{ port: 'http' }],
  ]);
  const list = random.chance(0.25) ? undefined : random.list(1, 2, () => randomPeer(random, keys));
  return { ...(list ? { [peers]: list } : {}), ...(ports ? { ports } : {}) };
}

/** A policy that may overlap with every other one. */
export function randomPolicy(random: Random, name: string, keys: readonly string[]): PolicyResource {
  const direction = random.pick(['Ingress', 'Ingress', 'Egress']);
  const [field, peers] = direction === 'Ingress' ? (['ingress', 'from'] as const) : (['egress', 'to'] as const);
  const spec = {
    podSelector: randomSelector(random, keys),
    policyTypes: [direction],
    [field]: random.list(0, 2, () => randomRule(random, peers, keys)),
  };
  return policy(`${random.chance(0.8) ? 'known' : 'bare'}/${name}`, spec as PolicyResource['spec']);
}
