import { captureCallSite } from '../diagnostics/call-site';
import type { Finding } from '../diagnostics/finding';
import { NetpactError } from '../diagnostics/netpact-error';
import { nearest } from '../diagnostics/suggest';
import type { Cluster } from '../dsl/cluster';
import { clusterModelOf } from '../dsl/model';
import { strayValue } from '../dsl/stray-value';
import type { Refused } from '../dsl/symbols';
import { listed as named } from '../wording/words';
import { currentHost } from './host';

/** What an app is told of one environment: fields of your own (namespaces, CIDRs, …), and one that netpact reads. */
export type EnvironmentFields = object & {
  /** The profile of the cluster there; it outranks the `cluster` of the app.
   * @default the `cluster` of the app */
  readonly cluster?: Cluster;
};

/** The fields of environments that nobody declared: an app with some is an app, too, so any object fits. */
export type NoFields = object & Partial<Refused<string>>;

/** One of several environments, read by a field that perhaps not all of them have; a sentence where there are none. */
export type EnvironmentOf<Fields> =
  FieldsOf<Fields> extends keyof Refused<string>
    ? object & Partial<Refused<'declare them first: new PolicyApp({ environments: { dev: { … }, prod: { … } } })'>>
    : WithFields<Fields, FieldsOf<Fields>>;

type FieldsOf<T> = T extends unknown ? keyof T : never;
type WithFields<T, Known extends PropertyKey> = T extends unknown
  ? { readonly [F in Known]: F extends keyof T ? T[F] : undefined }
  : never;

/** An environment that was chosen among those that are declared. */
export interface ChosenEnvironment {
  readonly name: string;
  readonly fields: EnvironmentFields;
  /** The names of all that are declared, in their order. */
  readonly names: readonly string[];
}

/** What was asked for: by the command line, else NETPACT_ENV. An empty variable is one that is not set. */
export function askedEnvironment(): string | undefined {
  const host = currentHost();
  return host ? host.env : process.env.NETPACT_ENV || undefined;
}

/**
 * The environment that was asked for; undefined where none is declared. Throws a NetpactError where the declaration makes no
 * sense, and where none of it, or nothing, was asked for. Whoever only wants to know what is declared is told before.
 */
export function chooseEnvironment(
  owner: string,
  environments: unknown,
  listed?: (names: readonly string[]) => void,
): ChosenEnvironment | undefined {
  if (environments === undefined) {
    if (listed) throw noneDeclared();
    return undefined;
  }
  const declared = readEnvironments(owner, environments);
  const names = [...declared.keys()];
  listed?.(names);
  const name = askedEnvironment();
  if (name === undefined) throw notAsked(names);
  const fields = declared.get(name);
  if (fields === undefined) throw unknown(name, names);
  return { name, fields, names };
}

/** What is asked for where `app.environment` is read, or with `--env all`. */
export function noneDeclared(): NetpactError {
  return refused('environment-undeclared', 'the app declares no environments', [
    "declare them: new PolicyApp({ environments: { dev: { namespace: 'shop-dev' }, prod: { namespace: 'shop-prod' } } })",
    'without them an app gets any name that --env says, as app.env, and is run for one at a time',
  ]);
}

function notAsked(names: readonly string[]): NetpactError {
  return refused(
    'environment-missing',
    `the app declares ${names.length === 1 ? 'the environment' : 'the environments'} ${named(names, 8)}, and none was asked for`,
    [
      `say which: --env ${names[0]}; netpact synth --env all writes or checks each`,
      `without netpact's command line (cdk8s synth, tests), set NETPACT_ENV=${names[0]}`,
    ],
  );
}

function unknown(name: string, names: readonly string[]): NetpactError {
  const has = `the app declares ${named(names, 8)}`;
  // The command line takes it apart before; this is a process of its own.
  if (name === 'all')
    return refused(
      'environment-unknown',
      'NETPACT_ENV is all, and outside of netpact synth an app is one environment',
      [`${has}: name one of them; netpact synth --env all writes each`],
    );
  const suggestion = nearest(name, names);
  return refused('environment-unknown', `${JSON.stringify(name)} is no environment of the app`, [
    ...(suggestion === undefined ? [] : [`did you mean ${suggestion}?`]),
    `${has}; netpact synth --env all writes or checks each`,
  ]);
}

function refused(code: string, message: string, help: readonly string[]): NetpactError {
  return new NetpactError([error(code, message, help)]);
}

function error(code: string, message: string, help: readonly string[]): Finding {
  return { code, severity: 'error', message, at: captureCallSite(), help };
}

/** What JavaScript, or a value of type any, may hand over is read as well. */
function readEnvironments(owner: string, environments: unknown): ReadonlyMap<string, EnvironmentFields> {
  const example = 'environments: { dev: { … }, prod: { … } }';
  if (typeof environments !== 'object' || environments === null || Array.isArray(environments))
    throw refused('environment-invalid', `environments of ${owner} is ${strayValue(environments)}`, [
      `write ${example}`,
    ]);
  if (inherits(environments))
    throw refused('environment-invalid', `environments of ${owner} inherits from another object`, [
      'its names must be its own: spread what is shared, { ...shared, dev: { … } }; __proto__ is no name of an environment',
    ]);
  const entries: readonly (readonly [string, unknown])[] = Object.entries(environments);
  if (entries.length === 0)
    throw refused('environment-invalid', `environments of ${owner} is empty`, [
      `write ${example}, or leave it out for an app that is the same everywhere`,
    ]);
  const declared = new Map<string, EnvironmentFields>();
  const findings: Finding[] = [];
  for (const [name, fields] of entries) {
    const problem = nameProblem(name, [...declared.keys()]) ?? fieldsProblem(name, fields);
    if (problem) findings.push(problem);
    else if (isFields(fields)) declared.set(name, fields);
  }
  if (findings.length > 0) throw new NetpactError(findings);
  return declared;
}

/** Whether an object has more above it than what every object has: `{ __proto__: … }`, an instance, `Object.create(…)`. */
function inherits(value: object): boolean {
  const above: unknown = Object.getPrototypeOf(value);
  return above !== null && Object.getPrototypeOf(above) !== null;
}

const form = /^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,61}[A-Za-z0-9_-])?$/;
/** No file system of Windows keeps these; `node_modules` is never looked into for files of netpact. */
const reserved = /^(?:(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?|node_modules)$/i;

function nameProblem(name: string, before: readonly string[]): Finding | undefined {
  if (name === 'all')
    return error('environment-invalid', 'an environment cannot be named all', [
      '--env all stands for each environment: give this one another name',
    ]);
  if (!form.test(name))
    return error('environment-invalid', `${JSON.stringify(name)} cannot be the name of an environment`, [
      'it becomes a folder: up to 63 letters, digits, ".", "_" and "-", the first a letter or digit, the last no "."',
    ]);
  if (reserved.test(name))
    return error('environment-invalid', `an environment cannot be named ${name}: no folder of manifests can be`, [
      'give it another name',
    ]);
  const twin = before.find((other) => other.toLowerCase() === name.toLowerCase());
  if (twin === undefined) return undefined;
  return error('environment-invalid', `the environments ${twin} and ${name} are one folder on many machines`, [
    'let their names differ in more than upper and lower case',
  ]);
}

function fieldsProblem(name: string, fields: unknown): Finding | undefined {
  if (!isFields(fields))
    return error('environment-invalid', `the environment ${name} is ${strayValue(fields)}`, [
      `an environment is an object of your own fields: ${name}: { namespace: 'shop-${name}' }`,
    ]);
  if (fields.cluster === undefined || clusterModelOf(fields.cluster)) return undefined;
  return error(
    'environment-invalid',
    `cluster of the environment ${name} is ${strayValue(fields.cluster)}, no profile`,
    [`write cluster: cluster({ … }), with cluster of netpact; for a name of your own use another field, clusterName`],
  );
}

function isFields(fields: unknown): fields is EnvironmentFields {
  return typeof fields === 'object' && fields !== null && !Array.isArray(fields);
}
