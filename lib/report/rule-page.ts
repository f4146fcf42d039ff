import { securitySeverityOf } from '../audit/ranking';
import type { Rule } from '../audit/rule';

/** The page of a rule as text for a terminal. `heading` paints the names of its parts. */
export function ruleText(rule: Rule, heading: (text: string) => string = (text) => text): string {
  const parts = [
    `${heading(rule.name)}: ${rule.title}`,
    `${rule.severity}, ${rule.category}, security severity ${securitySeverityOf(rule).toFixed(1)}${controlsOf(rule)}`,
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
    `**${rule.severity}** · ${rule.category} · security severity ${securitySeverityOf(rule).toFixed(1)}${controlsOf(rule)}`,
    rule.what,
    `**Why it matters.** ${rule.why}`,
    `**Fix.** ${rule.fix}`,
    `Found in:\n\n${fenced(rule.examples.bad)}`,
    `Not found in:\n\n${fenced(rule.examples.good)}`,
  ];
  return `${parts.join('\n\n')}\n`;
}

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
