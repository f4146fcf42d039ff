import { fieldOf, isMap, type ManifestMap } from '../../manifest-value';
import type { Labels } from '../../resources';

const prefix = 'netpact.dev/';

/** The annotations of netpact that an object carries, to be spread into its resource: the others are long and nobody's business here. */
export function ownAnnotations(manifest: ManifestMap): { readonly annotations?: Labels } {
  const all = fieldOf(manifest, 'metadata', 'annotations');
  if (!isMap(all)) return {};
  const own: Record<string, string> = {};
  for (const [key, value] of Object.entries(all))
    if (key.startsWith(prefix) && typeof value === 'string') own[key] = value;
  return Object.keys(own).length > 0 ? { annotations: own } : {};
}
