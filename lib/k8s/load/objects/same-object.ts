import { isDeepStrictEqual } from 'node:util';
import { isMap, type ManifestMap } from '../../manifest-value';

/** What a cluster fills in, the namespace among it: two dumps of one object differ in it and are the same object still. */
const filledIn = new Set([
  ...['creationTimestamp', 'generation', 'managedFields', 'namespace', 'resourceVersion', 'selfLink', 'uid'],
]);

/** Whether what was read of two objects is the same, wherever they stand. */
export function isAlike(a: object | undefined, b: object | undefined): boolean {
  const isRead = a !== undefined && b !== undefined;
  return isRead && isDeepStrictEqual({ ...a, origin: undefined }, { ...b, origin: undefined });
}

/** Whether two manifests of one identity say the same. */
export function isSameObject(a: ManifestMap, b: ManifestMap): boolean {
  return isDeepStrictEqual(declared(a), declared(b));
}

function declared({ status: _, metadata, ...rest }: ManifestMap): ManifestMap {
  if (!isMap(metadata)) return rest;
  const entries = Object.entries(metadata).filter(([key]) => !filledIn.has(key));
  return { ...rest, metadata: Object.fromEntries(entries) };
}
