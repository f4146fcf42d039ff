import { mkdtempSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {
  allNamespaces,
  anywhere,
  cidr,
  denyAll,
  denyIngress,
  type Flow,
  flow,
  foreignNamespace,
  type Invariant,
  include,
  namespace,
  never,
  only,
} from 'netpact';
import { proveObjects } from '../../../lib/analyze/verify/prove-manifests';
import { compileCharts } from '../../compile/compiling';

const shop = namespace('shop', { baseline: denyIngress() });
const web = shop.workload('web', { ports: { http: 8080 } });
const db = shop.workload('db', { ports: { pg: 5432 } });
const flows = [flow(web).to(db).port('pg')];

/** What the proof says when this policy lies beside netpact's own. */
function saidWith(
  yaml: string,
  pattern = '*.yaml',
  invariants: readonly Invariant[] = [],
  declared: readonly Flow[] = flows,
): readonly string[] {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'netpact-included-'));
  writeFileSync(path.join(folder, 'other.yaml'), yaml);
  const { policies, intent } = compileCharts([
    { namespaces: [shop], flows: declared, invariants, includes: [include(`${folder}/${pattern}`)] },
  ]);
  const { findings } = proveObjects(
    intent,
    policies.map(({ manifest }) => manifest),
  );
  return findings.map(({ code, severity, message }) => `${severity}[${code}]: ${message.replaceAll(folder, 'FOLDER')}`);
}

const policy = (name: string, spec: string) =>
  `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: { name: ${name}, namespace: shop }\nspec: ${spec}\n`;

it('a policy that isolates what netpact left open blocks the flow', () => {
  expect(saidWith(policy('no-egress', '{ podSelector: {}, policyTypes: [Egress] }'))).toEqual([
    'error[included-policy-blocks]: "shop/web may reach shop/db on TCP 5432" is blocked on TCP 5432 by included policies that isolate an end: shop/no-egress',
  ]);
});

it.each<[who: string, declared: Flow]>([
  [
    'pods that no workload is',
    flow(shop.pods('fronts', { app: 'web', tier: 'front' }))
      .to(db)
      .port('pg'),
  ],
  [
    'pods of every namespace',
    flow(allNamespaces().pods('webs', { app: 'web' }))
      .to(db)
      .port('pg'),
  ],
  ['everybody', flow(anywhere()).to(db).port('pg')],
  ['a port by its name', flow(web).to(db).namedPort('pg')],
])('a policy that cuts off %s blocks their flow', (_, declared) => {
  const cut = '{ podSelector: { matchLabels: { app: web } }, policyTypes: [Egress] }';
  expect(saidWith(policy('cut', cut), '*.yaml', [], [declared])).toEqual([
    expect.stringMatching(/^error\[included-policy-blocks\]: .* is blocked on TCP 5432 by .*: shop\/cut$/),
  ]);
});

it.each<[what: string, peer: string, codes: readonly RegExp[]]>([
  ['leaves out a part of the addresses', '{ ipBlock: { cidr: 198.51.100.0/25 } }', [/included-policy-blocks/]],
  ['allows all of them', '{ ipBlock: { cidr: 198.51.0.0/16 } }', []],
])('a policy that isolates the source of a flow to addresses and %s', (_, peer, codes) => {
  const stripe = cidr('stripe', ['198.51.100.0/24']);
  const out = `{ podSelector: {}, policyTypes: [Egress], egress: [{ to: [${peer}] }] }`;
  const said = saidWith(
    policy('out', out),
    '*.yaml',
    [],
    [...flows, flow(stripe).to(web).port('http'), flow(web).to(stripe).port(443)],
  );
  expect(said.filter((each) => each.includes('stripe'))).toEqual(codes.map((code) => expect.stringMatching(code)));
});

it('a policy that isolates and allows the flow changes nothing', () => {
  expect(saidWith(policy('egress', '{ podSelector: {}, policyTypes: [Egress], egress: [{}] }'))).toEqual([]);
});

it('a policy that admits more to isolated pods is a warning that names it', () => {
  const [warning, ...rest] = saidWith(
    policy('debug', '{ podSelector: { matchLabels: { app: db } }, ingress: [{ from: [{ podSelector: {} }] }] }'),
  );
  expect(warning).toMatch(
    /^warning\[included-policy-widens\]: the included policy shop\/debug adds to what was declared: /,
  );
  expect(rest).toEqual([]);
});

it('a policy with the name of one of netpact is refused', () => {
  expect(
    saidWith(policy('allow-web-to-db', '{ podSelector: { matchLabels: { app: other } }, policyTypes: [Ingress] }'))[0],
  ).toBe(
    'error[included-policy-clash]: the included policy shop/allow-web-to-db has the name of a policy that netpact writes',
  );
});

it('a pattern without a match, and a file that does not exist, are refused', () => {
  expect(saidWith('', '*.json')).toEqual(["error[include-empty]: include('FOLDER/*.json') finds no manifest"]);
  expect(saidWith('', 'missing.yaml')).toEqual([
    "error[include-unreadable]: include('FOLDER/missing.yaml') cannot be read (ENOENT)",
  ]);
});

it('what is included is read as Kubernetes reads it', () => {
  const [error] = saidWith(policy('bad', '{ podSelector: {}, policyTypes: [Both] }'));
  expect(error).toMatch(/^error\[invalid-policy\]: .*Both/);
});

it('the proof finds what is missing and what is too much, with flow and policy', () => {
  const { policies, intent } = compileCharts([{ namespaces: [namespace('shop', { baseline: denyAll() })], flows }]);
  const manifests = policies.map(({ manifest }) => manifest);
  const without = manifests.filter(({ metadata }) => metadata.name !== 'allow-web-to-db');
  expect(proveObjects(intent, without).findings.map(({ code, message }) => `${code}: ${message}`)).toEqual([
    'proof-missing: the ingress policies of shop/[app=db] do not admit shop/[app=web] to shop/[app=db] on TCP 5432, which is declared',
  ]);
  const widened = JSON.parse(
    JSON.stringify(manifests).replace('"port":5432}],"from"', '"port":5432,"endPort":5440}],"from"'),
  );
  expect(widened).not.toEqual(manifests);
  expect(proveObjects(intent, widened).findings.map(({ code, message }) => `${code}: ${message}`)).toEqual([
    'proof-surplus: the ingress policies of shop/[app=db] admit shop/[app=web] to shop/[app=db] on TCP 5433-5440, and no flow declares it',
  ]);
});

it('invariants know the included workloads with their port names, and the labels of included namespaces', () => {
  const admin = policy(
    'admin',
    '{ podSelector: { matchLabels: { app: web } }, ingress: [{ from: [{ podSelector: { matchLabels: { app: db } } }], ports: [{ port: admin }] }] }',
  );
  const pod =
    'kind: Pod\napiVersion: v1\nmetadata: { name: extra, namespace: shop, labels: { app: web } }\nspec: { containers: [{ name: c, ports: [{ name: admin, containerPort: 99 }] }] }\n';
  expect(saidWith(`${admin}---\n${pod}`, '*.yaml', [never(db).to(web)])).toContain(
    'error[invariant-violated]: "never shop/db to shop/web" does not hold: the manifests allow shop/db to shop/extra on TCP 99',
  );

  const byLabel = policy(
    'prod',
    '{ podSelector: { matchLabels: { app: web } }, ingress: [{ from: [{ namespaceSelector: { matchLabels: { env: prod } } }] }] }',
  );
  const jobs = never(foreignNamespace('jobs').workload('job')).to(web);
  const known = 'kind: Namespace\napiVersion: v1\nmetadata: { name: jobs, labels: { env: test } }\n';
  const codes = (yaml: string) => saidWith(yaml, '*.yaml', [jobs]).map((text) => text.replace(/:.*/s, ''));
  expect(codes(byLabel)).toContain('error[invariant-unproved]');
  expect(codes(`${byLabel}---\n${known}`)).toEqual(['warning[included-policy-widens]']);
});

describe('an included policy of a kind that is not evaluated', () => {
  const admin = (subject: string, rules = 'ingress: [{ action: Allow }]') =>
    `apiVersion: policy.networking.k8s.io/v1alpha1\nkind: AdminNetworkPolicy\nmetadata: { name: rule-all }\nspec: { subject: ${subject}, ${rules} }\n`;
  const named = (name: string) => `{ namespaces: { matchLabels: { kubernetes.io/metadata.name: ${name} } } }`;

  it('leaves the proof open where it may apply to pods of an owned namespace', () => {
    expect(saidWith(admin(named('shop')))).toEqual([
      'error[proof-undecided]: it is not known whether exactly what was declared is admitted: the included AdminNetworkPolicy rule-all may apply to pods of shop, and objects of its kind are not evaluated',
    ]);
  });

  it('leaves the proof open where it may apply to the other end of a flow', () => {
    const orders = foreignNamespace('orders').pods('orders', { app: 'orders' });
    const declared = [...flows, flow(orders).to(db).port('pg')];
    expect(saidWith(admin(named('orders'), 'egress: [{ action: Deny }]'), '*.yaml', [], declared)).toEqual([
      expect.stringMatching(/^error\[proof-undecided\]: .* may apply to an end of "orders/),
    ]);
    expect(saidWith(admin(named('orders')), '*.yaml', [], declared)).toEqual([]);
  });

  it('changes nothing where it applies to others', () => {
    expect(saidWith(admin(named('ops')))).toEqual([]);
  });

  it.each<[what: string, yaml: string, isOpen: boolean]>([
    [
      'those that may be reached',
      admin('{ pods: { namespaceSelector: {}, podSelector: { matchLabels: { app: db } } } }'),
      true,
    ],
    ['those that must not reach them', admin(named('batch'), 'egress: [{ action: Allow }]'), true],
    ['what those receive', admin(named('batch')), false],
  ])('leaves an invariant unproved that is about %s: %#', (_, yaml, isOpen) => {
    const batch = foreignNamespace('batch').pods('jobs', { app: 'job' });
    const said = saidWith(yaml, '*.yaml', [never(batch).to(db)]);
    expect(said.filter((each) => each.startsWith('error[invariant'))).toEqual(
      isOpen
        ? [
            expect.stringMatching(
              /^error\[invariant-unproved\]: .* because AdminNetworkPolicy rule-all, which is included, may apply to/,
            ),
          ]
        : [],
    );
  });

  it('leaves "only" to those who are kept out by what they receive, not by what they send', () => {
    const unproved = (yaml: string) =>
      saidWith(yaml, '*.yaml', [only(web).mayReach(db)]).filter((each) => each.includes('invariant-unproved'));
    // Nobody else gets into db, whatever a policy elsewhere lets out.
    expect(unproved(admin(named('batch'), 'egress: [{ action: Allow }]'))).toEqual([]);
    expect(unproved(admin(named('shop')))).toHaveLength(1);
  });
});
