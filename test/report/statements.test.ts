import { analyze } from '../../lib/analyze/analysis';
import { statementsOf } from '../../lib/report/connectivity/statements';
import { statementsJson, statementsMd, statementsText } from '../../lib/report/connectivity/statements-text';
import { policyMeaning } from '../../lib/report/html/policy-meaning';
import { cluster, policy, workload } from '../analyze/cluster';

const parts = [
  workload('shop/web', { app: 'web' }),
  workload('shop/db', { app: 'db' }),
  workload('orders/orders-api', { app: 'api' }),
  policy('shop/deny', '{podSelector: {}, policyTypes: [Ingress, Egress]}'),
  policy('orders/deny', '{podSelector: {}, policyTypes: [Ingress, Egress]}'),
  policy(
    'shop/out',
    '{podSelector: {matchLabels: {app: web}}, policyTypes: [Egress], egress: [{to: [{namespaceSelector: {}, podSelector: {matchLabels: {app: api}}}], ports: [{port: 8443}]}]}',
  ),
  policy(
    'orders/in',
    '{podSelector: {matchLabels: {app: api}}, ingress: [{from: [{namespaceSelector: {}, podSelector: {matchLabels: {app: web}}}], ports: [{port: 8443}]}]}',
  ),
];
const statements = statementsOf(analyze(cluster(parts))) ?? [];
const of = (name: string) => statements.find(({ pods }) => pods.name.includes(name));

describe('statements', () => {
  it('say whom a workload may reach, whom not, and who reaches it, to the end', () => {
    expect(of('web')?.sentences).toEqual([
      'web in shop may reach orders-api in orders on TCP 8443.',
      'web cannot reach db.',
      'web can reach nothing else.',
      'Nothing reaches web.',
    ]);
    expect(of('orders-api')?.sentences).toEqual([
      'orders-api in orders may reach nothing.',
      'orders-api is reached by web in shop on TCP 8443.',
      'Nothing else reaches orders-api.',
    ]);
  });

  it('say of a workload that reaches everyone that it does, and no more', () => {
    const open =
      statementsOf(analyze(cluster([workload('shop/web'), workload('data/db'), workload('data/cache')]))) ?? [];
    expect(open.flatMap(({ sentences }) => sentences).join(' ')).not.toContain('can reach nothing else');
    const closed = cluster([workload('shop/web'), workload('data/db'), policy('shop/deny', '{podSelector: {}}')]);
    const db = statementsOf(analyze(closed))?.find(({ pods }) => pods.namespace === 'data');
    expect(db?.sentences).toContain('db can reach nothing else.');
  });

  it('are grouped by namespace in text and Markdown, and data in JSON', () => {
    expect([...statementsText(statements)].join('')).toMatch(/^orders\n {2}orders-api in orders .*\n\nshop\n/);
    expect([...statementsMd(statements)].join('')).toMatch(/^## orders\n\n- orders-api in orders/);
    const { schemaVersion, statements: all } = JSON.parse([...statementsJson(statements)].join(''));
    expect([schemaVersion, all.length, all[2].reaches]).toEqual([
      1,
      3,
      [{ who: ['orders/orders-api[Deployment]'], ports: 'TCP 8443' }],
    ]);
    expect(JSON.parse([...statementsJson([])].join(''))).toEqual({ schemaVersion: 1, assumptions: [], statements: [] });
  });
});

describe('the meaning of a policy', () => {
  it('is said in sentences', () => {
    const spec =
      '{podSelector: {matchLabels: {app: api}}, policyTypes: [Ingress, Egress], ingress: [{from: [{podSelector: {}}, {ipBlock: {cidr: 10.0.0.0/8, except: [10.1.0.0/16]}}], ports: [{port: 80, endPort: 90}, {port: dns, protocol: UDP}]}, {}]}';
    expect(policyMeaning(policy('shop/p', spec), analyze(cluster([])).settings.cni)).toEqual([
      'Selects pods with app=api of shop, and isolates them for ingress and egress.',
      'Allows from all pods of shop; 10.0.0.0/8 except 10.1.0.0/16 on TCP 80-90 and the port named dns (UDP).',
      'Allows from everyone on every port.',
      'Allows no egress.',
    ]);
  });
});
