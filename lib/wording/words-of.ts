/** The words of a name, lower case: `allowWeb-to_API` has allow, web, to and api. */
export function wordsOf(text: string): readonly string[] {
  const parts = text
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/);
  return parts.filter((part) => part !== '');
}
