import type { Finding } from '../../diagnostics/finding';
import { isBroken } from '../../k8s/emit/block-yaml';
import type { CompiledPolicy } from '../policy-draft';

/** Reports reasons, owners and tickets that no file can hold; both halves of a flow are one mistake. */
export function checkTexts(policies: readonly CompiledPolicy[], findings: Finding[]): void {
  const told = new Set<unknown>();
  for (const { manifest, site } of policies) {
    const broken = Object.entries(manifest.metadata.annotations ?? {}).filter(([, text]) => isBroken(text));
    if (broken.length === 0 || told.has(site)) continue;
    told.add(site);
    for (const [name, text] of broken) {
      findings.push({
        code: 'text-not-unicode',
        severity: 'error',
        message: `the annotation ${name} would be ${JSON.stringify(text)}, which holds half of a character`,
        at: site,
        subject: { kind: manifest.kind, namespace: manifest.metadata.namespace, name: manifest.metadata.name },
        field: `metadata.annotations[${name}]`,
        help: ['cut texts between characters: [...text].slice(0, 80).join("") instead of text.slice(0, 80)'],
      });
    }
  }
}
