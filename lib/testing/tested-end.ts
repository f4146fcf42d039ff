import { resolveEnd } from '../analyze/explain/resolve-end';
import { type End, endOf, imaginedPods } from '../analyze/model/end';
import { NetpactError } from '../diagnostics/netpact-error';
import type { TestedManifests } from './manifests';

/**
 * The end that a text means. Folders of policies hold no workloads: there `shop/web` is the declared workload of that name,
 * or the pods with `app=web` where a policy speaks of them. Throws a NetpactError where it means nothing.
 */
export function testedEnd({ analysis, exposed, declared }: TestedManifests, text: string): End {
  const resolved = resolveEnd(analysis, text);
  if ('end' in resolved) return resolved.end;
  const workload = declared.get(text);
  const [namespace = '', name = ''] = text.split('/');
  if (workload) return endOf(analysis.universe, { ...imaginedPods(namespace, workload.labels), ports: workload.ports });
  const described = exposed.pods(`${namespace}/[app=${name}]`);
  if (described) return endOf(exposed.universe, described);
  throw new NetpactError([resolved.problem]);
}
