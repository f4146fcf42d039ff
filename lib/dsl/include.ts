import { captureCallSite } from '../diagnostics/call-site';
import { type IncludeModel, withModel } from './model';
import { kind } from './symbols';

/** Manifests that netpact does not write, and that the proof takes into account. */
export interface Included {
  readonly [kind]: 'include';
}

/**
 * Policies of other owners that end up in the same cluster: files, folders, or patterns with `*` and `**`, relative to the
 * folder that netpact runs in. Kustomizations that change what they list, and charts, have to be rendered before. The proof looks for declared flows that they block, and for access that they add.
 */
export function include(...patterns: readonly string[]): Included {
  const model: IncludeModel = { kind: 'include', patterns, site: captureCallSite() };
  return withModel({ [kind]: 'include' } as const, model);
}
