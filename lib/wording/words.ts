/** `one` for one thing, `many` for none or several: a noun, a verb, or any other word that goes with a number. */
export function oneOrMany(count: number, one: string, many = `${one}s`): string {
  return count === 1 ? one : many;
}

/** `1 flow`, `3 policies`. */
export function counted(count: number, one: string, many?: string): string {
  return `${count} ${oneOrMany(count, one, many)}`;
}

/** The first names, and how many there are besides: `a`, `b`, `4 more`. At most `most + 1` texts. */
export function firstOf(names: readonly string[], most: number, more = 'more'): readonly string[] {
  const rest = names.length - most;
  return rest > 1 ? [...names.slice(0, most), `${rest} ${more}`] : names;
}

/** `a`, `a and b`, `a, b, c and 4 more`; `a or b`. At most `most + 1` names are written; the others are counted. */
export function listed(names: readonly string[], most = 3, and = 'and'): string {
  const shown = [...firstOf(names, most)];
  const last = shown.pop() ?? '';
  return shown.length === 0 ? last : `${shown.join(', ')} ${and} ${last}`;
}
