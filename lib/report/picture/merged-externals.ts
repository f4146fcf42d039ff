import { rangesLabel } from './external-node';
import type { Picture, PictureExternal } from './picture';

/** Draws address ranges that have the same lines to the same ends as one shape; the internet stays its own. */
export function withMergedExternals(picture: Picture): Picture {
  const groups = new Map<string, PictureExternal[]>();
  for (const external of picture.externals) {
    const key = external.kind === 'internet' ? external.id : linesOf(external, picture);
    groups.set(key, [...(groups.get(key) ?? []), external]);
  }
  const merged = [...groups.values()].flatMap((group) => mergeOf(group));
  const kept = new Set(merged.map(({ id }) => id));
  const gone = new Set(picture.externals.map(({ id }) => id).filter((id) => !kept.has(id)));
  const edges = picture.edges.filter(({ from, to }) => !gone.has(from) && !gone.has(to));
  return { ...picture, externals: merged, edges };
}

function linesOf({ id }: PictureExternal, { edges }: Picture): string {
  return edges
    .flatMap(({ from, to, label, look }) =>
      from === id ? [JSON.stringify(['to', to, label, look])] : to === id ? [JSON.stringify([from, label, look])] : [],
    )
    .sort()
    .join('\n');
}

function mergeOf(group: readonly PictureExternal[]): readonly PictureExternal[] {
  const [first, ...others] = group;
  if (!first || others.length === 0) return group;
  const ranges = group.flatMap(({ name }) => name.split(', '));
  return [{ ...first, name: ranges.join(', '), label: rangesLabel(ranges) }];
}
