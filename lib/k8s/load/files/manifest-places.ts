/** Whether a file of this name is read where its folder is. */
export function isManifestName(name: string): boolean {
  return /\.(?:ya?ml|json)$/i.test(name);
}

/**
 * Whether a folder of this name holds what others wrote: the history of Git, packages of Node, and `vendor` where Go or
 * Composer fill it. `holds` tells whether a name stands beside the folder.
 */
export function isForeignFolder(name: string, holds: (sibling: string) => boolean): boolean {
  if (name === 'vendor') return holds('go.mod') || holds('composer.json');
  return name === '.git' || name === 'node_modules';
}
