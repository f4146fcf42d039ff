import { cniProfiles } from '../../lib/analyze/model/cni-profiles';
import type { AnalyzeOptions } from '../../lib/analyze/model/options';

/** What the first line of an example says that it is audited with. */
export function exampleOptions(example: string): AnalyzeOptions {
  const [first = ''] = example.split('\n');
  if (!first.startsWith('# netpact audit')) return {};
  const cni = cniProfiles[/--cni (\S+)/.exec(first)?.[1] ?? ''];
  const lists = [...first.matchAll(/(\w+Cidrs): ([^,)]+)/g)].map(([, key = '', cidr = '']) => [key, [cidr.trim()]]);
  return { ...(cni && { cni }), cluster: Object.fromEntries(lists) };
}
