import { formatPorts } from '../algebra/port-set';
import type { ConnectivityRow } from '../analyze/connectivity/connectivity';
import { explain } from '../analyze/explain/explain';
import type { Explanation } from '../analyze/explain/explanation';
import { resolveEnds } from '../analyze/explain/resolve-end';
import type { ApiServer, End } from '../analyze/model/end';
import { NetpactError } from '../diagnostics/netpact-error';
import { blockYaml, type YamlValue } from '../k8s/emit/block-yaml';
import type { UnevaluatedPolicy } from '../k8s/resources';
import { explainText } from '../report/explain/explain-text';
import { resourceTitle } from '../wording/names';
import { compareWithList, type OnlyResult } from './allowed-only';
import { askedPort, type Connection, connectionsOf, describeConnection } from './connection';
import { endSource, readTested, type TestedManifests } from './manifests';
import type { OpenPortName } from './open-port-names';

/** The matchers that `import 'netpact/testing'` adds to `expect`. */
export interface NetpactMatchers<R> {
  /** Passes where the connection is allowed; `port` is a TCP port, `'53/UDP'` or the name of a port, all ports without it. */
  toAllow(from: string, to: string, port?: number | string): R;
  toAllow(...connections: readonly [Connection, ...Connection[]]): R;
  /** Passes where the connection is denied. */
  toDeny(from: string, to: string, port?: number | string): R;
  toDeny(...connections: readonly [Connection, ...Connection[]]): R;
  /**
   * Passes where these connections are allowed and no others. An end may also be a block of addresses, `shop/*` for all
   * pods of a namespace, or `*` for everyone.
   */
  toAllowOnly(connections: readonly Connection[]): R;
}

declare global {
  namespace jest {
    interface Matchers<R, T> extends NetpactMatchers<R> {}
  }
}

/** What a matcher answers, as `expect.extend` wants it. */
export interface MatcherResult {
  readonly pass: boolean;
  readonly message: () => string;
}

/**
 * Passes where every connection is allowed, surely and on all the ports that it names; with `.not` where one surely is not. Throws a NetpactError for manifests
 * that cannot be read or would be refused and for ends that mean nothing, and a TypeError for what is no connection.
 */
export function toAllow(this: unknown, manifests: unknown, ...args: readonly unknown[]): MatcherResult {
  return judge(manifests, connectionsOf(args), 'allowed', isNegated(this));
}

/** Passes where every connection is denied, surely and on all the ports that it names; with `.not` where one surely is not. Throws as `toAllow` does. */
export function toDeny(this: unknown, manifests: unknown, ...args: readonly unknown[]): MatcherResult {
  return judge(manifests, connectionsOf(args), 'denied', isNegated(this));
}

/** Passes where the listed connections are allowed and nothing else is; with `.not` where that is surely not so. Throws as `toAllow` does. */
export function toAllowOnly(this: unknown, manifests: unknown, list: unknown): MatcherResult {
  if (!Array.isArray(list)) throw new TypeError('toAllowOnly takes a list of connections: [{ from, to, port }]');
  const connections = list.length === 0 ? [] : connectionsOf(list);
  const tested = readTested(manifests);
  const result = compareWithList(tested, connections);
  const denied = connections
    .filter(({ from, to }) => isOneEnd(from) && isOneEnd(to))
    .map((connection) => explained(tested, connection))
    .filter(({ explanation }) => explanation.verdict !== 'allowed');
  const unused = result.unused.filter((connection) => !denied.some((each) => each.connection === connection));
  const { unevaluatedPolicies } = tested.analysis.resources;
  const unevaluated = unevaluatedPolicies.filter(({ covers }) => covers.length > 0).map(unevaluatedText);
  const openNames = [...new Set(result.openNames.map(openNameText))];
  const isUnknown = unevaluated.length + openNames.length > 0 || result.isUndecided || denied.some(isUndetermined);
  const isRefuted = unevaluated.length === 0 && (result.surplus.length > 0 || unused.length > 0);
  const holds = !isUnknown && !isRefuted && denied.length === 0;
  const isSurelyFalse = isRefuted || denied.some((each) => !isUndetermined(each));
  return {
    // What is not known fails with `.not` too.
    pass: holds || (isNegated(this) && !isSurelyFalse),
    message: () =>
      holds
        ? 'expected something beside the listed connections to be allowed, or one of them not to be'
        : [
            ...unevaluated,
            ...openNames,
            ...(result.isUndecided ? [undecided] : []),
            ...surplusText(result),
            ...denied.map(({ explanation }) => textOf(explanation)),
            ...unused.map(unusedText),
          ].join('\n\n'),
  };
}

/** Whether a runner calls a matcher with `.not` before it: it says so in `this`. */
function isNegated(call: unknown): boolean {
  return typeof call === 'object' && call !== null && 'isNot' in call && call.isNot === true;
}

function judge(
  manifests: unknown,
  connections: readonly Connection[],
  verdict: 'allowed' | 'denied',
  isNot: boolean,
): MatcherResult {
  const tested = readTested(manifests);
  const all = connections.map((connection) => explained(tested, connection));
  const others = all.filter(({ explanation }) => explanation.verdict !== verdict);
  const holds = others.length === 0;
  // What is not known fails with `.not` too.
  const pass = holds || (isNot && others.every(isUndetermined));
  const shown = holds ? all : others;
  const wanted = holds || isNot ? `not ${verdict}` : verdict;
  const parts = shown.map(
    ({ connection, explanation }) =>
      `expected ${describeConnection(connection)} to be ${wanted}\n\n${textOf(explanation)}`,
  );
  return { pass, message: () => parts.join('\n\n') };
}

interface Explained {
  readonly connection: Connection;
  readonly explanation: Explanation;
}

const isUndetermined = ({ explanation }: Explained): boolean => explanation.verdict === 'undetermined';

function explained(tested: TestedManifests, connection: Connection): Explained {
  const resolved = resolveEnds(endSource(tested), connection.from, connection.to);
  if ('problems' in resolved) throw new NetpactError(resolved.problems);
  const [from, to] = resolved.ends;
  return { connection, explanation: explain(tested.analysis, from, to, askedPort(connection)) };
}

/** Whether an end is one that can be explained, not one of the patterns of a list. */
const isOneEnd = (text: string): boolean => !text.endsWith('*') && !/^[\d.:a-f]+\/\d+$/.test(text);

const textOf = (explanation: Explanation): string => explainText(explanation, { yaml }).trimEnd();

function yaml(document: object): string {
  const plain: Readonly<Record<string, YamlValue>> = JSON.parse(JSON.stringify(document));
  return blockYaml(plain);
}

const unusedText = (connection: Connection): string =>
  `listed, but nothing of it is allowed: ${describeConnection(connection)}`;

const undecided = 'not decided: whether pods that several selectors select at once are allowed more than the list says';

const unevaluatedText = (policy: UnevaluatedPolicy): string =>
  `not known: ${resourceTitle(policy)} may allow more or less than the list says, and objects of its kind are not evaluated`;

const openNameText = ({ rule, pods, name }: OpenPortName): string =>
  `not known: ${rule} lets addresses reach ${pods.name} on port "${name}", and the input has no manifest of these pods: add it`;

/** How many surplus connections are said why they are allowed; the others are named. */
const explainedSurplus = 3;

function surplusText({ analysis, surplus }: OnlyResult): readonly string[] {
  if (surplus.length === 0) return [];
  const lines = surplus.map(({ src, dst, ports }) => `  ${src} to ${dst}: ${formatPorts(ports)}`);
  const why = surplus.slice(0, explainedSurplus).flatMap((row) => {
    const resolved = resolveEnds({ analysis, described: () => analysis }, endIn(row.src), endIn(row.dst));
    return 'ends' in resolved ? reasonLines(row, ...resolved.ends) : [];
  });
  return [['allowed, and not listed:', ...lines].join('\n'), ...why];

  function reasonLines(row: ConnectivityRow, from: End | ApiServer, to: End | ApiServer) {
    const { reasons } = explain(analysis, from, to);
    const deciding = reasons.filter(({ kind }) => kind === 'allowed-by' || kind === 'not-isolated');
    const written = deciding.map(({ message, location }) =>
      location ? `  ${message} (${location.file}:${location.line})` : `  ${message}`,
    );
    return [[`${row.src} to ${row.dst} is allowed because`, ...written].join('\n')];
  }
}

/** A range is explained by its first address. */
const endIn = (text: string): string => (/^[\d.:a-f]+-[\d.:a-f]+$/.test(text) ? (text.split('-')[0] ?? text) : text);
