import { loadObjects, loadTexts } from '../../../lib/k8s/load';

const load = (text: string) => loadTexts([{ file: 'a.yaml', text }]).customKinds;

const definition = (spec: string) =>
  `apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata:\n  name: kafkas.kafka.strimzi.io\nspec:\n${spec}`;

describe('the names of custom kinds', () => {
  const names = '  group: kafka.strimzi.io\n  names:\n    kind: Kafka\n    plural: kafkas\n  scope: Namespaced\n';
  const conversion = '  conversion:\n    webhook:\n      clientConfig:\n        service: {name: a, namespace: b}\n';

  test.each([
    ['as tools write it, unread', definition(names)],
    ['which is read for its conversion', definition(conversion + names)],
    [
      'in JSON',
      JSON.stringify({
        ...{ apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition' },
        metadata: { name: 'kafkas.kafka.strimzi.io' },
        spec: { group: 'kafka.strimzi.io', names: { kind: 'Kafka', plural: 'kafkas' } },
      }),
    ],
    ['on few lines', definition('  group: kafka.strimzi.io\n  names: { plural: kafkas, kind: Kafka }\n')],
    [
      'on fewer',
      definition('').replace(
        /metadata[\s\S]*/,
        'metadata: {labels: {a: b}, name: kafkas.kafka.strimzi.io}\nspec: {names: {kind: Kafka}}\n',
      ),
    ],
    ['of the first version of the API', definition(names).replace('/v1\n', '/v1beta1\n')],
    ['with its name in quotes', definition(names).replace('kafkas.kafka.strimzi.io', '"kafkas.kafka.strimzi.io"')],
  ])('are those of a definition %s', (_, text) => {
    expect(load(text)).toEqual([{ group: 'kafka.strimzi.io', kind: 'Kafka', plural: 'kafkas', objects: new Map() }]);
  });

  it('are taken from the name of a definition where its spec is written otherwise', () => {
    expect(load(definition('    group: x\n'))).toMatchObject([{ group: 'kafka.strimzi.io', kind: 'kafkas' }]);
  });

  it('are those of objects too, with the names of these and where they are', () => {
    const one = (namespace: string) =>
      `apiVersion: kafka.strimzi.io/v1\nkind: Kafka\nmetadata: {name: events${namespace}}\n---\n`;
    const [kind, ...more] = load(
      `${definition(names)}---\n${one('')}${one(', namespace: shop')}${one(', namespace: shop')}`,
    );
    expect(more).toEqual([]);
    expect(kind?.objects).toEqual(new Map([['events', ['', 'shop']]]));
  });

  it('are none of Kubernetes itself', () => {
    const own = [
      'v1/ConfigMap',
      'apps/v1/Deployment',
      'rbac.authorization.k8s.io/v1/Role',
      'storage.k8s.io/v1/StorageClass',
    ];
    const objects = own.map((each) => {
      const end = each.lastIndexOf('/');
      return { apiVersion: each.slice(0, end), kind: each.slice(end + 1), metadata: { name: 'a' } };
    });
    expect(loadObjects(objects).customKinds).toEqual([]);
  });
});
