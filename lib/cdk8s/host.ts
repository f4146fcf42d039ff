import type { CompiledApp } from '../compile/compile-app';
import type { AppDeclaration, ExceptionClock, PolicyForm } from '../compile/declaration';

/** A PolicyApp as the command line sees it. */
export interface HostedApp {
  /** In the form that the command line asks for, else in the app's own. */
  readonly compile: (clock: ExceptionClock, form?: PolicyForm) => CompiledApp;
  readonly outdir: string;
  /** The names of the environments that it declares, in their order. */
  readonly environments: readonly string[];
  /** Whether the user's code called `synth()`: the app notes it here. */
  synthesized: boolean;
}

/** Whoever runs the user's code: with a host, `synth()` writes nothing, and the host takes the apps from here. */
export interface Host {
  readonly env: string | undefined;
  readonly apps: HostedApp[];
  /** Where what is deployed stands, for apps that do not say it: `manifests` of cdk8s.yaml. */
  readonly manifests?: AppDeclaration['manifests'];
  /** Set by a host that asks only which environments an app declares: told as soon as a PolicyApp is made, which then throws. */
  readonly listed?: (names: readonly string[]) => void;
}

const hostKey = Symbol.for('netpact.host');

/** Becomes the host of every PolicyApp that is made in this process from now on. */
export function startHosting(env: string | undefined, listed?: Host['listed'], manifests?: Host['manifests']): Host {
  const host: Host = { env, apps: [], ...(listed && { listed }), ...(manifests && { manifests }) };
  (globalThis as { [hostKey]?: Host })[hostKey] = host;
  return host;
}

export function currentHost(): Host | undefined {
  return (globalThis as { [hostKey]?: Host })[hostKey];
}
