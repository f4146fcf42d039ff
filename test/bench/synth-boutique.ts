import { mkdtempSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { builtMain } from '../built-netpact';
import { describeRuns, type Figure, ratioFigure } from './figure';
import { type Command, measure } from './whole-process';

/** A cold `netpact synth` of the online boutique beside the same flows in cdk8s-plus. */
export function synthBoutique(): { readonly report: string; readonly figures: readonly Figure[] } {
  const outdir = mkdtempSync(path.join(os.tmpdir(), 'netpact-bench-'));
  const baseline = 'test/bench/cdk8s-plus-boutique/main.ts';
  const netpact: Command = {
    label: 'netpact synth --no-typecheck',
    argv: ['node', builtMain(), 'synth', 'apps/online-boutique/main.ts', '--no-typecheck', '--out', `${outdir}/a`],
    env: { NETPACT_NOW: '2026-11-21' },
  };
  const cdk8sSynth: Command = {
    label: 'cdk8s synth (npx tsx), cdk8s-plus',
    argv: [
      'node',
      'node_modules/cdk8s-cli/bin/cdk8s',
      'synth',
      '--app',
      `npx tsx ${baseline}`,
      '--output',
      `${outdir}/b`,
    ],
    env: { CHECKPOINT_DISABLE: '1' },
  };
  const tsxAlone: Command = {
    label: 'tsx alone, cdk8s-plus',
    argv: ['node', 'node_modules/tsx/dist/cli.mjs', baseline],
    env: { CDK8S_OUTDIR: `${outdir}/c` },
  };
  const runs = measure([netpact, cdk8sSynth, tsxAlone], 7);
  const of = (command: Command) => runs.get(command) ?? [];
  return {
    report: describeRuns(runs),
    figures: [
      ratioFigure('cold synth of the online boutique: at most half of cdk8s synth', of(netpact), of(cdk8sSynth), 0.5),
      ratioFigure('cold synth of the online boutique: no slower than tsx alone', of(netpact), of(tsxAlone), 1),
    ],
  };
}
