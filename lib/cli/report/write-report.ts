import { writeFile } from 'node:fs/promises';
import { NetpactError } from '../../diagnostics/netpact-error';
import { isSystemError } from '../../k8s/emit/system-error';

/** Writes a report to a file, whole; says where it is. */
export async function writeReport(file: string, text: Iterable<string>): Promise<void> {
  try {
    await writeFile(file, [...text].join(''));
  } catch (error) {
    if (!isSystemError(error)) throw error;
    throw new NetpactError([
      {
        code: 'report-not-writable',
        severity: 'error',
        message: `${file} cannot be written: ${error.message}`,
        help: ['name a file in a folder that exists: -o report.html'],
      },
    ]);
  }
  process.stderr.write(`wrote ${file}\n`);
}
