import { captureCallSite } from '../diagnostics/call-site';
import { NetpactError } from '../diagnostics/netpact-error';
import { isFinding, namespaceSaid } from './manifest-namespace';
import { type IncludeModel, withModel } from './model';
import type { NamespaceRef } from './peer';
import { kind } from './symbols';

/** Manifests that netpact does not write, and that the proof takes into account. */
export interface Included {
  readonly [kind]: 'include';
}

export interface IncludeOptions {
  /** Where objects are applied whose manifests name no namespace: a namespace, or its name.
   * @default none: such a policy or workload is refused */
  readonly namespace: NamespaceRef | string;
}

/**
 * Policies of other owners that end up in the same cluster: files, folders, or patterns with `*` and `**`, relative to the
 * folder that netpact runs in. Kustomizations that change what they list, and charts, have to be rendered before. The proof looks for declared flows that they block, and for access that they add.
 */
export function include(...patterns: readonly string[]): Included;
export function include(...patterns: readonly [...patterns: string[], options: IncludeOptions]): Included;
export function include(...given: readonly (string | IncludeOptions)[]): Included {
  const site = captureCallSite();
  const patterns = given.filter((each) => typeof each === 'string');
  const options = given.find((each) => typeof each !== 'string');
  const namespace = namespaceSaid({ value: options?.namespace, site, verb: 'include' });
  if (isFinding(namespace)) throw new NetpactError([namespace]);
  const model: IncludeModel = { kind: 'include', patterns, namespace: namespace?.name, site };
  return withModel({ [kind]: 'include' } as const, model);
}
