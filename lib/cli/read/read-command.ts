import type { ManifestObject } from '../../k8s/load';
import type { ReadObject } from '../../report/read/objects-json';
import { writeAll } from '../console/write-all';
import { eachRoot } from '../each/each-root';
import { type ExitCode, exitCode } from '../exit-code';
import type { ReadingOptions } from '../input/analysis-options';
import { loadInput } from '../input/load-input';

/** The options of `netpact read` as commander hands them over. */
export interface ReadCommandOptions extends ReadingOptions {
  readonly format: 'yaml' | 'json';
}

/** `netpact read PATH…`: every object of the input, whole, before anything is checked or made of it. */
export async function readCommand(paths: readonly string[], options: ReadCommandOptions): Promise<ExitCode> {
  if (options.each)
    return eachRoot(paths, options, (own) => readCommand(own, { ...options, each: false, asked: paths }));
  const objects: ManifestObject[] = [];
  const loaded = await loadInput(paths, options, { onObject: (object) => objects.push(object) });
  await writeAll(process.stdout, await printed(objects, options.format));
  return loaded ? exitCode.done : exitCode.refused;
}

async function printed(objects: readonly ManifestObject[], format: ReadCommandOptions['format']) {
  const located = withPlaces(objects);
  if (format === 'json') return (await import('../../report/read/objects-json.js')).objectsJson(located);
  const { objectsYaml } = await import('../../report/read/objects-yaml.js');
  const { blockYaml } = await import('../../k8s/emit/block-yaml.js');
  return objectsYaml(located, blockYaml);
}

function* withPlaces(objects: readonly ManifestObject[]): Generator<ReadObject> {
  for (const { manifest, origin } of objects) yield { object: manifest, location: origin.span() };
}
