/** Pieces of this many characters or more: large enough that writing them costs little, small enough to hold. */
const chunkLength = 64 * 1024;

/** Joins many short pieces of text to fewer long ones. */
export function* inChunks(pieces: Iterable<string>): Generator<string> {
  let chunk = '';
  for (const piece of pieces) {
    chunk += piece;
    if (chunk.length < chunkLength) continue;
    yield chunk;
    chunk = '';
  }
  if (chunk !== '') yield chunk;
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
