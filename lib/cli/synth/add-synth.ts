import { type Command, Option } from 'commander';
import { formatOption, oneEnvironment } from '../shared-options';
import type { SynthOptions } from './synth-options';

/** `netpact synth`, with its options. */
export function addSynth(program: Command): void {
  program
    .command('synth')
    .summary('TypeScript to manifests')
    .description('Compiles the flows of an app and writes them as NetworkPolicy manifests.')
    .argument(
      '[app]',
      'the entry file, or a folder that has one: the one in its cdk8s.yaml, else apps/main.ts, src/main.ts or main.ts; a package runs in its own folder (default: this folder)',
    )
    .option('-o, --out <folder>', 'where to write (default: output of cdk8s.yaml, else dist/k8s)')
    .option(
      '--env <name>',
      'the environment that the app is asked for, written to <out>/<name>; all: each that it declares (default: NETPACT_ENV)',
      oneEnvironment,
    )
    .option(
      '--contract <file>',
      'where what the app needs from namespaces of others is written (default: contract/<app>.json beside the output folder)',
    )
    .option('--no-contract', 'write no contract')
    .option('--check', 'write nothing; exit 1 if the folder differs from the code, and list the files')
    .option('--watch', 'run again after every change')
    .option('--now <date>', 'the moment of the build, for exceptions that end (default: NETPACT_NOW, else the clock)')
    .addOption(
      new Option('--expired <mode>', 'what an expired exception is').choices(['error', 'warn']).default('error'),
    )
    .addOption(
      new Option('--layout <layout>', 'one file for each')
        .choices(['per-namespace', 'per-policy'])
        .default('per-namespace'),
    )
    .addOption(
      new Option(
        '--policies <form>',
        'a policy for each flow, or one for each workload and direction (default: what the app says, else per-flow)',
      ).choices(['per-flow', 'per-workload']),
    )
    .option(
      '--allow-removed',
      'also remove the default deny of a namespace, and with --env all the folder of an environment, that is gone from the code',
    )
    .option('--no-typecheck', 'skip the type check')
    .option('--timeout <seconds>', 'how long the app may run', '60')
    .addOption(formatOption())
    .action(async (app: string | undefined, options: SynthOptions) => {
      process.exitCode = await (await import('./synth-command.js')).synthCommand(app, options);
    });
}
