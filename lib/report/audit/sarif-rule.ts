import { securitySeverityOf } from '../../audit/ranking';
import type { Rule } from '../../audit/rule';
import type { Severity } from '../../diagnostics/finding';
import { ruleMarkdown, ruleText } from '../rules/rule-page';

/** The levels of SARIF. */
export const sarifLevel: Readonly<Record<Severity, 'error' | 'warning' | 'note'>> = {
  error: 'error',
  warning: 'warning',
  info: 'note',
};

/** GitHub refuses longer descriptions, and shows ten tags of a rule. */
const longestDescription = 1024;
const mostTags = 10;

/** A rule as a `reportingDescriptor`, with what GitHub code scanning shows of it. */
export function sarifRule(rule: Rule) {
  return {
    id: rule.name,
    name: rule.name,
    shortDescription: { text: cut(sentence(rule.title)) },
    fullDescription: { text: cut(oneLine(rule.what)) },
    help: { text: ruleText(rule), markdown: ruleMarkdown(rule) },
    defaultConfiguration: { level: sarifLevel[rule.severity] },
    properties: {
      'security-severity': securitySeverityOf(rule).toFixed(1),
      precision: 'high',
      tags: ['security', 'kubernetes', rule.category, ...(rule.controls ?? [])].slice(0, mostTags),
    },
  };
}

const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim();

function sentence(title: string): string {
  return `${title.charAt(0).toUpperCase()}${title.slice(1)}${/[.!?]$/.test(title) ? '' : '.'}`;
}

function cut(text: string): string {
  return text.length <= longestDescription ? text : `${text.slice(0, longestDescription - 1)}…`;
}
