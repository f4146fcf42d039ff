import { builtMain } from '../built-netpact';
import { describeRuns, type Figure, medianMilliseconds } from './figure';
import { type Command, measure } from './whole-process';

/** What it costs to start: the help, beside a Node process that does nothing. */
export function help(): { readonly report: string; readonly figures: readonly Figure[] } {
  const nothing: Command = { label: 'node -e 0', argv: ['node', '-e', '0'] };
  const netpact: Command = { label: 'netpact --help', argv: ['node', builtMain(), '--help'] };
  const runs = measure([nothing, netpact], 15);
  const more = medianMilliseconds(runs.get(netpact) ?? []) - medianMilliseconds(runs.get(nothing) ?? []);
  return {
    report: describeRuns(runs),
    figures: [
      { promise: '--help: at most 60 ms more than node -e 0', measured: `${more.toFixed(0)} ms`, isKept: more <= 60 },
    ],
  };
}
