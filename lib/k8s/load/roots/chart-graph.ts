import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import type { Finding } from '../../../diagnostics/finding';
import { listed } from '../../../wording/words';
import { isMap, type ManifestMap } from '../../manifest-value';
import { problemOf, readSourceSync, unreadable } from '../files/read-file';
import { Source } from '../files/source';
import { inlineObjects } from './inline-objects';
import { followBelow } from './local-path';
import { chartName } from './root';
import type { GraphPlace } from './root-graph';

/** Everything that a chart is made of. */
export interface ChartGraph {
  readonly files: Map<string, string>;
  /** As its Chart.yaml has it; only a name that a release can have. */
  readonly name: string | undefined;
  /** Whether it is made to be used by other charts alone. */
  readonly isLibrary: boolean;
  readonly problems: Finding[];
}

/** More is no chart, but a repository with a Chart.yaml at its top. */
const maxFiles = 20_000;
const maxBytes = 256 * 1024 * 1024;

/** What a release may be called. */
export const isReleaseName = (name: string): boolean =>
  /^[a-z0-9](?:[-a-z0-9.]*[a-z0-9])?$/.test(name) && name.length <= 53;

/** Reads the files of a chart; templates may read any of them. */
export function readChart(folder: string, place: GraphPlace): ChartGraph {
  const reader = new ChartReader(place);
  reader.addFolder(folder, [folder]);
  reader.readAbout(folder);
  return reader;
}

class ChartReader implements ChartGraph {
  readonly files = new Map<string, string>();
  readonly problems: Finding[] = [];
  name: string | undefined;
  isLibrary = false;
  private bytes = 0;

  constructor(private readonly place: GraphPlace) {}

  addFolder(folder: string, chain: readonly string[]): void {
    for (const entry of this.entriesOf(folder)) {
      const at = path.join(folder, entry);
      // Helm reads none of it, and Git's own data may hold a token.
      if (entry === '.git' || this.isTooLarge) continue;
      const found = followBelow(at, this.place.top);
      if ('refused' in found) this.refuse('root-not-local', `${this.place.nameOf(at)} ${found.refused}`);
      else if (found.kind === 'file') this.addFile(at, found.real);
      else if (chain.includes(found.real))
        this.refuse('root-not-local', `${this.place.nameOf(at)} would lead back to itself`);
      else this.addFolder(at, [...chain, found.real]);
    }
  }

  readAbout(folder: string): void {
    const about = this.readMap(path.join(folder, chartName));
    if (!about) return;
    this.isLibrary = about.type === 'library';
    if (typeof about.name === 'string' && isReleaseName(about.name)) this.name = about.name;
    const requirements = path.join(folder, 'requirements.yaml');
    const older = this.files.has(requirements) ? this.readMap(requirements) : undefined;
    const missing = [...dependenciesOf(about), ...dependenciesOf(older ?? {})].filter(
      ({ name }) => !this.holds(folder, name),
    );
    if (missing.length === 0) return;
    const names = listed(missing.map(({ name, from }) => `${name} (${from})`));
    const where = this.place.nameOf(path.join(folder, 'charts'));
    this.refuse(
      'root-not-local',
      `${this.place.nameOf(path.join(folder, chartName))} depends on ${names}, not in ${where}: nothing is fetched`,
    );
  }

  private entriesOf(folder: string): readonly string[] {
    try {
      return readdirSync(folder).sort();
    } catch (error) {
      this.problems.push(unreadable(this.place.nameOf(folder), error));
      return [];
    }
  }

  private get isTooLarge(): boolean {
    return this.files.size > maxFiles || this.bytes > maxBytes;
  }

  private addFile(at: string, real: string): void {
    this.files.set(at, real);
    this.bytes += statSync(real).size;
    if (this.isTooLarge)
      this.refuse(
        'file-too-large',
        `${this.place.nameOf(at)}: the chart has more than ${maxFiles} files or ${maxBytes / 1024 / 1024} MiB`,
      );
  }

  private readMap(file: string): ManifestMap | undefined {
    const real = this.files.get(file);
    if (real === undefined) return undefined;
    const source = readSourceSync(real, this.place.nameOf(file));
    if (!(source instanceof Source)) {
      this.problems.push(problemOf(source));
      return undefined;
    }
    const [about] = inlineObjects(source.text) ?? [];
    if (!about) this.refuse('chart-invalid', `${source.file} cannot be read as a mapping`);
    return about;
  }

  private holds(folder: string, name: string): boolean {
    const prefix = path.join(folder, 'charts', name);
    for (const file of this.files.keys())
      if (file === path.join(prefix, chartName) || (file.startsWith(`${prefix}-`) && file.endsWith('.tgz')))
        return true;
    return false;
  }

  private refuse(code: string, message: string): void {
    this.problems.push({ code, severity: 'error', message });
  }
}

function dependenciesOf({ dependencies }: ManifestMap): readonly { readonly name: string; readonly from: string }[] {
  if (!Array.isArray(dependencies)) return [];
  return dependencies.filter(isMap).map(({ name, repository, version }) => ({
    name: String(name),
    from: String(repository ?? version ?? 'no repository'),
  }));
}
