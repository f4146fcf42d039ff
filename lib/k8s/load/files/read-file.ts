import { isUtf8 } from 'node:buffer';
import { createReadStream, readFileSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import type { Finding } from '../../../diagnostics/finding';
import { Source } from './source';

/** How much of one file is read: six times what ten thousand workloads take. */
const maxFileBytes = 128 * 1024 * 1024;
const chunkBytes = 1024 * 1024;

/** Reads a file, a pipe or a device as UTF-8; `file` is the name that messages use. */
export async function readSource(path: string, file: string): Promise<Source | Finding> {
  try {
    if ((await stat(path)).size > maxFileBytes) return tooLarge(file);
    return await readStream(createReadStream(path, { highWaterMark: chunkBytes }), file);
  } catch (error) {
    return unreadable(file, error);
  }
}

/** The same at once. */
export function readSourceSync(path: string, file: string): Source | Finding {
  try {
    return sourceOfBytes(readFileSync(path), file);
  } catch (error) {
    return unreadable(file, error);
  }
}

/** Reads the standard input to its end, be it a file, a pipe or a socket. */
export async function readStdin(): Promise<Source | Finding> {
  try {
    return await readStream(process.stdin, '<stdin>');
  } catch (error) {
    return unreadable('<stdin>', error);
  }
}

/** Pipes have no size, and a file may grow: what counts is what is read. */
async function readStream(stream: Readable, file: string): Promise<Source | Finding> {
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

/** Bytes that were read elsewhere, or the finding that they are no UTF-8 text or too many. */
export function sourceOfBytes(bytes: Buffer, file: string): Source | Finding {
  const isUtf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
  if (isUtf16) {
    const help = 'save it as UTF-8 (in PowerShell: … | Out-File -Encoding utf8)';
    return fileFinding('file-encoding', `${file} is UTF-16, which Kubernetes does not read`, help);
  }
  if (!isUtf8(bytes)) return fileFinding('file-encoding', `${file} is not UTF-8 text`, 'save it as UTF-8');
  return sourceOfText(bytes.toString('utf8'), file);
}

/** Why a path cannot be read, in words. */
export function unreadable(file: string, error: unknown): Finding {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  switch (code) {
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
