import { AsyncLocalStorage } from 'node:async_hooks';
import type { Writable } from 'node:stream';
import { printableLines } from '../../diagnostics/printable';
import { wantsColour } from './colours';

/** Large enough that writing a chunk costs little, small enough to hold. */
const chunkLength = 64 * 1024;

const captured = new AsyncLocalStorage<string[]>();

/** What something writes to the standard output, kept instead. */
export async function captureOutput<Result>(
  run: () => Promise<Result>,
): Promise<{ readonly result: Result; readonly text: string }> {
  const pieces: string[] = [];
  const result = await captured.run(pieces, run);
  return { result, text: pieces.join('') };
}

/**
 * Writes text in chunks, as fast as its reader takes it, so that no more than one is held. Ends early where the reader has gone.
 * Formats write what an input says so that it is harmless; this is the edge that nothing else passes.
 */
export async function writeAll(
  stream: Writable & { readonly isTTY?: boolean },
  pieces: Iterable<string>,
): Promise<void> {
  const kept = stream === process.stdout ? captured.getStore() : undefined;
  if (kept) {
    kept.push(...pieces);
    return;
  }
  const keeps = (match: string) => match.length > 1 && wantsColour(stream);
  for (const chunk of inChunks(pieces)) {
    if (stream.destroyed) return;
    if (!stream.write(printableLines(chunk, keeps))) await drained(stream);
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
