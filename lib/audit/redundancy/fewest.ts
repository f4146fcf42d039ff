/** The items that keep a demand together, and not without one of them; those that stand first are kept where either would do. All together keep it. */
export function fewest<Item>(items: readonly Item[], isKept: (items: readonly Item[]) => boolean): readonly Item[] {
  return needed([], items, isKept);
}

/** Halves what is asked about, so that few of many are found with few questions. */
function needed<Item>(
  beside: readonly Item[],
  items: readonly Item[],
  isKept: (items: readonly Item[]) => boolean,
): readonly Item[] {
  if (items.length === 0 || isKept(beside)) return [];
  if (items.length === 1) return items;
  const middle = items.length >> 1;
  const [first, second] = [items.slice(0, middle), items.slice(middle)];
  const ofSecond = needed([...beside, ...first], second, isKept);
  return [...needed([...beside, ...ofSecond], first, isKept), ...ofSecond];
}
