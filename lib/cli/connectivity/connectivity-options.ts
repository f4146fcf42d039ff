import type { PortProtocol } from '../../algebra/port-set';
import type { Analysis } from '../../analyze/analysis';
import type { ConnectivityFilter } from '../../analyze/connectivity/connectivity';
import { resolveEnd } from '../../analyze/explain/resolve-end';
import { NetpactError } from '../../diagnostics/netpact-error';
import { nearest } from '../../diagnostics/suggest';
import type { InputOptions } from '../input/analysis-options';
import { invalidOption } from '../refusal';

type ConnectivityFormat = 'text' | 'json' | 'csv' | 'md' | 'dot' | 'mermaid' | 'svg' | 'html';

/** The options of `netpact connectivity` as commander hands them over. */
export interface ConnectivityOptions extends InputOptions {
  readonly format: ConnectivityFormat;
  readonly focus?: string;
  readonly direction?: 'ingress' | 'egress';
  readonly protocol?: string;
  readonly port?: string;
  readonly ipFamily?: '4' | '6' | 'both';
  readonly exposure?: boolean;
}

/** The part of the filter that needs no input, so that a mistake in it is said before anything is read. */
export function readFilter(
  options: ConnectivityOptions,
  profileFamilies: readonly (4 | 6)[] | undefined,
): ConnectivityFilter {
  const protocol = options.protocol === undefined ? undefined : protocolNamed(options.protocol);
  const port = options.port === undefined ? undefined : portNumber(options.port);
  return {
    families: familiesOf(options, profileFamilies),
    ...(options.direction && { direction: options.direction }),
    ...(protocol && { protocol }),
    ...(port !== undefined && { port }),
  };
}

/** The names that `--focus` means; a name without a kind means every workload of that name. Throws where it means none. */
export function focusOf(analysis: Analysis, text: string, namespace: string | undefined): ReadonlySet<string> {
  const full = text.includes('/') ? text : `${namespace ?? 'default'}/${text}`;
  const named = analysis.universe.pods.filter(({ name }) => name === full || name.startsWith(`${full}[`));
  if (named.length > 0) return new Set(named.map(({ name }) => name));
  const ends = { analysis, described: () => analysis, ...(namespace !== undefined && { defaultNamespace: namespace }) };
  const resolved = resolveEnd(ends, text);
  if ('end' in resolved) {
    // Of whom no row can speak, "nothing" would be no answer.
    if (!analysis.pods(resolved.end.name)) throw focusWithoutRows(text);
    return new Set([resolved.end.name]);
  }
  const elsewhere = analysis.universe.pods.find(({ name }) => name.includes(`/${text}[`));
  const help = elsewhere
    ? [`did you mean "${elsewhere.name.replace(/\[[^[]*\]$/, '')}"?`]
    : (resolved.problem.help ?? []);
  throw new NetpactError([{ ...resolved.problem, help }]);
}

const focusWithoutRows = (text: string) =>
  invalidOption(
    `--focus ${text} is no workload of the input`,
    'ask netpact explain about pods that do not exist, about addresses and about the API server; --exposure shows pods that policies describe',
  );

function familiesOf({ ipFamily, format }: ConnectivityOptions, profile: readonly (4 | 6)[] | undefined) {
  if (ipFamily === 'both') return [4, 6] as const;
  if (ipFamily !== undefined) return [ipFamily === '4' ? 4 : 6] as const;
  // Other programs read the JSON, and expect IPv4 alone.
  return format === 'json' ? ([4] as const) : (profile ?? ([4, 6] as const));
}

const protocols: readonly PortProtocol[] = ['TCP', 'UDP', 'SCTP'];

function protocolNamed(text: string): PortProtocol {
  const found = protocols.find((protocol) => protocol === text.toUpperCase());
  if (found) return found;
  const near = nearest(text, protocols);
  throw invalidOption(`--protocol ${text} is no protocol`, near ? `did you mean ${near}?` : 'write TCP, UDP or SCTP');
}

function portNumber(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (port < 1 || port > 65535)
    throw invalidOption(
      `--port ${text} is no port`,
      'write a number from 1 to 65535; --protocol says of which protocol',
    );
  return port;
}
