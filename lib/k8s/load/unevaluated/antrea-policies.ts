import { fieldOf, isMap } from '../../manifest-value';
import { type Coverage, type CoverageReader, directionsOfRules, readLabelSelector } from './coverage';

/**
 * NetworkPolicy and ClusterNetworkPolicy of Antrea: `spec.appliedTo`, or an `appliedTo` of each rule. Groups, service accounts,
 * Services and nodes in it are not read. Source: https://antrea.io/docs/main/docs/antrea-network-policy/
 */
export function appliedToCoverage(scope: 'namespace' | 'cluster'): CoverageReader {
  return (manifest) => {
    const spec = fieldOf(manifest, 'spec');
    const own = fieldOf(spec, 'appliedTo');
    const rules = [fieldOf(spec, 'ingress'), fieldOf(spec, 'egress')].flatMap((each) =>
      Array.isArray(each) ? each : [],
    );
    const lists = own === undefined ? rules.map((rule) => fieldOf(rule, 'appliedTo')) : [own];
    const read = lists.map((list) => podsOfList(list, scope));
    const isRead = read.length > 0 && read.every((each) => each !== undefined);
    return {
      pods: isRead ? read.flatMap((each) => each ?? []) : undefined,
      directions: directionsOfRules(spec, { ingress: ['ingress'], egress: ['egress'] }),
    };
  };
}

function podsOfList(list: unknown, scope: 'namespace' | 'cluster'): Coverage['pods'] {
  if (!Array.isArray(list) || list.length === 0) return undefined;
  const read = list.flatMap((entry) => podsOfEntry(entry, scope) ?? []);
  return read.length === list.length ? read : undefined;
}

/** One of both selectors alone leaves the other open: pods of every namespace, or every pod of some. */
function podsOfEntry(entry: unknown, scope: 'namespace' | 'cluster'): Coverage['pods'] {
  if (!isMap(entry)) return undefined;
  const { podSelector, namespaceSelector, ...others } = entry;
  if (Object.keys(entry).length === 0 || Object.keys(others).length > 0) return undefined;
  const pods = podSelector === undefined ? {} : readLabelSelector(podSelector);
  const namespaces = namespaceSelector === undefined ? {} : readLabelSelector(namespaceSelector);
  if (!pods || !namespaces) return undefined;
  return [scope === 'cluster' ? { pods, namespaces } : { pods }];
}
