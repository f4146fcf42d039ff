import { requirementsOf } from '../algebra/selector';
import { type Analysis, analyze } from '../analyze/analysis';
import { representativesOf } from '../analyze/representatives';
import { namespaceNameLabel } from '../analyze/universe';
import type { ClusterResources, NamespaceResource } from '../k8s/resources';
import type { AuditContext } from './rule';

/**
 * Everyone, and pods in the namespaces that rules name and the input does not have: without them a rule for such a
 * namespace would seem to allow nothing.
 */
export function redundancyUniverse(context: AuditContext): Analysis {
  const { resources, settings, universe } = context.analysis;
  const known = new Set(universe.namespaces.map(({ name }) => name));
  const missing = [...namedNamespaces(resources)].filter((name) => !known.has(name));
  if (missing.length === 0) return context.exposed();
  const [first] = resources.policies;
  const added = missing.map(
    (name): NamespaceResource => ({
      name,
      labels: { [namespaceNameLabel]: name },
      origin: first?.origin ?? { file: '', span: () => ({ file: '', line: 1, column: 1 }) },
    }),
  );
  const whole = { ...resources, namespaces: [...resources.namespaces, ...added] };
  return analyze(whole, settings, representativesOf(whole));
}

function namedNamespaces({ policies }: ClusterResources): ReadonlySet<string> {
  const names = new Set<string>();
  for (const { spec } of policies)
    for (const peer of [
      ...(spec.ingress ?? []).flatMap((rule) => rule?.from ?? []),
      ...(spec.egress ?? []).flatMap((rule) => rule?.to ?? []),
    ])
      for (const { key, operator, values } of peer.namespaceSelector ? requirementsOf(peer.namespaceSelector) : [])
        if (key === namespaceNameLabel && operator === 'In') for (const value of values ?? []) names.add(value);
  return names;
}
