import { noPorts } from '../../algebra/port-set';
import type { Direction } from '../../analyze/model/policy-rules';
import { blockPeers, type DirectedRule, directedRules } from '../directed-rules';
import type { AuditContext, RuleResult } from '../rule';
import type { DeclaredChange } from '../wording/advice';
import { anywhereFamilies } from './address-breadth';
import { grantResult, type WideGrant } from './grant-result';

/** Rules of a direction that mean every address outside the cluster, or nearly; with what is to be said of one in place of the usual. */
export function* anywhereResults(
  context: AuditContext,
  direction: Direction,
  remarksOn: (directed: DirectedRule) => Partial<WideGrant> = () => ({}),
): Generator<RuleResult> {
  for (const directed of directedRules(context.analysis.engine.policies, direction)) {
    const { rule } = directed;
    // A port name never means anything on an address.
    if (direction === 'egress' && rule.ports.fixed === noPorts) continue;
    const isEveryone = rule.peers === undefined;
    const families = isEveryone ? [] : anywhereFamilies(rule);
    if (!isEveryone && families.length === 0) continue;
    const who = isEveryone
      ? 'every pod and every address'
      : `any ${families.map((each) => `IPv${each}`).join(' or ')} address of the internet`;
    yield grantResult(context, directed, {
      field: fieldOf(directed, families[0]),
      who,
      help: helpOf(directed),
      declared: declaredHelp(directed),
      ...remarksOn(directed),
    });
  }
}

function fieldOf({ rule }: DirectedRule, family: number | undefined): string {
  const entry = blockPeers(rule).find(({ block }) => block.cidr.family === family && block.cidr.prefix <= 8);
  return entry ? `${entry.path}.ipBlock.cidr` : rule.path;
}

function helpOf({ direction, rule }: DirectedRule): readonly string[] {
  const [list, peer] = direction === 'ingress' ? ['from', 'clients'] : ['to', 'servers'];
  const isEveryone = rule.peers === undefined;
  return [
    isEveryone
      ? `name the peers: ${list}: [{podSelector: {matchLabels: {app: …}}}], or [{ipBlock: {cidr: …}}] for addresses`
      : `name the ${peer}' blocks instead: ${list}: [{ipBlock: {cidr: 198.51.100.0/24}}]`,
    direction === 'ingress'
      ? 'let only the ingress controller in, with netpact: flow(ingressNginx).to(web).port(…)'
      : "with netpact: flow(web).to(cidr('stripe', ['198.51.100.0/24'])).port(443)",
  ];
}

function declaredHelp({ direction }: DirectedRule): readonly DeclaredChange[] {
  const blocks = (name: string) => [{ kind: 'call', code: `cidr('${name}', ['198.51.100.0/24'])` } as const];
  if (direction === 'egress') return [{ flow: { to: blocks('servers') }, because: 'with the blocks of the servers' }];
  return [
    { flow: { from: blocks('clients') }, because: 'with the blocks of the clients' },
    {
      flow: { from: [{ kind: 'value', name: 'ingressNginx', what: 'in netpact/platform' }] },
      because: 'where an ingress controller is in front',
    },
  ];
}
