import { fieldOf } from '../../manifest-value';
import { inlineObjects } from './inline-objects';

/** Objects with this annotation never leave kustomize. */
const localConfig = 'config.kubernetes.io/local-config';

/** Whether kustomize may leave an object of a file out although it is listed. */
export function hasLocalConfig(text: string): boolean {
  if (!text.includes(localConfig) && !/\\[xuU]/.test(text)) return false;
  // What cannot be read is said by the loader.
  return (inlineObjects(text) ?? []).some(
    (object) => fieldOf(object, 'metadata', 'annotations', localConfig) !== undefined,
  );
}
