import fs from 'node:fs';
import path from 'node:path';

/** The folder and all folders above it, nearest first. */
export function parentFolders(folder: string): string[] {
  const parent = path.dirname(folder);
  return parent === folder ? [folder] : [folder, ...parentFolders(parent)];
}

/** The nearest file of that name in the folder or above it. */
export function findUpwards(name: string, folder: string): string | undefined {
  return parentFolders(folder)
    .map((parent) => path.join(parent, name))
    .find((file) => fs.existsSync(file));
}
