import type { AddressPiece } from '../../algebra/address-map';
import { type AddressSpace, commonRange, ipv4, ipv6, rangeOfCidr } from '../../algebra/address-space';
import { type Cidr, containsCidr, formatCidr, overlapsCidr } from '../../algebra/cidr';
import { groupBy } from '../../algebra/keyed';
import { formatPorts, isSubsetOfPorts, type PortSet, rangesOfPorts } from '../../algebra/port-set';
import { readCidrs } from '../../analyze/model/cluster-profile';
import type { AddressBlock } from '../../analyze/model/policy-rules';
import type { ServiceCaller } from '../../k8s/resources';
import { blockPeers } from '../directed-rules';
import type { AuditContext, RuleResult } from '../rule';
import { podsText } from '../wording/describe';
import { tunnelHelp, tunnelNamespace, tunnelsMeantBy, tunnelsOf } from './control-plane-tunnels';
import {
  blockedCalls,
  type Door,
  flowInto,
  guardsOf,
  type LettingIn,
  rulesLettingIn,
  type ServiceTarget,
} from './service-targets';

/** The calls of the API server, of some of the objects that make it call, that reach pods which do not let it in; with what else is to be said of one. */
export function blockedApiServerCalls(
  context: AuditContext,
  isAsked: (caller: ServiceCaller) => boolean,
  notesOn: (caller: ServiceCaller) => readonly string[] = () => [],
): Iterable<RuleResult> {
  return blockedCalls(context, {
    isAsked: (caller) => caller.caller === 'api-server' && isAsked(caller),
    doorOf: (target, rules) => apiServerDoor(context, target, rules),
    unclear: ({ namespace, name }) =>
      `whether the API server reaches ${namespace}/${name} depends on the addresses from which it calls (apiServer of the cluster profile; its node, or the tunnel of a managed control plane)`,
    blocked({ subject, caller, reference }, closed) {
      const [{ pods, ports }] = closed;
      const names = podsText(closed.map((each) => each.pods));
      const port = rangesOfPorts(ports)[0]?.first;
      const tunnels = closed.map((target) => tunnelsMeantBy(context, rulesLettingIn(context, target)));
      const isPerhaps = tunnels.every((each) => each === 'namespace');
      return {
        kind: 'finding',
        ...(reference.isOptional || isPerhaps ? { severity: 'warning' } : {}),
        subject,
        field: reference.field,
        at: () => caller.origin.span(reference.field),
        message: `${caller.kind} ${caller.name}: the API server cannot reach ${names} on ${formatPorts(ports)} through Service ${reference.namespace}/${reference.name}${isPerhaps ? `, unless it calls through pods of ${tunnelNamespace}` : ''}`,
        notes: [
          ...notesOn(caller),
          `ingress is isolated by ${guardsOf(context, pods)}`,
          'a node reaches its own pods whatever policies say: a cluster of one node does not show it',
        ],
        help: [
          `let the API server's addresses in: {from: [${apiServerBlocks(context)}], ports: [{port: ${port}}]}${blockCondition(context)}`,
          "with netpact: flow(kubeApiServer()).to(webhook).port('https')",
          ...(tunnels.some((each) => each !== undefined) ? [tunnelHelp] : []),
        ],
        declared: flowInto(
          context,
          closed[0],
          { kind: 'call', code: 'kubeApiServer()' },
          'its addresses are those of cluster({ apiServer: … })',
        ),
      };
    },
  });
}

/** What has to be true for a block to mean the API server, where the plugin asks for more than its address. */
export function blockCondition(context: AuditContext): string {
  return areNodesInBlocks(context) ? '' : ' (with policy-cidr-match-mode: nodes, where it is on a node of Cilium)';
}

/** Entries of `from` that mean the API server; a placeholder where its addresses are not known. */
export function apiServerBlocks({ analysis }: AuditContext): string {
  const known = readCidrs(analysis.settings.cluster.apiServerCidrs).map(formatCidr);
  const texts = known.length > 0 ? known.map((text) => (text.includes(':') ? `'${text}'` : text)) : ['…'];
  return texts.map((cidr) => `{ipBlock: {cidr: ${cidr}}}`).join(', ');
}

/** Closed only where no way of the API server is left that its addresses, nodes and tunnels could take. */
function apiServerDoor(context: AuditContext, target: ServiceTarget, rules: readonly LettingIn[]): Door {
  if (tunnelsOf(context).some((pods) => isSubsetOfPorts(target.ports, context.analysis.between(pods, target.pods))))
    return 'open';
  const byAddress = doorOfAddresses(context, target, rules);
  if (byAddress !== 'closed') return byAddress;
  return tunnelsMeantBy(context, rules) === 'asked' ? 'unclear' : 'closed';
}

function doorOfAddresses(context: AuditContext, target: ServiceTarget, rules: readonly LettingIn[]): Door {
  const door = doorOfBlocks(context, target, rules);
  return door === 'open' && !areNodesInBlocks(context) ? 'unclear' : door;
}

/**
 * Whether blocks surely mean an API server on a node: to Cilium a node is no address, unless it is told so
 * (policy-cidr-match-mode: nodes). Source: https://docs.cilium.io/en/stable/security/policy/language/
 */
function areNodesInBlocks({ analysis }: AuditContext): boolean {
  return analysis.settings.cni.ipBlockMatchesPods !== false;
}

function doorOfBlocks({ analysis }: AuditContext, target: ServiceTarget, rules: readonly LettingIn[]): Door {
  const { apiServerCidrs, nodeCidrs, podCidrs } = analysis.settings.cluster;
  const known = readCidrs(apiServerCidrs);
  const blocks = rules.flatMap(({ rule }) => blockPeers(rule).map(({ block }) => block));
  if (blocks.length === 0) return 'closed';
  if (known.length === 0) {
    const usual = analysis.settings.families.includes(4) ? 4 : 6;
    return blocks.some((block) => block.cidr.family === usual && isWholeFamily(block)) ? 'open' : 'unclear';
  }
  const { ipv4: four, ipv6: six } = analysis.addresses('ingress', target.pods);
  const families = [...groupBy(known, ({ family }) => family)].map(([family, cidrs]) =>
    allOf(
      cidrs.map((cidr) =>
        family === 4 ? admitted(ipv4, four, cidr, target.ports) : admitted(ipv6, six, cidr, target.ports),
      ),
    ),
  );
  // A Service has one family, unless it says otherwise: one that is open may be all that is asked.
  if (families.every((door) => door === 'open')) return 'open';
  if (families.some((door) => door !== 'closed')) return 'unclear';
  // Between nodes the source may be the address of the node, or that of its tunnel among the pods.
  const nearby = readCidrs([...(nodeCidrs ?? []), ...(podCidrs ?? [])]);
  return blocks.some((block) => nearby.some((cidr) => mayHoldSome(block, cidr))) ? 'unclear' : 'closed';
}

/** One API server that is left out is an outage of its own. */
function allOf(doors: readonly Door[]): Door {
  if (doors.includes('closed')) return 'closed';
  return doors.includes('unclear') ? 'unclear' : 'open';
}

/** Unclear where the API server is somewhere in a block, and a part of it is let in. */
function admitted<A extends number | bigint>(
  space: AddressSpace<A>,
  pieces: readonly AddressPiece<A, PortSet>[],
  cidr: Cidr,
  ports: PortSet,
): Door {
  const range = rangeOfCidr(space, cidr);
  const inside = pieces.filter((piece) => commonRange(piece, range) !== undefined);
  const open = inside.filter((piece) => isSubsetOfPorts(ports, piece.value));
  if (open.length === 0) return 'closed';
  return open.length === inside.length ? 'open' : 'unclear';
}

const isWholeFamily = ({ cidr, except }: AddressBlock): boolean => cidr.prefix === 0 && except.length === 0;

const mayHoldSome = ({ cidr, except }: AddressBlock, other: Cidr): boolean =>
  overlapsCidr(cidr, other) && !except.some((hole) => containsCidr(hole, other));
