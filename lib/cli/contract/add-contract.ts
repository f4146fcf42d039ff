import type { Command } from 'commander';
import { addInputOptions, collectText, formatOption, oneEnvironment } from '../shared-options';
import type { ContractCheckOptions } from './contract-command';

/** `netpact contract`, with the commands below it. */
export function addContract(program: Command): void {
  const contract = program
    .command('contract')
    .summary('whether the halves that other repositories need are here')
    .description('Contracts between repositories: netpact synth writes what an app needs from namespaces of others.')
    .helpCommand(false);
  const check = contract
    .command('check')
    .summary('hold contracts of others against this repository')
    .description(
      'Judges for every pod that could exist whether what contracts need is admitted here, and says what to write where it is not.',
    )
    .argument('<contract...>', 'dist/contract/<app>.json of other repositories, folders of such files, or -')
    .option(
      '--in <app or path>',
      'what they are held against: the entry file of an app, or manifests; a path may be given several times (default: the app of this project)',
      collectText,
    )
    .option('--env <name>', 'the environment that the app is asked for', oneEnvironment)
    .option('--now <date>', 'the moment of the check, for exceptions that end (default: NETPACT_NOW, else the clock)')
    .addOption(formatOption())
    .addHelpText(
      'after',
      '\nExit codes: 0 all that was judged is met; 1 something is missing or cannot be told, with --strict also what is not of this repository; 2 nothing was judged.',
    );
  addInputOptions(check).action(async (contracts: string[], options: ContractCheckOptions) => {
    process.exitCode = await (await import('./contract-command.js')).contractCheckCommand(contracts, options);
  });
}
