import { allPorts, noPorts, type PortSet, unionPorts } from '../../algebra/port-set';
import { type AppSource, type FlowEnd, type FlowPorts, flowLine, readFlowSentence } from '../../wording/flow-line';
import { listed } from '../../wording/words';
import type { End } from '../model/end';
import { flowEndOf } from '../model/flow-end';
import type { AnalysisSettings } from '../model/options';
import type { Direction } from '../model/policy-rules';
import { portsDeclared } from '../model/port-rule';
import type { Change, ExplainedDirection, ExplainedPolicy } from './explanation';

/**
 * The flow to declare, where netpact wrote a policy that isolates the end: it then writes the half of every flow in this
 * direction. Undefined where others wrote all of them, whatever netpact writes into the same namespace.
 */
export function declaredChange(
  direction: Direction,
  { policies }: ExplainedDirection,
  subject: End,
  peer: End,
  asked: PortSet,
  { settings, source: { names, placeOf } }: KnownSettings,
): Change | undefined {
  const isolating = isolatingOf(policies);
  const declaration = isolating?.declaration;
  if (!isolating || !declaration) return undefined;
  const [start, target] = direction === 'ingress' ? [peer, subject] : [subject, peer];
  const [from, to] = [flowEndOf(start, 'client', settings), flowEndOf(target, 'server', settings)];
  const declared = target.kind === 'pods' && to.kind !== 'call' ? target.pods.ports : [];
  const said = asked === allPorts ? undefined : flowBetween(policies, from, to);
  const on: FlowPorts = { ports: said ? unionPorts(asked, said.on.ports) : asked, declared };
  const named = said?.on.named;
  const line = flowLine({ from: [from], to: [to], on: { ...on, ...(named && { named }) } }, names);
  const place = said ? placeOf(said.policy, said.rule) : placeOf(isolating.namespace);
  const served = asked === allPorts ? portsDeclared(declared) : noPorts;
  const isolators = policies.flatMap((each) => (each.declaration ? [`${each.namespace}/${each.name}`] : []));
  return {
    kind: 'declare-flow',
    direction,
    namespace: isolating.namespace,
    app: declaration.app,
    chart: declaration.chart,
    ...(said && { instead: said.sentence }),
    ...(place !== undefined && { place }),
    line,
    ...(served !== noPorts && {
      narrower: flowLine({ from: [from], to: [to], on: { ports: served, declared } }, names),
    }),
    message: `${said ? `let the flow "${said.sentence}" say` : 'declare'} ${line.code} in the app ${declaration.app}, of which ${listed(isolators)} ${isolators.length === 1 ? 'isolates' : 'isolate'} ${subject.name} for ${direction}`,
  };
}

/** What a change is worded by. */
export interface KnownSettings {
  readonly settings: AnalysisSettings;
  readonly source: AppSource;
}

/** What isolates is said by a baseline, or of one workload; a flow only adds to it. */
function isolatingOf(policies: readonly ExplainedPolicy[]): ExplainedPolicy | undefined {
  const isDenying = ({ declaration }: ExplainedPolicy) =>
    declaration?.kind === 'baseline' || declaration?.kind === 'isolate';
  return policies.find(isDenying) ?? policies.find(({ declaration }) => declaration !== undefined);
}

/** The flow that has exactly these ends, on other ports. */
function flowBetween(policies: readonly ExplainedPolicy[], from: FlowEnd, to: FlowEnd) {
  for (const { namespace, name, rules } of policies)
    for (const { rule, declaration } of rules) {
      // What ends on a day is not to grow.
      if (declaration?.kind !== 'flow' || declaration.until !== undefined) continue;
      const { sentence } = declaration;
      const said = readFlowSentence(sentence);
      if (said && said.on.ports !== allPorts && isOnly(said.from, from) && isOnly(said.to, to))
        return { sentence, on: said.on, policy: `${namespace}/${name}`, rule };
    }
  return undefined;
}

const isOnly = (ends: readonly FlowEnd[], end: FlowEnd): boolean =>
  ends.length === 1 && JSON.stringify(ends[0]) === JSON.stringify(end);
