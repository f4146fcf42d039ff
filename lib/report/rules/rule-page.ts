import { precisionOf, securitySeverityOf } from '../../audit/ranking';
import type { Rule } from '../../audit/rule';

/** The page of a rule as text for a terminal. `heading` paints the names of its parts. */
export function ruleText(rule: Rule, heading: (text: string) => string = (text) => text): string {
  const parts = [
    `${heading(rule.name)}: ${rule.title}`,
    [rule.severity, rule.category, ...ranksOf(rule)].join(', ') + controlsOf(rule),
    `${heading('What')}\n${rule.what}`,
    `${heading('Why')}\n${rule.why}`,
    `${heading('Fix')}\n${rule.fix}`,
    `${heading('Found in')}\n${indented(rule.examples.bad)}`,
    `${heading('Not found in')}\n${indented(rule.examples.good)}`,
  ];
  return `${parts.join('\n\n')}\n`;
}

/** The page as Markdown, without a title. */
export function ruleMarkdown(rule: Rule): string {
  const parts = [
    [`**${rule.severity}**`, rule.category, ...ranksOf(rule)].join(' · ') + controlsOf(rule),
    prose(rule.what),
    `**Why it matters.** ${prose(rule.why)}`,
    `**Fix.** ${prose(rule.fix)}`,
    `Found in:\n\n${fenced(rule.examples.bad)}`,
    `Not found in:\n\n${fenced(rule.examples.good)}`,
  ];
  return `${parts.join('\n\n')}\n`;
}

/** Indented lines of a page are code. Marks that would be markup are escaped, save for those of code spans. */
function prose(text: string): string {
  const parts: string[] = [];
  for (const lines of runsOf(text.trim().split('\n'))) {
    const isCode = lines[0]?.startsWith('  ') === true;
    if (isCode) parts.push(`\n\`\`\`yaml\n${lines.map((line) => line.slice(2)).join('\n')}\n\`\`\`\n`);
    else parts.push(lines.map(escaped).join('\n'));
  }
  return parts.join('\n').trim();
}

/** Neighbouring lines that are code, or that are not. */
function runsOf(lines: readonly string[]): readonly (readonly string[])[] {
  const runs: string[][] = [];
  for (const line of lines) {
    const last = runs.at(-1);
    if (last && last[0]?.startsWith('  ') === line.startsWith('  ')) last.push(line);
    else runs.push([line]);
  }
  return runs;
}

function escaped(line: string): string {
  const parts = line.split(/(`[^`]*`)/);
  return parts
    .map((part, index) => (index % 2 === 1 ? part : part.replace(/[<>*[\]]/g, (mark) => `\\${mark}`)))
    .join('');
}

const ranksOf = (rule: Rule): readonly string[] => [
  `security severity ${securitySeverityOf(rule).toFixed(1)}`,
  `precision ${precisionOf(rule)}`,
];

function controlsOf({ controls = [] }: Rule): string {
  return controls.length > 0 ? `; ${controls.join(', ')}` : '';
}

function fenced(yaml: string): string {
  return `\`\`\`yaml\n${yaml.trim()}\n\`\`\``;
}

function indented(yaml: string): string {
  return yaml
    .trim()
    .split('\n')
    .map((line) => (line === '' ? '' : `  ${line}`))
    .join('\n');
}
