import { auditTexts, withRelated } from './audit-texts';

const workload = (kind: string, name: string, { labels = 'app: web', spec = '' } = {}) => `
apiVersion: ${kind === 'Job' ? 'batch/v1' : 'apps/v1'}
kind: ${kind}
metadata: {name: ${name}, namespace: shop}
spec: {${spec}template: {metadata: {labels: {${labels}}}, spec: {containers: [{name: a, ports: [{containerPort: 8443}]}]}}}
---`;

const selecting = (name: string, expression: string, more = 'policyTypes: [Ingress, Egress]') => `
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: ${name}, namespace: shop}
spec: {podSelector: {matchExpressions: [${expression}]}, ${more}}
---`;

/** What is found and what is left open, as `rule name` and the reason. */
function answers(text: string, rule: string) {
  const { report } = auditTexts({ 'a.yaml': text });
  expect(report.failures).toEqual([]);
  return {
    found: withRelated(report.findings)
      .filter((each) => each.rule.name === rule)
      .map(({ subject, field }) => `${subject.name} ${field ?? ''}`.trim()),
    open: report.undetermined.filter((each) => each.rule.name === rule).map(({ reason }) => reason),
  };
}

const canonical = 'the label service.istio.io/canonical-name, which Istio adds to pods of shop/web[Deployment]';

describe('docs/semantics.md 4: a webhook behind pods that a policy selects by a label of Istio', () => {
  const webhook = (namespace: string, policies: string, labels?: string) => `
apiVersion: v1
kind: Namespace
metadata: {name: shop, labels: {${namespace}}}
---${workload('Deployment', 'web', labels ? { labels } : {})}
apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
spec: {selector: {app: web}, ports: [{port: 443, targetPort: 8443}]}
---
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingWebhookConfiguration
metadata: {name: checks}
webhooks: [{name: a.example.com, clientConfig: {service: {namespace: shop, name: web}}}]
---${selecting('same', '', 'policyTypes: [Ingress], ingress: [{from: [{podSelector: {}}]}]')}${policies}`;
  const opening = (value: string) =>
    selecting(
      'open',
      `{key: service.istio.io/canonical-name, operator: In, values: [${value}]}`,
      'policyTypes: [Ingress], ingress: [{ports: [{port: 8443}]}]',
    );

  test('cannot tell, with the label', () => {
    const { found, open } = answers(webhook('istio-injection: enabled', opening('web')), 'webhook-blocked');
    expect(found).toEqual([]);
    expect(open).toEqual([
      `depends on ${canonical}; it may be that the API server cannot reach shop/web[Deployment] on TCP 8443 through Service shop/web`,
    ]);
    expect(answers(webhook('', opening('web')), 'webhook-blocked').open).toHaveLength(1);
  });

  test('is sure where the label cannot have the value, or cannot be there', () => {
    const blocked = { found: ['checks webhooks[0].clientConfig.service.name'], open: [] };
    expect(answers(webhook('istio-injection: enabled', opening('api')), 'webhook-blocked')).toEqual(blocked);
    expect(answers(webhook('istio-injection: disabled', opening('web')), 'webhook-blocked')).toEqual(blocked);
    const refused = 'app: web, sidecar.istio.io/inject: "false"';
    expect(answers(webhook('', opening('web'), refused), 'webhook-blocked')).toEqual(blocked);
  });

  test('is sure where the template has the label', () => {
    const labels = 'app: web, service.istio.io/canonical-name: web';
    expect(answers(webhook('', opening('web'), labels), 'webhook-blocked')).toEqual({ found: [], open: [] });
  });
});

describe('docs/semantics.md 4: there with any value, or perhaps not there', () => {
  const isolation = (key: string, rest: string) =>
    answers(workload('Deployment', 'web') + selecting('p', `{key: ${key}, ${rest}}`), 'pod-not-isolated');
  const all = { found: ['web ingress', 'web egress'], open: [] };
  const none = { found: [], open: [] };
  const unknown = (label: string) => ({ found: [], open: [expect.stringContaining(label)] });
  const hash = 'the label pod-template-hash, which the Deployment controller adds to pods of shop/web[Deployment]';

  test.each([
    ['pod-template-hash', 'operator: Exists', none],
    ['pod-template-hash', 'operator: DoesNotExist', all],
    ['pod-template-hash', 'operator: In, values: [x]', unknown(hash)],
    ['pod-template-hash', 'operator: NotIn, values: [x]', unknown(hash)],
    ['service.istio.io/canonical-name', 'operator: Exists', unknown(canonical)],
    ['service.istio.io/canonical-name', 'operator: DoesNotExist', unknown(canonical)],
    ['service.istio.io/canonical-name', 'operator: In, values: [web]', unknown(canonical)],
    ['service.istio.io/canonical-name', 'operator: NotIn, values: [web]', unknown(canonical)],
    ['service.istio.io/canonical-name', 'operator: In, values: [api]', all],
    ['service.istio.io/canonical-name', 'operator: NotIn, values: [api]', none],
  ])('%s %s', (key, rest, expected) => {
    expect(isolation(key, rest)).toEqual(expected);
  });
});

describe('docs/semantics.md 4: names of Jobs and replicas are known', () => {
  const job = workload('Job', 'migrate');
  const byName = (key: string, value: string) => selecting('p', `{key: ${key}, operator: In, values: [${value}]}`);

  test('a policy selects a Job by its name', () => {
    for (const key of ['job-name', 'batch.kubernetes.io/job-name']) {
      expect(answers(job + byName(key, 'migrate'), 'pod-not-isolated')).toEqual({ found: [], open: [] });
      expect(answers(job + byName(key, 'other'), 'selects-no-pods')).toEqual({
        found: ['p spec.podSelector'],
        open: [],
      });
    }
  });

  const key = 'statefulset.kubernetes.io/pod-name';
  const db = (replicas: number) => workload('StatefulSet', 'db', { spec: `replicas: ${replicas}, ` });

  test('a policy for one replica leaves the others alone, and selects something', () => {
    const both = { found: ['db ingress', 'db egress'], open: [] };
    expect(answers(db(2) + byName(key, 'db-0'), 'pod-not-isolated')).toEqual(both);
    expect(answers(db(2) + byName(key, 'db-0'), 'selects-no-pods')).toEqual({ found: [], open: [] });
    expect(answers(db(1) + byName(key, 'db-0'), 'pod-not-isolated')).toEqual({ found: [], open: [] });
    expect(answers(db(2) + byName(key, 'db-0, db-1'), 'pod-not-isolated')).toEqual({ found: [], open: [] });
  });

  test('the replica of another StatefulSet is nobody; one that scaling may bring is not known', () => {
    expect(answers(db(2) + byName(key, 'cache-0'), 'selects-no-pods').found).toEqual(['p spec.podSelector']);
    expect(answers(db(2) + byName(key, 'db-7'), 'selects-no-pods')).toMatchObject({
      found: [],
      open: [expect.stringContaining(key)],
    });
  });
});

describe('docs/semantics.md 4: Services for one replica each', () => {
  const service = (name: string) => `
apiVersion: v1
kind: Service
metadata: {name: ${name}, namespace: shop}
spec: {selector: {app: web, statefulset.kubernetes.io/pod-name: ${name}}, ports: [{port: 8443}]}
---`;
  const kafka = workload('StatefulSet', 'kafka', { spec: 'replicas: 2, ' });

  test('lead to a replica, to nobody, or to one that scaling may bring', () => {
    expect(answers(kafka + service('kafka-1'), 'service-selects-nothing')).toEqual({ found: [], open: [] });
    expect(answers(kafka + service('kafk-1'), 'service-selects-nothing').found).toEqual(['kafk-1 spec.selector']);
    expect(answers(kafka + service('kafka-2'), 'service-selects-nothing')).toMatchObject({
      found: [],
      open: [expect.stringContaining('which the StatefulSet controller adds to pods of shop/kafka[StatefulSet]')],
    });
  });
});

test('labels that nobody asks for change nothing: no answer is open, whoever may add them', () => {
  const text = workload('Deployment', 'web') + workload('Job', 'migrate', { labels: 'app: job' });
  const { report } = auditTexts({ 'a.yaml': text + selecting('p', '{key: app, operator: In, values: [web]}') });
  expect(report.undetermined).toEqual([]);
});

test('many workloads that a mesh may have changed are asked about in a few worlds, and none is called sure', () => {
  const names = Array.from({ length: 60 }, (_, index) => `w${index}`);
  const text = names.map((name) => workload('Deployment', name, { labels: `app: ${name}` })).join('');
  const { found, open } = answers(
    text + selecting('p', '{key: security.istio.io/tlsMode, operator: In, values: [istio]}'),
    'pod-not-isolated',
  );
  expect(found).toEqual([]);
  expect(open).toHaveLength(60);
});
