import { allPorts, noPorts, type PortRange, type PortSet, rangesOfPorts } from '../algebra/port-set';

/** One end of a flow, as a line of TypeScript names it. */
export type FlowEnd =
  /** A workload, or other pods that a namespace has under a name. */
  | { readonly kind: 'pods'; readonly namespace: string; readonly name: string }
  | { readonly kind: 'all-pods'; readonly namespace: string }
  /** What needs no constant: `internet()`, `cidr('office', ['192.0.2.0/24'])`. */
  | { readonly kind: 'call'; readonly code: string }
  /** Anything else that a constant holds; `what` says it in words, where the name alone does not. */
  | { readonly kind: 'value'; readonly name: string; readonly what: string };

/** A port by the name that its container gives it. */
interface PortName {
  readonly name?: string;
  readonly port: number;
  readonly protocol: string;
}

/** What is allowed on a flow: ports, by the names that the target declares where it does, or what `.port()` is called with. */
export type FlowPorts =
  | { readonly ports: PortSet; readonly declared?: readonly PortName[] }
  | { readonly words: readonly string[] };

/** A flow to be written. */
export interface FlowSentence {
  readonly from: readonly FlowEnd[];
  readonly to: readonly FlowEnd[];
  readonly on: FlowPorts;
}

/** The constant that holds a workload (`shop/web`) or a namespace (`shop`), where the source of the app is known. */
export type ConstantNames = (name: string) => string | undefined;

export const unknownConstants: ConstantNames = () => undefined;

/** A line to write, and what its constants are where that is not known from the source: `web is shop/web`. */
export interface FlowLine {
  readonly code: string;
  readonly where: readonly string[];
}

/** `flow(web).to(api).port('http')`. */
export function flowLine({ from, to, on }: FlowSentence, constants: ConstantNames = unknownConstants): FlowLine {
  const taken = new Map<string, string>();
  const where: string[] = [];
  const named = (name: string, what: string, proposals: readonly string[]): string => {
    const known = constants(name);
    if (known !== undefined) return known;
    const free = proposals.find((each) => isFree(each) && (taken.get(each) ?? name) === name) ?? proposals.at(-1) ?? '';
    if (taken.get(free) !== name) where.push(`${free} is ${what}`);
    taken.set(free, name);
    return free;
  };
  const code = (end: FlowEnd): string => {
    switch (end.kind) {
      case 'pods': {
        const name = `${end.namespace}/${end.name}`;
        return named(name, name, [constantName(end.name), constantName(`${end.namespace}-${end.name}`)]);
      }
      case 'all-pods':
        return `${namespaceConstant(end.namespace, named)}.allPods()`;
      case 'call':
        return end.code;
      case 'value':
        return named(`value ${end.name}`, end.what, [constantName(end.name), constantName(`${end.name}-peer`)]);
    }
  };
  const [sources, targets] = [from, to].map((ends) => ends.map(code).join(', '));
  return { code: `flow(${sources}).to(${targets})${portsCall(on)}`, where };
}

type Naming = (name: string, what: string, proposals: readonly string[]) => string;

const namespaceConstant = (namespace: string, named: Naming): string =>
  named(namespace, `the namespace ${namespace}`, [constantName(namespace), constantName(`${namespace}-namespace`)]);

/** `redisCart` for `redis-cart`: what people call the constant that holds it. */
function constantName(name: string): string {
  const joined = name.replace(/[^A-Za-z0-9]+(.)?/g, (_, next: string | undefined) => (next ?? '').toUpperCase());
  return /^[a-z]/i.test(joined) ? joined.charAt(0).toLowerCase() + joined.slice(1) : `_${joined}`;
}

/** Names that a constant may not have, and those that the line itself uses. */
const reserved = new Set([
  ...['await', 'break', 'case', 'catch', 'class', 'const', 'continue', 'debugger', 'default', 'delete', 'do', 'else'],
  ...['enum', 'export', 'extends', 'false', 'finally', 'for', 'function', 'if', 'implements', 'import', 'in', 'let'],
  ...['instanceof', 'interface', 'new', 'null', 'package', 'private', 'protected', 'public', 'return', 'static'],
  ...['super', 'switch', 'this', 'throw', 'true', 'try', 'typeof', 'var', 'void', 'while', 'with', 'yield', 'eval'],
  ...['arguments', 'flow', 'namespace', 'cidr', 'internet', 'anywhere', 'nodes', 'range', 'udp', 'sctp', 'undefined'],
]);

const isFree = (name: string): boolean => !reserved.has(name) && !name.startsWith('_');

/** `.port('http', udp(53))`; a number for a port that nobody named; `…` where it is not known which ports are meant. */
function portsCall(on: FlowPorts): string {
  if ('words' in on) return on.words.length === 0 ? '.allPorts()' : `.port(${on.words.join(', ')})`;
  if (on.ports === allPorts) return '.allPorts()';
  const words = on.ports === noPorts ? ['…'] : rangesOfPorts(on.ports).map((range) => portWord(range, on.declared));
  return `.port(${words.join(', ')})`;
}

/** One word of `.port()`: `'http'`, `8080`, `udp(53)`, `range(8000, 8010)`. */
function portWord({ protocol, first, last }: PortRange, declared: readonly PortName[] = []): string {
  if (first !== last) return `range(${first}, ${last}${protocol === 'TCP' ? '' : `, '${protocol}'`})`;
  const name = declared.find((each) => each.port === first && each.protocol === protocol)?.name;
  if (name !== undefined) return `'${name}'`;
  return protocol === 'TCP' ? `${first}` : `${protocol.toLowerCase()}(${first})`;
}

/** The ends and ports of the sentence that a policy carries: `shop/web may reach shop/api, shop/db on TCP 8080`. */
export function readFlowSentence(sentence: string): FlowSentence | undefined {
  const match = /^(.+?) may reach (.+) on (every port|(?:TCP|UDP|SCTP) .+)$/.exec(sentence);
  if (!match) return undefined;
  const [, from = '', to = '', ports = ''] = match;
  return { from: from.split(', ').map(readEnd), to: to.split(', ').map(readEnd), on: { words: readPorts(ports) } };
}

const calls: ReadonlyMap<string, string> = new Map([
  ['internet', 'internet()'],
  ['anywhere', 'anywhere()'],
  ['nodes', 'nodes()'],
  ['kube-apiserver', 'kubeApiServer()'],
  ['all-namespaces', 'allNamespaces()'],
]);

function readEnd(label: string): FlowEnd {
  const everyPod = /^every pod of ([a-z0-9-]+)$/.exec(label)?.[1];
  if (everyPod !== undefined) return { kind: 'all-pods', namespace: everyPod };
  const [, namespace, name] = /^([a-z0-9-]+)\/([A-Za-z0-9._-]+)$/.exec(label) ?? [];
  if (namespace !== undefined && name !== undefined) return { kind: 'pods', namespace, name };
  const code = calls.get(label);
  return code === undefined ? { kind: 'value', name: label, what: `the peer named ${label}` } : { kind: 'call', code };
}

const protocols = ['TCP', 'UDP', 'SCTP'] as const;

/** `TCP 80,443-445, UDP 53` as words of `.port()`; none for `every port`. */
function readPorts(text: string): readonly string[] {
  return text.split(', ').flatMap((part) => {
    const protocol = protocols.find((each) => part.startsWith(`${each} `));
    if (protocol === undefined) return [];
    return part
      .slice(protocol.length + 1)
      .split(',')
      .map((word) => {
        const [, first, last = first] = /^(\d+)(?:-(\d+))?$/.exec(word) ?? [];
        return first === undefined ? `'${word}'` : portWord({ protocol, first: Number(first), last: Number(last) });
      });
  });
}
