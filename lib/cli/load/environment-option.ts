import { invalidOption, refusal } from '../refusal';

/** What stands for each environment that an app declares; none can have this name. */
export const allEnvironments = 'all';

/** The environment that is asked for: `--env`, else NETPACT_ENV. Refuses one that cannot be a folder's name. */
export function environmentOf(option: string | undefined): string | undefined {
  const [name, env] = option === undefined ? ['NETPACT_ENV', process.env.NETPACT_ENV || undefined] : ['--env', option];
  if (env === undefined || /^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(env)) return env;
  throw env.trim() === ''
    ? invalidOption(`${name} is empty`, 'name the environment, or leave it out; a variable that is not set is empty')
    : invalidOption(
        `${name} ${env} is no name of an environment`,
        /^[\w.-]+(?:[,\s]+[\w.-]+)+$/.test(env)
          ? 'it is one name: netpact synth --env all takes each, netpact diff --app two: --env dev --env prod'
          : 'it becomes a folder: letters, digits, ".", "_" and "-"',
      );
}

/** The one environment that an app is read for, by a command that takes `--app`; undefined without an app. */
export function environmentOfApp(app: string | true | undefined, option: string | undefined): string | undefined {
  if (app === undefined && option !== undefined)
    throw refusal(
      'environment-misplaced',
      `--env ${option} names an environment of an app, and there is no --app`,
      'add --app; the manifests of an environment are read from its folder: dist/k8s/prod',
    );
  const env = app === undefined ? undefined : environmentOf(option);
  if (env !== allEnvironments) return env;
  throw refusal(
    'environment-misplaced',
    `${option === undefined ? 'NETPACT_ENV=' : '--env '}${allEnvironments} is for netpact synth: here an app is read in one environment`,
    'name it: --env prod',
  );
}
