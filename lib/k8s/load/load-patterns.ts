import { statSync } from 'node:fs';
import path from 'node:path';
import type { Finding, Location } from '../../diagnostics/finding';
import { isSystemError } from '../emit/system-error';
import { type ExpandedPattern, expandPattern } from './files/expand-pattern';
import { linkLeadsOut } from './files/find-files';
import { readSourceSync } from './files/read-file';
import { Input } from './load-sources';
import type { LoadOptions, LoadResult } from './objects/load-result';
import { notRendered, renderCommand } from './roots/not-rendered';
import type { SurveyPlace } from './roots/survey-roots';

/** Manifests that an app names, and where it does. */
export interface AskedManifests {
  /** A file, a folder, or a pattern, relative to the folder that netpact runs in. */
  readonly pattern: string;
  readonly at: Location;
}

export interface PatternOptions extends LoadOptions {
  /** How the app asks for a pattern: `include('vendor/**')`. */
  readonly said: (pattern: string) => string;
  /** Whether codes speak of what is included, or of manifests. */
  readonly codes: 'include' | 'manifests';
}

/**
 * Reads what an app names, as `loadPaths` reads what a command line names, save that nothing is rendered: what would have to be is
 * an error. So is a pattern that finds nothing. Notes are those about files: what was left out, and why.
 */
export function loadPatterns(asked: readonly AskedManifests[], options: PatternOptions): LoadResult {
  const input = new Input();
  const place: SurveyPlace = { cwd: process.cwd(), command: (instead) => instead };
  for (const { pattern, at } of asked)
    input.asAskedAt({ at, token: pattern }, () => {
      try {
        const before = input.refusals;
        const count = readAll(input, expandPattern(pattern, place.cwd), pattern, place);
        if (count === 0 && input.refusals === before) input.refuse(nothingFound(pattern, options));
      } catch (error) {
        if (!isSystemError(error)) throw error;
        input.refuse(unreadable(pattern, error.code ?? error.message, options));
      }
    });
  const loaded = input.load(options);
  const [first] = asked;
  const findings = loaded.findings.map((finding) => ({ ...(first && { at: first.at }), ...inAnApp(finding) }));
  return { ...loaded, findings, notes: loaded.notes.filter(({ subject }) => subject === undefined) };
}

/** Every file that was read so, by its absolute path: whoever waits for changes of an app waits for theirs. */
const read = new Set<string>();
export const filesRead = (): readonly string[] => [...read];

/** How many files and roots there were. */
function readAll(input: Input, expanded: ExpandedPattern | undefined, pattern: string, place: SurveyPlace): number {
  for (const folder of expanded?.foreign ?? []) input.passBy(folder);
  input.refuse(...(expanded?.leadingOut ?? []).map(linkLeadsOut));
  if (!expanded) statSync(path.resolve(place.cwd, pattern));
  let count = 0;
  for (const each of expanded?.paths ?? [pattern]) {
    const { files, roots, count: found } = input.find(each, place);
    count += found;
    for (const { path: at, file, isNamed } of files) {
      read.add(path.resolve(place.cwd, at));
      input.add(readSourceSync(at, file), isNamed && !expanded);
    }
    for (const root of roots)
      input.refuse({
        ...notRendered(root, 'an app reads manifests as they are written'),
        help: [`render it to a file, and name that: ${renderCommand(root)} > rendered.yaml`],
      });
  }
  return count;
}

/** What to do where there is no command line to pass something to. */
function inAnApp(finding: Finding): Finding {
  const { code, help = [] } = finding;
  if (code === 'link-leads-out') return { ...finding, help: ['name what it leads to by its own path'] };
  if (code !== 'roots-below') return { ...finding, ...(help.length > 0 && { help: help.map(toAFile) }) };
  const advice = 'an app reads manifests as they are written: render each of these to a file, and name that';
  return { ...finding, help: [advice, ...help.slice(1)] };
}

const toAFile = (help: string): string => help.replace(/ \| -$/, ' > rendered.yaml');

const codesOf = {
  include: { empty: 'include-empty', unreadable: 'include-unreadable' },
  manifests: { empty: 'manifests-empty', unreadable: 'manifests-unreadable' },
} as const;

function nothingFound(pattern: string, { said, codes }: PatternOptions): Finding {
  return {
    code: codesOf[codes].empty,
    severity: 'error',
    message: `${said(pattern)} finds no manifest`,
    help: [`${relative}; manifests end in .yaml, .yml or .json`],
  };
}

function unreadable(pattern: string, reason: string, { said, codes }: PatternOptions): Finding {
  return {
    code: codesOf[codes].unreadable,
    severity: 'error',
    message: `${said(pattern)} cannot be read (${reason})`,
    help: [relative],
  };
}

const relative = 'patterns are relative to the folder that netpact runs in';

/** Whether a finding says something of who is deployed: what is wrong with a policy does not. */
export const aboutWorkloads = ({ subject }: Finding): boolean => subject?.kind !== 'NetworkPolicy';
