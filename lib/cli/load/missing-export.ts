import fs from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { SourceSpan } from '../../diagnostics/finding';
import type { ResolvedFinding } from '../../diagnostics/resolved-finding';
import { positionAt } from '../../diagnostics/source-text';
import { nearest } from '../../diagnostics/suggest';
import { ownModule, ownSpecifiers } from './own-modules';
import type { WorkerReply } from './worker-messages';

/** Node's words for a named import that a CommonJS package does not have; undefined for any other error. */
export function missingExport(error: unknown): { readonly module: string; readonly name: string } | undefined {
  if (!(error instanceof SyntaxError)) return undefined;
  const commonJs = /Named export '(.+?)' not found\. The requested module '(.+?)'/.exec(error.message);
  if (commonJs?.[1] && commonJs[2]) return { name: commonJs[1], module: commonJs[2] };
  const esm = /The requested module '(.+?)' does not provide an export named '(.+?)'/.exec(error.message);
  return esm?.[1] && esm[2] ? { name: esm[2], module: esm[1] } : undefined;
}

/** A named import that its package does not export, with the line that imports it. Node reports it without one. */
export function missingExportFinding(
  reply: Extract<WorkerReply, { type: 'missing-export' }>,
  inputs: readonly string[],
): ResolvedFinding {
  const specifier = specifierOf(reply.module);
  const at = placeOfImport(inputs, reply.name);
  const suggestion = nearest(reply.name, reply.available);
  return {
    code: 'import-not-found',
    severity: 'error',
    message: `${specifier} exports no "${reply.name}"`,
    ...(at && { at }),
    ...(suggestion && { help: [`did you mean "${suggestion}"?`] }),
  };
}

/** The package as the user wrote it: `netpact/platform`, `cdk8s-plus-33`. */
function specifierOf(module: string): string {
  const file = module.startsWith('file:') ? fileURLToPath(module) : module;
  const own = ownSpecifiers.find((specifier) => ownModule(specifier) === file);
  if (own) return own;
  return /.*[\\/]node_modules[\\/]((?:@[^\\/]+[\\/])?[^\\/]+)/.exec(file)?.[1] ?? module;
}

function placeOfImport(inputs: readonly string[], name: string): SourceSpan | undefined {
  const word = new RegExp(`(?<![\\w$])${name.replaceAll('$', '\\$')}(?![\\w$])`);
  for (const file of inputs) {
    if (!fs.existsSync(file)) continue;
    const source = fs.readFileSync(file, 'utf8').replace(/^\uFEFF/, '');
    for (const statement of source.matchAll(/\bimport\b[^;'"]*from/g)) {
      const hit = word.exec(statement[0]);
      if (hit) return { file, ...positionAt(source, statement.index + hit.index) };
    }
  }
  return undefined;
}
