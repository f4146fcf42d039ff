import {
  allPorts,
  isSubsetOfPorts,
  noPorts,
  type PortRange,
  type PortSet,
  portRange,
  rangesOfPorts,
  unionAllPorts,
  unionPorts,
} from '../algebra/port-set';

/** One end of a flow, as a line of TypeScript names it. */
export type FlowEnd =
  /** A workload, or other pods that a namespace has under a name. */
  | { readonly kind: 'pods'; readonly namespace: string; readonly name: string }
  | { readonly kind: 'all-pods'; readonly namespace: string }
  /** Pods of a namespace by their labels. */
  | { readonly kind: 'labelled'; readonly namespace: string; readonly labels: Readonly<Record<string, string>> }
  /** Pods by a call on their namespace, `shop.pods('web', { app: 'web' })`; one of somebody else needs no constant. */
  | { readonly kind: 'called'; readonly namespace: string; readonly call: string; readonly isForeign: boolean }
  /** What needs no constant: `internet()`, `cidr('office', ['192.0.2.0/24'])`. */
  | { readonly kind: 'call'; readonly code: string }
  /** Anything else that a constant holds; `what` says it in words, where the name alone does not. */
  | { readonly kind: 'value'; readonly name: string; readonly what: string };

/** A port by the name that its container, or its declaration, gives it. */
export interface PortName {
  readonly name?: string;
  readonly port: number;
  readonly protocol: string;
}

/** On which ports a flow is; no port where it is not known which are meant. */
export interface FlowPorts {
  readonly ports: PortSet;
  /** Names that the flow says, and that are looked up on the target. */
  readonly named?: readonly string[];
  /** A name that goes into the policy, to be looked up on each pod: no other port is said then. */
  readonly byName?: string;
  /** What the target calls its ports. */
  readonly declared?: readonly PortName[];
}

/** A flow to be written. */
export interface FlowSentence {
  readonly from: readonly FlowEnd[];
  readonly to: readonly FlowEnd[];
  readonly on: FlowPorts;
}

/** How the source of an app calls what it declares, as far as that is known. */
export interface DeclaredNames {
  /** The constant that holds a workload or other pods (`shop/web`), a namespace (`shop`), or addresses (`value office`). */
  readonly constantOf: (name: string) => string | undefined;
  /** The ports that it says of a workload; undefined where it does not declare it. */
  readonly portsOf: (name: string) => readonly PortName[] | undefined;
}

const unknownNames: DeclaredNames = { constantOf: () => undefined, portsOf: () => undefined };

/** What is known of the source of an app; nothing where manifests alone are read. */
export interface AppSource {
  /**
   * `apps/shop/flows.ts:14` for a policy (`shop/allow-web-to-api`) or a namespace (`shop`); for the rule that a field is in, where
   * rules are declared by themselves.
   */
  readonly placeOf: (name: string, field?: string) => string | undefined;
  readonly names: DeclaredNames;
}

export const unknownSource: AppSource = { placeOf: () => undefined, names: unknownNames };

/** A line to write, and what its words mean where that is not known from the source: `web is shop/web`. */
export interface FlowLine {
  readonly code: string;
  readonly where: readonly string[];
  /** What has to be declared before the line compiles. */
  readonly first?: string;
}

/** `flow(web).to(api).port('http')`. */
export function flowLine({ from, to, on }: FlowSentence, names: DeclaredNames = unknownNames): FlowLine {
  const chosen = new ChosenConstants(names);
  const [sources, targets] = [from, to].map((ends) => ends.map((end) => chosen.codeOf(end)).join(', '));
  const [target, other] = to;
  const said = target?.kind === 'pods' && !other ? names.portsOf(nameOf(target)) : undefined;
  const ports = said ? { ...on, declared: said } : on;
  const code = `flow(${sources}).to(${targets})${portsCall(ports)}`;
  const first = undeclaredText(ports, said, targets ?? '');
  return { code, where: chosen.where, ...(first !== undefined && { first }) };
}

const nameOf = ({ namespace, name }: { readonly namespace: string; readonly name: string }) => `${namespace}/${name}`;

/** The constants of one line: two things never have one name. */
class ChosenConstants {
  readonly where: string[] = [];
  readonly #taken = new Map<string, string>();
  readonly #names: DeclaredNames;

  constructor(names: DeclaredNames) {
    this.#names = names;
  }

  codeOf(end: FlowEnd): string {
    switch (end.kind) {
      case 'pods':
        return this.#choose(nameOf(end), nameOf(end), [end.name, `${end.namespace}-${end.name}`]);
      case 'all-pods':
        return `${this.#namespace(end.namespace)}.allPods()`;
      case 'labelled':
        return `${this.#namespace(end.namespace)}.pods(${podsArguments(end.labels)})`;
      case 'called':
        return `${end.isForeign ? this.#foreignNamespace(end.namespace) : this.#namespace(end.namespace)}.${end.call}`;
      case 'call':
        return end.code;
      case 'value':
        return this.#choose(`value ${end.name}`, end.what, [end.name, `${end.name}-peer`]);
    }
  }

  #namespace(name: string): string {
    return this.#choose(name, `the namespace ${name}`, [name, `${name}-namespace`]);
  }

  #foreignNamespace(name: string): string {
    const known = this.#names.constantOf(name);
    if (known !== undefined && this.#isFree(known, name)) return this.#namespace(name);
    const origin = "foreignNamespace is imported from 'netpact'";
    if (!this.where.includes(origin)) this.where.push(origin);
    return `foreignNamespace('${name}')`;
  }

  #choose(name: string, what: string, proposals: readonly string[]): string {
    const known = this.#names.constantOf(name);
    if (known !== undefined && this.#isFree(known, name)) {
      this.#taken.set(known, name);
      return known;
    }
    const constants = proposals.map(constantName);
    const constant =
      constants.find((each) => !reserved.has(each) && this.#isFree(each, name)) ?? constants.at(-1) ?? '';
    if (this.#taken.get(constant) !== name) this.where.push(`${constant} is ${what}`);
    this.#taken.set(constant, name);
    return constant;
  }

  #isFree(constant: string, name: string): boolean {
    return (this.#taken.get(constant) ?? name) === name;
  }
}

/** `'debug', { app: 'debug' }`: what names the policies, and the labels. */
function podsArguments(labels: Readonly<Record<string, string>>): string {
  const name = (Object.values(labels)[0] ?? '').toLowerCase().replace(/[^a-z0-9-]+/g, '-');
  return `'${name || 'pods'}', ${labelsCode(labels)}`;
}

/** `{ app: 'debug', 'app.kubernetes.io/name': 'debug' }`. */
export function labelsCode(labels: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels).map(([key, value]) => {
    const isPlain = /^[A-Za-z_]\w*$/.test(key);
    return `${isPlain ? key : `'${key}'`}: '${value}'`;
  });
  return `{ ${pairs.join(', ')} }`;
}

/** `redisCart` for `redis-cart`: what people call the constant that holds it. */
export function constantName(name: string): string {
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

/** `.port('http', udp(53))`; a number for a port that nobody named; `…` where it is not known which ports are meant. */
function portsCall({ ports, named = [], byName, declared = [] }: FlowPorts): string {
  if (byName !== undefined) return `.namedPort('${byName}')`;
  if (ports === allPorts) return '.allPorts()';
  const words = [
    ...rangesOfPorts(ports).map((range) => portWord(range, declared)),
    ...named.map((each) => `'${each}'`),
  ];
  return `.port(${words.length === 0 ? '…' : words.join(', ')})`;
}

/** One word of `.port()`: `'http'`, `8080`, `udp(53)`, `range(8000, 8010)`. */
function portWord({ protocol, first, last }: PortRange, declared: readonly PortName[]): string {
  if (first !== last) return `range(${first}, ${last}${protocol === 'TCP' ? '' : `, '${protocol}'`})`;
  const name = declared.find((each) => each.port === first && each.protocol === protocol)?.name;
  if (name !== undefined) return `'${name}'`;
  return protocol === 'TCP' ? `${first}` : `${protocol.toLowerCase()}(${first})`;
}

/** A workload that declares ports takes no others: TypeScript refuses the line before they are declared too. */
function undeclaredText(
  { ports }: FlowPorts,
  said: readonly PortName[] | undefined,
  target: string,
): string | undefined {
  if (!said || said.length === 0 || ports === allPorts) return undefined;
  const known = said.reduce((sum, { protocol, port }) => unionPorts(sum, portNamed(protocol, port)), noPorts);
  const missing = rangesOfPorts(ports).filter(
    ({ protocol, first, last }) => !isSubsetOfPorts(portRange(protocol, first, last), known),
  );
  if (missing.length === 0) return undefined;
  return `declare ${missing.map((range) => portWord(range, [])).join(' and ')} among the ports of ${target}`;
}

function portNamed(text: string, port: number): PortSet {
  const protocol = protocols.find((each) => each === text);
  return protocol === undefined ? noPorts : portRange(protocol, port, port);
}

/** The ends and ports of the sentence that a policy carries: `shop/web may reach shop/api, shop/db on TCP 8080`. */
export function readFlowSentence(sentence: string): FlowSentence | undefined {
  // Annotations of others may be long, and expressions that look for two words try every pair of places.
  const middle = sentence.indexOf(' may reach ', 1);
  if (middle < 0 || lineEnd.test(sentence)) return undefined;
  const rest = sentence.slice(middle + ' may reach '.length);
  for (let end = rest.lastIndexOf(' on '); end > 0; end = rest.lastIndexOf(' on ', end - 1)) {
    const ports = rest.slice(end + ' on '.length);
    if (ports !== 'every port' && !/^(?:TCP|UDP|SCTP) ./.test(ports)) continue;
    const [from, to] = [sentence.slice(0, middle), rest.slice(0, end)];
    return { from: from.split(', ').map(readEnd), to: to.split(', ').map(readEnd), on: readPorts(ports) };
  }
  return undefined;
}

const lineEnd = /[\n\r\u2028\u2029]/;

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

/** Reads `TCP 80,443-445,http, UDP 53`, or `every port`. */
function readPorts(text: string): FlowPorts {
  if (text === 'every port') return { ports: allPorts };
  const numbers: PortSet[] = [];
  const named: string[] = [];
  for (const part of text.split(', ')) {
    const protocol = protocols.find((each) => part.startsWith(`${each} `));
    if (protocol === undefined) continue;
    for (const word of part.slice(protocol.length + 1).split(',')) {
      const [, first, last = first] = /^(\d+)(?:-(\d+))?$/.exec(word) ?? [];
      if (first === undefined || Number(last) > 65535) named.push(word);
      else numbers.push(portRange(protocol, Number(first), Number(last)));
    }
  }
  return { ports: unionAllPorts(numbers), named };
}
