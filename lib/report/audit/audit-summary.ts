import { isCalendarDay } from '../../algebra/calendar';
import { type Direction, directions } from '../../analyze/model/policy-rules';
import type {
  ExceptionSummary,
  GrantingLabel,
  NamespaceSummary,
  WorkloadReach,
} from '../../audit/summary/summarize-audit';
import { type Assumption, assumedLine, assumptionJson } from '../../diagnostics/assumption';
import { type Palette, plainPalette } from '../../diagnostics/palette';
import { printable } from '../../diagnostics/printable';
import { counted } from '../../wording/words';
import { markdownText } from '../escape';

/** For people: a paragraph for each namespace, an answer on each line. */
export function summaryText(
  summaries: readonly NamespaceSummary[],
  assumptions: readonly Assumption[] = [],
  palette: Palette = plainPalette,
): string {
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
  if (assumptions.length > 0) paragraphs.push(assumptions.map((each) => printable(assumedLine(each))).join('\n'));
  return `${paragraphs.join('\n\n') || 'no namespace has a workload or a policy'}\n`;
}

/** For pull requests and wikis. */
export function summaryMd(summaries: readonly NamespaceSummary[], assumptions: readonly Assumption[] = []): string {
  const sections = summaries.map((summary) => {
    const answers = summaryAnswers(summary).map(({ about, lines }) => {
      const [only = '', ...more] = lines.map(markdownText);
      const list = [only, ...more].map((line) => `  - ${line}`).join('\n');
      return more.length === 0 ? `- **${about}:** ${only}` : `- **${about}:**\n${list}`;
    });
    return `## ${markdownText(titleOf(summary))}\n\n${answers.join('\n')}\n`;
  });
  if (assumptions.length > 0)
    sections.push(assumptions.map((each) => `> ${markdownText(assumedLine(each))}\n`).join(''));
  return sections.join('\n') || 'No namespace has a workload or a policy.\n';
}

/** For programs; keys and their order are stable. */
export function summaryJson(summaries: readonly NamespaceSummary[], assumptions: readonly Assumption[] = []): string {
  const document = { schemaVersion: 1, namespaces: summaries, assumptions: assumptions.map(assumptionJson) };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

function titleOf({ namespace, workloads, policies }: NamespaceSummary): string {
  return `namespace ${namespace}: ${counted(workloads, 'workload')}, ${counted(policies, 'policy', 'policies')}`;
}

/** One answer to a reviewer: a short heading and what there is to say under it. */
interface Answer {
  readonly about: string;
  readonly lines: readonly string[];
}

/** The answers for a namespace, in the order in which reviewers ask. */
function summaryAnswers(summary: NamespaceSummary): readonly Answer[] {
  const { defaultDeny, notIsolated, widest, blastRadius, exceptions, grantingLabels, owners } = summary;
  const yesNo = (direction: Direction) => `${direction} ${defaultDeny[direction] ? 'yes' : 'no'}`;
  return [
    { about: 'owner', lines: [owners.join(', ') || 'unknown'] },
    { about: 'default deny', lines: [`${yesNo('ingress')}, ${yesNo('egress')}`] },
    {
      about: 'not isolated',
      lines: directions.map((each) => `${each}: ${notIsolated[each].join(', ') || 'none'}`),
    },
    {
      about: 'widest reach',
      lines: [
        ...(widest.ingress ? [`${widest.ingress.workload} is reached from ${far(widest.ingress)}`] : []),
        ...(widest.egress ? [`${widest.egress.workload} reaches ${far(widest.egress)}`] : []),
      ],
    },
    { about: 'blast radius', lines: blastRadius.map((reach) => `${reach.workload}: ${far(reach)}`) },
    { about: 'exceptions', lines: exceptions.length > 0 ? exceptions.map(exceptionSentence) : ['none'] },
    {
      about: 'labels that grant access',
      lines: grantingLabels.length > 0 ? grantingLabels.map(labelSentence) : ['none'],
    },
  ].filter(({ lines }) => lines.length > 0);
}

/** `2 workloads and 3 address ranges`. */
function far({ workloads, ranges, isAnywhere }: WorkloadReach): string {
  const outside = isAnywhere ? 'anywhere outside the cluster' : count(ranges, 'address range');
  return ranges === 0 ? count(workloads, 'workload') : `${count(workloads, 'workload')} and ${outside}`;
}

function exceptionSentence({ policy, owner, ticket, until, isExpired }: ExceptionSummary): string {
  const parts = [`owner ${owner ?? 'unknown'}`, ...(ticket === undefined ? [] : [ticket]), `until ${until}`];
  return `${policy}: ${parts.join(', ')}${isExpired ? ` (${isCalendarDay(until) ? 'over' : 'which is no day'})` : ''}`;
}

function labelSentence({ of, label, canBeSetByOwners, crossesNamespaces, policies }: GrantingLabel): string {
  const whose =
    of === 'namespace' ? 'of namespaces' : crossesNamespaces ? 'of pods in other namespaces' : 'of own pods';
  const who = canBeSetByOwners ? 'namespace owners can set it' : 'set by the API server';
  return `${label} ${whose} (${who}): ${policies.join(', ')}`;
}

function count(number: number, one: string): string {
  return number === 0 ? `no ${one}s` : counted(number, one);
}
