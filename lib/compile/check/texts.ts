import type { Finding } from '../../diagnostics/finding';
import { isBroken } from '../../k8s/emit/block-yaml';
import { flowsAnnotation } from '../../k8s/policy-declaration';
import type { CompiledPolicy } from '../policy-draft';

/** Reports reasons, owners and tickets that no file can hold; both halves of a flow are one mistake. */
export function checkTexts(policies: readonly CompiledPolicy[], findings: Finding[]): void {
  const told = new Set<unknown>();
  for (const policy of policies) {
    const broken = textsOf(policy).filter(({ text, site }) => isBroken(text) && !told.has(site));
    for (const { name, text, site } of broken) {
      const { kind, metadata } = policy.manifest;
      told.add(site);
      findings.push({
        code: 'text-not-unicode',
        severity: 'error',
        message: `the annotation ${name} would be ${JSON.stringify(text)}, which holds half of a character`,
        at: site,
        subject: { kind, namespace: metadata.namespace, name: metadata.name },
        field: `metadata.annotations[${name}]`,
        help: ['cut texts between characters: [...text].slice(0, 80).join("") instead of text.slice(0, 80)'],
      });
    }
  }
}

/** What is written of a policy; flows that share one each with its own place, those for which the annotation has no room too. */
function textsOf({ manifest, rules, site }: CompiledPolicy): readonly Text[] {
  const annotations = Object.entries(manifest.metadata.annotations ?? {}).map(([name, text]) => ({ name, text, site }));
  if (!rules) return annotations;
  return [
    ...annotations.filter(({ name }) => name !== flowsAnnotation),
    ...rules.map((rule) => ({ name: flowsAnnotation, text: rule.comment, site: rule.site })),
  ];
}

interface Text {
  readonly name: string;
  readonly text: string;
  readonly site: CompiledPolicy['site'];
}
