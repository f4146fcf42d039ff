import { fieldOf, isMap } from '../manifest-value';
import type {
  EgressRule,
  IngressRule,
  IpBlock,
  LabelSelector,
  LabelSelectorRequirement,
  NetworkPolicyPeer,
  NetworkPolicyPort,
  NetworkPolicySpec,
  PolicyType,
  Protocol,
} from '../network-policy';

/**
 * The spec of a NetworkPolicy as written, as far as the types can say it: null, `[]` and missing are kept apart for
 * lists and rules; elsewhere null is left out, as the server does. Fields that a lenient server would drop are dropped.
 * Meant for manifests that `checkNetworkPolicy` passed; of others, what has a wrong type or value is dropped too.
 */
export function readSpec(manifest: unknown): NetworkPolicySpec {
  const spec = fieldOf(manifest, 'spec');
  if (isPlainSpec(spec)) return spec;
  const podSelector = fieldOf(spec, 'podSelector');
  return {
    ...(podSelector === undefined ? {} : { podSelector: isMap(podSelector) ? readSelector(podSelector) : null }),
    ...list('policyTypes', fieldOf(spec, 'policyTypes'), readPolicyType),
    ...list('ingress', fieldOf(spec, 'ingress'), readIngressRule),
    ...list('egress', fieldOf(spec, 'egress'), readEgressRule),
  };
}

/** A list field under its name: absent, null, or with those items that can be read. */
function list<Name extends string, Item>(
  name: Name,
  value: unknown,
  readItem: (item: unknown) => Item | undefined,
): { readonly [key in Name]?: readonly Item[] | null } {
  if (value === undefined) return {};
  const field: { [key in Name]?: readonly Item[] | null } = {};
  field[name] = Array.isArray(value) ? value.map(readItem).filter(isRead) : null;
  return field;
}

function isRead<Item>(item: Item | undefined): item is Item {
  return item !== undefined;
}

function readPolicyType(value: unknown): PolicyType | undefined {
  return value === 'Ingress' || value === 'Egress' ? value : undefined;
}

function readIngressRule(value: unknown): IngressRule | null {
  if (!isMap(value)) return null;
  return { ...list('from', value.from, readPeer), ...list('ports', value.ports, readPort) };
}

function readEgressRule(value: unknown): EgressRule | null {
  if (!isMap(value)) return null;
  return { ...list('to', value.to, readPeer), ...list('ports', value.ports, readPort) };
}

function readPeer(value: unknown): NetworkPolicyPeer | undefined {
  const podSelector = fieldOf(value, 'podSelector');
  const namespaceSelector = fieldOf(value, 'namespaceSelector');
  const ipBlock = fieldOf(value, 'ipBlock');
  const peer = {
    ...(isMap(podSelector) ? { podSelector: readSelector(podSelector) } : {}),
    ...(isMap(namespaceSelector) ? { namespaceSelector: readSelector(namespaceSelector) } : {}),
    ...(isMap(ipBlock) ? { ipBlock: readIpBlock(ipBlock) } : {}),
  };
  return Object.keys(peer).length > 0 ? peer : undefined;
}

function readIpBlock(value: unknown): IpBlock {
  const except = fieldOf(value, 'except');
  return { cidr: textOf(fieldOf(value, 'cidr')), ...(Array.isArray(except) ? { except: except.map(textOf) } : {}) };
}

function readPort(value: unknown): NetworkPolicyPort {
  const protocol = fieldOf(value, 'protocol');
  const port = fieldOf(value, 'port');
  const endPort = fieldOf(value, 'endPort');
  return {
    ...(isProtocol(protocol) ? { protocol } : {}),
    ...(typeof port === 'number' || typeof port === 'string' ? { port } : {}),
    ...(typeof endPort === 'number' ? { endPort } : {}),
  };
}

function readSelector(value: unknown): LabelSelector {
  const labels = fieldOf(value, 'matchLabels');
  const expressions = fieldOf(value, 'matchExpressions');
  return {
    ...(isMap(labels) ? { matchLabels: mapText(labels) } : {}),
    ...(Array.isArray(expressions) ? { matchExpressions: expressions.flatMap(readRequirement) } : {}),
  };
}

function readRequirement(value: unknown): LabelSelectorRequirement[] {
  const operator = fieldOf(value, 'operator');
  const values = fieldOf(value, 'values');
  if (!isOperator(operator)) return [];
  const key = textOf(fieldOf(value, 'key'));
  return [{ key, operator, ...(Array.isArray(values) ? { values: values.map(textOf) } : {}) }];
}

function mapText(value: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(Object.entries(value).map(([key, text]) => [key, textOf(text)]));
}

/** A null label value is `""` (docs/semantics.md 1). */
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

const isProtocol = (value: unknown): value is Protocol => value === 'TCP' || value === 'UDP' || value === 'SCTP';

const isOperator = (value: unknown): value is LabelSelectorRequirement['operator'] =>
  value === 'In' || value === 'NotIn' || value === 'Exists' || value === 'DoesNotExist';

/**
 * Whether a spec has known fields only, each of its type and none null, so that it can be taken as it stands. Nearly
 * every policy is like that, and not to copy it saves time.
 */
function isPlainSpec(spec: unknown): spec is NetworkPolicySpec {
  return isSpec(spec);
}

type Check = (value: unknown) => boolean;

const isText: Check = (value) => typeof value === 'string';
const isNumber: Check = (value) => typeof value === 'number';
const isTexts = listOf(isText);
const isTextMap: Check = (value) => isMap(value) && Object.values(value).every(isText);
const isSelector = mapOf({
  matchLabels: isTextMap,
  matchExpressions: listOf(
    mapOf(
      { key: isText, operator: oneOf('In', 'NotIn', 'Exists', 'DoesNotExist'), values: isTexts },
      'key',
      'operator',
    ),
  ),
});
const isPeer = mapOf({
  podSelector: isSelector,
  namespaceSelector: isSelector,
  ipBlock: mapOf({ cidr: isText, except: isTexts }, 'cidr'),
});
const isPort = mapOf({
  protocol: oneOf('TCP', 'UDP', 'SCTP'),
  port: (value) => isNumber(value) || isText(value),
  endPort: isNumber,
});
const isSpec = mapOf({
  podSelector: isSelector,
  policyTypes: listOf(oneOf('Ingress', 'Egress')),
  ingress: listOf(mapOf({ from: listOf(isPeer), ports: listOf(isPort) })),
  egress: listOf(mapOf({ to: listOf(isPeer), ports: listOf(isPort) })),
});

function listOf(check: Check): Check {
  return (value) => Array.isArray(value) && value.every(check);
}

function oneOf(...words: readonly string[]): Check {
  return (value) => typeof value === 'string' && words.includes(value);
}

function mapOf(checks: Readonly<Record<string, Check>>, ...required: readonly string[]): Check {
  return (value) => {
    if (!isMap(value)) return false;
    for (const key of Object.keys(value)) {
      if (!Object.hasOwn(checks, key) || !checks[key]?.(value[key])) return false;
    }
    return required.every((key) => Object.hasOwn(value, key));
  };
}
