import { isMergeKey, type YamlNode } from './node';
import type { DocumentRange } from './split-documents';
import { parseYaml } from './yaml-reader';
import { YamlRefusal } from './yaml-text';

/** The keys that may be read in two ways, wherever they stand in a text. */
const mayBeOther = /<<|(?:^|[^\w.-])(?:y|n|yes|no|on|off)(?![\w.-])/im;

/** `true` and `false` are text again as keys, which all readers agree on. */
const oldBoolean = /^(?:y|Y|yes|Yes|YES|n|N|no|No|NO|on|On|ON|off|Off|OFF)$/;

/**
 * Why kustomize reads a document otherwise than Kubernetes, which is not by its reader's fault: a merge key after other keys wins
 * over them in Kubernetes alone, and `yes` as a key is `true` to Kubernetes and `yes` in what kustomize writes. Undefined where
 * both read the same.
 */
export function otherReading({ source, start, end, format }: DocumentRange): string | undefined {
  const text = source.text.slice(start, end);
  if (format !== 'yaml' || !mayBeOther.test(text)) return undefined;
  try {
    const root = parseYaml(text);
    return root && otherKey(root);
  } catch (error) {
    if (error instanceof YamlRefusal) return undefined;
    throw error;
  }
}

/** Aliases are not followed: what they stand for is looked at where it is written. */
function otherKey(node: YamlNode): string | undefined {
  if (node.kind !== 'mapping' && node.kind !== 'sequence') return undefined;
  for (const [index, child] of node.children.entries()) {
    const isKey = node.kind === 'mapping' && index % 2 === 0;
    const key = child.kind === 'alias' ? child.target : child;
    if (isKey && index > 0 && isMergeKey(key)) return '"<<" after other keys';
    if (isKey && key.kind === 'scalar' && key.isPlain && oldBoolean.test(key.text)) return `the key ${key.text}`;
    const inside = otherKey(child);
    if (inside !== undefined) return inside;
  }
  return undefined;
}
