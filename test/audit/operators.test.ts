import { vocabularyOf } from '../../lib/analyze/labels/label-vocabulary';
import { operatorsOf } from '../../lib/analyze/labels/operators';
import { loadTexts } from '../../lib/k8s/load';

const crd = (kind: string, plural: string, group: string) =>
  `apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata:\n  name: ${plural}.${group}\nspec:\n  group: ${group}\n  names:\n    kind: ${kind}\n    plural: ${plural}\n`;
const object = (apiVersion: string, kind: string, name: string, namespace?: string) =>
  `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata:\n  name: ${name}\n${namespace === undefined ? '' : `  namespace: ${namespace}\n`}`;

const longhorn = crd('ShareManager', 'sharemanagers', 'longhorn.io');
const prometheus = object('monitoring.coreos.com/v1', 'Prometheus', 'k8s', 'shop');
const kafka = object('kafka.strimzi.io/v1', 'Kafka', 'my-fooder', 'shop');

interface Asked {
  readonly namespace?: string | undefined;
  /** What pods of the input carry, `app=web`. */
  readonly carried?: string;
}

/** Who would have made pods with a label, where the input holds these objects. */
function whoMade(input: string, label: string, { namespace = 'shop', carried = 'app=web' }: Asked = {}) {
  const { customKinds, findings } = loadTexts([{ file: 'a.yaml', text: input }]);
  expect(findings).toEqual([]);
  const labels = vocabularyOf([{ labels: Object.fromEntries([carried.split('=')]) }]);
  const [key = '', value] = label.split('=');
  const requirement =
    value === undefined
      ? { key, operator: 'Exists' as const }
      : { key, operator: 'In' as const, values: value.split('|') };
  return operatorsOf(customKinds, () => labels)(requirement, { namespaces: [namespace], labels });
}

describe('what an operator of the input makes', () => {
  test.each([
    ['the domain of the group', longhorn, 'longhorn.io/component=engine', /longhorn\.io\? .* names its group/],
    ['the domain in a key without prefix', longhorn, 'recurring-job.longhorn.io', /names its group/],
    ['a domain around the group', kafka, 'strimzi.io/cluster=any', /kafka\.strimzi\.io\? .* names its group/],
    ['a domain within the group', crd('A', 'as', 'argoproj.io'), 'workflows.argoproj.io/workflow', /its group/],
    ['a domain of the same maker', crd('T', 'ts', 'trainer.kubeflow.org'), 'katib.kubeflow.org/trial=x', /its group/],
    ['the solver of a certificate', crd('C', 'cs', 'acme.cert-manager.io'), 'acme.cert-manager.io/solver=x', /group/],
    ['the kind in the value', prometheus, 'app=prometheus', /Prometheus \(monitoring\.coreos\.com\)\? .* its kind/],
    ['the kind among other words', prometheus, 'app=main-prometheus-db', /names its kind/],
    ['the kind in several words', longhorn, 'component=share-manager', /ShareManager/],
    ['the plural of a definition', longhorn, 'component=sharemanagers', /ShareManager/],
    ['the kind in the key', crd('Notebook', 'notebooks', 'kubeflow.org'), 'notebook-name=x', /Notebook/],
    ['the group in the value', longhorn, 'app=longhorn-csi-plugin', /longhorn\.io\? app=longhorn-csi-plugin/],
    ['group and kind in the value', crd('Profile', 'profiles', 'kubeflow.org'), 'x=kubeflow-profile', /group and kind/],
    ['the name of an object', kafka, 'app=my-fooder', /names its object my-fooder/],
    ['a name that begins with one', kafka, 'app=my-fooder-zookeeper', /names its object my-fooder/],
    ['one of several values', prometheus, 'app=other|prometheus', /names its kind/],
    ['an object without namespace', object('a.example.com/v1', 'Thing', 'ledger2'), 'app=ledger2', /Thing/],
  ])('is told by %s', (_, input, label, expected) => {
    expect(whoMade(input, label)).toMatch(expected);
  });

  test.each([
    ['another label', `${longhorn}---\n${kafka}`, 'app=frontend'],
    ['a key that workloads carry', longhorn, 'longhorn.io/component=engine', { carried: 'longhorn.io/component=ui' }],
    ['a value that workloads carry by another key', prometheus, 'app=prometheus', { carried: 'name=prometheus' }],
    ['the domain of all of Kubernetes', crd('Ring', 'rings', 'a.x-k8s.io'), 'x-k8s.io/name=web'],
    ['a domain of a country', crd('Ring', 'rings', 'a.acme.co.uk'), 'other.co.uk/name=web'],
    ['a key of a mesh, which every pod has', crd('Ring', 'rings', 'networking.istio.io'), 'service.istio.io/a=b'],
    ['a domain that ends alike', longhorn, 'mylonghorn.io/component=engine'],
    ['a kind that is a word of everyday', crd('App', 'apps', 'acme.dev'), 'app=web-app'],
    ['a name that is one', object('acme.dev/v1', 'Thing', 'web'), 'app=web'],
    ['a name that is a part of a longer word', object('acme.dev/v1', 'Thing', 'fooder'), 'app=fooderia'],
    ['a group of words of everyday', crd('Thing', 'things', 'app.example.com'), 'app=example-app'],
    ['the operator itself', prometheus, 'app=prometheus-operator'],
    ['an object of another namespace', object('acme.dev/v1', 'Thing', 'fooder', 'blog'), 'app=fooder'],
    ['a kind that only configures', object('monitoring.coreos.com/v1', 'ServiceMonitor', 'fooder'), 'app=fooder'],
    ['a group that makes no pods', object('networking.istio.io/v1', 'VirtualService', 'fooder'), 'app=fooder'],
    ['a kind of Kubernetes', object('rbac.authorization.k8s.io/v1', 'Role', 'fooder', 'shop'), 'app=fooder'],
  ])('is not told by %s', (_, input, label, asked: Asked = {}) => {
    expect(whoMade(input, label, asked)).toBeUndefined();
  });

  it('is where the objects of the kind are: elsewhere an entry lacks its namespaceSelector', () => {
    const all = `${kafka}---\n${crd('KafkaTopic', 'kafkatopics', 'kafka.strimzi.io')}`;
    for (const label of ['strimzi.io/cluster=my-fooder', 'app=kafka', 'app=kafka-topic', 'app=strimzi-bridge']) {
      expect(whoMade(all, label)).toMatch(/operator of/);
      expect(whoMade(all, label, { namespace: 'blog' })).toBeUndefined();
      expect(whoMade(crd('Kafka', 'kafkas', 'kafka.strimzi.io'), label, { namespace: 'blog' })).toMatch(/operator of/);
    }
  });

  it('is in other namespaces where the object brings manifests', () => {
    const release = object('helm.toolkit.fluxcd.io/v2', 'HelmRelease', 'fooder', 'flux-system');
    expect(whoMade(release, 'app.kubernetes.io/instance=fooder')).toMatch(/HelmRelease/);
  });

  it('is told by the namespace: an object that has its name, else only for keys that nobody writes there', () => {
    const profile = object('kubeflow.org/v1', 'Profile', 'alice');
    expect(whoMade(profile, 'app=nb', { namespace: 'alice' })).toMatch(/the namespace alice names its object alice/);
    expect(whoMade(longhorn, 'role=nb', { namespace: 'longhorn-system' })).toMatch(/names its group/);
    expect(whoMade(longhorn, 'app=nb', { namespace: 'longhorn-system' })).toBeUndefined();
    const application = object('argoproj.io/v1', 'Application', 'alice', 'argocd');
    expect(whoMade(application, 'app=nb', { namespace: 'alice' })).toBeUndefined();
  });
});
