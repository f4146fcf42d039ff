import { positionAt } from '../../../diagnostics/source-text';

/** A name that a file has from another: what it calls it, and what it is called there. */
export interface ImportedName {
  readonly local: string;
  /** `default`, and `*` for everything. */
  readonly imported: string;
  readonly specifier: string;
}

const quoted = String.raw`\s*['"]([^'"\n]+)['"]`;
const importStatement = new RegExp(String.raw`\bimport\s+(?!type\b)([^;'"]*?)\s*\bfrom${quoted}`, 'g');
const requireStatement = new RegExp(
  String.raw`\b(?:const|let|var)\s+([\w$]+|\{[^{}]*\})\s*=\s*require\(${quoted}\s*\)`,
  'g',
);
const exportStatement = new RegExp(String.raw`\bexport\s+(\*|\{[^{}]*\})\s*from${quoted}`, 'g');

/** The names that a source imports or requires. */
export function importedNames(source: string): readonly ImportedName[] {
  return [
    ...[...source.matchAll(importStatement)].flatMap(([, clause = '', specifier = '']) =>
      namesOfClause(clause).map((name) => ({ ...name, specifier })),
    ),
    ...[...source.matchAll(requireStatement)].flatMap(([, pattern = '', specifier = '']) =>
      (pattern.startsWith('{') ? namesInBraces(pattern, ':') : [{ local: pattern, imported: '*' }]).map((name) => ({
        ...name,
        specifier,
      })),
    ),
  ];
}

/** The names that a source passes on from other files; `local` is the name that it gives them, `*` for all. */
export function passedNames(source: string): readonly ImportedName[] {
  return [...source.matchAll(exportStatement)].flatMap(([, what = '', specifier = '']) =>
    what === '*'
      ? [{ local: '*', imported: '*', specifier }]
      : namesInBraces(what, ' as ').map((name) => ({ ...name, specifier })),
  );
}

type Name = Omit<ImportedName, 'specifier'>;

/** `web, { api as orders }`, `* as shop`. */
function namesOfClause(clause: string): readonly Name[] {
  const braces = /\{[^{}]*\}/.exec(clause)?.[0];
  const everything = /\*\s*as\s+([\w$]+)/.exec(clause)?.[1];
  const byDefault = /^\s*([\w$]+)\s*(?:,|$)/.exec(clause)?.[1];
  return [
    ...(byDefault ? [{ local: byDefault, imported: 'default' }] : []),
    ...(everything ? [{ local: everything, imported: '*' }] : []),
    ...(braces ? namesInBraces(braces, ' as ') : []),
  ];
}

function namesInBraces(braces: string, separator: string): readonly Name[] {
  return braces
    .slice(1, -1)
    .split(',')
    .map((each) => each.replace(/\s+/g, ' ').trim())
    .filter((each) => each !== '' && !each.startsWith('type '))
    .map((each) => {
      const [imported = '', local = imported] = each.split(separator).map((word) => word.trim());
      return { local, imported };
    });
}

/** The line and column at which a source imports from a specifier. */
export function placeOfImport(source: string, specifier: string): { line: number; column: number } | undefined {
  const escaped = specifier.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const hit = new RegExp(String.raw`(?:\bfrom\s*|\bimport\s*|\brequire\(\s*)(?=['"]${escaped}['"])`).exec(source);
  return hit ? positionAt(source, hit.index + hit[0].length) : undefined;
}
