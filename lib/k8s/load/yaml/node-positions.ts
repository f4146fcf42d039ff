import { isMergeKey, mergedMappings, type YamlNode } from './node';
import { keyText } from './yaml-value';

/** A node of a document with where it stands: offsets into the document's text, `end` exclusive. */
export interface PositionedNode {
  readonly start: number;
  readonly end: number;
  /** Of a mapping: its entries by key, as Kubernetes reads keys (`on:` is `true`). */
  readonly entries?: ReadonlyMap<string, PositionedEntry>;
  /** Of a list. */
  readonly items?: readonly PositionedNode[];
}

export interface PositionedEntry {
  readonly key: PositionedNode;
  readonly value: PositionedNode;
}

/** The same node with its keys as Kubernetes reads them, and with what merge keys and aliases bring in, where that is written. */
export function positionsOf(root: YamlNode): PositionedNode {
  return new Positions().of(root);
}

class Positions {
  /** Aliases that stand for the same node share what is known of it. */
  private readonly known = new Map<YamlNode, PositionedNode>();

  of(node: YamlNode): PositionedNode {
    const known = this.known.get(node);
    if (known) return known;
    const positioned = this.read(node);
    this.known.set(node, positioned);
    return positioned;
  }

  private read(node: YamlNode): PositionedNode {
    const { start, end } = node;
    switch (node.kind) {
      case 'scalar':
        return { start, end };
      case 'alias':
        // An alias stands where it is used; what is inside it stands where it was written.
        return { ...this.of(node.target), start, end };
      case 'sequence':
        return { start, end, items: node.children.map((child) => this.of(child)) };
      case 'mapping':
        return { start, end, entries: this.entries(node.children, new Map()) };
    }
  }

  private entries(children: readonly YamlNode[], entries: Map<string, PositionedEntry>): Map<string, PositionedEntry> {
    for (let index = 0; index < children.length; index += 2) {
      const [key, value] = [children[index], children[index + 1]];
      if (!key || !value) continue;
      if (isMergeKey(key)) {
        for (const merged of mergedMappings(value) ?? []) {
          const mapping = merged.kind === 'alias' ? merged.target : merged;
          if (mapping.kind === 'mapping') this.entries(mapping.children, entries);
        }
        continue;
      }
      const written = key.kind === 'alias' ? key.target : key;
      const name = written.kind === 'scalar' ? keyText(written) : '';
      if (typeof name === 'string') entries.set(name, { key: this.of(key), value: this.of(value) });
    }
    return entries;
  }
}
