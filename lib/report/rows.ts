/** A list in JSON, one item on each line. */
export function* jsonList<Item>(
  items: Iterable<Item>,
  json: (item: Item) => string = (item) => JSON.stringify(item),
): Generator<string> {
  let before = '[\n';
  for (const item of items) {
    yield `${before}${json(item)}`;
    before = ',\n';
  }
  yield before === '[\n' ? '[]' : '\n]';
}

/** Makes a function remember its answers: names return in row after row, and escaping them costs more than finding them. */
export function remembered(make: (text: string) => string): (text: string) => string {
  const known = new Map<string, string>();
  return (text) => {
    let made = known.get(text);
    if (made === undefined) {
      made = make(text);
      known.set(text, made);
    }
    return made;
  };
}
