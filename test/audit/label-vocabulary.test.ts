import { isSlip, looksMistyped, unmetRequirements, vocabularyOf } from '../../lib/analyze/labels/label-vocabulary';

const unmetRequirement = (...[selector, labels]: Parameters<typeof unmetRequirements>) =>
  unmetRequirements(selector, labels)[0];

const vocabulary = vocabularyOf([
  { labels: { app: 'frontend', tier: 'web' } },
  { labels: { app: 'backend', 'app.kubernetes.io/name': 'api' } },
]);

describe('unmetRequirements', () => {
  it('begin with the first condition that no label satisfies, and where it is written', () => {
    const selector = {
      matchLabels: { app: 'frontend', tier: 'db' },
      matchExpressions: [{ key: 'zone', operator: 'Exists' as const }],
    };
    expect(unmetRequirement(selector, vocabulary)).toMatchObject({ field: 'matchLabels[tier]' });
    expect(unmetRequirement({ matchExpressions: selector.matchExpressions }, vocabulary)).toMatchObject({
      field: 'matchExpressions[0]',
    });
    expect(unmetRequirement({ matchLabels: { app: 'frontend', tier: 'web' } }, vocabulary)).toBeUndefined();
  });

  it('suggests a value of the key, then the key that has the value, then a key', () => {
    const nearestTo = (key: string, value: string) =>
      unmetRequirement({ matchLabels: { [key]: value } }, vocabulary)?.nearest;
    expect(nearestTo('app', 'fronted')).toBe('app=frontend');
    expect(nearestTo('name', 'api')).toBe('app.kubernetes.io/name=api');
    expect(nearestTo('teir', 'cache')).toBe('tier');
    expect(nearestTo('app', 'payments')).toBeUndefined();
  });

  it('suggests nothing where a word of several is another one', () => {
    const labels = vocabularyOf([
      { labels: { app: 'kserve-controller-manager', 'app.kubernetes.io/version': '1', zone: 'shop-eu' } },
    ]);
    const nearestTo = (key: string, value: string) =>
      unmetRequirement({ matchLabels: { [key]: value } }, labels)?.nearest;
    expect(nearestTo('app', 'seldon-controller-manager')).toBeUndefined();
    expect(nearestTo('app', 'kserv-controller-manager')).toBe('app=kserve-controller-manager');
    expect(nearestTo('app.kubernetes.io/part-of', 'x')).toBeUndefined();
    expect(nearestTo('app.kubernetes.io/verison', 'x')).toBe('app.kubernetes.io/version');
    expect(nearestTo('zone', 'shop-us')).toBeUndefined();
  });

  it('never blames conditions that absent labels satisfy', () => {
    expect(
      unmetRequirement({ matchExpressions: [{ key: 'x', operator: 'DoesNotExist' }] }, vocabulary),
    ).toBeUndefined();
    expect(
      unmetRequirement({ matchExpressions: [{ key: 'x', operator: 'NotIn', values: ['y'] }] }, vocabulary),
    ).toBeUndefined();
  });
});

describe('a slip of the pen', () => {
  it('is told from the next of a series and from another short word', () => {
    expect(looksMistyped('monitorng', 'monitoring')).toBe(true);
    expect(looksMistyped('team-1', 'team-2')).toBe(false);
    expect(looksMistyped('worker2', 'worker1')).toBe(false);
    expect(looksMistyped('shop-eu', 'shop-us')).toBe(false);
    expect(looksMistyped('frontend', 'front-end')).toBe(true);
    expect(looksMistyped('kafka-broker', 'kafka-broker-2')).toBe(false);
    expect(looksMistyped('calico-node', 'cilium-node')).toBe(false);
  });

  it('is no value that exists under another key', () => {
    const unmet = unmetRequirement({ matchLabels: { name: 'api' } }, vocabulary);
    expect(unmet && isSlip(unmet)).toBe(false);
  });
});
