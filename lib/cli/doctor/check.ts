import type { Typing } from './typing';

/** What one check found out. */
export interface CheckResult {
  /** Stable, kebab-case. */
  readonly name: string;
  readonly status: 'ok' | 'warning' | 'error';
  readonly message: string;
  readonly help?: string;
}

/** The project that is checked. */
export interface DoctorContext {
  readonly cwd: string;
  /** The app's entry file; undefined where there is none. */
  readonly entry?: string;
  /** Where settings and packages of the app are looked for first. */
  readonly folder: string;
  /** Where synth writes, relative to `cwd`. */
  readonly out: string;
  readonly cdk8sOutput?: string;
  readonly hasCdk8sYaml: boolean;
  readonly typing: Typing;
}

export function ok(name: string, message: string): CheckResult {
  return { name, status: 'ok', message };
}

export function warning(name: string, message: string, help: string): CheckResult {
  return { name, status: 'warning', message, help };
}

export function error(name: string, message: string, help: string): CheckResult {
  return { name, status: 'error', message, help };
}
