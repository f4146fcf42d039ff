import { byCodeUnits } from '../../algebra/text-order';
import { diffClusters } from '../../analyze/diff/cluster-diff';
import { policyName } from '../../analyze/diff/policy-changes';
import type { PolicyForm } from '../../compile/declaration';
import { loadTexts } from '../../k8s/load';
import { flowsAnnotation } from '../../k8s/policy-declaration';
import type { PolicyResource } from '../../k8s/resources';
import { type FormChange, otherForm } from './form-change';
import type { PlannedOutput } from './run-environment';

/** Told by the policies that come and go: the flows of a workload in one, or a flow without a name of its own. */
export function formChange({ asked, plan }: PlannedOutput, to: PolicyForm): FormChange | undefined {
  const from = otherForm(to);
  const unchanged = new Set(plan.unchanged);
  const old = new Map([...asked.files].filter(([path]) => unchanged.has(path)));
  for (const { path, before = '' } of [...plan.changed, ...plan.removed]) old.set(path, before);
  const [before, after] = [old, asked.files].map(read);
  if (!before || !after) return undefined;
  const diff = diffClusters(before.resources, after.resources);
  const { added, removed, renamed, changed } = diff.policies;
  const coming = [...added, ...renamed.map((pair) => pair.after)];
  const going = [...removed, ...renamed.map((pair) => pair.before)];
  if (!going.some((policy) => formOf(policy) === from) || !coming.some((policy) => formOf(policy) === to))
    return undefined;
  const isRead = before.isWhole && after.isWhole && diff.verdict !== 'undecided';
  const isSame = diff.verdict === 'equal' && diff.newlyIsolated.length + diff.noLongerIsolated.length === 0;
  return {
    from,
    to,
    added: coming.map(policyName).sort(byCodeUnits),
    removed: going.map(policyName).sort(byCodeUnits),
    isSafe: isRead ? isSame && changed.length === 0 : undefined,
  };
}

function read(files: ReadonlyMap<string, string>) {
  const sources = [...files].flatMap(([file, text]) => (file === 'kustomization.yaml' ? [] : [{ file, text }]));
  const { resources, findings } = loadTexts(sources);
  return { resources, isWhole: findings.every(({ severity }) => severity !== 'error') };
}

/** Undefined for what both forms have: baselines, DNS, exceptions and flows that were given a name. */
function formOf({ name, annotations }: PolicyResource): PolicyForm | undefined {
  if (annotations[flowsAnnotation] !== undefined) return 'per-workload';
  const isFlow = annotations['netpact.dev/flow'] !== undefined && annotations['netpact.dev/expires'] === undefined;
  return isFlow && /(?:^|-)allow-.+-to-.+/.test(name) ? 'per-flow' : undefined;
}
