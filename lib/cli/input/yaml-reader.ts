import type { LoadResult } from '../../k8s/load';
import type { PolicyResource } from '../../k8s/resources';

/** Reads policies as they were written. */
export function yamlReader(sides: readonly LoadResult[]): (policy: PolicyResource) => string {
  const lines = new Map<string, readonly string[]>();
  return ({ origin }) => {
    const { file, line, endLine = line } = origin.span();
    const known =
      lines.get(file) ??
      sides
        .find(({ texts }) => texts.has(file))
        ?.texts.get(file)
        ?.split('\n') ??
      [];
    lines.set(file, known);
    return known
      .slice(line - 1, endLine)
      .join('\n')
      .trimEnd();
  };
}
