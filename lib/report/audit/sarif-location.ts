import type { SourceSpan } from '../../diagnostics/finding';
import { displayPath } from '../../diagnostics/source-text';

/** A place as SARIF writes it: a relative URI and a region with both ends, lines and columns from 1, the end exclusive. */
export function sarifLocation(at: SourceSpan, resource: string, cwd: string) {
  const endLine = Math.max(at.line, at.endLine ?? at.line);
  const endColumn = at.endColumn ?? (endLine === at.line ? at.column + 1 : 1);
  return {
    physicalLocation: {
      artifactLocation: artifactOf(at.file, cwd),
      region: {
        startLine: at.line,
        startColumn: at.column,
        endLine,
        // An empty region is no place that anybody can look at.
        endColumn: endLine === at.line ? Math.max(at.column + 1, endColumn) : endColumn,
      },
    },
    logicalLocations: [{ fullyQualifiedName: resource, kind: 'resource' }],
  };
}

/** Relative to the root of the sources wherever it can be; a path elsewhere stays what it is. */
function artifactOf(file: string, cwd: string): { readonly uri: string; readonly uriBaseId?: string } {
  const path = displayPath(file, cwd).replace(/^(?:\.\/)+/, '');
  if (path.startsWith('/')) return { uri: `file://${encoded(path)}` };
  if (/^[A-Za-z]:\//.test(path)) return { uri: `file:///${encoded(path)}` };
  return { uri: encoded(path), uriBaseId: '%SRCROOT%' };
}

function encoded(path: string): string {
  const wellFormed = path.replace(/\p{Surrogate}/gu, '\uFFFD');
  return wellFormed.split('/').map(encodeURIComponent).join('/');
}
