import { type Command, Option } from 'commander';
import { refusal } from './refusal';

/** What every command that computes something of manifests takes. */
export function addInputOptions(command: Command, eachFormats?: string): Command {
  command
    .option('-n, --namespace <name>', 'the namespace of objects and names that have none (default: default)')
    .option('--cni <profile>', 'the network plugin, for what plugins decide differently: calico, cilium, …')
    .option('--cluster <file>', 'a cluster profile: podCidrs, serviceCidrs, nodeCidrs, apiServer, dns, families, cni')
    .addOption(
      new Option(
        '--host-network <reading>',
        'what pods with hostNetwork are: nodes, whom no policy selects and no selector means, or like other pods; outranks --cni (default: as the plugin has it, else as-nodes, assumed)',
      ).choices(['as-pods', 'as-nodes']),
    );
  return addRenderOptions(command, eachFormats).option('--strict', 'exit 1 if an answer depends on an assumption');
}

/** What every command takes that reads manifests, kustomizations and charts. */
export function addRenderOptions(command: Command, eachFormats = 'text, md or json'): Command {
  return command
    .option('--values <file>', 'values of a Helm chart among the input; may be given several times', collectText)
    .option('--set <key=value>', 'one value of a Helm chart; may be given several times', collectText)
    .option('--release <name>', "the name of a chart's release (default: the chart's name)")
    .option('--each', `take every kustomization and chart below PATH on its own: ${eachFormats}`)
    .option('--exclude <glob>', 'files and folders to leave out, as in a .gitignore; may be repeated', collectText)
    .option('--verbose', 'list on stderr each file that is left out, and all findings of a cause');
}

/** Each value of an option that may be given several times. */
export const collectText = (text: string, before: readonly string[] = []): readonly string[] => [...before, text];

/** How results are printed; the first choice is the default. */
export function formatOption(choices: readonly string[] = ['text', 'json'], what = 'how results are printed'): Option {
  return new Option('--format <format>', what).choices(choices).default(choices[0]);
}

/** Which environment of the app a command reads. */
export function appEnvironmentOption(): Option {
  return new Option(
    '--env <name>',
    'with --app: the environment that it is asked for (default: NETPACT_ENV)',
  ).argParser(oneEnvironment);
}

/** An environment said once. Of two the last would win, and the other would be taken for checked. */
export function oneEnvironment(name: string, before: string | undefined): string {
  if (before === undefined) return name;
  throw refusal(
    'environment-misplaced',
    `--env names ${before} and ${name}, and this command runs an app for one environment`,
    'run it for each; netpact synth --env all writes or checks every one, netpact diff --app compares two',
  );
}
