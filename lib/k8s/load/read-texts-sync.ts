import { existsSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import type { Finding } from '../../diagnostics/finding';
import { unreadable } from './files/read-file';

/** Files as texts, for callers that cannot wait (matchers of tests). */
export interface ReadTexts {
  readonly texts: readonly { readonly file: string; readonly text: string }[];
  readonly findings: readonly Finding[];
}

/** Reads files and folders (recursively: .yaml, .yml, .json) at once; names are kept as they were given. */
export function readTextsSync(paths: readonly string[], cwd = process.cwd()): ReadTexts {
  const texts: { file: string; text: string }[] = [];
  const findings: Finding[] = [];
  const visited = new Set<string>();
  const visit = (name: string): void => {
    const file = name.split(path.sep).join('/');
    const absolute = path.resolve(cwd, name);
    try {
      const real = realpathSync(absolute);
      if (visited.has(real)) return;
      visited.add(real);
      if (!statSync(absolute).isDirectory()) texts.push({ file, text: readFileSync(absolute, 'utf8') });
      else for (const entry of readdirSync(absolute).sort()) if (isRead(absolute, entry)) visit(path.join(name, entry));
    } catch (error) {
      findings.push(unreadable(file, error));
    }
  };
  for (const name of paths) visit(name);
  return { texts, findings };
}

function isRead(folder: string, entry: string): boolean {
  if (entry === '.git' || entry === 'node_modules') return false;
  if (/\.(?:ya?ml|json)$/i.test(entry)) return true;
  const absolute = path.join(folder, entry);
  return existsSync(absolute) && statSync(absolute).isDirectory();
}
