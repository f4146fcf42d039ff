import path from 'node:path';
import type { Finding } from '../../../diagnostics/finding';
import { listed } from '../../../wording/words';
import { isWithin, slashed } from '../files/file-paths';
import { readChart } from './chart-graph';
import { chartName, type Root } from './root';
import { kustomizationsIn, readGraph } from './root-graph';
import type { WalkedFile } from './walked-file';

/** A kustomization or a chart that was found, read to its ends. */
export interface Candidate {
  readonly root: Root;
  readonly folder: string;
  /** Whether it lists files and does nothing to them. */
  readonly isTransparent: boolean;
  /** What is to be filled in or changed, for people. */
  readonly why: string;
  /** The files that it lists, for a transparent one. */
  readonly resources: readonly WalkedFile[];
  /** The folders of the kustomizations that it uses. */
  readonly uses: ReadonlySet<string>;
  readonly problems: readonly Finding[];
  /** What it is, if it stands for nothing by itself: a component, a library chart. */
  readonly notARoot?: string;
  /** Whether another one is a chart that this one is made of. */
  holdsChart(other: Candidate): boolean;
}

/** Reads what a file of that name begins; undefined where it is an object like any other. `folder` is the file's, without links. */
export function readCandidate(
  found: WalkedFile,
  folder: string,
  top: string,
  shown: (file: string) => string,
): Candidate | undefined {
  const marker = path.basename(found.path);
  const from = path.posix.dirname(found.file);
  const name = shown(from);
  const pathOf = (absolute: string) => path.posix.join(from, slashed(path.relative(folder, absolute)));
  const place = { top, nameOf: (absolute: string) => shown(pathOf(absolute)) };
  const common = { name, path: from, file: found.file, folder, top };
  if (marker === chartName) {
    const { files, problems, name: chart, isLibrary } = readChart(folder, place);
    const charts = path.join(folder, 'charts');
    return {
      root: {
        ...common,
        kind: 'chart',
        changes: 'templates',
        ...(chart !== undefined && { chart }),
        files,
        links: new Map(),
      },
      folder,
      isTransparent: false,
      why: 'templates',
      resources: [],
      uses: new Set(),
      problems,
      ...(isLibrary && { notARoot: 'a library chart' }),
      holdsChart: ({ root, folder: other }) => root.kind === 'chart' && other !== folder && isWithin(other, charts),
    };
  }
  const markers = kustomizationsIn(folder);
  // The first stands for all.
  if (markers[0] !== marker && markers.length > 1) return undefined;
  const graph = readGraph(folder, marker, place);
  if (!graph) return undefined;
  const several: Finding = {
    code: 'kustomization-invalid',
    severity: 'error',
    message: `${name} holds ${listed(markers)}, which kustomize refuses`,
  };
  const changes = listed([...graph.changes], 6);
  return {
    root: { ...common, kind: 'kustomization', changes, files: graph.files, links: graph.links },
    folder,
    isTransparent: graph.changes.size === 0,
    why: changes,
    resources: graph.resources.map((real) => ({ path: real, file: pathOf(real) })),
    uses: graph.folders,
    problems: markers.length > 1 ? [several, ...graph.problems] : graph.problems,
    ...(graph.isComponent && { notARoot: 'a component' }),
    holdsChart: () => false,
  };
}
