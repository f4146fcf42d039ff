import type { Finding, Location } from '../../../diagnostics/finding';
import type { YamlNode } from './node';
import { type PositionedNode, positionsOf } from './node-positions';
import { parseDocument } from './parser';
import { isBareMarker } from './split-documents';
import { YamlRefusal } from './yaml-text';
import { valueOfNode } from './yaml-value';

/** What a document says (null where it says nothing), or why it cannot be read. */
export type ReadOutcome = { readonly value: unknown } | { readonly problem: Finding };

/** Reads any YAML as Kubernetes does (docs/semantics.md 1). `place` turns an offset in `text` into a location. */
export function readYaml(text: string, place: (offset: number) => Location): ReadOutcome {
  return outcomeOf(text, place, () => {
    const root = parseYaml(text);
    return root ? valueOfNode(root) : null;
  });
}

/** The root node of a document in a text; undefined where it has none, or is refused. */
export function yamlPositions(text: string): PositionedNode | undefined {
  try {
    const root = parseYaml(text);
    return root && positionsOf(root);
  } catch (error) {
    if (error instanceof YamlRefusal) return undefined;
    throw error;
  }
}

/** What `read` answers, or what it refuses as a finding. */
export function outcomeOf(text: string, place: (offset: number) => Location, read: () => unknown): ReadOutcome {
  try {
    return { value: read() };
  } catch (error) {
    if (!(error instanceof YamlRefusal)) throw error;
    return { problem: refused(error, text, place) };
  }
}

/** The root node of a document; undefined where it has none. Throws a YamlRefusal for what is not read. */
export function parseYaml(text: string): YamlNode | undefined {
  const unseen = unseenCharacter.exec(text);
  if (unseen) throw unseenRefusal(unseen);
  if (text.startsWith('---') && !isBareMarker(text, 0))
    throw new YamlRefusal(
      'kubectl stops at a line that begins with "---" and goes on',
      0,
      'yaml-syntax',
      'write what follows on a line of its own',
    );
  // kubectl reads line by line, and ends the last one, which `|+` shows.
  if (text.endsWith('\n')) return parseDocument(text);
  return parseDocument(text + (text.endsWith('\r\r') ? '\r\n' : '\n'));
}

/**
 * What Kubernetes refuses (control characters, halves of surrogate pairs), and byte order marks, which it drops or reads
 * as a part of a key, as the lengths of other lines decide.
 */
const unseenCharacter = /(?![\t\n\r\x85])\p{Cc}|\p{Surrogate}|[\uFEFF\uFFFE\uFFFF]/u;

function unseenRefusal({ 0: character, index }: RegExpExecArray): YamlRefusal {
  const code = character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
  const reason = `here stands U+${code}, which editors do not show and Kubernetes does not pass over`;
  return new YamlRefusal(reason, index, 'yaml-syntax', 'remove it, or write it as an escape in double quotes');
}

function refused(refusal: YamlRefusal, text: string, place: (offset: number) => Location): Finding {
  const { code, reason } = refusal;
  const offset = Math.min(refusal.offset, text.length);
  const message = code === 'yaml-syntax' ? `the YAML cannot be read: ${reason}` : reason;
  const help = [refusal.help ?? syntaxHelp(text, offset)];
  return { code, severity: 'error', message, at: place(offset), help };
}

function syntaxHelp(text: string, offset: number): string {
  if (text.includes('{{')) {
    return 'this looks like a template: pass rendered output (kustomize build … | netpact … -, or helm template …)';
  }
  if (/\n *\t/.test(text)) return 'indent with spaces: YAML does not allow tabs';
  if (offset >= text.trimEnd().length) {
    return 'the document ends too early: close what is still open, or pass the whole file';
  }
  return 'correct this line or the ones just before it: usually the indentation is wrong';
}
