import fs from 'node:fs';
import path from 'node:path';
import type { Location, Message } from 'esbuild';
import type { SourceSpan } from '../../diagnostics/finding';
import type { ResolvedFinding } from '../../diagnostics/resolved-finding';
import { nearest } from '../../diagnostics/suggest';
import { isSystemError } from '../../k8s/emit/system-error';

/** What esbuild says about an app, as a finding: an import that leads nowhere, a file that cannot be read, or one that cannot be parsed. */
export function bundleFinding(message: Message, entry: string, cwd: string): ResolvedFinding {
  if (isSystemError(message.detail)) return unreadable(message.detail);
  const at: SourceSpan = message.location ? spanOf(message.location, cwd) : { file: entry, line: 1, column: 1 };
  const missing = /^Could not resolve "(.*)"/.exec(message.text)?.[1];
  if (missing !== undefined) return missingImport(missing, at);
  const [, file, name] = /^No matching export in "(.*)" for import "(.*)"/.exec(message.text) ?? [];
  if (file !== undefined && name !== undefined) return missingName(file, name, at, cwd);
  return {
    code: 'app-syntax',
    severity: 'error',
    message: message.text.replace(/^./, (first) => first.toLowerCase()),
    at,
    ...(message.location?.suggestion && { help: [`write ${message.location.suggestion}`] }),
  };
}

/** The place that esbuild names is the line of its own that tried to read. */
function unreadable(error: Error): ResolvedFinding {
  return {
    code: 'app-not-readable',
    severity: 'error',
    message: `a file of the app cannot be read: ${error.message}`,
    help: ['make the file readable, or remove what imports it'],
  };
}

function missingImport(specifier: string, at: SourceSpan): ResolvedFinding {
  const isPackage = !/^[./]/.test(specifier);
  const help = isPackage ? packageHelp(specifier) : fileHelp(specifier, path.dirname(at.file));
  return {
    code: 'import-not-found',
    severity: 'error',
    message: `"${specifier}" leads to no ${isPackage ? 'installed package' : 'file'}`,
    at,
    ...(help && { help: [help] }),
  };
}

/** A file of the app that does not export a name; the nearest of those that it does export. */
function missingName(file: string, name: string, at: SourceSpan, cwd: string): ResolvedFinding {
  const target = path.resolve(cwd, file);
  const source = fs.existsSync(target) ? fs.readFileSync(target, 'utf8') : '';
  const made = [...source.matchAll(/\bexport\s+(?:async\s+)?(?:const|let|var|class|function)\s+([\w$]+)/g)].map(
    ([, own = '']) => own,
  );
  const listed = [...source.matchAll(/\bexport\s*\{([^{}]*)\}/g)].flatMap(([, names = '']) =>
    names.split(',').map(
      (each) =>
        each
          .trim()
          .split(/\s+as\s+/)
          .at(-1) ?? '',
    ),
  );
  const meant = nearest(name, [...made, ...listed]);
  return {
    code: 'import-not-found',
    severity: 'error',
    message: `${file} exports no "${name}"`,
    at,
    ...(meant && { help: [`did you mean "${meant}"?`] }),
  };
}

function packageHelp(specifier: string): string {
  if (specifier.startsWith('netpact/')) {
    return 'netpact has the subpaths netpact/platform, netpact/cdk8s and netpact/testing';
  }
  const name = specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
  return `npm install ${name}`;
}

function fileHelp(specifier: string, folder: string): string | undefined {
  const target = path.resolve(folder, specifier);
  const siblings = fs.existsSync(path.dirname(target)) ? fs.readdirSync(path.dirname(target)) : [];
  const name = nearest(
    path.basename(specifier).replace(/\.[cm]?[jt]sx?$/, ''),
    siblings.map((sibling) => sibling.replace(/\.[cm]?[jt]sx?$/, '')),
  );
  if (!name) return undefined;
  return `did you mean "${specifier.slice(0, specifier.length - path.basename(specifier).length)}${name}"?`;
}

/** esbuild counts columns in bytes from 0. */
function spanOf(location: Location, cwd: string): SourceSpan {
  const bytes = Buffer.from(location.lineText);
  const column = bytes.subarray(0, location.column).toString().length;
  const length = bytes.subarray(location.column, location.column + location.length).toString().length;
  return {
    file: path.resolve(cwd, location.file),
    line: location.line,
    column: column + 1,
    ...(length > 0 && { endColumn: column + 1 + length }),
  };
}
