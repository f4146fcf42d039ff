/** A mapping of a manifest. Keys that are not there read as undefined, also those that every JavaScript object inherits. */
export type ManifestMap = Readonly<Record<string, unknown>>;

/** Whether a value is a mapping: neither null nor a list. */
export function isMap(value: unknown): value is ManifestMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A field of a mapping; undefined where the value is no mapping or does not have it. */
export function fieldOf(value: unknown, ...path: readonly string[]): unknown {
  let current = value;
  for (const name of path) current = isMap(current) && Object.hasOwn(current, name) ? current[name] : undefined;
  return current;
}

/** What a value is, in the words of YAML: for messages. */
export function typeName(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a mapping';
  if (typeof value === 'string') return `the string ${JSON.stringify(value)}`;
  return typeof value === 'boolean' ? `the boolean ${value}` : `the number ${String(value)}`;
}
