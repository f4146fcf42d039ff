import fs from 'node:fs';
import path from 'node:path';
import { byCodeUnits } from '../../algebra/text-order';
import { type DiskFile, isOutputFolder, listOwnFiles } from './output-folder';
import { isSystemError } from './system-error';

/** Whose outputs are looked for. */
export interface OutputOwner {
  /** The folder above the outputs of all environments. */
  readonly folder: string;
  /** The names of the environments that there are. */
  readonly environments: readonly string[];
  /** The names that the app had in them, as its policies are labelled. */
  readonly apps: ReadonlySet<string>;
}

/**
 * Output folders of an app that are of none of its environments: those of environments that are gone, and the folder above all,
 * where an app without environments writes. Files that say they are of another app are left alone. A folder that cannot be
 * listed is none.
 */
export function strayOutputs({ folder, environments, apps }: OutputOwner): readonly string[] {
  const isOurs = (files: readonly DiskFile[]) => {
    const named = files.flatMap(({ before }) => appsIn(before));
    return named.length === 0 || named.some((name) => apps.has(name));
  };
  const kept = new Set(environments);
  // Files of an environment that lost its list would say that those of another app beside it are ours.
  const loose = listOwnFiles(folder).filter((file) => !isBelow(file.path, kept));
  const above = loose.length > 0 && isOurs(loose) ? [folder] : [];
  const below = foldersIn(folder)
    .filter((name) => !kept.has(name))
    .map((name) => path.join(folder, name))
    .filter((output) => isOutputFolder(output) && isOurs(listOwnFiles(output)));
  return [...above, ...below];
}

/** Whether a file is in one of the folders below: an environment may lack the list of files that makes its folder an output. */
export function isBelow(file: string, folders: ReadonlySet<string>): boolean {
  const [first = '', ...rest] = file.split('/');
  return rest.length > 0 && folders.has(first);
}

/** The apps whose policies are in an output folder. */
export function appsOfOutput(output: string): ReadonlySet<string> {
  return new Set(listOwnFiles(output).flatMap(({ before }) => appsIn(before)));
}

/** The names of the folders in a folder; links are none. A folder that cannot be listed has none. */
export function foldersIn(folder: string): readonly string[] {
  try {
    return fs
      .readdirSync(folder, { withFileTypes: true })
      .flatMap((entry) => (entry.isDirectory() ? [entry.name] : []))
      .sort(byCodeUnits);
  } catch (error) {
    if (isSystemError(error)) return [];
    throw error;
  }
}

/** The apps that the policies in a file are labelled with, as netpact writes them. */
function appsIn(text: string): readonly string[] {
  return [...text.matchAll(/^ {4}netpact\.dev\/app: "?([^"\s]+)"?\r?$/gm)].flatMap(([, name]) => name ?? []);
}
