import { isUtf8 } from 'node:buffer';
import { open } from 'node:fs/promises';
import type { Finding } from '../../diagnostics/finding';
import { Source } from './source';

/** How much of one file is read: six times what ten thousand workloads take. */
export const maxFileBytes = 128 * 1024 * 1024;
const chunkBytes = 1024 * 1024;

/** Reads a file, a pipe or a device as UTF-8; `file` is the name that messages use. */
export async function readSource(path: string, file: string): Promise<Source | Finding> {
  try {
    const handle = await open(path, 'r');
    try {
      const { size } = await handle.stat();
      if (size > maxFileBytes) return tooLarge(file);
      const chunks: Buffer[] = [];
      let total = 0;
      // Pipes have no size, and a file may grow: what counts is what is read.
      for (;;) {
        const buffer = Buffer.allocUnsafe(Math.max(chunkBytes, size - total + 1));
        const { bytesRead } = await handle.read(buffer, 0, buffer.length, null);
        if (bytesRead === 0) break;
        total += bytesRead;
        if (total > maxFileBytes) return tooLarge(file);
        chunks.push(buffer.subarray(0, bytesRead));
      }
      return decodeSource(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks), file);
    } finally {
      await handle.close();
    }
  } catch (error) {
    return unreadable(file, error);
  }
}

/** Text that was handed over, or the finding that it is too long. */
export function sourceOfText(text: string, file: string): Source | Finding {
  if (text.length > maxFileBytes) return tooLarge(file);
  return new Source(file, text.startsWith('\uFEFF') ? text.slice(1) : text);
}

function decodeSource(bytes: Buffer, file: string): Source | Finding {
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
