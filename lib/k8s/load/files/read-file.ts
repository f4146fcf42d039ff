import { isUtf8 } from 'node:buffer';
import { closeSync, createReadStream, openSync, readFileSync, readSync, statSync } from 'node:fs';
import type { Readable } from 'node:stream';
import type { Finding } from '../../../diagnostics/finding';
import { isSystemError } from '../../emit/system-error';
import { looksLikeKubernetes, mentionsKubernetes } from './kubernetes-look';
import { Source } from './source';

/** How much of one file is read: six times what ten thousand workloads take. */
const maxFileBytes = 128 * 1024 * 1024;
const chunkBytes = 1024 * 1024;

/** A file that cannot be read as text, and is no manifest however it is looked at: no line of it holds a key of one. */
export class ForeignFile {
  constructor(
    readonly file: string,
    /** Why it cannot be read. */
    readonly problem: Finding,
  ) {}
}

/** Why there is no text of a file. */
export const problemOf = (read: ForeignFile | Finding): Finding => (read instanceof ForeignFile ? read.problem : read);

/** A file as text, or why there is none. */
export type ReadFile = Source | ForeignFile | Finding;

/** Reads a file, a pipe or a device as UTF-8; `file` is the name that messages use. */
export async function readSource(path: string, file: string): Promise<ReadFile> {
  try {
    if (statSync(path).isFile()) return readRegularFile(path, file);
    return await readStream(createReadStream(path, { highWaterMark: chunkBytes }), file);
  } catch (error) {
    return unreadable(file, error);
  }
}

/** The same at once. */
export function readSourceSync(path: string, file: string): ReadFile {
  try {
    return statSync(path).isFile() ? readRegularFile(path, file) : sourceOfBytes(readFileSync(path), file);
  } catch (error) {
    return unreadable(file, error);
  }
}

function readRegularFile(path: string, file: string): ReadFile {
  if (statSync(path).size <= maxFileBytes) return sourceOfBytes(readFileSync(path), file);
  return holdsKubernetesKey(path) ? tooLarge(file) : new ForeignFile(file, tooLarge(file));
}

/** Looks through a file that is too large to be held. */
function holdsKubernetesKey(path: string): boolean {
  const file = openSync(path, 'r');
  try {
    const chunk = Buffer.alloc(chunkBytes);
    let before = '';
    for (let length = readSync(file, chunk); length > 0; length = readSync(file, chunk)) {
      const text = before + chunk.toString('latin1', 0, length);
      if (looksLikeKubernetes(text)) return true;
      // A key may lie across two chunks; with what it is written with, it is shorter than this.
      before = text.slice(-1000);
    }
    return false;
  } finally {
    closeSync(file);
  }
}

/** Reads the standard input to its end, be it a file, a pipe or a socket. */
export async function readStdin(): Promise<ReadFile> {
  try {
    return await readStream(process.stdin, '<stdin>');
  } catch (error) {
    return unreadable('<stdin>', error);
  }
}

/** Pipes have no size, and a file may grow: what counts is what is read. */
async function readStream(stream: Readable, file: string): Promise<ReadFile> {
  const chunks: Buffer[] = [];
  let total = 0;
  for await (const chunk of stream) {
    const bytes = Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk));
    total += bytes.length;
    if (total > maxFileBytes) return tooLarge(file);
    chunks.push(bytes);
  }
  return sourceOfBytes(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks), file);
}

/** Text that was handed over, or the finding that it is too long. */
export function sourceOfText(text: string, file: string): Source | Finding {
  if (text.length > maxFileBytes) return tooLarge(file);
  return text.startsWith('\uFEFF') ? new Source(file, text.slice(1), true) : new Source(file, text);
}

/** Bytes that were read elsewhere, or why they are no text: they are no UTF-8, or too many. */
export function sourceOfBytes(bytes: Buffer, file: string): ReadFile {
  const isUtf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
  if (!isUtf16 && isUtf8(bytes)) return sourceOfText(bytes.toString('utf8'), file);
  const what = isUtf16 ? 'is UTF-16, not UTF-8' : 'is not UTF-8 text';
  const help = isUtf16 ? 'save it as UTF-8 (in PowerShell: … | Out-File -Encoding utf8)' : 'save it as UTF-8';
  const problem = fileFinding('file-encoding', `${file} ${what}`, help);
  // One byte for a letter, and zero bytes beside it, are enough to find keys in ASCII.
  const letters = bytes.toString('latin1');
  // With zero bytes it may be UTF-16, where nobody can tell by bytes what ends a line, so that no comment hides a key.
  const mayBeMeant = bytes.includes(0) ? mentionsKubernetes(letters) : looksLikeKubernetes(letters);
  return mayBeMeant ? problem : new ForeignFile(file, problem);
}

/** Why a path cannot be read, in words. */
export function unreadable(file: string, error: unknown): Finding {
  switch (isSystemError(error) ? error.code : undefined) {
    case 'ENOENT':
      return fileFinding('file-unreadable', `${file} does not exist`, 'check the path');
    case 'EACCES':
    case 'EPERM':
      return fileFinding('file-unreadable', `${file} cannot be read: permission denied`, 'allow this user to read it');
    case 'ELOOP':
      return fileFinding('file-unreadable', `${file} is a symbolic link that leads back to itself`, 'remove the link');
    default:
      return fileFinding(
        'file-unreadable',
        `${file} cannot be read: ${error instanceof Error ? error.message : error}`,
      );
  }
}

function tooLarge(file: string): Finding {
  const limit = `${maxFileBytes / 1024 / 1024} MiB`;
  return fileFinding(
    'file-too-large',
    `${file} is larger than ${limit}, the most that is read of one file`,
    'split it',
  );
}

function fileFinding(code: string, message: string, help?: string): Finding {
  return { code, severity: 'error', message, ...(help ? { help: [help] } : {}) };
}
