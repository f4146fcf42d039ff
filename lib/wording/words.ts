/** `one` for one thing, `many` for none or several: a noun, a verb, or any other word that goes with a number. */
export function oneOrMany(count: number, one: string, many = `${one}s`): string {
  return count === 1 ? one : many;
}

/** `1 flow`, `3 policies`. */
export function counted(count: number, one: string, many?: string): string {
  return `${count} ${oneOrMany(count, one, many)}`;
}

/** `a`, `a and b`, `a, b, c and 4 more`; `a or b`. At most `most + 1` names are written; the others are counted. */
export function listed(names: readonly string[], most = 3, and = 'and'): string {
  const shown = names.slice(0, names.length > most + 1 ? most : names.length);
  const rest = names.length - shown.length;
  const last = rest > 0 ? `${rest} more` : shown.pop();
  return shown.length === 0 ? (last ?? '') : `${shown.join(', ')} ${and} ${last}`;
}
