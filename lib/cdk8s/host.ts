import type { CompiledApp } from '../compile/compiled-app';

const key = Symbol.for('netpact.host');

/** Set before the user's app is imported: PolicyApp registers itself here and its synth() then writes nothing. */
export interface Host {
  readonly env?: string;
  readonly apps: HostedApp[];
}

/** A PolicyApp that the command line holds in its hands. */
export interface HostedApp {
  compile(options: { readonly now: Date; readonly expired: 'error' | 'warn' }): CompiledApp;
  readonly outdir: string;
  /** Whether the user's code called synth(). */
  readonly synthesized: boolean;
}

/** Makes every PolicyApp that is created from now on register itself instead of writing files. */
export function startHosting(env: string | undefined): Host {
  const host: Host = { ...(env !== undefined && { env }), apps: [] };
  Object.defineProperty(globalThis, key, { value: host, configurable: true });
  return host;
}
