import type { Writable } from 'node:stream';

/** Large enough that writing a chunk costs little, small enough to hold. */
const chunkLength = 64 * 1024;

/** Writes text in chunks, as fast as its reader takes it, so that no more than one is held. Ends early where the reader has gone. */
export async function writeAll(stream: Writable, pieces: Iterable<string>): Promise<void> {
  for (const chunk of inChunks(pieces)) {
    if (stream.destroyed) return;
    if (!stream.write(chunk)) await drained(stream);
  }
}

/** Joins many short pieces of text to fewer long ones. */
function* inChunks(pieces: Iterable<string>): Generator<string> {
  let chunk = '';
  for (const piece of pieces) {
    chunk += piece;
    if (chunk.length < chunkLength) continue;
    yield chunk;
    chunk = '';
  }
  if (chunk !== '') yield chunk;
}

function drained(stream: Writable): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      stream.off('drain', done).off('close', done);
      resolve();
    };
    stream.on('drain', done).on('close', done);
  });
}
