import path from 'node:path';
import type { Assumption } from '../../../diagnostics/assumption';
import type { Finding } from '../../../diagnostics/finding';
import { slashed } from '../files/file-paths';
import type { WalkedFile } from './walked-file';

/** The files that make a folder a root. */
export const kustomizationNames = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];
export const chartName = 'Chart.yaml';

/** Whether a file of this name may begin a root. */
export const isRootFile = (file: string): boolean => {
  const name = file.slice(file.lastIndexOf('/') + 1);
  return name === chartName || kustomizationNames.includes(name);
};

/** Why a root is not read: with any of these among the findings, what else was read does not stand for the input. */
export const rootCodes: ReadonlySet<string> = new Set([
  'chart-invalid',
  'kustomization-invalid',
  'kustomization-runs-code',
  'render-failed',
  'root-not-local',
  'root-not-rendered',
  'root-read-twice',
  'roots-below',
]);

/** What is said of roots that are read. */
export const rootNotes: ReadonlySet<string> = new Set([
  'hooks-left-out',
  'kustomization-not-applied',
  'manifest-unlisted',
  'root-not-read',
  'root-rendered',
]);

/** A folder that stands for one set of objects as a whole: a kustomization that changes what it lists, or a Helm chart. */
export interface Root {
  readonly kind: 'kustomization' | 'chart';
  /** The folder, named as files are. */
  readonly name: string;
  /** The folder as a PATH. */
  readonly path: string;
  /** The kustomization file or Chart.yaml as a PATH: it means this root and nothing else. */
  readonly file: string;
  /** The folder, absolute and without links. */
  readonly folder: string;
  /** What has to be filled in or changed: `patches, namespace`, `templates`. */
  readonly changes: string;
  /** Of a chart: its `name`. */
  readonly chart?: string;
  /** The folder, absolute and without links, below which all of it lies. */
  readonly top: string;
  /** Every file that it is made of: where it lies below `top`, and where its content is (a link leads elsewhere). */
  readonly files: ReadonlyMap<string, string>;
  /** Links to folders, both ends below `top`. */
  readonly links: ReadonlyMap<string, string>;
}

/** The files that a root is made of, wherever they lie, named as they are seen from it. */
export function filesOfRoot({ name, folder, files }: Root): readonly WalkedFile[] {
  return [...files.values()].map((file) => ({
    path: file,
    file: path.posix.join(name, slashed(path.relative(folder, file))),
  }));
}

/** What a root stands for. */
export interface RenderedRoot {
  /** One for each object: root, kind and name. */
  readonly texts: readonly { readonly file: string; readonly text: string }[];
  /** What Helm brings beside the release: nobody knows when it comes, or whether it stays. */
  readonly hooks?: readonly { readonly file: string; readonly text: string }[];
  readonly findings: readonly Finding[];
  readonly notes: readonly Finding[];
  readonly assumptions: readonly Assumption[];
}

/** Whoever can render roots, which the library leaves to its caller: it starts no programs. */
export interface RootRenderer {
  render(root: Root): Promise<RenderedRoot>;
  /** The command line that runs now, about another path than the one that was given; or about that one, for each of its roots. */
  command(given: string, instead: string, isEach?: boolean): string;
}
