import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import type { Finding, Location } from '../../../diagnostics/finding';
import { isSystemError } from '../../emit/system-error';
import { slashed } from './file-paths';
import { halfWrittenOutputs } from './half-written';
import { isManifestName } from './manifest-places';
import { pathPattern } from './path-pattern';

/** Files that an app includes by pattern. */
export interface IncludedTexts {
  readonly texts: readonly { readonly file: string; readonly text: string }[];
  readonly findings: readonly Finding[];
}

/** Reads what the patterns stand for, relative to the working directory: files, folders, `*` inside a name, `**` across folders. */
export function includedTexts(includes: readonly { readonly pattern: string; readonly at: Location }[]): IncludedTexts {
  const files = new Map<string, string>();
  const findings: Finding[] = [];
  for (const { pattern, at } of includes) {
    try {
      const found = filesOf(pattern);
      if (found.length === 0) findings.push(nothingFound(pattern, at));
      const torn = halfWrittenOutputs(
        { path: pattern, file: pattern },
        found.map((file) => ({ path: file, file })),
      );
      findings.push(...torn.map((each) => ({ ...each, at, token: pattern })));
      for (const file of found) if (!files.has(file)) files.set(file, readFileSync(file, 'utf8'));
    } catch (error) {
      findings.push(unreadable(pattern, error, at));
    }
  }
  return { texts: [...files].map(([file, text]) => ({ file, text })), findings };
}

function filesOf(pattern: string): readonly string[] {
  const segments = pattern.split('/');
  const firstWild = segments.findIndex((segment) => segment.includes('*'));
  if (firstWild < 0) return statSync(pattern).isDirectory() ? below(pattern) : [pattern];
  const matches = pathPattern(path.posix.normalize(pattern));
  return below(segments.slice(0, firstWild).join('/') || '.').filter((file) => matches.test(file));
}

/** Manifests in a folder and its folders, sorted, with `/` separators. */
function below(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => isManifestName(name))
    .map((name) => slashed(path.join(folder, name)))
    .sort();
}

function nothingFound(pattern: string, at: Location): Finding {
  return {
    code: 'include-empty',
    severity: 'error',
    message: `include('${pattern}') finds no manifest`,
    at,
    token: pattern,
    help: ['patterns are relative to the folder that netpact runs in; manifests end in .yaml, .yml or .json'],
  };
}

function unreadable(pattern: string, error: unknown, at: Location): Finding {
  const reason = isSystemError(error) ? error.code : String(error);
  return {
    code: 'include-unreadable',
    severity: 'error',
    message: `include('${pattern}') cannot be read (${reason})`,
    at,
    token: pattern,
    help: ['patterns are relative to the folder that netpact runs in'],
  };
}
