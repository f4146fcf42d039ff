import { groupBy } from '../../algebra/keyed';
import { allPorts, intersectPorts, noPorts, portRange, subtractPorts, unionPorts } from '../../algebra/port-set';
import type {
  Change,
  ExplainedDirection,
  ExplainedPolicy,
  ExplainedRule,
  Explanation,
} from '../../analyze/explain/explanation';
import { peerSentences } from '../../analyze/explain/reasons';
import { type DnsAnswer, unknownDns } from '../../analyze/judge/dns-access';
import type { Direction } from '../../analyze/model/policy-rules';
import { type Assumption, assumedLine } from '../../diagnostics/assumption';
import type { SourceSpan } from '../../diagnostics/finding';
import { type Palette, plainPalette } from '../../diagnostics/palette';
import { printable } from '../../diagnostics/printable';
import { portsText } from '../../wording/ports';
import { listed } from '../../wording/words';

/** What the text needs beside the explanation. */
export interface ExplainTextOptions {
  /** Writes plain data as YAML. */
  readonly yaml: (document: object) => string;
  readonly assumptions?: readonly Assumption[];
  readonly palette?: Palette;
}

/** An explanation for people: the verdict, what decides in each direction, and what would change it. */
export function explainText(explanation: Explanation, options: ExplainTextOptions): string {
  const { yaml, assumptions = [], palette = plainPalette } = options;
  const { egress, ingress, reasons, dns } = explanation;
  const [src, dst] = [printable(explanation.src), printable(explanation.dst)];
  const general = reasons.filter(({ direction }) => direction === undefined);
  const parts = [
    [headline(explanation, src, dst, palette), ...general.map(({ message }) => `  ${printable(message)}`)].join('\n'),
    // Of a connection of a pod with itself no policy decides anything.
    ...(reasons.some(({ kind }) => kind === 'same-pod')
      ? []
      : [
          directionText('egress', src, egress, explanation, palette),
          directionText('ingress', dst, ingress, explanation, palette),
        ]),
  ];
  if (dns) parts.push(`name resolution\n  ${dnsSentence(src, dns)}`);
  parts.push(...changesText(explanation, yaml, palette));
  if (assumptions.length > 0) parts.push(assumptions.map((each) => printable(assumedLine(each))).join('\n'));
  return `${parts.join('\n\n')}\n`;
}

function headline(explanation: Explanation, src: string, dst: string, palette: Palette): string {
  const { verdict, conn, asked, egress, ingress } = explanation;
  const refused =
    asked === allPorts
      ? `${src} reaches ${dst} on no port`
      : `${src} does not reach ${dst} on ${asked === noPorts ? 'that port' : portsText(asked)}`;
  switch (verdict) {
    case 'allowed':
      return `${palette.strong('allowed')}: ${src} reaches ${dst} on ${portsText(asked)}`;
    case 'denied': {
      const ends = [...(egress.blocks ? ['egress'] : []), ...(ingress.blocks ? ['ingress'] : [])];
      const by = ends.length > 0 ? `; blocked by ${listed(ends)}` : '';
      return `${palette.error('denied')}: ${refused}${by}`;
    }
    case 'partly':
      return `${palette.warning('partly')}: ${src} reaches ${dst} on ${portsText(conn)}, and on no other port`;
    case 'undetermined':
      if (explanation.dependsOn.length + explanation.unevaluated.length === 0) {
        const surely = conn === noPorts ? '' : `; ${portsText(conn)} surely passes`;
        return `${palette.warning('undetermined')}: it is not known whether ${src} reaches ${dst} on ${portsText(asked)}${surely}`;
      }
      return `${palette.warning('undetermined')}: by the fixed defaults ${conn === noPorts ? refused : `${src} reaches ${dst} on ${portsText(conn)}`}, but`;
  }
}

function directionText(
  direction: Direction,
  end: string,
  { isolated, conn, policies, blocks }: ExplainedDirection,
  { asked }: Explanation,
  palette: Palette,
): string {
  const title = palette.strong(`${direction} of ${end}`);
  if (policies.length === 0) return `${title}: not isolated, everything passes`;
  const given = intersectPorts(conn, asked);
  const what = given === noPorts ? 'lets nothing of this pass' : `lets ${portsText(given)} pass`;
  const state = isolated ? `isolated by ${policies.map(({ name }) => printable(name)).join(', ')}` : 'perhaps isolated';
  const mark = blocks ? palette.error(what) : what;
  return [`${title}: ${state}; ${mark}`, ...policies.map((policy) => policyText(policy, asked, palette))].join('\n');
}

function policyText(
  { namespace, name, location, rules }: ExplainedPolicy,
  asked: Explanation['asked'],
  palette: Palette,
) {
  const title = `  ${printable(`${namespace}/${name}`)} ${palette.faint(place(location))}`;
  if (rules.length === 0) return `${title}\n    has no rule: allows nothing`;
  return [title, ...rules.map((rule) => ruleText(rule, asked, palette))].join('\n');
}

function ruleText(rule: ExplainedRule, asked: Explanation['asked'], palette: Palette): string {
  const at = `${rule.rule} ${palette.faint(place(rule.location))}`;
  const given = intersectPorts(rule.allows, asked);
  const head = given === noPorts ? `    no   ${at}` : `    yes  ${at} allows ${portsText(given)}`;
  const why: string[] = [];
  if (!rule.matchesPeer) why.push(...peerSentences(rule));
  const missing = subtractPorts(asked, rule.offers);
  if (given === noPorts && missing !== noPorts && rule.offers !== noPorts)
    why.push(`ports: allows ${portsText(rule.offers)}, not ${portsText(asked)}`);
  for (const name of rule.unresolvedNames) why.push(`ports: the destination declares no port named "${name}"`);
  for (const name of rule.unknownNames)
    why.push(`ports: which port of the destination is named "${name}" is not known`);
  return [head, ...why.map((line) => `         ${printable(line)}`)].join('\n');
}

function changesText(explanation: Explanation, yaml: ExplainTextOptions['yaml'], palette: Palette): readonly string[] {
  const { changes } = explanation;
  if (changes.length === 0) return [];
  const texts = distinctFlows(changes).map(({ change, directions }) => {
    if (change.kind === 'declare-flow') return [`  ${directions}: ${flowTitle(change)}`, ...flowBody(change)];
    const { title: what, document } = changeDocument(change, explanation);
    const body = yaml(document)
      .trimEnd()
      .split('\n')
      .map((line) => `    ${line}`);
    return [`  ${directions}: ${printable(what)}`, ...body];
  });
  const title = `the smallest change that allows it${texts.length === 1 ? '' : ' (all of it is needed)'}`;
  return texts.map((lines, index) => [...(index === 0 ? [palette.strong(title)] : []), ...lines].join('\n'));
}

/** One flow has two halves: where both are missing it is written once. */
function distinctFlows(
  changes: readonly Change[],
): readonly { readonly change: Change; readonly directions: string }[] {
  const keyOf = (change: Change) =>
    change.kind === 'declare-flow' ? JSON.stringify([change.app, change.line]) : change.direction;
  return [...groupBy(changes, keyOf).values()].map((same) => ({
    change: same[0],
    directions: listed(same.map(({ direction }) => direction)),
  }));
}

type FlowChange = Extract<Change, { readonly kind: 'declare-flow' }>;

function flowTitle({ app, chart, namespace, instead, place: stands }: FlowChange): string {
  const where = `in TypeScript (app ${app}${chart === '' ? '' : `, chart ${chart}`}${stands === undefined ? '' : `, ${instead === undefined ? `namespace ${namespace} ` : ''}at ${stands}`})`;
  return printable(instead === undefined ? `declare the flow ${where}` : `let the flow "${instead}" say more ${where}`);
}

function flowBody({ line, narrower }: FlowChange): readonly string[] {
  const lines = [
    ...(line.first === undefined ? [] : [`first ${line.first}; then`]),
    line.code,
    ...(narrower ? [`or on the ports that it declares: ${narrower.code}`] : []),
    ...(line.where.length > 0 ? [`where ${listed(line.where, line.where.length)}`] : []),
  ];
  return lines.map((text) => `    ${printable(text)}`);
}

const place = ({ file, line }: SourceSpan): string => `(${printable(file)}:${line})`;

/** A change as something that can be pasted, a whole policy or the list entries to add, and what to do with it in a line. */
function changeDocument(
  change: Exclude<Change, FlowChange>,
  { src, dst }: Explanation,
): { title: string; document: object } {
  if (change.kind !== 'add-policy') {
    const { file, line } = change.location;
    const list = change.field.slice(change.field.lastIndexOf('.') + 1);
    return { title: `${change.message} (${file}:${line})`, document: { [list]: change.add } };
  }
  const suffix = change.direction === 'egress' ? '-egress' : '';
  const name = `allow-${slug(src)}-to-${slug(dst)}`.slice(0, 240).replace(/-+$/, '');
  const document = {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: `${name}${suffix}`, namespace: change.namespace },
    spec: change.spec,
  };
  return { title: change.message, document };
}

/** The short name of an end, in letters that a Kubernetes name may have. */
function slug(end: string): string {
  const short = end.includes('/') ? end.slice(end.indexOf('/') + 1).replace(/(.)\[.*\]$/, '$1') : end;
  const words = short.toLowerCase().replace(/[^a-z0-9]+/g, '-');
  return words.replace(/^-+|-+$/g, '') || 'pod';
}

/** Whether a source may resolve names, in a sentence. */
export function dnsSentence(source: string, { udp, tcp, servers, server: { port } }: DnsAnswer): string {
  if (udp === 'unknown') return `whether ${source} can resolve names is not known: ${unknownDns}`;
  if (udp === 'closed')
    return `${source} cannot resolve names: no rule of its egress lets it ask ${servers}, so a connection by name fails before it starts`;
  const overUdp = portRange('UDP', port, port);
  const ports = tcp === 'open' ? unionPorts(overUdp, portRange('TCP', port, port)) : overUdp;
  return `${source} may resolve names: its egress lets it ask ${servers} on ${portsText(ports)}`;
}
