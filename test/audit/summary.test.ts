import { noPorts } from '../../lib/algebra/port-set';
import { analyze } from '../../lib/analyze/analysis';
import type { AuditContext } from '../../lib/audit/rule';
import { reachCounts } from '../../lib/audit/summary/reach-counts';
import { summarizeAudit } from '../../lib/audit/summary/summarize-audit';
import { summaryText } from '../../lib/report/audit/audit-summary';
import { randomCluster } from '../analyze/random-cluster';
import { seededRandom } from '../analyze/seeded-random';
import { auditTexts } from './audit-texts';

const pod = (name: string, labels = `app: ${name}`) =>
  `apiVersion: v1\nkind: Pod\nmetadata: { name: ${name}, namespace: shop, labels: { ${labels} } }\nspec: { containers: [{ name: a }] }\n---\n`;

const policy = (name: string, spec: string, annotations = '') =>
  `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: { name: ${name}, namespace: shop, annotations: { ${annotations} } }\nspec: { ${spec} }\n---\n`;

function contextOf(text: string): AuditContext {
  return auditTexts({ 'a.yaml': text }, { rules: [] }).context;
}

const summaryOf = (text: string) => summarizeAudit(contextOf(text)).find(({ namespace }) => namespace === 'shop');

describe('the summary', () => {
  test('counts whom each workload reaches exactly as asking every pair does', () => {
    for (let seed = 0; seed < 60; seed++) {
      const analysis = analyze(randomCluster(seededRandom(seed)));
      const counts = reachCounts(analysis);
      const { pods } = analysis.universe;
      for (const each of pods) {
        const others = pods.filter((other) => other !== each);
        const reached = others.filter((other) => analysis.between(each, other) !== noPorts).length;
        const reaching = others.filter((other) => analysis.between(other, each) !== noPorts).length;
        const { egress, ingress } = counts.get(each) ?? {};
        expect({ seed, reached: egress?.workloads, reaching: ingress?.workloads }).toEqual({ seed, reached, reaching });
      }
    }
  });

  test('a default deny covers pods that do not exist yet; one for two labels does not', () => {
    const deny = policy('deny', 'podSelector: {}, policyTypes: [Ingress]');
    expect(summaryOf(`${pod('web')}${deny}`)?.defaultDeny).toEqual({ ingress: true, egress: false });
    const web = policy('deny', 'podSelector: { matchLabels: { app: web } }, policyTypes: [Ingress]');
    expect(summaryOf(`${pod('web')}${web}`)?.defaultDeny).toEqual({ ingress: false, egress: false });
    const others =
      'podSelector: { matchExpressions: [{ key: app, operator: NotIn, values: [web] }] }, policyTypes: [Ingress]';
    expect(summaryOf(`${pod('web')}${web}${policy('others', others)}`)?.defaultDeny.ingress).toBe(true);
  });

  test('names what nothing isolates, the widest reach and the blast radius', () => {
    const web = policy('web', 'podSelector: { matchLabels: { app: web } }, policyTypes: [Ingress, Egress]');
    const summary = summaryOf(`${pod('web')}${pod('db')}${pod('api')}${web}`);
    expect(summary?.notIsolated).toEqual({
      ingress: ['shop/api[Pod]', 'shop/db[Pod]'],
      egress: ['shop/api[Pod]', 'shop/db[Pod]'],
    });
    expect(summary?.widest.egress).toEqual({ workload: 'shop/api[Pod]', workloads: 1, ranges: 2, isAnywhere: true });
    expect(summary?.blastRadius.at(-1)).toEqual({
      workload: 'shop/web[Pod]',
      workloads: 0,
      ranges: 0,
      isAnywhere: false,
    });
  });

  test('exceptions have an owner and an end; owners come from annotations before labels', () => {
    const expires = "'netpact.dev/expires': '2026-11-20', 'netpact.dev/owner': payments, 'netpact.dev/ticket': SEC-1";
    const namespace = 'apiVersion: v1\nkind: Namespace\nmetadata: { name: shop, labels: { team: storefront } }\n---\n';
    const summary = summaryOf(`${namespace}${policy('allow-stripe', 'podSelector: {}', expires)}`);
    expect(summary?.exceptions).toEqual([
      { policy: 'allow-stripe', owner: 'payments', ticket: 'SEC-1', until: '2026-11-20', isExpired: true },
    ]);
    expect(summary?.owners).toEqual(['storefront']);
    const endless = summaryOf(policy('allow-stripe', 'podSelector: {}', expires.replace('2026-11-20', '9999-99-99')));
    expect(endless?.exceptions).toMatchObject([{ until: '9999-99-99', isExpired: true }]);
    expect(summaryText(endless ? [endless] : [])).toContain('until 9999-99-99 (which is no day)');
    const owned = policy('deny', 'podSelector: {}', "'netpact.dev/owner': shop-team");
    expect(summaryOf(`${namespace}${owned}`)?.owners).toEqual(['shop-team']);
  });

  test('labels that grant access, and whether owners of namespaces can set them', () => {
    const peer = (selectors: string) => `podSelector: {}, ingress: [{ from: [{ ${selectors} }] }]`;
    const named = peer(
      'namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: prod } }, podSelector: { matchLabels: { app: web } }',
    );
    const teams = peer('namespaceSelector: { matchExpressions: [{ key: team, operator: In, values: [a, b] }] }');
    const summary = summaryOf(`${policy('named', named)}${policy('teams', teams)}${policy('again', teams)}`);
    expect(summary?.grantingLabels).toEqual([
      {
        of: 'namespace',
        label: 'kubernetes.io/metadata.name=prod',
        canBeSetByOwners: false,
        crossesNamespaces: true,
        policies: ['named'],
      },
      {
        of: 'namespace',
        label: 'team in (a, b)',
        canBeSetByOwners: true,
        crossesNamespaces: true,
        policies: ['again', 'teams'],
      },
      { of: 'pods', label: 'app=web', canBeSetByOwners: true, crossesNamespaces: true, policies: ['named'] },
    ]);
  });

  test('is printed with names that cannot write to the terminal', () => {
    const [first] = summarizeAudit(contextOf(policy('deny', 'podSelector: {}')));
    const text = summaryText(first ? [{ ...first, owners: ['a\u001b[31mb'] }] : []);
    expect(text).toContain('owner: a\\u001b[31mb');
    expect(text).not.toContain('\u001b');
  });
});
