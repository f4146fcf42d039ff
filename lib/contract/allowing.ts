import { noPorts, type PortSet, portRange, unionAllPorts } from '../algebra/port-set';
import { equalSelectors, requirementsOf } from '../algebra/selector';
import type { Need, NeededPods } from '../intent/contract';
import { type DeclaredNames, type FlowEnd, type FlowLine, type FlowPorts, flowLine } from '../wording/flow-line';
import { portRuleText } from '../wording/ports';
import { selectionCode } from '../wording/selection-code';
import { selectorText } from '../wording/selectors';
import type { AskedPorts } from './need-world';
import type { NamedPods } from './target';

/** What is to be allowed for a need to be met, where it is missing. */
export interface Allowing {
  /** `pods app=api of orders must accept TCP 8443 from pods app=web of shop`. */
  readonly words: string;
  /** The flows to write; none where the language cannot say the pods or the port. */
  readonly lines: readonly FlowLine[];
}

/** What the source of an app has to name things by. */
export interface AppWords {
  readonly names: DeclaredNames;
  readonly named: readonly NamedPods[];
}

/** How a need is met that is missing on these ports. */
export function allowing(need: Need, missing: AskedPorts, words: AppWords): Allowing {
  return { words: wordsOf(need, missing), lines: linesOf(need, missing, words) };
}

function wordsOf({ direction, subject, peer }: Need, { fixed, names }: AskedPorts): string {
  const ports = portRuleText({ fixed, named: names.map(namedPort) });
  return direction === 'ingress'
    ? `${podsText(subject)} must accept ${ports} from ${podsText(peer)}`
    : `${podsText(subject)} must be allowed to open ${ports} to ${podsText(peer)}`;
}

function podsText({ namespace, selector }: NeededPods): string {
  const labels = selectorText(selector);
  return labels === '' ? `every pod of ${namespace}` : `pods ${labels} of ${namespace}`;
}

function linesOf(need: Need, missing: AskedPorts, words: AppWords): readonly FlowLine[] {
  const subject = endOf(need.subject, false, words);
  const peer = endOf(need.peer, true, words);
  if (!subject || !peer) return [];
  const [from, to] = need.direction === 'ingress' ? [peer, subject] : [subject, peer];
  const line = (on: FlowPorts) => flowLine({ from: [from], to: [to], on }, words.names);
  const target = to.kind === 'pods' ? words.names.portsOf(`${to.namespace}/${to.name}`) : undefined;
  const numbers: PortSet[] = [missing.fixed];
  const named: string[] = [];
  for (const { name, protocol } of missing.names.map(namedPort)) {
    const known = need.ports === 'all' ? undefined : need.ports.find((port) => port.name === name);
    const isDeclared = target?.some((port) => port.name === name && port.protocol === protocol);
    // What a pod has under a name is known where it is the app's own; a name that nobody declares is one of TCP.
    if (need.direction === 'egress' && known && known.port > 0)
      numbers.push(portRange(known.protocol, known.port, known.port));
    else if (isDeclared || protocol === 'TCP') named.push(name);
    else return [];
  }
  const fixed = unionAllPorts(numbers);
  return [
    ...(fixed === noPorts ? [] : [line({ ports: fixed })]),
    ...named.map((byName) => line({ ports: noPorts, byName })),
  ];
}

/** Pods as a line names them: by their constant, where the app has declared the same pods. */
function endOf(pods: NeededPods, isForeign: boolean, { names, named }: AppWords): FlowEnd | undefined {
  const { namespace, selector } = pods;
  if (requirementsOf(selector).length === 0) return { kind: 'called', namespace, call: 'allPods()', isForeign };
  const here = named.filter((each) => each.namespace === namespace);
  const same = here.find(
    (each) => equalSelectors(each.selector, selector) && (!isForeign || names.constantOf(`${namespace}/${each.name}`)),
  );
  if (same) return { kind: 'pods', namespace, name: same.name };
  const selection = selectionCode(selector);
  if (selection === undefined) return undefined;
  const said = pods.name.startsWith(`${namespace}/`) ? pods.name.slice(namespace.length + 1) : '';
  const name = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?$/.test(said) && said.length < 64 ? said : 'pods';
  // A name that stands for other pods here would give two policies one name.
  const isTaken = here.some((each) => each.name === name && !equalSelectors(each.selector, selector));
  const free = isTaken ? `${name}-by-labels` : name;
  return { kind: 'called', namespace, call: `pods('${free}', ${selection})`, isForeign };
}

function namedPort(text: string): { readonly name: string; readonly protocol: string } {
  const slash = text.lastIndexOf('/');
  return { name: text.slice(0, slash), protocol: text.slice(slash + 1) };
}
