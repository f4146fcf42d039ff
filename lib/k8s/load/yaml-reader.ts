import { constructFromEvents, parseEvents, YAMLException } from 'js-yaml';
import type { Finding, Location } from '../../diagnostics/finding';
import { aliasProblem } from './alias-size';
import { kubernetesSchema } from './yaml-schema';

/** What a range of text holds: usually one value; several where `...` ends a document inside it. */
export type ReadOutcome = { readonly values: readonly unknown[] } | { readonly problem: Finding };

/** Reads any YAML as Kubernetes does (SEMANTICS 1). `place` turns an offset in `text` into a location. */
export function readYaml(text: string, place: (offset: number) => Location): ReadOutcome {
  try {
    const events = parseEvents(text, {});
    const problem = aliasProblem(text, events);
    if (problem) return refused('yaml-alias', problem.message, place(problem.offset));
    return { values: constructFromEvents(events, { source: text, schema: kubernetesSchema }) };
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    return syntaxProblem(error.reason, text, place(Math.min(error.mark?.position ?? 0, text.length)));
  }
}

function syntaxProblem(reason: string, text: string, at: Location): ReadOutcome {
  if (reason.startsWith('duplicated mapping key')) {
    const help = 'keep one of the two: Kubernetes refuses a manifest that sets a key twice';
    return refused('yaml-duplicate-key', 'this key is already set in the same mapping', at, help);
  }
  return refused('yaml-syntax', `the YAML cannot be read: ${reason}`, at, syntaxHelp(reason, text));
}

function syntaxHelp(reason: string, text: string): string {
  if (text.includes('{{')) return 'this looks like a template: pass rendered output (helm template … | netpact … -)';
  if (/\n *\t/.test(text)) return 'indent with spaces: YAML does not allow tabs';
  if (reason.includes('end of the stream')) return 'the document seems to be cut off: close what is still open';
  return 'correct this line or the ones just before it: usually the indentation is wrong';
}

function refused(code: string, message: string, at: Location, help?: string): ReadOutcome {
  return { problem: { code, severity: 'error', message, at, ...(help ? { help: [help] } : {}) } };
}
