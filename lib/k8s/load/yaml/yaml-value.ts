import { isMergeKey, maxDepth, mergedMappings, type ScalarNode, tooDeep, type YamlNode } from './node';
import { keyOfPlain, type PlainValue, resolvePlain, resolveTagged } from './plain-scalar';
import { YamlRefusal } from './yaml-text';

type YamlMap = Record<string, unknown>;

/** What a document says to Kubernetes: plain data, keys as JSON has them. Throws a YamlRefusal for what it refuses. */
export function valueOfNode(root: YamlNode): unknown {
  return new Decoder().document(root);
}

class Decoder {
  private depth = 0;
  private readonly open = new Set<YamlNode>();
  /** How many nodes were read, and how many of them through aliases. */
  private count = 1;
  private aliased = 0;

  document(root: YamlNode): unknown {
    return this.value(root);
  }

  private value(node: YamlNode): unknown {
    this.countNode(node);
    if (node.kind === 'scalar') return scalarValue(node);
    if (++this.depth > maxDepth) throw new YamlRefusal(tooDeep, node.start);
    const value = this.inside(node);
    this.depth--;
    return value;
  }

  private inside(node: Exclude<YamlNode, ScalarNode>): unknown {
    if (node.kind === 'alias') return this.throughAlias(node, () => this.value(node.target));
    return node.kind === 'mapping' ? this.mapping(node.children, {}) : node.children.map((child) => this.value(child));
  }

  private countNode({ start }: YamlNode): void {
    this.count++;
    if (this.open.size > 0) this.aliased++;
    const [outermost] = this.open;
    if (this.aliased > 100 && this.count > 1000 && this.aliased / this.count > allowedShare(this.count))
      throw new YamlRefusal(
        'the aliases of this document expand to far more than is written',
        outermost?.start ?? start,
        'yaml-alias',
        writeOut,
      );
  }

  private throughAlias<T>(alias: Extract<YamlNode, { kind: 'alias' }>, read: () => T): T {
    const { name, start } = alias;
    if (this.open.has(alias))
      throw new YamlRefusal(`the alias "*${name}" stands inside of what it stands for`, start, 'yaml-alias', writeOut);
    this.open.add(alias);
    const value = read();
    this.open.delete(alias);
    return value;
  }

  /** Adds the entries to `map`, which a merge key shares with the mapping that it stands in. */
  private mapping(children: readonly YamlNode[], map: YamlMap): YamlMap {
    const own = new Set<string>();
    for (let index = 0; index < children.length; index += 2) {
      const [key, value] = [children[index], children[index + 1]];
      if (!key || !value) continue;
      if (isMergeKey(key)) {
        this.merge(value, map);
        continue;
      }
      const name = this.key(key);
      if (own.has(name)) {
        const help = 'keep one of the two: Kubernetes refuses a manifest that sets a key twice';
        throw new YamlRefusal('this key is already set in the same mapping', key.start, 'yaml-duplicate-key', help);
      }
      own.add(name);
      if (Object.hasOwn(map, name) && typeof resolvePlain(name) !== 'string')
        throw new YamlRefusal('a merge key brought this key in already, and Kubernetes may keep both', key.start);
      setOwn(map, name, this.value(value));
    }
    return map;
  }

  private merge(value: YamlNode, map: YamlMap): void {
    const mappings = mergedMappings(value);
    if (!mappings) throw new YamlRefusal('a merge key ("<<") stands for mappings only', value.start);
    for (const mapping of mappings) this.mergeOne(mapping, map);
  }

  private mergeOne(mapping: YamlNode, map: YamlMap): void {
    this.countNode(mapping);
    if (++this.depth > maxDepth) throw new YamlRefusal(tooDeep, mapping.start);
    if (mapping.kind === 'alias') this.throughAlias(mapping, () => this.mergeOne(mapping.target, map));
    else if (mapping.kind === 'mapping') this.mapping(mapping.children, map);
    this.depth--;
  }

  private key(node: YamlNode): string {
    this.countNode(node);
    const written = node.kind === 'alias' ? this.throughAlias(node, () => this.keyOf(node.target)) : this.keyOf(node);
    if (typeof written === 'string') return written;
    throw new YamlRefusal(written.problem, node.start);
  }

  private keyOf(node: YamlNode): string | { readonly problem: string } {
    return node.kind === 'scalar' ? keyText(node) : { problem: 'a key must be text, not a list or a mapping' };
  }
}

const writeOut = 'write out what is meant';

/** What share of a document's nodes aliases may bring in: Go's reader lets long documents have fewer. */
function allowedShare(count: number): number {
  const [low, high] = [400_000, 4_000_000];
  if (count <= low) return 0.99;
  return count >= high ? 0.1 : 0.99 - (0.89 * (count - low)) / (high - low);
}

/** The key that a node is, as JSON has it (`on:` is `true`), or why it is none. */
export function keyText({ text, tag, isPlain }: ScalarNode): string | { readonly problem: string } {
  if (tag === '' && !isPlain) return text;
  return keyOfPlain(text, tag);
}

function scalarValue({ text, tag, isPlain, start }: ScalarNode): PlainValue {
  if (tag === '' && !isPlain) return text;
  const resolved = resolveTagged(text, tag);
  if ('problem' in resolved) throw new YamlRefusal(resolved.problem, start);
  return resolved.value;
}

export function setOwn(map: YamlMap, key: string, value: unknown): void {
  if (key !== '__proto__') map[key] = value;
  else Object.defineProperty(map, key, { value, enumerable: true, configurable: true, writable: true });
}
