import { assumptionsOf } from '../../lib/analyze/assumptions';
import { catalogue } from '../../lib/audit/catalogue';
import { worldsOf } from '../../lib/audit/worlds/worlds';
import { loadTexts } from '../../lib/k8s/load';
import { auditTexts, withRelated } from './audit-texts';
import { contextOf } from './findings-of';

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
    const { found, open } = answers(webhook('', opening('web')), 'webhook-blocked');
    expect(found).toEqual([]);
    expect(open).toEqual([
      `depends on ${canonical}; it may be that the API server cannot reach shop/web[Deployment] on TCP 8443 through Service shop/web`,
    ]);
  });

  test('is sure where the namespace or the pods ask for injection: the label is known by its value', () => {
    const passes = { found: [], open: [] };
    const asked = 'app: web, sidecar.istio.io/inject: "true"';
    const byRevision = 'istio.io/rev: stable';
    for (const rule of ['webhook-blocked', 'selects-no-pods']) {
      expect(answers(webhook('istio-injection: enabled', opening('web')), rule)).toEqual(passes);
      expect(answers(webhook(byRevision, opening('web')), rule)).toEqual(passes);
      expect(answers(webhook('', opening('web'), asked), rule)).toEqual(passes);
    }
    const { context } = auditTexts({ 'a.yaml': webhook('istio-injection: enabled', opening('web')) });
    expect(assumptionsOf(context.analysis)).toMatchObject([
      { kind: 'injected-labels', message: expect.stringContaining('service.istio.io/canonical-name of Istio') },
    ]);
    // Refused by the pods, whatever their namespace asks for.
    const refused = 'app: web, sidecar.istio.io/inject: "false"';
    const { found } = answers(webhook('istio-injection: enabled', opening('web'), refused), 'webhook-blocked');
    expect(found).toHaveLength(1);
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

describe('docs/semantics.md 4: a namespace asks Linkerd for injection by an annotation', () => {
  const cluster = (wish: string, expression: string, more = '') => `
apiVersion: v1
kind: Namespace
metadata: {name: shop, annotations: {linkerd.io/inject: ${wish}}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec: {template: {metadata: {labels: {app: web}${more}}, spec: {containers: [{name: a}]}}}
---${selecting('p', expression)}`;
  const named = '{key: linkerd.io/proxy-deployment, operator: In, values: [web]}';
  const there = '{key: linkerd.io/control-plane-ns, operator: Exists}';
  const isolated = { found: [], open: [] };
  const alone = { found: ['web ingress', 'web egress'], open: [] };
  const asked = ', annotations: {linkerd.io/inject: enabled}';
  const refused = ', annotations: {linkerd.io/inject: disabled}';

  test.each([
    ['enabled', named, '', isolated],
    ['enabled', there, '', isolated],
    ['ingress', named, '', isolated],
    ['enabled', named, refused, alone],
    ['disabled', named, '', alone],
    ['disabled', there, '', alone],
    ['disabled', named, asked, isolated],
    ['""', named, '', { found: [], open: [expect.stringContaining('which Linkerd adds')] }],
  ])('%s, %s%s', (wish, expression, more, expected) => {
    expect(answers(cluster(wish, expression, more), 'pod-not-isolated')).toEqual(expected);
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

describe('docs/semantics.md 4: more ways in which labels may be there than can be asked', () => {
  const names = Array.from({ length: 60 }, (_, index) => `w${index}`);
  const meshed = selecting('p', '{key: security.istio.io/tlsMode, operator: In, values: [istio]}');
  const many = names.map((name) => workload('Deployment', name, { labels: `app: ${name}` })).join('');

  test('no finding is called sure', () => {
    const { found, open } = answers(many + meshed, 'pod-not-isolated');
    expect(found).toEqual([]);
    expect(open).toHaveLength(61);
  });

  test('no silence is called sure: what asks for the label is an open question of every rule', () => {
    const { report } = auditTexts({ 'a.yaml': many + meshed });
    const open = report.undetermined.filter(({ subject }) => subject.name === 'p');
    const rules = new Set(open.map(({ rule }) => rule.name));
    for (const rule of catalogue.filter(({ category }) => category !== 'validity' && category !== 'hygiene'))
      expect([rule.name, rules.has(rule.name)]).toEqual([rule.name, true]);
    expect(open.some(({ severity }) => severity === 'error')).toBe(true);
    expect(open.map(({ reason }) => reason)).toContainEqual(expect.stringMatching(/more ways than were asked \(\d+\)/));
  });

  test('few workloads under many policies are asked about in fewer ways than there are', () => {
    const few = names.slice(0, 8).map((name) => workload('Deployment', name, { labels: `app: ${name}` }));
    const worlds = (policies: number) => {
      const asking = Array.from({ length: policies }, (_, at) => meshed.replace('name: p,', `name: p${at},`));
      expect(new Set(asking).size).toBe(policies);
      return worldsOf(contextOf(loadTexts([{ file: 'a.yaml', text: few.join('') + asking.join('') }])));
    };
    expect(worlds(1)?.workloads).toHaveLength(256);
    expect(worlds(1)?.unasked).toEqual([]);
    expect(worlds(400)?.workloads.length).toBeLessThan(25);
    expect(worlds(400)?.unasked).toHaveLength(400);
  });

  test('a Service asks too', () => {
    const service = `
apiVersion: v1
kind: Service
metadata: {name: s, namespace: shop}
spec: {selector: {security.istio.io/tlsMode: istio}, ports: [{port: 8443}]}
---`;
    const { open } = answers(many + service, 'service-unreachable');
    expect(open.length).toBeGreaterThan(0);
  });

  test('is nothing that workloads of other namespaces make: there nobody asks', () => {
    const elsewhere = many.replaceAll('namespace: shop', 'namespace: blog');
    const { report } = auditTexts({ 'a.yaml': elsewhere + workload('Deployment', 'web') + meshed });
    expect(report.undetermined.map(({ reason }) => reason).filter((each) => each.includes('more ways'))).toEqual([]);
    expect(new Set(report.undetermined.map(({ subject }) => subject.namespace))).toEqual(new Set(['shop']));
  });

  test('an entry beside one for namespaces is asked about there too', () => {
    const peers = 'from: [{namespaceSelector: {}}, {podSelector: {matchLabels: {security.istio.io/tlsMode: istio}}}]';
    const text =
      selecting('p', '', `policyTypes: [Ingress], ingress: [{${peers}}]`) +
      workload('Deployment', 'web', { labels: 'app: web, sidecar.istio.io/inject: "false"' }) +
      workload('Deployment', 'api').replaceAll('namespace: shop', 'namespace: blog');
    const { found, open } = answers(text, 'or-instead-of-and');
    expect(found).toEqual([]);
    expect(open).toEqual([expect.stringContaining('pods of blog/api[Deployment]')]);
  });

  test('is nothing where injection is asked for', () => {
    const namespace =
      'apiVersion: v1\nkind: Namespace\nmetadata: {name: shop, labels: {istio-injection: enabled}}\n---';
    expect(auditTexts({ 'a.yaml': namespace + many + meshed }).report.undetermined).toEqual([]);
  });
});
