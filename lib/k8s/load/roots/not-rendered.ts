import type { Finding } from '../../../diagnostics/finding';
import type { Root } from './root';

/** The finding for a root that nobody rendered, with the command that does. */
export function notRendered(
  root: Root,
  why = 'netpact renders it in the command line, not here',
  command = 'netpact … -',
  options = '',
): Finding {
  const what =
    root.kind === 'chart' ? 'is a Helm chart' : `is a kustomization that changes what it lists (${root.changes})`;
  return {
    code: 'root-not-rendered',
    severity: 'error',
    message: `${root.name} ${what}: ${why}`,
    help: [`render it: ${renderCommand(root, options)} | ${command}`],
  };
}

function renderCommand({ kind, path, chart }: Root, options: string): string {
  if (kind === 'kustomization') return `kustomize build ${path}`;
  return `helm template ${chart ?? 'RELEASE'} ${path}${options}`;
}
