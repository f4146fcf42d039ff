import type { LoadOptions } from '../../k8s/load';
import { isDns1123Label } from '../../k8s/validate/names';
import { invalidOption } from './invalid-option';

/** What `-n` says to the loader; throws where it is no name of a namespace. */
export function defaultNamespace(namespace: string | undefined): LoadOptions {
  if (namespace === undefined) return {};
  if (isDns1123Label(namespace)) return { defaultNamespace: namespace };
  throw invalidOption(
    `--namespace ${namespace} is no name of a namespace`,
    'write at most 63 of a-z, 0-9 and "-", with a letter or digit at both ends',
  );
}
