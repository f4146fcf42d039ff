import path from 'node:path';
import { momentForm, readMoment } from '../../algebra/calendar';
import type { PolicyForm } from '../../compile/declaration';
import type { Layout } from '../../k8s/emit/render-manifests';
import type { Cdk8sConfig } from '../project/cdk8s-yaml';
import { invalidOption } from '../refusal';

/** The options of `netpact synth` as commander hands them over. */
export interface SynthOptions {
  readonly out?: string;
  /** Where the contract goes; false: nowhere. */
  readonly contract?: string | boolean;
  readonly check?: boolean;
  readonly watch?: boolean;
  readonly now?: string;
  readonly env?: string;
  readonly layout: Layout;
  readonly policies?: PolicyForm;
  readonly allowRemoved?: boolean;
  readonly expired: 'error' | 'warn';
  readonly format: 'text' | 'json';
  readonly typecheck: boolean;
  readonly timeout: string;
}

/**
 * Where the files go, as it is printed: `--out`, else where `cdk8s synth` wants them, else `output` of cdk8s.yaml, else what the app
 * says; with an environment its folder below.
 */
export function outputFolder(
  options: { readonly out?: string | undefined; readonly env?: string | undefined },
  config: Cdk8sConfig,
  ofApp: string,
): string {
  const out = options.out ?? (process.env.CDK8S_OUTDIR || config.output || ofApp);
  return options.env === undefined ? path.normalize(out) : path.join(out, options.env);
}

/** Refuses an empty `--out`: an unset variable must not fill the working folder with manifests. */
export function checkOut(out: string | undefined): void {
  if (out?.trim() === '')
    throw invalidOption('--out is empty', 'name the folder: --out dist/k8s; for the working folder, --out .');
}

/** The file of `--contract`; undefined for the usual one, false for none. Refuses an empty one. */
export function contractOption({ contract }: Pick<SynthOptions, 'contract'>): string | false | undefined {
  if (typeof contract !== 'string') return contract === false ? false : undefined;
  if (contract.trim() === '')
    throw invalidOption('--contract is empty', 'name the file: --contract dist/contract/shop.json; or --no-contract');
  return contract;
}

/** The moment of the build: `--now`, else NETPACT_NOW, else the clock. A date means its first moment, UTC. */
export function momentOf(now: string | undefined): Date {
  const [name, text] = now !== undefined ? ['--now', now] : ['NETPACT_NOW', process.env.NETPACT_NOW];
  if (text === undefined || text === '') return new Date();
  const moment = readMoment(text);
  if (!moment) throw invalidOption(`${name} ${text} is no date`, `write ${momentForm}`);
  return moment;
}

/** How long an app may run. */
export function timeoutOf(text: string): number {
  const seconds = Number(text);
  if (text.trim() === '' || !(seconds > 0 && seconds <= 86_400))
    throw invalidOption(`--timeout ${text} is no number of seconds`, 'write a number above 0, up to 86400');
  return seconds;
}
