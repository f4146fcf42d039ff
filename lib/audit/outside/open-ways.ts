import { type AddressSet, addressTexts, allAddresses, areWithin } from '../../algebra/address-set';
import { groupBy } from '../../algebra/keyed';
import { formatPorts, type PortSet, unionAllPorts } from '../../algebra/port-set';
import { flowLine } from '../../wording/flow-line';
import { resourceTitle } from '../../wording/names';
import { portsText } from '../../wording/ports';
import { listed } from '../../wording/words';
import { whyUnknown } from '../reach/open-answers';
import type { AuditContext, RuleFinding, RuleResult } from '../rule';
import { isIngressController } from '../services/ingress-controllers';
import { flowInto } from '../services/service-targets';
import { podsText } from '../wording/describe';
import type { OutsideWay, WayKind } from './outside-way';
import { isInternet, waysByObjects } from './outside-ways';

/** What a rule about ways from outside asks of them. */
export interface OpenWayRule {
  readonly kinds: readonly WayKind[];
  /** What is to be done at the object that makes the way. */
  remedy(way: OutsideWay): string | undefined;
  /** The way in a sentence: `its load balancer`. */
  nameOf(way: OutsideWay): string;
  /** Ways that are left to others, or weigh less. */
  weigh?(way: OutsideWay): 'left-out' | 'info' | undefined;
}

/** The ways of some kinds by which the internet gets in: a finding for each object and field that makes them. */
export function* openWayResults(context: AuditContext, rule: OpenWayRule): Generator<RuleResult> {
  const { ways, unknown } = waysByObjects(context);
  const asked = ways.filter((way) => rule.kinds.includes(way.kind) && rule.weigh?.(way) !== 'left-out');
  for (const own of groupBy(asked, (way) => JSON.stringify([resourceTitle(way.by), way.kind, fieldOf(way)])).values()) {
    const [first, ...others] = own.filter(({ from }) => isInternet(from));
    if (first) yield resultOf(context, rule, [first, ...others]);
    else {
      const doubts = new Set(own.flatMap((way) => way.doubts));
      const [any] = own;
      if (any && doubts.size > 0) yield { kind: 'not-applicable', subject: any.by, reason: [...doubts].join('; ') };
    }
  }
  for (const { subject, kind, way, reason } of unknown)
    if (way !== undefined && rule.kinds.includes(way))
      yield { kind: kind === 'doubtful' ? 'undetermined' : 'not-applicable', subject, reason };
}

/** All addresses of one Service are one cause. */
const fieldOf = ({ field }: OutsideWay): string => field.replace(/^(spec\.externalIPs)\[\d+\]$/, '$1');

function resultOf(context: AuditContext, rule: OpenWayRule, ways: readonly [OutsideWay, ...OutsideWay[]]): RuleResult {
  const [first] = ways;
  const subject = first.by;
  const pods = [...new Set(ways.map((way) => way.pods))];
  const ports = unionAllPorts(ways.map(({ arrivesAt }) => arrivesAt));
  const names = [...new Set(ways.map((way) => rule.nameOf(way)))];
  const doubts = new Set(ways.flatMap((way) => way.doubts));
  const reaches = doubts.size > 0 ? 'may reach' : 'reaches';
  const message = `${resourceTitle(subject)}: ${whoText(first.from)} ${reaches} ${podsText(pods)} on ${portsText(ports)} by ${listed(names)}`;
  const unevaluated = whyUnknown(context, 'ingress', pods);
  if (unevaluated !== undefined)
    return { kind: 'undetermined', subject, reason: `${unevaluated}; by NetworkPolicies alone: ${message}` };
  const policies = [...new Set(ways.flatMap((way) => way.policies))].sort();
  const isController = pods.every(isIngressController);
  const isLight = isController || ways.every((way) => rule.weigh?.(way) === 'info');
  const into = unionAllPorts(ways.filter((way) => way.pods === first.pods).map(({ arrivesAt }) => arrivesAt));
  const remedy = rule.remedy(first);
  const remedies = remedy === undefined ? [] : [remedy];
  const finding: RuleFinding = {
    kind: 'finding',
    ...(isLight && { severity: 'info' }),
    subject,
    field: fieldOf(first),
    at: () => first.origin.span(fieldOf(first)),
    message,
    notes: [
      policies.length > 0
        ? `it is let in by NetworkPolicy ${listed(policies)}`
        : `nothing isolates ${podsText(pods)} for ingress`,
      ...(isController ? ['it is an ingress controller, which is there to be reached'] : []),
      ...doubts,
    ],
    help: [...remedies, ...clientPolicyHelp(first, into)],
    declared: {
      policies: context.analysis.resources.policies.filter((each) =>
        policies.includes(`${each.namespace}/${each.name}`),
      ),
      changes: [
        ...remedies,
        ...flowInto(context, { pods: first.pods, ports: into }, clients, 'with the addresses of its clients').changes,
      ],
    },
  };
  return finding;
}

function whoText(from: AddressSet): string {
  if (areWithin(allAddresses, from)) return 'any address';
  const texts = addressTexts(from);
  if (texts.join() === '0.0.0.0/0') return 'any IPv4 address';
  return `any of ${listed(texts.map(withFewExceptions), 2)}`;
}

/** `0.0.0.0/0 except 12 blocks`, where nobody would read them all. */
function withFewExceptions(text: string): string {
  const [block = '', exceptions = ''] = text.split(' except ');
  const count = exceptions.split(', ').length;
  return count > 3 ? `${block} except ${count} blocks` : text;
}

const clients = { kind: 'call', code: "cidr('clients', ['203.0.113.0/24'])" } as const;

/** What narrows the clients by a policy: it sees them only where no node stands in for them. */
function clientPolicyHelp({ kind }: OutsideWay, ports: PortSet): readonly string[] {
  const web = { kind: 'value', name: 'web', what: 'the pods' } as const;
  const where = kind === 'host port' ? '' : 'with externalTrafficPolicy: Local, ';
  return [
    `${where}isolate the pods and let in only the addresses of the clients, on ${formatPorts(ports)}`,
    `with netpact: ${flowLine({ from: [clients], to: [web], on: { ports } }).code}`,
  ];
}
