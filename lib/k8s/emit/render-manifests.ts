import { addTo } from '../../algebra/keyed';
import { byCodeUnits } from '../../algebra/text-order';
import type { LabelSelector, NetworkPolicy, NetworkPolicyPeer, NetworkPolicyPort } from '../network-policy';
import { flowsAnnotation } from '../policy-declaration';
import { blockYaml, Commented, Lines, unseen, type YamlMap } from './block-yaml';

/** The first line of every file that netpact writes; only files that begin with it are ever replaced or removed. */
const marker = '# Written by netpact. Change the TypeScript source, not this file.';

/** Whether a file's text says that netpact wrote it, also after a checkout with Windows line ends. */
export function hasMarker(text: string): boolean {
  return text.startsWith(`${marker}\n`) || text.startsWith(`${marker}\r\n`);
}

/** Whether one of the policies in a file's text isolates pods by itself: a baseline, with or without a chart's prefix. */
export function isolates(text: string): boolean {
  return /^ {2}name: "?(?:\S+-)?(?:default-deny-(?:ingress|egress|all)|same-namespace-only|isolate-[^\s"]+)"?\r?$/m.test(
    text,
  );
}

/** A policy as one YAML document. */
export interface PolicyDocument {
  readonly manifest: NetworkPolicy;
  /** The line that stands over the policy in the YAML, without `#`. */
  readonly comment: string;
  /** The line that stands over each of its rules, which are of one direction then. */
  readonly rules?: readonly { readonly comment: string }[];
}

/** One file for each namespace, or one for each policy in a folder for each namespace. */
export type Layout = 'per-namespace' | 'per-policy';

/**
 * The files of an output folder by their relative path (`/` separators), with a `kustomization.yaml` that lists them.
 * Each file has its policies in the order in which they are given. Without policies there are no files.
 */
export function renderManifests(
  policies: readonly PolicyDocument[],
  { layout }: { readonly layout: Layout },
): ReadonlyMap<string, string> {
  const documents = new Map<string, string[]>();
  for (const { manifest, comment, rules = [] } of policies) {
    const { namespace, name } = manifest.metadata;
    const path = layout === 'per-namespace' ? `${namespace}.k8s.yaml` : `${namespace}/${name}.yaml`;
    const comments = rules.map((rule) => oneLine(rule.comment));
    addTo(documents, path, `---\n# ${oneLine(comment)}\n${blockYaml(canonicalPolicy(manifest, comments))}`);
  }
  const files = new Map([...documents].map(([path, texts]) => [path, `${marker}\n${texts.join('')}`]));
  if (files.size > 0) files.set('kustomization.yaml', kustomization([...files.keys()]));
  return files;
}

function kustomization(paths: readonly string[]): string {
  const document = {
    apiVersion: 'kustomize.config.k8s.io/v1beta1',
    kind: 'Kustomization',
    resources: [...paths].sort(),
  };
  return `${marker}\n---\n${blockYaml(document)}`;
}

/** A comment ends at the line's end: whatever a reason or a name contains stays inside of it, and readers refuse what is unseen there too. */
export function oneLine(comment: string): string {
  return comment.replace(unseenRuns, ' ').trim();
}

const unseenRuns = new RegExp(`(?:\\s|${unseen.source})+`, 'g');

/** The policy with its keys in the order of the Kubernetes documentation, labels and annotations sorted, missing fields left out. */
function canonicalPolicy(policy: NetworkPolicy, comments: readonly string[]): YamlMap {
  const { metadata, spec } = policy;
  return {
    apiVersion: policy.apiVersion,
    kind: policy.kind,
    metadata: {
      name: metadata.name,
      namespace: metadata.namespace,
      labels: sortedKeys(metadata.labels),
      annotations: annotations(metadata.annotations),
    },
    spec: {
      podSelector: selector(spec.podSelector ?? {}),
      policyTypes: spec.policyTypes ?? undefined,
      ingress: spec.ingress?.map((rule, index) =>
        under(comments[index], { from: rule?.from?.map(peer), ports: rule?.ports?.map(port) }),
      ),
      egress: spec.egress?.map((rule, index) =>
        under(comments[index], { to: rule?.to?.map(peer), ports: rule?.ports?.map(port) }),
      ),
    },
  };
}

const under = (comment: string | undefined, rule: YamlMap): YamlMap | Commented =>
  comment === undefined ? rule : new Commented(comment, rule);

/** Sorted; flows that stand one to a line are written so, because a change of one is read as one line then. */
function annotations(map: Readonly<Record<string, string>> | undefined): YamlMap | undefined {
  const sorted = sortedKeys(map);
  const flows = sorted?.[flowsAnnotation];
  return flows === undefined ? sorted : { ...sorted, [flowsAnnotation]: new Lines(flows.split('\n')) };
}

function peer({ ipBlock, namespaceSelector, podSelector }: NetworkPolicyPeer): YamlMap {
  return {
    ipBlock: ipBlock && { cidr: ipBlock.cidr, except: ipBlock.except },
    namespaceSelector: namespaceSelector && selector(namespaceSelector),
    podSelector: podSelector && selector(podSelector),
  };
}

function port(entry: NetworkPolicyPort): YamlMap {
  return { protocol: entry.protocol, port: entry.port, endPort: entry.endPort };
}

function selector({ matchLabels, matchExpressions }: LabelSelector): YamlMap {
  return {
    matchLabels: sortedKeys(matchLabels),
    matchExpressions: matchExpressions?.map(({ key, operator, values }) => ({ key, operator, values })),
  };
}

function sortedKeys(map: Readonly<Record<string, string>> | undefined): Record<string, string> | undefined {
  if (!map) return undefined;
  // Entries, not assignment: a label named `__proto__` must stay a label.
  return Object.fromEntries(Object.entries(map).sort(([a], [b]) => byCodeUnits(a, b)));
}
