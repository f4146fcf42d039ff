import { type ClusterDiff, diffClusters } from '../../../lib/analyze/diff/cluster-diff';
import type { PolicyResource } from '../../../lib/k8s/resources';
import { diffJson } from '../../../lib/report/diff/diff-json';
import { diffMd } from '../../../lib/report/diff/diff-md';
import { diffText } from '../../../lib/report/diff/diff-text';
import { pairRows } from '../../../lib/report/diff/pair-rows';
import { cluster, namespace, policy, workload } from '../cluster';

const web = workload('shop/web', { app: 'web' });
const api = workload('shop/api', { app: 'api' });
const denyAll = policy('shop/default-deny-all', '{podSelector: {}, policyTypes: [Ingress, Egress]}');
const webToApi = policy(
  'shop/allow-web-to-api',
  '{podSelector: {matchLabels: {app: api}}, ingress: [{from: [{podSelector: {matchLabels: {app: web}}}], ports: [{port: 8443}]}]}',
);
const webToApiEgress = policy(
  'shop/allow-web-to-api-egress',
  '{podSelector: {matchLabels: {app: web}}, policyTypes: [Egress], egress: [{to: [{podSelector: {matchLabels: {app: api}}}], ports: [{port: 8443}]}]}',
);
const halves = [webToApi, webToApiEgress];

const rows = (diff: ClusterDiff, kind: 'opened' | 'closed' | 'changed' | 'added' | 'removed') => [
  ...pairRows([...diff.changes, ...diff.oneSided], kind, 'workloads'),
];
const isolated = (list: ClusterDiff['newlyIsolated']) => list.map(({ pods, direction }) => `${pods.name} ${direction}`);
const policies = (...all: PolicyResource[]) => cluster([namespace('shop'), ...all]);

describe('connections', () => {
  it('that a flow opens name the policies and rules of both halves', () => {
    const diff = diffClusters(cluster([web, api, denyAll]), cluster([web, api, denyAll, ...halves]));
    expect(diff.verdict).toBe('widened');
    expect(rows(diff, 'opened')).toEqual([
      { src: 'shop/web[Deployment]', dst: 'shop/api[Deployment]', before: 'No Connections', after: 'TCP 8443' },
    ]);
    const causes = diff.changes[0]
      ?.causes()
      .map(({ subject, what, rule, location }) => [subject, what, rule, location.file]);
    expect(causes).toEqual([
      ['shop/allow-web-to-api', 'added', 'spec.ingress[0]', 'shop/allow-web-to-api.yaml#spec.ingress[0]'],
      ['shop/allow-web-to-api-egress', 'added', 'spec.egress[0]', 'shop/allow-web-to-api-egress.yaml#spec.egress[0]'],
    ]);
  });

  it('that a deny closes name the deny, as a whole', () => {
    const diff = diffClusters(cluster([web, api]), cluster([web, api, denyAll]));
    expect(diff.verdict).toBe('narrowed');
    const causes = diff.changes.flatMap((change) => change.causes());
    expect(new Set(causes.map(({ subject, rule }) => `${subject} ${rule}`))).toEqual(
      new Set(['shop/default-deny-all undefined']),
    );
  });

  it('with other ports are changed, and ports in both directions are mixed', () => {
    const other = policy(
      'shop/allow-web-to-api',
      '{podSelector: {matchLabels: {app: api}}, ingress: [{ports: [{port: 8444}]}]}',
    );
    const diff = diffClusters(cluster([web, api, webToApi]), cluster([web, api, other]));
    expect(diff.verdict).toBe('mixed');
    expect(rows(diff, 'changed')).toContainEqual({
      src: 'shop/web[Deployment]',
      dst: 'shop/api[Deployment]',
      before: 'TCP 8443',
      after: 'TCP 8444',
    });
  });

  it('with addresses are maximal ranges of both families, alike ones in one row', () => {
    const before = policy('shop/out', '{podSelector: {}, policyTypes: [Egress]}');
    const after = policy(
      'shop/out',
      '{podSelector: {}, policyTypes: [Egress], egress: [{to: [{ipBlock: {cidr: 10.0.0.0/9}}, {ipBlock: {cidr: 10.128.0.0/9}}, {ipBlock: {cidr: "2001:db8::/32"}}], ports: [{port: 443}]}]}',
    );
    const diff = diffClusters(cluster([web, before]), cluster([web, after]));
    expect(rows(diff, 'opened').map(({ dst }) => dst)).toEqual([
      '10.0.0.0-10.255.255.255',
      '2001:db8::-2001:db8:ffff:ffff:ffff:ffff:ffff:ffff',
    ]);
    expect(diff.changes).toHaveLength(1);
  });

  it('that other labels of a workload make name the workload', () => {
    const relabelled = workload('shop/web', { app: 'front' });
    const diff = diffClusters(cluster([web, api, denyAll, ...halves]), cluster([relabelled, api, denyAll, ...halves]));
    expect(diff.verdict).toBe('narrowed');
    expect(diff.changes[0]?.causes().map(({ kind, subject }) => [kind, subject])).toEqual([
      ['workload', 'shop/web[Deployment]'],
    ]);
  });

  it('come with the riskiest first: the internet, then anywhere, then other namespaces, then the same', () => {
    const allows = (peer: string) => policy(`shop/${peer.length}`, `{podSelector: {}, ingress: [{from: [${peer}]}]}`);
    const opening = [
      allows('{podSelector: {}}'),
      allows('{namespaceSelector: {matchLabels: {team: a}}}'),
      allows('{ipBlock: {cidr: 10.0.0.0/8}}'),
      allows('{ipBlock: {cidr: 0.0.0.0/0, except: [10.0.0.0/8]}}'),
    ];
    const spaces = [namespace('shop'), namespace('other', { team: 'a' })];
    const diff = diffClusters(cluster([...spaces, denyAll]), cluster([...spaces, denyAll, ...opening]));
    const order = diff.changes.map(({ risk }) => risk);
    expect(order[0]).toBe('internet');
    expect([...order]).toEqual([...order].sort((a, b) => risks.indexOf(a) - risks.indexOf(b)));
  });
});

const risks = ['internet', 'anywhere', 'addresses', 'other-namespace', 'same-namespace'];

describe('folders of policies only', () => {
  it('are widened by the removal of a default deny, although every known pod stays covered', () => {
    const cover = [policy('shop/api', '{podSelector: {matchLabels: {app: api}}, policyTypes: [Ingress, Egress]}')];
    const diff = diffClusters(policies(denyAll, ...cover), policies(...cover));
    expect(diff.verdict).toBe('widened');
    expect(isolated(diff.noLongerIsolated)).toEqual(['shop/[*] ingress', 'shop/[*] egress']);
    expect(rows(diff, 'opened')).toEqual([]);
    expect([...pairRows(diff.changes, 'opened', 'representatives')]).toContainEqual(
      expect.objectContaining({ src: '[*]/[*]', dst: 'shop/[*]', after: 'All Connections' }),
    );
  });

  it('are widened too where the other side holds workloads that are covered', () => {
    const cover = [policy('shop/web', '{podSelector: {matchLabels: {app: web}}, policyTypes: [Ingress, Egress]}')];
    expect(diffClusters(policies(denyAll, ...cover), cluster([web, ...cover])).verdict).toBe('widened');
  });

  it('speak of pods whom two policies select at once', () => {
    const one = '{podSelector: {matchLabels: {a: x}}, ingress: [{ports: [{port: 1}]}]}';
    const covering = policy(
      'shop/c',
      '{podSelector: {matchExpressions: [{key: b, operator: NotIn, values: [y]}]}, ingress: [{ports: [{port: 1}]}]}',
    );
    const diff = diffClusters(policies(policy('shop/p', one), covering), policies(covering));
    expect(isolated(diff.noLongerIsolated)).toEqual(['shop/[a=x,b=y] ingress']);
  });

  it('are equal where one policy is split into two', () => {
    const both = policy('shop/p', '{podSelector: {}, ingress: [{ports: [{port: 80}]}, {ports: [{port: 81}]}]}');
    const [one, other] = [80, 81].map((port) =>
      policy(`shop/p${port}`, `{podSelector: {}, ingress: [{ports: [{port: ${port}}]}]}`),
    );
    expect(diffClusters(policies(both), policies(...[one, other].flatMap((each) => each ?? []))).verdict).toBe('equal');
  });

  it('say that more pods become isolated, or stop to be, than are listed', () => {
    const peers = Array.from({ length: 20 }, (_, index) => ({
      podSelector: { matchLabels: { x: `v${index}`, y: 'on' } },
    }));
    const known = policy('shop/known', { podSelector: { matchLabels: { app: 'api' } }, ingress: [{ from: peers }] });
    const isolating = policy('shop/isolating', '{podSelector: {matchExpressions: [{key: x, operator: Exists}]}}');
    const diff = diffClusters(policies(known), policies(known, isolating));
    expect(isolated(diff.newlyIsolated).filter((each) => /x=v\d+\]/.test(each))).toHaveLength(12);
    expect(diff.unlisted).toContain('newlyIsolated');
    expect(diff.unlisted).not.toContain('noLongerIsolated');
    const sentence = 'more pods that could exist become isolated than are listed';
    expect([...diffText(diff)].join('')).toContain(sentence);
    expect(diffMd(diff)).toContain(sentence);
    expect(JSON.parse([...diffJson(diff)].join('')).unmatched.more).toContain('newlyIsolated');
    expect(diffClusters(policies(known, isolating), policies(known)).unlisted).toContain('noLongerIsolated');
  });
});

describe('workloads', () => {
  it('that are new are listed apart and widen nothing', () => {
    const diff = diffClusters(cluster([web, denyAll, ...halves]), cluster([web, api, denyAll, ...halves]));
    expect([diff.verdict, diff.changes]).toEqual(['equal', []]);
    expect(rows(diff, 'added')).toEqual([
      { src: 'shop/web[Deployment]', dst: 'shop/api[Deployment]', before: 'No Connections', after: 'TCP 8443' },
    ]);
    expect(diff.exposed).toEqual([]);
  });

  it('that are new widen nothing either with policies of their own, whatever other labels they have', () => {
    const labelled = workload('shop/api', { app: 'api', version: 'v1', tier: 'back' });
    const tier = policy('shop/tier', '{podSelector: {matchLabels: {tier: back}}, policyTypes: [Ingress]}');
    const diff = diffClusters(cluster([web, denyAll, tier]), cluster([web, labelled, denyAll, tier, ...halves]));
    expect([diff.verdict, rows(diff, 'added').length]).toEqual(['equal', 1]);
  });

  it('that are new do not hide that a deny is gone, for everyone or for pods like them', () => {
    expect(diffClusters(cluster([web, denyAll]), cluster([web, api])).verdict).toBe('widened');
    const own = policy('shop/own', '{podSelector: {matchLabels: {app: api}}, policyTypes: [Ingress]}');
    const diff = diffClusters(cluster([web, own]), cluster([web, api]));
    expect([diff.verdict, isolated(diff.noLongerIsolated)]).toEqual(['widened', ['shop/[app=api] ingress']]);
  });

  it('that exist on both sides stand for their class: labels that no policy names make no other', () => {
    const labelled = workload('shop/api', { app: 'api', version: 'v1' });
    const diff = diffClusters(cluster([web, labelled, denyAll]), cluster([web, labelled, denyAll, ...halves]));
    expect([...pairRows(diff.changes, 'opened', 'representatives')]).toEqual([]);
    expect(rows(diff, 'opened')).toHaveLength(1);
  });

  it('that are new are exposed where another namespace, known or not, or the internet reaches them', () => {
    const exposedBy = (spec: string) =>
      diffClusters(
        cluster([web, denyAll]),
        cluster([web, api, denyAll, policy('shop/in', `{podSelector: {matchLabels: {app: api}}, ingress: [${spec}]}`)]),
      ).exposed;
    const found = ['shop/api[Deployment]'];
    expect(exposedBy('{from: [{podSelector: {}}]}')).toEqual([]);
    expect(exposedBy('{from: [{ipBlock: {cidr: 10.0.0.0/8}}]}')).toEqual([]);
    expect(exposedBy('{from: [{ipBlock: {cidr: 203.0.113.0/24}}]}')).toEqual(found);
    expect(exposedBy('{from: [{namespaceSelector: {matchLabels: {team: a}}}]}')).toEqual(found);
    expect(exposedBy('{}')).toEqual(found);
    // It ends with an address that nobody may write in a policy, and that is public all the same.
    expect(exposedBy('{from: [{ipBlock: {cidr: "::/80"}}]}')).toEqual(found);
  });

  it('that are gone are listed apart as well', () => {
    const diff = diffClusters(cluster([web, api]), cluster([web]));
    expect(diff.verdict).toBe('equal');
    expect(rows(diff, 'removed')).toContainEqual(
      expect.objectContaining({ src: 'shop/api[Deployment]', after: 'No Connections' }),
    );
  });

  it('that swap their labels swap what they may do, although nothing but names differs', () => {
    const db = workload('shop/db', { app: 'db' });
    const intoDb = policy(
      'shop/db',
      '{podSelector: {matchLabels: {app: db}}, ingress: [{from: [{podSelector: {matchLabels: {app: web}}}]}]}',
    );
    const named = (good: string, evil: string) =>
      cluster([workload(`shop/${good}`, { app: 'web' }), workload(`shop/${evil}`, { app: 'evil' }), db, intoDb]);
    const diff = diffClusters(named('web', 'evil'), named('evil', 'web'));
    expect(diff.verdict).toBe('mixed');
    expect(rows(diff, 'opened')).toMatchObject([{ src: 'shop/evil[Deployment]', dst: 'shop/db[Deployment]' }]);
    expect(rows(diff, 'closed')).toMatchObject([{ src: 'shop/web[Deployment]', dst: 'shop/db[Deployment]' }]);
  });

  it('that were renamed are the same ones, in their new name', () => {
    const renamed = workload('shop/storefront', { app: 'web' });
    const diff = diffClusters(cluster([web, api, denyAll]), cluster([renamed, api, denyAll, ...halves]));
    expect(diff.workloads.renamed.map(({ before, after }) => [before.name, after.name])).toEqual([
      ['web', 'storefront'],
    ]);
    expect(rows(diff, 'opened').map(({ src }) => src)).toEqual(['shop/storefront[Deployment]']);
  });

  it('talk to their own replicas, and that is a row', () => {
    const diff = diffClusters(cluster([web]), cluster([web, denyAll]));
    expect(rows(diff, 'closed')).toContainEqual(
      expect.objectContaining({ src: 'shop/web[Deployment]', dst: 'shop/web[Deployment]' }),
    );
  });
});

describe('policies', () => {
  const exception = (name: string, expires?: string) => ({
    ...policy(`shop/${name}`, '{podSelector: {}}'),
    annotations: {
      'netpact.dev/owner': 'payments',
      'netpact.dev/ticket': 'SEC-1',
      'netpact.dev/flow': 'a to b',
      ...(expires && { 'netpact.dev/expires': expires }),
    },
  });
  const changesOf = (before: PolicyResource[], after: PolicyResource[]) =>
    diffClusters(cluster(before), cluster(after)).exceptions.map(
      ({ kind, policies: names, owner, before: old, after: now }) => [kind, names.join(), owner, old, now],
    );

  it('that were renamed or whose lists are in another order are named, and equal', () => {
    const diff = diffClusters(policies(denyAll), policies({ ...denyAll, name: 'deny' }));
    expect([diff.verdict, diff.sides]).toEqual(['equal', undefined]);
    expect(diff.policies.renamed.map(({ before, after }) => [before.name, after.name])).toEqual([
      ['default-deny-all', 'deny'],
    ]);
  });

  it('carry exceptions that are added, ended, prolonged, or made permanent', () => {
    expect(changesOf([], [exception('a', '2027-01-01'), exception('b', '2027-01-01')])).toEqual([
      ['added', 'shop/a,shop/b', 'payments', undefined, '2027-01-01'],
    ]);
    expect(changesOf([exception('a', '2027-01-01')], [])).toEqual([
      ['ended', 'shop/a', 'payments', '2027-01-01', undefined],
    ]);
    expect(changesOf([exception('a', '2027-01-01')], [exception('a', '2027-06-01')])).toEqual([
      ['prolonged', 'shop/a', 'payments', '2027-01-01', '2027-06-01'],
    ]);
    expect(changesOf([exception('a', '2027-01-01')], [exception('a')])).toEqual([
      ['permanent', 'shop/a', 'payments', '2027-01-01', undefined],
    ]);
  });

  it('of another owner that netpact would replace are named', () => {
    const ours = { ...denyAll, labels: { 'app.kubernetes.io/managed-by': 'netpact' } };
    const helm = { ...denyAll, labels: { 'app.kubernetes.io/managed-by': 'Helm' } };
    expect(diffClusters(policies(helm), policies(ours)).takeovers).toMatchObject([
      { policy: 'shop/default-deny-all', owner: 'Helm' },
    ]);
    expect(diffClusters(policies(ours), policies(ours)).takeovers).toEqual([]);
  });
});
