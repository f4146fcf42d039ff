import { eachId } from '../../algebra/id-set';
import { noPorts } from '../../algebra/port-set';
import type { NamespaceReach } from '../../analyze/connectivity/by-namespace';
import { type Assumption, assumedLine } from '../../diagnostics/assumption';
import { printable } from '../../diagnostics/printable';
import { portsText } from '../../wording/ports';
import { counted, listed } from '../../wording/words';
import { markdownText } from '../escape';

/** How many names a list may hold before a summary by namespace takes its place: some megabytes of text. */
export const mostNames = 400_000;

/** Says that a summary stands for lists, and how to ask for them. */
export const summaryNote =
  'summary: there are too many connections to list each; shown is which namespaces have some pods that reach some pods of which others, on which ports at the most; netpact connectivity --focus NAMESPACE/NAME lists those of one, --format json, csv or md all of them';

const namedNamespaces = 12;
const everyAddress = 'addresses outside the cluster';

/** What some pods of each namespace reach, and that addresses reach some: `some of n0 (8 kinds of pods) reach some of n1, n2 and n3 on TCP 80`. */
export function namespaceSentences(summary: readonly NamespaceReach[]): readonly (readonly string[])[] {
  return summary.map(({ namespace, pods, reaches, toAddresses, fromAddresses }) => {
    const parts = [...reaches].map(([ports, ids]) => {
      const names: string[] = [];
      eachId(ids, (id) => names.push(summary[id]?.namespace ?? ''));
      return `some of ${listed(names, namedNamespaces)} on ${portsText(ports)}`;
    });
    if (toAddresses !== noPorts) parts.push(`some ${everyAddress} on ${portsText(toAddresses)}`);
    const who = `some of ${namespace} (${counted(pods, 'kind of pods', 'kinds of pods')})`;
    const sentences = [parts.length > 0 ? `${who} reach ${parts.join('; ')}` : `none of ${namespace} reach anything`];
    if (fromAddresses !== noPorts) sentences.push(`some ${everyAddress} reach ${who} on ${portsText(fromAddresses)}`);
    return sentences.map(printable);
  });
}

/** The summary for a terminal, and what was taken for granted. */
export function* summaryText(
  reaches: readonly NamespaceReach[],
  assumptions: readonly Assumption[],
): Generator<string> {
  yield `${summaryNote}\n\n`;
  for (const sentence of namespaceSentences(reaches).flat()) yield `${sentence}\n`;
  for (const each of assumptions) yield `${printable(assumedLine(each))}\n`;
}

/** The summary in Markdown. */
export function* summaryMd(reaches: readonly NamespaceReach[], assumptions: readonly Assumption[]): Generator<string> {
  yield `${markdownText(summaryNote)}\n\n`;
  for (const sentence of namespaceSentences(reaches).flat()) yield `- ${markdownText(sentence)}\n`;
  for (const each of assumptions) yield `\n${markdownText(assumedLine(each))}\n`;
}
