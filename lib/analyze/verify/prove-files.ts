import type { Finding } from '../../diagnostics/finding';
import type { Intent } from '../../k8s/intent';
import { loadTexts } from '../../k8s/load';
import { type Proof, prove } from './prove';

/**
 * Reads files that are about to be written (path → text) as a cluster would, and proves them. What does not load, or would be
 * refused by the API server, fails the proof like any difference.
 */
export function proveFiles(intent: Intent, files: ReadonlyMap<string, string>): Proof {
  const manifests = [...files]
    .filter(([path]) => path !== 'kustomization.yaml')
    .map(([file, text]) => ({ file, text }));
  if (manifests.length === 0) return prove(intent, []);
  const { resources, findings } = loadTexts(manifests);
  const errors = findings.filter(({ severity }) => severity === 'error').map(unreadable);
  if (errors.length > 0)
    return { findings: errors, policies: resources.policies.length, subjects: 0, pairs: 0, ranges: 0 };
  return prove(intent, resources.policies);
}

function unreadable(finding: Finding): Finding {
  return {
    ...finding,
    help: [...(finding.help ?? []), 'the manifest is written by netpact, so this is its mistake: please report it'],
  };
}
