/** The matrix: workloads where there are few, else namespaces that unfold one by one. */
export const matrixScript = String.raw`
function connection(sources, targets) {
  const found = new Set();
  for (const row of data.rows) {
    if (typeof row[0] === 'string' || typeof row[1] === 'string') continue;
    if (sources.some((index) => row[0].includes(index)) && targets.some((index) => row[1].includes(index))) found.add(row[2]);
  }
  return [...found].sort();
}
function table(rows, columns) {
  const head = make('tr', {}, make('th', {}, 'from \\ to'), ...columns.map(([name]) => make('th', { scope: 'col' }, name)));
  const body = rows.map(([name, sources]) => make('tr', {}, make('th', { scope: 'row' }, name), ...columns.map(([other, targets]) => {
    const ports = connection(sources, targets);
    const isSame = sources.length === 1 && targets.length === 1 && sources[0] === targets[0];
    const text = ports.length > 2 ? ports.length + ' kinds' : ports.join('; ');
    const look = isSame ? 'self' : ports.includes('every port') ? 'all' : ports.length ? 'some' : '';
    return make('td', { class: look, title: name + ' to ' + other + ': ' + (ports.join('; ') || 'nothing') }, isSame ? '' : text.replace('every port', 'every'));
  })));
  return make('div', { class: 'scroll' }, make('table', { class: 'matrix' }, make('thead', {}, head), make('tbody', {}, ...body)));
}
const plain = (name) => name.replace(/(.)\[[A-Za-z]+\]$/, '$1');
const each = (indexes) => indexes.map((index) => [plain(short(data.pods[index])), [index]]);
const all = [...namespaces];
if (data.pods.length <= 60) {
  const named = inOrder.map((index) => [plain(namespaces.size > 1 ? data.pods[index].name : short(data.pods[index])), [index]]);
  byId('matrix-body').append(table(named, named));
} else {
  if (all.length <= 60) byId('matrix-body').append(table(all, all));
  for (const [name, indexes] of all) byId('matrix-body').append(folder(name + ' (' + indexes.length + ')', false, () =>
    [indexes.length <= 80 ? table(each(indexes), each(indexes)) : make('p', {}, 'too many workloads for a matrix')]));
}
`;
