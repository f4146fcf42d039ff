import { fieldOf, isMap, type ManifestMap } from '../manifest-value';
import type {
  EgressRule,
  IngressRule,
  IpBlock,
  LabelSelector,
  LabelSelectorRequirement,
  NetworkPolicyPeer,
  NetworkPolicyPort,
  NetworkPolicySpec,
} from '../network-policy';
import type { Labels } from '../resources';

/**
 * The spec of a NetworkPolicy that `checkNetworkPolicy` passed, as written: null, `[]` and missing are kept apart for
 * lists and rules; elsewhere null is left out, as the server does. Fields that a lenient server would drop are dropped.
 */
export function readSpec(manifest: unknown): NetworkPolicySpec {
  return specReader(fieldOf(manifest, 'spec')) ?? {};
}

/** A mapping of texts; a null, as any other value, is `""` (docs/semantics.md 1). */
export function readTexts(value: unknown): Labels | undefined {
  if (!isMap(value)) return undefined;
  return isTexts(value) ? value : Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, text(entry)]));
}

const isTexts = (map: ManifestMap): map is Labels => Object.values(map).every((entry) => typeof entry === 'string');

/** What is read of a value: the value itself where nothing is to be dropped, undefined where nothing can be read. */
type Reader<Value> = (value: unknown) => Value | undefined;

/** The fields of a mapping that are known. Nearly every policy has no others, and not to copy it takes a third off reading it. */
function mapOf<Value>(readers: { readonly [Key in keyof Value]-?: Reader<Value[Key]> }): Reader<Value> {
  const known = Object.entries<Reader<unknown>>(readers);
  return (value) => {
    if (!isMap(value)) return undefined;
    const read: Record<string, unknown> = {};
    let isWhole = true;
    for (const [name, readField] of known) {
      const given = Object.hasOwn(value, name) ? value[name] : undefined;
      const field = given === undefined ? undefined : readField(given);
      if (field !== undefined) read[name] = field;
      if (field !== given) isWhole = false;
    }
    return (isWhole && Object.keys(value).length === Object.keys(read).length ? value : read) as Value;
  };
}

function listOf<Item>(readItem: Reader<Item>): Reader<readonly Item[]> {
  return (value) => {
    if (!Array.isArray(value)) return undefined;
    const items = value.map((item) => readItem(item));
    return items.every((item, index) => item === value[index]) ? value : items.filter((item) => item !== undefined);
  };
}

function oneOf<Word extends string>(...words: readonly Word[]): Reader<Word> {
  return (value) => words.find((word) => word === value);
}

const orNull =
  <Value>(read: Reader<Value>) =>
  (value: unknown) =>
    read(value) ?? null;

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const number: Reader<number> = (value) => (typeof value === 'number' ? value : undefined);

const selectorReader = mapOf<LabelSelector>({
  matchLabels: readTexts,
  matchExpressions: listOf(
    mapOf<LabelSelectorRequirement>({
      key: text,
      operator: oneOf('In', 'NotIn', 'Exists', 'DoesNotExist'),
      values: listOf(text),
    }),
  ),
});
const peers = listOf(
  mapOf<NetworkPolicyPeer>({
    podSelector: selectorReader,
    namespaceSelector: selectorReader,
    ipBlock: mapOf<IpBlock>({ cidr: text, except: listOf(text) }),
  }),
);
const portReader = mapOf<NetworkPolicyPort>({
  protocol: oneOf('TCP', 'UDP', 'SCTP'),
  port: (value) => (typeof value === 'string' ? value : number(value)),
  endPort: number,
});
const ports = listOf((value) => portReader(value) ?? {});
const specReader = mapOf<NetworkPolicySpec>({
  podSelector: orNull(selectorReader),
  policyTypes: orNull(listOf(oneOf('Ingress', 'Egress'))),
  ingress: orNull(listOf(orNull(mapOf<IngressRule>({ from: orNull(peers), ports: orNull(ports) })))),
  egress: orNull(listOf(orNull(mapOf<EgressRule>({ to: orNull(peers), ports: orNull(ports) })))),
});
