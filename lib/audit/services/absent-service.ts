import { groupBy } from '../../algebra/keyed';
import { onceForEach } from '../../algebra/once';
import { vocabularyOf } from '../../analyze/labels/label-vocabulary';
import { makersAmong } from '../../analyze/labels/operators';
import { isOfCluster } from '../../cluster/own-namespaces';
import { nearest } from '../../diagnostics/suggest';
import type { ServiceReference } from '../../k8s/resources';
import { listed } from '../../wording/words';
import { operatorsIn } from '../labels/absence';
import { misspellingOf } from '../labels/misspelt';
import type { AuditContext } from '../rule';
import { serviceOf } from './service-targets';

/** What is known of a Service that is not in the input. */
export type Absence =
  /** It may well be in the cluster. */
  | { readonly kind: 'elsewhere'; readonly reason: string }
  /** The input has the workloads and the Services of its namespace, and not this one. */
  | {
      readonly kind: 'missing';
      /** The Service that may have been meant. */
      readonly near?: string;
      /** Why it may be there all the same; then nothing that fails a build may rest on it. */
      readonly doubt?: string;
    };

/**
 * How sure it is that a Service is missing. An input tells what a namespace has only where it has workloads and Services of
 * it; the cluster's own namespaces hold what nobody wrote, operators make Services, and so may any
 * controller of a custom resource. Where nothing that is named in a namespace is there, the input is rather one of several that fill it.
 */
export function absenceOf(context: AuditContext, reference: ServiceReference): Absence {
  const { facts, loaded } = context;
  const { namespace, name } = reference;
  const elsewhere = (reason: string): Absence => ({
    kind: 'elsewhere',
    reason: `Service ${namespace}/${name} is not in the input, and ${reason}`,
  });
  const names = facts.servicesIn(namespace).map((service) => service.name);
  const misspelt = names.find((each) => misspellingOf(name, each));
  const near = misspelt ?? nearest(name, names);
  const workloads = facts.workloadsIn(namespace);
  if (names.length === 0 || workloads.length === 0)
    return elsewhere(`the input has no ${names.length === 0 ? 'Service' : 'workload'} of the namespace ${namespace}`);
  // Knative makes a Service for each of its own, of which the pods are known.
  if (workloads.some(({ workload }) => workload?.kind === 'Service' && workload.name === name))
    return elsewhere('Knative makes one of its own Service');
  const missing = { kind: 'missing' as const, ...(near !== undefined && { near }) };
  if (misspelt !== undefined) return missing;
  if (isOfCluster({ name: namespace })) return elsewhere(`the cluster has Services of its own in ${namespace}`);
  const operator = operatorsIn(context)(
    { key: 'metadata.name', operator: 'In', values: [name] },
    { namespaces: [namespace], labels: vocabularyOf(workloads) },
  );
  if (operator !== undefined) return elsewhere(`may be made at run time by ${operator}`);
  const others = loaded.resources.services.filter((service) => service.name === name);
  if (namespace === 'default' && others.length > 0) {
    const where = listed(others.map((service) => service.namespace));
    return { ...missing, doubt: `${where} has one: whoever writes no namespace may mean that one` };
  }
  const makers = makersAmong(loaded.customKinds);
  if (makers.length > 0)
    return { ...missing, doubt: `the controllers of ${listed(makers)} may create Services that are not in the input` };
  const absent = absentNames(context).get(namespace);
  if (!absent || absent.length === 1) return missing;
  const doubt = `none of the ${absent.length} Services of ${namespace} that others name is in the input: they may come from elsewhere`;
  return { ...missing, doubt };
}

/** The Services that are named in namespaces of which no Service that is named is there. */
const absentNames = onceForEach((context: AuditContext): ReadonlyMap<string, readonly string[]> => {
  const named = context.loaded.resources.serviceCallers.flatMap(({ references }) => references);
  const found = new Map<string, readonly string[]>();
  for (const [namespace, references] of groupBy(named, (reference) => reference.namespace)) {
    if (references.some((reference) => serviceOf(context, reference))) continue;
    found.set(namespace, [...new Set(references.map(({ name }) => name))]);
  }
  return found;
});
