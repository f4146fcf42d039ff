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
