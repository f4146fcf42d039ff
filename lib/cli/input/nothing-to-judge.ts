import type { Finding } from '../../diagnostics/finding';
import type { LoadResult } from '../../k8s/load';
import { counted, listed } from '../../wording/words';

/**
 * The error that inputs hold nothing which could be judged, neither a policy nor a workload: "nothing found" would read as
 * "nothing wrong". Nothing where there is something, or another error says why there is not.
 */
export function nothingToJudge(inputs: readonly LoadResult[]): readonly Finding[] {
  const isJudged = ({ policyCount, resources }: LoadResult) => policyCount + resources.workloads.length > 0;
  const isBroken = ({ findings }: LoadResult) => findings.some(({ severity }) => severity === 'error');
  if (inputs.some(isJudged) || inputs.some(isBroken)) return [];
  const message = `no NetworkPolicy and no workload was read${readInstead(inputs)}: there is nothing to judge`;
  const help = ['name the folder with the manifests, or pass rendered output: kustomize build … | netpact … -'];
  return [{ code: 'nothing-to-judge', severity: 'error', message, help }];
}

/** `, only 2 of Service and 1 of ConfigMap`. */
function readInstead(inputs: readonly LoadResult[]): string {
  const kinds = new Map<string, number>();
  const count = (kind: string, number: number) => kinds.set(kind, (kinds.get(kind) ?? 0) + number);
  for (const { resources, otherKinds } of inputs) {
    count('Namespace', resources.namespaces.length);
    count('Service', resources.services.length);
    for (const [kind, number] of otherKinds) count(kind, number);
  }
  const all = [...kinds].filter(([, number]) => number > 0).sort(([, a], [, b]) => b - a);
  return all.length === 0 ? '' : `, only ${listed(all.map(([kind, number]) => counted(number, kind)))}`;
}
