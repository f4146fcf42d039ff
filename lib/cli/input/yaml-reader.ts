import { getOrInsert } from '../../algebra/keyed';
import type { LoadResult } from '../../k8s/load';
import type { PolicyResource } from '../../k8s/resources';

/** Reads policies as they were written. */
export function yamlReader(sides: readonly LoadResult[]): (policy: PolicyResource) => string {
  const lines = new Map<string, readonly string[]>();
  return ({ origin }) => {
    const { file, line, endLine = line } = origin.span();
    const known = getOrInsert(
      lines,
      file,
      () => sides.flatMap(({ texts }) => texts.get(file) ?? [])[0]?.split('\n') ?? [],
    );
    return known
      .slice(line - 1, endLine)
      .join('\n')
      .trimEnd();
  };
}
