import { Command, InvalidArgumentError, Option } from 'commander';
import type { AuditOptions } from './audit/audit-options';
import type { ConnectivityOptions } from './connectivity/connectivity-options';
import { addContract } from './contract/add-contract';
import type { DiffOptions } from './diff/diff-command';
import { type FailOn, failOnChoices } from './diff/fail-on';
import type { ExplainOptions } from './explain/explain-command';
import type { InitOptions } from './init/init-command';
import { ownPackage } from './load/own-modules';
import type { ReadCommandOptions } from './read/read-command';
import type { ReportOptions } from './report/report-command';
import { addInputOptions, addRenderOptions, appEnvironmentOption, collectText, formatOption } from './shared-options';
import { addSynth } from './synth/add-synth';

/** Every command and option; the process ends with the exit code of the command that ran. */
export function createProgram(): Command {
  const program = new Command('netpact')
    .description('Network policy as code for Kubernetes: flows in TypeScript become NetworkPolicy manifests.')
    .version(ownPackage().version, '-v, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand(false)
    .showSuggestionAfterError()
    .exitOverride()
    .addHelpText(
      'after',
      '\nExit codes: 0 done; 1 findings, drift or an expired exception; 2 usage, load or type error; 3 a mistake of netpact.',
    );
  addSynth(program);
  addConnectivity(program);
  addExplain(program);
  addDiff(program);
  addReport(program);
  addRead(program);
  addAudit(program);
  addContract(program);
  addRules(program);
  addInit(program);
  addDoctor(program);
  addHelp(program);
  return program;
}

function addConnectivity(program: Command): void {
  const command = program
    .command('connectivity')
    .summary('who may talk to whom, exactly')
    .description('Computes from manifests who may talk to whom, on which ports, inside the cluster and beyond.')
    .argument('<path...>', 'files, folders (kustomizations and charts among them), or - for the standard input')
    .addOption(formatOption(['text', 'json', 'csv', 'md', 'dot', 'mermaid', 'svg', 'html']))
    .option('--focus <workload>', 'only what has this workload at an end: shop/web, shop/web[Deployment]')
    .addOption(
      new Option('--direction <direction>', 'seen from the focus; without one, from all workloads').choices([
        'ingress',
        'egress',
      ]),
    )
    .option('--protocol <protocol>', 'only TCP, UDP or SCTP')
    .option('--port <number>', 'only this port')
    .addOption(
      new Option('--ip-family <family>', 'address families (default: 4 for json, else both)').choices([
        '4',
        '6',
        'both',
      ]),
    )
    .option('--exposure', 'also what pods that are not in the input could do');
  addInputOptions(command).action(async (paths: string[], options: ConnectivityOptions) => {
    process.exitCode = await (await import('./connectivity/connectivity-command.js')).connectivityCommand(
      paths,
      options,
    );
  });
}

function addExplain(program: Command): void {
  const command = program
    .command('explain')
    .usage('[options] <src> <dst> [port] <path...>')
    .summary('why one end may or may not reach another')
    .description('Explains a connection: every policy that decides, both directions, and the smallest change.')
    .argument(
      '<src>',
      'namespace/name, with [Kind] where that is ambiguous; shop/[app=debug] for a pod that does not exist; an IP address; kube-apiserver, at the addresses of the cluster profile',
    )
    .argument('<dst>', 'like src')
    .argument(
      '[path...]',
      'first, if wanted, the port: 8080, 53/UDP or a name; then files, folders, or - for the standard input',
    )
    .option('--app [app]', 'with the policies of the app of this project, or of this one, and in its words')
    .addOption(appEnvironmentOption())
    .addHelpText(
      'after',
      [
        '',
        'The word after dst is the port if it is written like one and no file has that name; ./8080 is a path.',
        'In a namespace of which the input has policies alone, shop/web means the pods app=web of whom they speak, or with',
        '--app the workload that the app declares; the answer says so.',
      ].join('\n'),
    )
    .addOption(formatOption());
  addInputOptions(command, 'text or json').action(
    async (src: string, dst: string, words: string[], options: ExplainOptions) => {
      process.exitCode = await (await import('./explain/explain-command.js')).explainCommand(src, dst, words, options);
    },
  );
}

function addDiff(program: Command): void {
  const command = program
    .command('diff')
    .usage(
      '[options] <old> <new> [-- <path...>]\n       netpact diff [options] <a>...<b> [-- <path...>]\n       netpact diff [options] --app [app] --env <old> --env <new>',
    )
    .summary('what a change opens, closes and isolates')
    .description('Compares in meaning what two versions of manifests allow: order and names do not count.')
    .argument('[old]', 'a file, a folder, - for the standard input, or a Git revision; or both sides: A..B, A...B')
    .argument('[new]', 'like old; left out after a range of revisions')
    .argument('[path...]', 'after --: the files and folders inside both that are compared')
    .option('--app [app]', 'compare two environments of the app of this project, or of this one, as it compiles them')
    .option('--env <name>', 'with --app, twice: the environment that is OLD, and the one that is NEW', collectText)
    .addHelpText(
      'after',
      [
        '',
        'A..B is from A to B; A...B is from the commit where the two parted to B, which is what a pull request changes.',
        'A revision and a folder are compared at the place of the folder: netpact diff origin/main dist/k8s.',
        'What only one side has is compared with nothing, and said so; what neither has is an error.',
      ].join('\n'),
    )
    .addOption(formatOption(['text', 'json', 'md', 'csv', 'dot', 'mermaid', 'svg', 'html']))
    .option('--fail-on <what>', `exit 1 if there is this (repeatable): ${failOnChoices.join(', ')}`, collectFailOn);
  addInputOptions(command).action(
    async (old: string | undefined, now: string | undefined, paths: string[], options: DiffOptions) => {
      process.exitCode = await (await import('./diff/diff-command.js')).diffCommand(old, now, paths, options);
    },
  );
}

function addReport(program: Command): void {
  const command = program
    .command('report')
    .summary('one page with graph, matrix, statements and policies')
    .description('Writes a self-contained HTML page about a cluster; with two paths, about what changes between them.')
    .argument('<path...>', 'a file, a folder, or -; a second one (or a Git revision) is the new side of a diff')
    .option('-o, --out <file>', 'where to write (default: the standard output)')
    .addOption(formatOption(['html', 'text', 'md', 'json'], 'the page, or who may reach whom in sentences'))
    .option('--exposure', 'also what pods that are not in the input could do');
  addInputOptions(command).action(async (paths: string[], options: ReportOptions) => {
    process.exitCode = await (await import('./report/report-command.js')).reportCommand(paths, options);
  });
}

function addRead(program: Command): void {
  const command = program
    .command('read')
    .summary('the objects of manifests, as kubectl reads them')
    .description(
      'Prints every object of the input whole, of whatever kind, as kubectl reads it: lists split, aliases and merge keys written out, keys sorted. Nothing is checked.',
    )
    .argument('<path...>', 'files, folders, or - for the standard input')
    .addOption(formatOption(['yaml', 'json'], 'how they are printed; json has the place of each'))
    .addHelpText(
      'after',
      '\nExit code 2 says that something was refused: what is printed is then not all of the input.',
    );
  command.option('-n, --namespace <name>', 'the namespace that a chart is rendered for (default: default)');
  addRenderOptions(command, 'yaml or json').action(async (paths: string[], options: ReadCommandOptions) => {
    process.exitCode = await (await import('./read/read-command.js')).readCommand(paths, options);
  });
}

function collectFailOn(text: string, before: readonly FailOn[] = []): readonly FailOn[] {
  const found = failOnChoices.find((choice) => choice === text);
  if (!found) throw new InvalidArgumentError(`Allowed choices are ${failOnChoices.join(', ')}.`);
  return [...before, found];
}

function addAudit(program: Command): void {
  const command = program
    .command('audit')
    .summary('what is wrong with policies, by what they do')
    .description('Judges policies by what they effectively do: validity, traps, reach, outages and hygiene.')
    .argument('[path...]', 'files, folders (kustomizations and charts among them), or - for the standard input')
    .option(
      '--app [app]',
      'audit the app of this project, or this one: findings are at the lines that declare policies',
    )
    .addOption(appEnvironmentOption())
    .addOption(formatOption(['text', 'json', 'sarif', 'junit', 'github', 'md', 'csv'], 'how findings are printed'))
    .option('--rule <names>', 'only these rules, separated by commas (netpact rules lists them)', collectText)
    .addOption(
      new Option('--severity <level>', 'the least that is shown; or rule=level, where off leaves the rule out')
        .argParser(collectText)
        .default([], 'info'),
    )
    .addOption(
      new Option('--fail-on <level>', 'the least that exits 1').choices(['error', 'warning', 'never']).default('error'),
    )
    .option('--config <file>', 'severities, thresholds and expected exposures')
    .option('--baseline <file>', 'findings that are accepted')
    .option('--write-baseline <file>', 'accept what is found now: print nothing, write the file')
    .option('--summary', 'answer what reviewers ask of each namespace, instead of findings')
    .option('--from-outside', 'what can be reached from outside the cluster, and by which way, instead of findings')
    .option('--now <date>', 'the moment of the audit, for exceptions that end (default: NETPACT_NOW, else the clock)');
  addInputOptions(command).action(async (paths: string[], options: AuditOptions) => {
    process.exitCode = await (await import('./audit/audit-command.js')).auditCommand(paths, options);
  });
}

function addRules(program: Command): void {
  program
    .command('rules')
    .summary('the rules of the audit')
    .description('Lists the rules of the audit; netpact help RULE prints the page of one.')
    .addOption(formatOption(['text', 'json', 'md'], 'how they are printed'))
    .action(async (options: { format: 'text' | 'json' | 'md' }) => {
      process.exitCode = await (await import('./rules/rules-command.js')).rulesCommand(options);
    });
}

function addInit(program: Command): void {
  program
    .command('init')
    .summary('a commented starter')
    .description('Writes a working starter into an empty or existing folder. Files that exist are kept.')
    .argument('[dir]', 'the folder', '.')
    .option('--namespace <name>', 'add a namespace to the app: apps/<name>/flows.ts, and its chart in apps/main.ts')
    .action(async (dir: string, options: InitOptions) => {
      process.exitCode = await (await import('./init/init-command.js')).initCommand(dir, options);
    });
}

function addDoctor(program: Command): void {
  program
    .command('doctor')
    .summary('check the environment')
    .description('Checks what netpact needs: Node, TypeScript and its settings, cdk8s, the app and the output folder.')
    .addOption(formatOption())
    .action(async (options: { format: 'text' | 'json' }) => {
      process.exitCode = await (await import('./doctor/doctor-command.js')).doctorCommand(options);
    });
}

function addHelp(program: Command): void {
  program
    .command('help')
    .summary('the page of a command, a rule or an error code')
    .description('Explains a command, a rule of the audit, or the code of an error: netpact help app-empty.')
    .argument('[topic]', 'a command, a rule or a code')
    .action(async (topic: string | undefined) => {
      process.exitCode = await (await import('./help-command.js')).helpCommand(topic, program);
    });
}
