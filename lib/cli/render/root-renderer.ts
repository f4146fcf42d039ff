import type { Finding } from '../../diagnostics/finding';
import { printable } from '../../diagnostics/printable';
import { isSystemError } from '../../k8s/emit/system-error';
import { isReleaseName } from '../../k8s/load/roots/chart-graph';
import { notRendered } from '../../k8s/load/roots/not-rendered';
import type { RenderedRoot, Root, RootRenderer } from '../../k8s/load/roots/root';
import { commandOf } from '../../wording/shell';
import { listed, oneOrMany } from '../../wording/words';
import { refusal } from '../refusal';
import { findTool, type Tool } from './find-tool';
import { checkRenderOptions, type RenderOptions, valuesInWords } from './render-options';
import { renderedObjects } from './rendered-objects';
import { runTool, type ToolRun } from './run-tool';
import { type Staging, stage } from './staging';
import { type Checkout, valuesFile } from './values-files';
import { leadsElsewhere } from './values-schema';

/** Renders roots with the programs of this machine: kustomize or kubectl, and helm. */
export class ToolRenderer implements RootRenderer {
  private readonly versions = new Map<string, string>();
  /** Whether `--values`, `--set` and `--release` meant something. */
  hasChart = false;

  constructor(
    private readonly options: RenderOptions,
    private readonly checkout: Checkout,
    readonly command: RootRenderer['command'],
  ) {
    checkRenderOptions(options);
  }

  async render(root: Root): Promise<RenderedRoot> {
    this.hasChart ||= root.kind === 'chart';
    const names = root.kind === 'chart' ? ['helm'] : ['kustomize', 'kubectl'];
    const tool = findTool(names, [root.top, root.folder, this.checkout.top]);
    if (!tool) return refused(this.missing(root, names));
    const staging = stagedOrFinding(root);
    if ('finding' in staging) return refused(staging.finding);
    try {
      return await this.renderStaged(root, tool, staging);
    } finally {
      staging.remove();
    }
  }

  private async renderStaged(root: Root, tool: Tool, staging: Staging): Promise<RenderedRoot> {
    const args = root.kind === 'chart' ? this.helmArguments(root, staging) : kustomizeArguments(tool, staging);
    const run = await runTool(tool, args, staging.empty);
    if ('failure' in run) return refused(failed(root, tool, run.failure, staging));
    const { texts, hooks } = renderedObjects(root, run.output.toString('utf8'));
    const version = await this.versionOf(tool, staging);
    const isChart = root.kind === 'chart';
    const unchecked = args.includes(skipsSchemas)
      ? ', which are held against no schema: one leads elsewhere, or lies in a packed chart'
      : '';
    const notes = [
      note(
        'root-rendered',
        `${root.name} is rendered with ${tool.name} ${version}${isChart ? ` and ${valuesInWords(this.options)}` : ''}${unchecked}`,
      ),
    ];
    if (hooks.length > 0)
      notes.push(
        note(
          'hooks-left-out',
          `${root.name}: hooks and tests are left out: ${listed(
            hooks.map(({ object }) => object),
            5,
          )}`,
        ),
      );
    const policies = hooks.filter(({ isPolicy }) => isPolicy).map(({ object }) => object);
    const assumptions = [
      ...(isChart && this.hasDefaults
        ? [
            {
              kind: 'default-values',
              message: `${root.name} is rendered with its default values: with others it may have other policies and workloads (--values, --set)`,
            },
          ]
        : []),
      ...(policies.length > 0
        ? [
            {
              kind: 'hooks',
              message: `policies that ${root.name} brings as hooks are taken for gone: ${listed(policies, 5)}`,
            },
          ]
        : []),
    ];
    return { texts, hooks, findings: [], notes, assumptions };
  }

  private get hasDefaults(): boolean {
    const { values = [], set = [] } = this.options;
    return values.length + set.length === 0;
  }

  private helmArguments(root: Root, staging: Staging): readonly string[] {
    const { values = [], set = [], namespace = 'default' } = this.options;
    const files = values.map((file, index) => staging.add(`${index + 1}.yaml`, valuesFile(file, this.checkout)));
    return [
      'template',
      this.releaseOf(root),
      staging.root,
      '--namespace',
      namespace,
      // They are installed as well, and may be of any kind.
      '--include-crds',
      ...files.flatMap((file) => ['--values', file]),
      ...set.flatMap((each) => ['--set', each]),
      ...(leadsElsewhere(root) ? [skipsSchemas] : []),
    ];
  }

  private releaseOf({ name, chart }: Root): string {
    const release = this.options.release ?? chart;
    if (release !== undefined && isReleaseName(release)) return release;
    throw refusal('option-invalid', `${name} has no name that a release could have`, 'say which: --release NAME');
  }

  private missing(root: Root, names: readonly string[]): Finding {
    const why = `${names.length > 1 ? `neither ${names.join(' nor ')} is` : `${names.join('')} is not`} on the PATH (folders inside the checkout are passed by)`;
    return notRendered(root, why, this.command(root.path, '-'), this.optionsInWords());
  }

  private optionsInWords(): string {
    const { values = [], set = [], namespace } = this.options;
    const words = [...values.flatMap((file) => ['--values', file]), ...set.flatMap((each) => ['--set', each])];
    const all = [...(namespace === undefined ? [] : ['--namespace', namespace]), ...words];
    return all.length === 0 ? '' : ` ${commandOf(all)}`;
  }

  private async versionOf(tool: Tool, staging: Staging): Promise<string> {
    const known = this.versions.get(tool.path);
    if (known !== undefined) return known;
    const version = versionIn(await runTool(tool, versionArguments[tool.name] ?? ['version'], staging.empty));
    this.versions.set(tool.path, version);
    return version;
  }
}

/** Throws a NetpactError where options were given that are for charts alone, and no chart was read. */
export function checkUse(
  { values = [], set = [], release }: RenderOptions,
  renderers: readonly ToolRenderer[],
  loaded: readonly { readonly findings: readonly Finding[] }[],
): void {
  const isRefused = loaded.some(({ findings }) => findings.some(({ severity }) => severity === 'error'));
  if (isRefused || renderers.some(({ hasChart }) => hasChart)) return;
  const unused = [
    ...(values.length > 0 ? ['--values'] : []),
    ...(set.length > 0 ? ['--set'] : []),
    ...(release === undefined ? [] : ['--release']),
  ];
  if (unused.length === 0) return;
  const message = `${listed(unused)} ${oneOrMany(unused.length, 'is', 'are')} for Helm charts, and no chart was read`;
  throw refusal('option-invalid', message, 'name the folder of the chart');
}

/** Helm before 3.16 does not know it, and fails. */
const skipsSchemas = '--skip-schema-validation';

const renderedCode = 'root-rendered';

/** The lines that say how roots were rendered, and with which values. */
export function renderings(notes: readonly Finding[]): readonly string[] {
  return [...new Set(notes.filter(({ code }) => code === renderedCode).map(({ message }) => message))];
}

const versionArguments: Readonly<Record<string, readonly string[]>> = {
  kubectl: ['version', '--client'],
  kustomize: ['version'],
  helm: ['version', '--short'],
};

/** `v5.7.1`; of kubectl also that of the kustomize in it. */
function versionIn(run: ToolRun): string {
  const text = 'output' in run ? run.output.toString('utf8') : '';
  const versions = [...text.matchAll(/\bv\d+\.[\w.+-]+/g)].map(([version]) => version);
  const [first = 'of unknown version', second] = versions;
  return text.includes('Kustomize Version') && second !== undefined ? `${first} (kustomize ${second})` : first;
}

/** A file that cannot be read, or a folder that is full, is no mistake of netpact's. */
function stagedOrFinding(root: Root): Staging | { readonly finding: Finding } {
  try {
    return stage(root);
  } catch (error) {
    if (!isSystemError(error)) throw error;
    const message = `${root.name} cannot be copied to be rendered (${error.code})`;
    return { finding: { code: 'render-failed', severity: 'error', message } };
  }
}

/** kubectl's is a command of its own; neither is given a flag that would allow plugins, functions, Helm or files elsewhere. */
function kustomizeArguments({ name }: Tool, { root }: Staging): readonly string[] {
  return [name === 'kubectl' ? 'kustomize' : 'build', root];
}

function failed({ name }: Root, tool: Tool, failure: string, staging: Staging): Finding {
  const lines = printable(staging.renamed(failure))
    .split('\n')
    .filter((line) => line.trim() !== '');
  return {
    code: 'render-failed',
    severity: 'error',
    message: `${name} cannot be rendered: ${tool.name} fails`,
    notes: lines.slice(0, 8).map((line) => line.slice(0, 2000)),
  };
}

const refused = (finding: Finding): RenderedRoot => ({ texts: [], findings: [finding], notes: [], assumptions: [] });

function note(code: string, message: string): Finding {
  return { code, severity: 'info', message };
}
