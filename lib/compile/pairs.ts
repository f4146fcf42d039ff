import type { Finding } from '../diagnostics/finding';
import type { FlowModel, PeerModel } from '../dsl/model';
import type { IntendedPorts } from '../intent/intent';
import { describePorts } from '../intent/ports-text';
import type { ChartDeclaration } from './declaration';
import { portsTowards } from './flow-ports';
import { peerKey, peerLabel } from './peer-identity';

/** One source, one target: what the whole language comes down to. */
export interface Pair {
  readonly from: PeerModel;
  readonly to: PeerModel;
  readonly ports: IntendedPorts;
  /** The statement it comes from, with its reason, name and exception. */
  readonly flow: FlowModel;
  readonly chart: ChartDeclaration;
}

/** All pairs of all flows of all charts. An incomplete flow, or a port that a target does not declare, is reported. */
export function pairsOf(charts: readonly ChartDeclaration[], findings: Finding[]): readonly Pair[] {
  return charts.flatMap((chart) => chart.flows.flatMap((flow) => pairsOfFlow(flow, chart, findings)));
}

function pairsOfFlow(flow: FlowModel, chart: ChartDeclaration, findings: Finding[]): readonly Pair[] {
  const { problems } = flow;
  const missing = missingPart(flow);
  // A word that came too early is told already.
  const told = problems.some(({ code }) => code === 'flow-incomplete');
  findings.push(...problems, ...(missing && !told ? [missing] : []));
  if (missing || !flow.to || flow.problems.length > 0) return [];
  const portsByTarget = flow.to.map((to) => ({ to, ports: portsTowards(flow, to, findings) }));
  return flow.from.flatMap((from) =>
    portsByTarget.filter(({ ports }) => ports.length > 0).map(({ to, ports }) => ({ from, to, ports, flow, chart })),
  );
}

function missingPart(flow: FlowModel): Finding | undefined {
  const refused = (what: string, help: string): Finding => ({
    code: 'flow-incomplete',
    severity: 'error',
    message: `a flow was given to a chart that ${what}`,
    at: flow.site,
    help: [help],
  });
  if (!flow.to) return refused('goes nowhere', 'say .to(target)');
  if (flow.ports === undefined) return refused('has no port', 'say .port(...) or .allPorts()');
  if (flow.ports.length === 0)
    return refused('has an empty list of ports', 'no port never means all ports: say .allPorts() if that is meant');
  return undefined;
}

/** The same for flows that are the same sentence, wherever they are said. */
export function pairKey({ from, to }: Pick<Pair, 'from' | 'to'>): string {
  return `${peerKey(from)}→${peerKey(to)}`;
}

/** `shop/web may reach orders/orders-api on TCP 8443`. */
export function pairSentence({ from, to, ports }: Pair): string {
  return `${peerLabel(from)} may reach ${peerLabel(to)} on ${describePorts(ports)}`;
}
