import type { Finding } from '../../../diagnostics/finding';
import { commandOf } from '../../../wording/shell';
import type { Root } from './root';

/** The finding for a root that nobody rendered, with the command that does. */
export function notRendered(
  root: Root,
  why = 'netpact renders it in the command line, not here',
  command = 'netpact … -',
  options?: string,
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

/** The command that renders a root outside of netpact. */
export function renderCommand({ kind, path, chart }: Root, options = ''): string {
  const place = commandOf([path]);
  return kind === 'kustomization'
    ? `kustomize build ${place}`
    : `helm template ${chart ?? 'RELEASE'} ${place}${options}`;
}
