/** Rows and columns of a table that are all filled. */
export interface Rectangle {
  readonly rows: readonly number[];
  readonly columns: readonly number[];
}

/**
 * Covers the filled cells of a table with rectangles, each cell once: rows with the same columns are one, or columns
 * with the same rows, whichever gives fewer.
 */
export function rectanglesOf(filled: ReadonlyMap<number, readonly number[]>): readonly Rectangle[] {
  const byRows = groupAlike(filled);
  if (byRows.length <= 1) return byRows;
  const byColumns = groupAlike(transposed(filled));
  if (byRows.length <= byColumns.length) return byRows;
  return byColumns.map(({ rows, columns }) => ({ rows: columns, columns: rows }));
}

function groupAlike(filled: ReadonlyMap<number, readonly number[]>): readonly Rectangle[] {
  const groups = new Map<string, { rows: number[]; columns: readonly number[] }>();
  for (const [row, given] of filled) {
    const columns = [...given].sort((a, b) => a - b);
    const key = columns.join();
    const group = groups.get(key);
    if (group) group.rows.push(row);
    else groups.set(key, { rows: [row], columns });
  }
  return [...groups.values()];
}

function transposed(filled: ReadonlyMap<number, readonly number[]>): ReadonlyMap<number, readonly number[]> {
  const turned = new Map<number, number[]>();
  for (const [row, columns] of filled)
    for (const column of columns) {
      const known = turned.get(column);
      if (known) known.push(row);
      else turned.set(column, [row]);
    }
  return turned;
}
