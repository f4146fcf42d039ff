import { noPorts } from '../../algebra/port-set';
import type { Direction, PolicyRules } from '../../analyze/model/policy-rules';
import { blockPeers, type DirectedRule, directedRules } from '../directed-rules';
import type { AuditContext, RuleResult } from '../rule';
import type { DeclaredChange } from '../wording/advice';
import { anywhereFamilies } from './address-breadth';
import { grantResult, type WideGrant } from './grant-result';

type IsController = (owner: PolicyRules) => boolean;

/**
 * Rules of a direction that mean every address outside the cluster, or nearly; with what is to be said of one in place of the usual,
 * and which policies are those of ingress controllers.
 */
export function* anywhereResults(
  context: AuditContext,
  direction: Direction,
  remarksOn: (directed: DirectedRule) => Partial<WideGrant> = () => ({}),
  isController: IsController = () => false,
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
      help: helpOf(directed, isController),
      declared: declaredHelp(directed, isController),
      ...remarksOn(directed),
    });
  }
}

function fieldOf({ rule }: DirectedRule, family: number | undefined): string {
  const entry = blockPeers(rule).find(({ block }) => block.cidr.family === family && block.cidr.prefix <= 8);
  return entry ? `${entry.path}.ipBlock.cidr` : rule.path;
}

function helpOf({ owner, direction, rule }: DirectedRule, isController: IsController): readonly string[] {
  const [list, peer] = direction === 'ingress' ? ['from', 'clients'] : ['to', 'servers'];
  const isEveryone = rule.peers === undefined;
  const name = isEveryone
    ? `name the peers: ${list}: [{podSelector: {matchLabels: {app: …}}}], or [{ipBlock: {cidr: …}}] for addresses`
    : `name the ${peer}' blocks instead: ${list}: [{ipBlock: {cidr: 198.51.100.0/24}}]`;
  if (direction === 'egress')
    return [name, "with netpact: flow(web).to(cidr('stripe', ['198.51.100.0/24'])).port(443)"];
  // A controller has nothing in front of it that it could let in.
  if (isController(owner))
    return [name, "with netpact: flow(cidr('clients', ['198.51.100.0/24'])).to(controller).port(…)"];
  return [name, 'behind an ingress controller, let only that in; with netpact: flow(ingressNginx).to(web).port(…)'];
}

function declaredHelp({ owner, direction }: DirectedRule, isController: IsController): readonly DeclaredChange[] {
  const blocks = (name: string) => [{ kind: 'call', code: `cidr('${name}', ['198.51.100.0/24'])` } as const];
  if (direction === 'egress') return [{ flow: { to: blocks('servers') }, because: 'with the blocks of the servers' }];
  const named = { flow: { from: blocks('clients') }, because: 'with the blocks of the clients' };
  if (isController(owner)) return [named];
  return [
    named,
    {
      flow: { from: [{ kind: 'value', name: 'ingressNginx', what: 'in netpact/platform' }] },
      because: 'where an ingress controller is in front',
    },
  ];
}
