import type { Finding } from '../../diagnostics/finding';
import { dns1123SubdomainProblem } from '../../k8s/validate/names';
import type { PolicyDraft } from '../policy-draft';

/** Policies that cannot have the name they got: two different ones with one name, or a name that Kubernetes refuses. */
export function checkPolicyNames(drafts: readonly PolicyDraft[], findings: Finding[]): void {
  const byName = new Map<string, PolicyDraft>();
  const refused = new Set<unknown>();
  for (const draft of drafts) {
    const key = `${draft.namespace}/${draft.name}`;
    const problem = dns1123SubdomainProblem(draft.name);
    // Both halves of a flow have the name that was said once.
    if (problem && !refused.has(draft.site)) findings.push(refusedName(draft, problem));
    if (problem) refused.add(draft.site);
    const first = byName.get(key);
    if (first) findings.push(sameName(first, draft));
    else byName.set(key, draft);
  }
}

function sameName(first: PolicyDraft, second: PolicyDraft): Finding {
  return {
    code: 'policy-name-taken',
    severity: 'error',
    message: `two different policies of ${second.namespace} would be named ${second.name}: ${first.sentence}; ${second.sentence}`,
    at: second.site,
    related: [{ at: first.site, message: 'the other one is declared here' }],
    help: ["give one of the flows a name of its own: .named('…')"],
  };
}

function refusedName({ name, site }: PolicyDraft, problem: string): Finding {
  const shown = name.length > 80 ? `${name.slice(0, 60)}… (${name.length} characters)` : name;
  return {
    code: 'policy-name-invalid',
    severity: 'error',
    message: `the policy name ${shown} ${problem}`,
    at: site,
    help: ["give the flow a name of its own: .named('…')"],
  };
}
