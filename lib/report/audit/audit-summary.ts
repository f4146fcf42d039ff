import type { NamespaceSummary } from '../../audit/summary/summarize-audit';
import { type Palette, plainPalette } from '../../diagnostics/palette';
import { printable } from '../../diagnostics/printable';
import { markdownText } from '../markdown-text';
import { summaryAnswers } from './summary-sentences';

/** For people: a paragraph for each namespace, an answer on each line. */
export function summaryText(summaries: readonly NamespaceSummary[], palette: Palette = plainPalette): string {
  const paragraphs = summaries.map((summary) => {
    const answers = summaryAnswers(summary).map(({ about, lines: raw }) => {
      const lines = raw.map(printable);
      const [only = '', ...more] = lines;
      return more.length === 0
        ? `  ${about}: ${only}`
        : [`  ${about}:`, ...lines.map((line) => `    ${line}`)].join('\n');
    });
    return [palette.strong(printable(titleOf(summary))), ...answers].join('\n');
  });
  return `${paragraphs.join('\n\n') || 'no namespace has a workload or a policy'}\n`;
}

/** For pull requests and wikis. */
export function summaryMd(summaries: readonly NamespaceSummary[]): string {
  const sections = summaries.map((summary) => {
    const answers = summaryAnswers(summary).map(({ about, lines }) => {
      const [only = '', ...more] = lines.map(markdownText);
      const list = [only, ...more].map((line) => `  - ${line}`).join('\n');
      return more.length === 0 ? `- **${about}:** ${only}` : `- **${about}:**\n${list}`;
    });
    return `## ${markdownText(titleOf(summary))}\n\n${answers.join('\n')}\n`;
  });
  return sections.join('\n') || 'No namespace has a workload or a policy.\n';
}

/** For programs; keys and their order are stable. */
export function summaryJson(summaries: readonly NamespaceSummary[]): string {
  return `${JSON.stringify({ schemaVersion: 1, namespaces: summaries }, undefined, 2)}\n`;
}

function titleOf({ namespace, workloads, policies }: NamespaceSummary): string {
  const workloadWord = workloads === 1 ? 'workload' : 'workloads';
  return `namespace ${namespace}: ${workloads} ${workloadWord}, ${policies} ${policies === 1 ? 'policy' : 'policies'}`;
}
