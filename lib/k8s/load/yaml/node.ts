/** A node of a YAML document as it is written, its place in offsets, `end` exclusive. */
export type YamlNode = ScalarNode | CollectionNode | AliasNode;

interface Place {
  readonly start: number;
  readonly end: number;
}

export interface ScalarNode extends Place {
  readonly kind: 'scalar';
  readonly text: string;
  /** Written out, `tag:yaml.org,2002:str`; empty for none. */
  readonly tag: string;
  /** Whether it may be other than text: it has no quotes, or the tag `!`. */
  readonly isPlain: boolean;
}

interface CollectionNode extends Place {
  /** Of a mapping, keys and values by turns. */
  readonly kind: 'mapping' | 'sequence';
  readonly children: readonly YamlNode[];
}

interface AliasNode extends Place {
  readonly kind: 'alias';
  readonly name: string;
  /** May be a collection that the alias stands in. */
  readonly target: YamlNode;
}

/** How many collections may stand in one another: ten times what manifests do. */
export const maxDepth = 100;
export const tooDeep = `collections stand in one another more than ${maxDepth} deep: nesting of this kind is no manifest`;

/** Whether a key is `<<`: what the mappings behind it say counts as written here. */
export function isMergeKey(key: YamlNode | undefined): boolean {
  return key?.kind === 'scalar' && key.text === '<<' && (key.isPlain || key.tag === 'tag:yaml.org,2002:merge');
}

/** The mappings that a merge key brings in, in the order in which they count: the last one wins. Undefined where its value is no mapping. */
export function mergedMappings(value: YamlNode): readonly YamlNode[] | undefined {
  const isMapping = (node: YamlNode) => (node.kind === 'alias' ? node.target : node).kind === 'mapping';
  if (value.kind !== 'sequence') return isMapping(value) ? [value] : undefined;
  return value.children.every(isMapping) ? value.children.toReversed() : undefined;
}
