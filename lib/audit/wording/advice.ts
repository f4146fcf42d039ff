import { allPorts, intersectPorts, noPorts, type PortSet } from '../../algebra/port-set';
import { type Direction, directions } from '../../analyze/model/policy-rules';
import { portsDeclared } from '../../analyze/model/port-rule';
import type { PodSet } from '../../analyze/model/universe';
import type { Subject } from '../../diagnostics/finding';
import {
  declarationOf,
  isWrittenByNetpact,
  type MarkedPolicy,
  type PolicyDeclaration,
} from '../../k8s/policy-declaration';
import {
  type AppSource,
  type FlowEnd,
  type FlowPorts,
  type FlowSentence,
  flowLine,
  type PortName,
  readFlowSentence,
  unknownSource,
} from '../../wording/flow-line';
import { listed, oneOrMany } from '../../wording/words';

/** What is to be changed in the TypeScript that made a policy, or that could make one. */
export type DeclaredChange =
  /** In words, which are none of YAML. */
  | string
  /** A flow to write: what is left out stays as the flow says that made the policy. */
  | { readonly flow: Partial<FlowSentence>; readonly because?: string }
  /** The labels by which a declared workload means its pods: of those that the policy selects, or of the other end. */
  | { readonly labelsOf: 'subject' | 'peer' }
  /** The directions that a namespace is to deny. */
  | { readonly baseline: readonly Direction[]; readonly of: string };

/** What a finding proposes where netpact wrote the policies that it is about. */
export interface DeclaredFix {
  /** The policies that the finding is about; those that block, where something is blocked. */
  readonly policies: readonly MarkedPolicy[];
  /** The namespace whose declaration would be changed, where the finding is about no single policy. */
  readonly namespace?: string;
  readonly changes: readonly DeclaredChange[];
  /** What the pods that connections arrive at call their ports. @default the flow's own words */
  readonly ports?: readonly PortName[];
}

/** What in which object a finding is about. */
interface Spot {
  readonly subject: Subject;
  readonly field?: string | undefined;
}

/** What to change in TypeScript, as lines; undefined where the policies are somebody else's, and YAML is what they are changed in. */
export function adviceOf(
  { policies, namespace, changes, ports = [] }: DeclaredFix,
  source: AppSource = unknownSource,
  spot?: Spot,
): readonly string[] | undefined {
  const policy = policies.find(isWrittenByNetpact);
  if (namespace !== undefined) {
    const place = source.placeOf(namespace);
    if (!policy && place === undefined) return undefined;
    return [...changes.map((each) => changeText(each, undefined, source)), declaredAt(namespace, place)];
  }
  const field = policy && spot && isOf(spot.subject, policy) ? spot.field : undefined;
  const declaration = policy && declarationOf(policy, field);
  if (!policy || !declaration) return undefined;
  const proposals = changes.length > 0 ? changes : ['change what declares it: netpact synth writes the policy again'];
  return [
    ...proposals
      .filter((each) => !isWritten(each, declaration, source))
      .map((each) => changeText(each, { declaration, policy, ports }, source)),
    declaredBy(declaration, policy, source.placeOf(`${policy.namespace}/${policy.name}`, field)),
  ];
}

const isOf = (subject: Subject, { namespace, name }: MarkedPolicy): boolean =>
  subject.kind === 'NetworkPolicy' && subject.namespace === namespace && subject.name === name;

/** Whether a change proposes the flow that is there. */
function isWritten(change: DeclaredChange, declaration: PolicyDeclaration, { names }: AppSource): boolean {
  if (typeof change === 'string' || !('flow' in change)) return false;
  return flowsSaid(declaration).some(
    (said) => flowLine({ ...said, ...change.flow }, names).code === flowLine(said, names).code,
  );
}

/** The flows that made a policy, as far as their sentences can be read. */
function flowsSaid(declaration: PolicyDeclaration): readonly FlowSentence[] {
  const { kind } = declaration;
  const sentences = kind === 'flow' ? [declaration.sentence] : kind === 'flows' ? declaration.sentences : [];
  return sentences.flatMap((sentence) => readFlowSentence(sentence) ?? []);
}

const declaredAt = (namespace: string, place: string | undefined): string =>
  place === undefined
    ? `where the app declares namespace('${namespace}', …)`
    : `namespace('${namespace}', …) is declared at ${place}`;

/** `the flow "shop/web may reach shop/api on TCP 8080" declares it (apps/shop/flows.ts:14)`. */
function declaredBy(declaration: PolicyDeclaration, { namespace }: MarkedPolicy, place: string | undefined): string {
  const { kind, chart } = declaration;
  const where = place ?? (chart === '' ? '' : `${oneOrMany(chart.split(', ').length, 'chart')} ${chart}`);
  const verb = kind === 'flows' ? 'declare' : 'declares';
  return `${declarationText(declaration, namespace)} ${verb} it${where === '' ? '' : ` (${where})`}`;
}

function declarationText(declaration: PolicyDeclaration, namespace: string): string {
  switch (declaration.kind) {
    case 'flow': {
      const { sentence, until, owner } = declaration;
      if (until === undefined) return `the flow "${sentence}"`;
      return `the exception "${sentence}" (${owner === undefined ? '' : `of ${owner} `}until ${until})`;
    }
    case 'flows':
      return `the flows ${listed(declaration.sentences.map((sentence) => `"${sentence}"`))}`;
    case 'dns':
      return declaration.workload === undefined
        ? `the baseline of namespace('${namespace}', …), which brings DNS,`
        : `the workload ${namespace}/${declaration.workload}, whose isolation brings DNS,`;
    case 'isolate':
      return `the word isolate of the workload ${namespace}/${declaration.workload}`;
    case 'baseline':
      return `the baseline of namespace('${namespace}', …)`;
  }
}

interface Declared {
  readonly declaration: PolicyDeclaration;
  readonly policy: MarkedPolicy;
  readonly ports: readonly PortName[];
}

function changeText(change: DeclaredChange, declared: Declared | undefined, { names }: AppSource): string {
  if (typeof change === 'string') return change;
  if ('baseline' in change) return `write ${baselineLine(change.of, change.baseline)}`;
  if ('labelsOf' in change) return labelsText(change.labelsOf, declared);
  const [only, other] = declared ? flowsSaid(declared.declaration) : [];
  const said = other ? undefined : only;
  const { from = said?.from, to = said?.to, on = said?.on } = change.flow;
  if (!from || !to || !on) return declared ? narrowerText(declared) : 'declare the flow';
  const { code, where, first } = flowLine(
    { from, to, on: change.flow.to ? on : { declared: declared?.ports ?? [], ...on } },
    names,
  );
  const words = [
    ...(first === undefined ? [] : [`first ${first}`]),
    ...(change.because === undefined ? [] : [change.because]),
    ...where,
  ];
  return `write ${code}${words.length > 0 ? ` (${words.join('; ')})` : ''}`;
}

/** `shop/api means pods by its labels: .workload('api', { labels: { app: '…' } })`. */
function labelsText(side: 'subject' | 'peer', declared: Declared | undefined): string {
  const [only, other] = declared ? podsNamed(side, declared) : [];
  const [who, name] = only && !other ? [only, only.slice(only.indexOf('/') + 1)] : ['a workload', '…'];
  return `${who} means pods by its labels: .workload('${name}', { labels: { app: '…' } })`;
}

/** The workloads, or other named pods, of one side of what made a policy: `shop/api`. */
function podsNamed(side: 'subject' | 'peer', { declaration, policy }: Declared): readonly string[] {
  if (declaration.kind === 'isolate') return side === 'subject' ? [`${policy.namespace}/${declaration.workload}`] : [];
  const isIngress = policy.spec?.ingress !== undefined;
  const ends = flowsSaid(declaration).flatMap(({ from, to }) => (isIngress === (side === 'subject') ? to : from));
  const names = ends.flatMap((end) => (end.kind === 'pods' ? [`${end.namespace}/${end.name}`] : []));
  return [...new Set(names)];
}

/** What narrows a policy that no flow made, or one of which the sentence cannot be read. */
function narrowerText({ declaration, policy: { namespace, spec } }: Declared): string {
  if (declaration.kind === 'flow' || declaration.kind === 'flows')
    return 'write the ends and the ports that are meant: flow(…).to(…).port(…)';
  if (declaration.kind === 'dns')
    return 'name the DNS that is meant: dns: kubeDns() of netpact/platform in the baseline, or cluster({ dns: … })';
  const allowing = directions.filter((direction) => (spec?.[direction]?.length ?? 0) > 0);
  return `write ${baselineLine(namespace, allowing)}, and a flow for each pair that talks: flow(…).to(…).port(…)`;
}

/** `namespace('shop', { baseline: denyAll() })`. */
export function baselineLine(namespace: string, directions: readonly Direction[]): string {
  const [first, second] = directions;
  const word =
    first === undefined || second !== undefined ? 'denyAll' : first === 'ingress' ? 'denyIngress' : 'denyEgress';
  return `namespace('${namespace}', { baseline: ${word}() })`;
}

/** The end of a flow that a finding is about, where it is not known who is meant. */
export function otherEnd(direction: Direction, ends?: readonly FlowEnd[]): Pick<Partial<FlowSentence>, 'from' | 'to'> {
  const [name, what] = direction === 'ingress' ? ['client', 'who needs it'] : ['server', 'what it needs'];
  const known = ends && ends.length > 0 && ends.length <= 3 ? ends : [{ kind: 'value', name, what } as const];
  return direction === 'ingress' ? { from: known } : { to: known };
}

/** What `.port()` is to name: the ports that the one target declares, those of a range where it is to be narrowed. */
export function portsOf(targets: readonly PodSet[], within: PortSet = allPorts): FlowPorts {
  const [only, other] = targets;
  const ports = only && !other ? intersectPorts(portsDeclared(only.ports), within) : noPorts;
  return { ports, declared: only?.ports ?? [] };
}
