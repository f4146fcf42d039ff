import { securitySeverityOf } from '../../audit/ranking';
import type { Rule } from '../../audit/rule';
import { type Palette, plainPalette } from '../../diagnostics/palette';
import { markdownText } from '../markdown-text';

const categoryTitles: Readonly<Record<Rule['category'], string>> = {
  validity: 'Validity: what the API server refuses',
  trap: 'Traps: valid, but not what it looks like',
  reach: 'Reach: what is effectively allowed',
  outage: 'Outages: what a policy breaks',
  hygiene: 'Hygiene: what will hurt later',
};

interface Category {
  readonly title: string;
  readonly rules: readonly Rule[];
}

/** The rules by category, in the order of the catalogue. */
function categoriesOf(rules: readonly Rule[]): readonly Category[] {
  const names = [...new Set(rules.map(({ category }) => category))];
  return names.map((name) => ({
    title: categoryTitles[name],
    rules: rules.filter(({ category }) => category === name),
  }));
}

/** One line for each rule: name, severity, title. */
export function rulesText(rules: readonly Rule[], palette: Palette = plainPalette): string {
  const width = Math.max(...rules.map(({ name }) => name.length));
  const blocks = categoriesOf(rules).map(({ title, rules: members }) => {
    const lines = members.map(
      (rule) => `  ${rule.name.padEnd(width)}  ${palette[rule.severity](rule.severity.padEnd(7))}  ${rule.title}`,
    );
    return [palette.strong(title), ...lines].join('\n');
  });
  return `${blocks.join('\n\n')}\n\n${rules.length} rules; netpact help RULE prints the page of one\n`;
}

/** Everything that can be said of the rules without running them; keys and their order are stable. */
export function rulesJson(rules: readonly Rule[]): string {
  const list = rules.map((rule) => ({
    name: rule.name,
    severity: rule.severity,
    category: rule.category,
    title: rule.title,
    what: rule.what,
    why: rule.why,
    fix: rule.fix,
    examples: rule.examples,
    securitySeverity: securitySeverityOf(rule),
    controls: rule.controls ?? [],
  }));
  return `${JSON.stringify({ schemaVersion: 1, rules: list }, undefined, 2)}\n`;
}

/** A table for each category; `linkOf` turns a name into the address of its page. */
export function rulesMd(rules: readonly Rule[], linkOf?: (name: string) => string): string {
  const sections = categoriesOf(rules).map(({ title, rules: members }) => {
    const rows = members.map(({ name, severity, title: about }) => {
      const label = linkOf ? `[\`${name}\`](${linkOf(name)})` : `\`${name}\``;
      return `| ${label} | ${severity} | ${markdownText(about)} |\n`;
    });
    return `## ${title}\n\n| Rule | Severity | Found |\n| --- | --- | --- |\n${rows.join('')}`;
  });
  return sections.join('\n');
}
