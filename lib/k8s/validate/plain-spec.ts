import { isMap } from '../manifest-value';
import type { NetworkPolicySpec } from '../network-policy';

/**
 * Whether a spec has known fields only, each of its type and none null, so that it can be taken as it stands. Nearly
 * every policy is like that, and not to copy it saves time.
 */
export function isPlainSpec(spec: unknown): spec is NetworkPolicySpec {
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
