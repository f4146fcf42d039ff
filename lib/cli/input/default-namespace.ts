import type { LoadOptions } from '../../k8s/load';
import { checkNamespace } from './load-input';

/** What `-n` says to the loader; throws where it is no name of a namespace. */
export function defaultNamespace(namespace: string | undefined): LoadOptions {
  checkNamespace(namespace);
  return namespace === undefined ? {} : { defaultNamespace: namespace };
}
