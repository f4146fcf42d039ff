import { cniProfiles, upstreamCni } from '../../../lib/analyze/model/cni-profiles';
import { oneSideDenied as rule } from '../../../lib/audit/rules/traps/one-side-denied';
import { audit, findingsOf } from '../findings-of';
import { podYaml, policyYaml } from '../shop-yaml';

const pods = podYaml('shop/web') + podYaml('shop/api') + podYaml('shop/db', ['pg:5432']);
const app = (name: string) => `{ podSelector: { matchLabels: { app: ${name} } } }`;
const intoDb = (from: string, ports = '[{ port: 5432 }]') =>
  policyYaml(
    'shop/into-db',
    `podSelector: { matchLabels: { app: db } }\ningress:\n  - from: [${from}]\n    ports: ${ports}`,
  );
const egressOf = (name: string, rules: string) =>
  policyYaml(
    `shop/out-of-${name}`,
    `podSelector: { matchLabels: { app: ${name} } }\npolicyTypes: [Egress]\negress: ${rules}`,
  );

describe('one-side-denied', () => {
  it('fires on its bad example, at the rule', () => {
    expect(findingsOf(rule, rule.examples.bad)).toMatchObject([
      {
        at: '16:7',
        severity: 'warning',
        field: 'spec.ingress[0]',
        message:
          'NetworkPolicy shop/allow-web-to-db: spec.ingress[0] allows shop/web[Pod] to shop/db[Pod] on TCP 5432, but egress of shop/web[Pod] denies it',
        notes: [
          expect.stringContaining('shop/default-deny-egress isolates shop/web[Pod] for egress'),
          'no other pair of workloads that the rule allows gets through either',
        ],
        help: [
          expect.stringContaining('to: [{ podSelector: { matchLabels: { app: db } } }]'),
          'or write the flow in netpact, which makes both halves: flow(web).to(db).port(5432)',
        ],
      },
    ]);
    expect(findingsOf(rule, rule.examples.good)).toEqual([]);
  });

  it('does not ask an end that is not isolated', () => {
    expect(findingsOf(rule, intoDb(app('web')) + pods)).toEqual([]);
  });

  it('compares ports: another port at the other end is a denial', () => {
    const other = (port: number) => egressOf('web', `[{ to: [${app('db')}], ports: [{ port: ${port} }] }]`);
    expect(
      findingsOf(rule, intoDb(app('web')) + other(3306) + pods).map(({ field, subject }) => [subject, field]),
    ).toEqual([
      ['NetworkPolicy shop into-db', 'spec.ingress[0]'],
      ['NetworkPolicy shop out-of-web', 'spec.egress[0]'],
    ]);
    expect(findingsOf(rule, intoDb(app('web')) + other(5432) + pods)).toEqual([]);
    expect(findingsOf(rule, intoDb(app('web'), '[{ port: pg }]') + other(5432) + pods)).toEqual([]);
  });

  it('is content when one pair of several gets through', () => {
    const two = `${app('web')}, ${app('api')}`;
    expect(findingsOf(rule, intoDb(two) + egressOf('web', '[]') + pods)).toEqual([]);
    expect(findingsOf(rule, intoDb(two) + egressOf('web', '[]') + egressOf('api', '[]') + pods)).toHaveLength(1);
  });

  it('counts what several policies allow together', () => {
    const allowing = policyYaml(
      'shop/extra',
      `podSelector: { matchLabels: { app: web } }\npolicyTypes: [Egress]\negress: [{ to: [${app('db')}] }]`,
    );
    expect(findingsOf(rule, intoDb(app('web')) + egressOf('web', '[]') + allowing + pods)).toEqual([]);
  });

  it('blames nobody for pods of the node, which a plugin neither selects nor matches', () => {
    const agent = podYaml('shop/agent', [], '', 'hostNetwork: true');
    const { calico = upstreamCni } = cniProfiles;
    expect(findingsOf(rule, intoDb(app('agent')) + agent + pods, { cni: calico })).toEqual([]);
  });

  it('leaves alone rules for everyone and for addresses, and rules that mean nobody', () => {
    const everyone = policyYaml('shop/into-db', 'podSelector: { matchLabels: { app: db } }\ningress: [{}]');
    expect(findingsOf(rule, everyone + egressOf('web', '[]') + pods)).toEqual([]);
    expect(
      findingsOf(rule, intoDb(`${app('web')}, { ipBlock: { cidr: 198.51.100.0/24 } }`) + egressOf('web', '[]') + pods),
    ).toEqual([]);
    expect(findingsOf(rule, intoDb(app('gone')) + egressOf('web', '[]') + pods)).toEqual([]);
    expect(audit(rule, intoDb(app('web')) + egressOf('web', '[]'))).toEqual({
      findings: [],
      unknown: ['the input has no workloads'],
    });
  });
});
