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
import { isPlainSpec } from './plain-spec';

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

/** A null label value is `""` (SEMANTICS 1). */
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

const isProtocol = (value: unknown): value is Protocol => value === 'TCP' || value === 'UDP' || value === 'SCTP';

const isOperator = (value: unknown): value is LabelSelectorRequirement['operator'] =>
  value === 'In' || value === 'NotIn' || value === 'Exists' || value === 'DoesNotExist';
