import { constructFromEvents, EVENT_ID, type Event, parseEvents, YAMLException } from 'js-yaml';
import type { Finding, Location } from '../../../diagnostics/finding';
import { aliasProblem, keyProblem } from './refused-events';
import { unseenCharacter } from './split-documents';
import { kubernetesSchema } from './yaml-schema';

/** What a document says (null where it says nothing), or why it cannot be read. */
export type ReadOutcome = { readonly value: unknown } | { readonly problem: Finding };

/** Reads any YAML as Kubernetes does (docs/semantics.md 1). `place` turns an offset in `text` into a location. */
export function readYaml(text: string, place: (offset: number) => Location): ReadOutcome {
  const unseen = unseenCharacter.exec(text);
  if (unseen) return unseenProblem(unseen, place);
  try {
    const events = parseEvents(text, {});
    const key = keyProblem(text, events);
    if (key) return syntaxProblem(key.message, text, key.offset, place);
    const problem = aliasProblem(text, events);
    if (problem) return refused('yaml-alias', problem.message, place(problem.offset), 'write out what is meant');
    const [value = null, ...others] = constructFromEvents(events, { source: text, schema: kubernetesSchema });
    return others.every((other) => other === null) ? { value } : secondDocument(events, place);
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    return syntaxProblem(error.reason, text, Math.min(error.mark?.position ?? 0, text.length), place);
  }
}

function syntaxProblem(reason: string, text: string, offset: number, place: (offset: number) => Location): ReadOutcome {
  const at = place(offset);
  if (reason.startsWith('duplicated mapping key')) {
    const help = 'keep one of the two: Kubernetes refuses a manifest that sets a key twice';
    return refused('yaml-duplicate-key', 'this key is already set in the same mapping', at, help);
  }
  return refused('yaml-syntax', `the YAML cannot be read: ${reason}`, at, syntaxHelp(reason, text, offset));
}

/** After `...`, kubectl reads nothing up to the next `---`: what stands there must not pass for a part of the cluster. */
function secondDocument(events: readonly Event[], place: (offset: number) => Location): ReadOutcome {
  const second = events.findLastIndex(({ type }) => type === EVENT_ID.DOCUMENT);
  const first = events[second + 1];
  const at = first && 'start' in first ? first.start : first && 'valueStart' in first ? first.valueStart : 0;
  const message = 'the document ended above, and nobody reads what follows here';
  return refused('yaml-syntax', message, place(at), 'begin each document with a line "---"');
}

function unseenProblem({ 0: character, index }: RegExpExecArray, place: (offset: number) => Location): ReadOutcome {
  const code = character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
  const message = `the YAML cannot be read: here stands U+${code}, which editors do not show and Kubernetes does not pass over`;
  return refused('yaml-syntax', message, place(index), 'remove it, or write it as an escape in double quotes');
}

function syntaxHelp(reason: string, text: string, offset: number): string {
  if (text.includes('{{')) {
    return 'this looks like a template: pass rendered output (kustomize build … | netpact … -, or helm template …)';
  }
  if (/\n *\t/.test(text)) return 'indent with spaces: YAML does not allow tabs';
  if (offset >= text.trimEnd().length || reason.includes('end of the stream')) {
    return 'the document ends too early: close what is still open, or pass the whole file';
  }
  return 'correct this line or the ones just before it: usually the indentation is wrong';
}

function refused(code: string, message: string, at: Location, help?: string): ReadOutcome {
  return { problem: { code, severity: 'error', message, at, ...(help ? { help: [help] } : {}) } };
}
