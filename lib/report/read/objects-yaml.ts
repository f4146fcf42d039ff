import type { YamlMap } from '../../k8s/emit/block-yaml';
import type { ReadObject } from './objects-json';
import { sortedAsPrinted } from './printed-keys';

/** `netpact read`, piece by piece: the objects as documents, each under a comment that says where it stands. */
export function* objectsYaml(objects: Iterable<ReadObject>, yaml: (object: YamlMap) => string): Generator<string> {
  for (const { object, location } of objects) {
    const { file, line, column } = location;
    yield `---\n# ${inOneLine(`${file}:${line}:${column}`)}\n${yaml(sortedAsPrinted(object))}`;
  }
}

/** The name of a file may hold what ends a comment, or what turns a line around. */
function inOneLine(text: string): string {
  const escaped = (character: string) => `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`;
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}\ufeff\ufffe\uffff]/gu, escaped);
}
