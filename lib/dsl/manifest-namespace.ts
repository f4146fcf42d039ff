import type { CallSite } from '../diagnostics/call-site';
import type { Finding } from '../diagnostics/finding';
import { type NamespaceModel, namespaceModelOf } from './model';
import { strayValue } from './stray-value';

/** What a user says about the namespace of manifests. */
export interface SaidNamespace {
  /** As it was handed over: a value of the language, a name, or anything else. */
  readonly value: unknown;
  readonly site: CallSite;
  /** The function that took it: `workloadFrom`. */
  readonly verb: string;
}

/** The namespace that a user says, undefined for none; what is neither a namespace nor a name is a problem. */
export function namespaceSaid({ value, site, verb }: SaidNamespace): NamespaceModel | Finding | undefined {
  if (value === undefined) return undefined;
  if (typeof value === 'string' && value.trim() !== '') return namespaceNamed(value, site);
  return (
    namespaceModelOf(value) ?? {
      code: 'workload-namespace-invalid',
      severity: 'error',
      message: `the namespace that ${verb}() got is ${typeof value === 'string' ? 'empty' : strayValue(value)}`,
      at: site,
      help: ["give it what namespace() or foreignNamespace() returned, or a name: { namespace: 'shop' }"],
    }
  );
}

/** A namespace of which only the name is known; whoever lists it owns it all the same. */
export function namespaceNamed(name: string, site: CallSite): NamespaceModel {
  return { name, labels: {}, baseline: undefined, owner: undefined, workloads: () => [], site };
}

/** Whether it is a finding, and no namespace. */
export const isFinding = (said: NamespaceModel | Finding | undefined): said is Finding =>
  said !== undefined && 'severity' in said;

/** The namespace of pods: as their manifest says, or the user where it says none. That both say another one is a problem. */
export function namespaceOfPods(
  what: string,
  written: string | undefined,
  said: SaidNamespace,
): { readonly namespace: NamespaceModel; readonly problems: readonly Finding[] } {
  const { site, verb } = said;
  const given = namespaceSaid(said);
  if (isFinding(given)) return { namespace: namespaceNamed(written ?? '', site), problems: [given] };
  if (given && (written === undefined || written === given.name)) return { namespace: given, problems: [] };
  if (given) return { namespace: given, problems: [contradicts(what, written ?? '', given.name, site, verb)] };
  if (written !== undefined) return { namespace: namespaceNamed(written, site), problems: [] };
  return { namespace: namespaceNamed('', site), problems: [missing(what, site, verb)] };
}

function missing(what: string, at: CallSite, verb: string): Finding {
  return {
    code: 'workload-namespace-missing',
    severity: 'error',
    message: `${what} has no metadata.namespace, so nobody knows which pods are meant`,
    at,
    help: [
      `say where it is applied: ${verb}(manifest, { namespace: shop }), with a namespace or its name`,
      "for a construct of cdk8s, its Chart may say it: { namespace: 'shop' }",
    ],
  };
}

function contradicts(what: string, written: string, given: string, at: CallSite, verb: string): Finding {
  return {
    code: 'workload-namespace-contradicts',
    severity: 'error',
    message: `${what} is in namespace ${written} by its manifest, and in ${given} by ${verb}(…, { namespace })`,
    at,
    token: given,
    help: ['leave { namespace } out, or correct metadata.namespace: neither outranks the other'],
  };
}
