/** Hover and click in the graph: who reaches this, and whom does it reach. */
export const graphScript = String.raw`
let picked = null;
const canvas = byId('canvas');
const nodes = canvas ? [...canvas.querySelectorAll('g.node')] : [];
const edges = canvas ? [...canvas.querySelectorAll('g.edge')] : [];
const endsOf = new Map(edges.map((edge) => [edge, [...edge.classList].filter((name) => /^[nx]\d+$/.test(name))]));
function light(id) {
  const near = new Set(id ? [id] : []);
  for (const edge of edges) {
    const ends = endsOf.get(edge);
    const isNear = !id || ends.includes(id);
    edge.classList.toggle('faded', !isNear);
    if (id && isNear) ends.forEach((end) => near.add(end));
  }
  for (const node of nodes) node.classList.toggle('faded', Boolean(id) && !near.has(node.id));
}
function pick(id) {
  picked = picked === id ? null : id;
  for (const node of nodes) node.classList.toggle('picked', node.id === picked);
  light(picked);
  const name = picked ? data.nodes[picked] : '';
  if (!picked) showPanel('', []);
  else if (podIndex.has(name)) showPanel(name, [podIndex.get(name)]);
  else showPanel(name, namespaces.get(name) || name);
}
const meets = (end, wanted) => typeof wanted === 'string'
  ? typeof end === 'string' && end.split(', ').every((range) => wanted.split(', ').includes(range))
  : typeof end !== 'string' && wanted.some((index) => end.includes(index));
function showPanel(name, wanted) {
  const panel = byId('panel');
  if (!name) {
    panel.replaceChildren(make('p', { class: 'soft' }, 'Pick a workload in the graph or in the matrix: who reaches it, and whom does it reach.'));
    return;
  }
  const list = (title, rows, side) => [
    make('h3', {}, title),
    rows.length ? make('ul', {}, ...rows.slice(0, 200).map((row) => make('li', {}, endText(row[side], 12), make('span', { class: 'soft' }, ' on ' + row[2])))) : make('p', { class: 'soft' }, 'nobody'),
  ];
  const open = Array.isArray(wanted) ? [...new Set(wanted.flatMap((index) => data.pods[index].open))] : [];
  panel.replaceChildren(
    make('h3', {}, name),
    ...(open.length ? [make('p', { class: 'badge' }, 'not isolated for ' + open.join(' and '))] : []),
    ...list('reaches', data.rows.filter((row) => meets(row[0], wanted)), 1),
    ...list('is reached by', data.rows.filter((row) => meets(row[1], wanted)), 0),
  );
}
for (const node of nodes) {
  const name = data.nodes[node.id] || '';
  node.setAttribute('tabindex', '0');
  node.setAttribute('role', 'button');
  node.setAttribute('aria-label', name);
  node.addEventListener('click', () => pick(node.id));
  node.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' || event.key === ' ') { event.preventDefault(); pick(node.id); }
  });
  node.addEventListener('mouseenter', () => { if (!picked) light(node.id); });
  node.addEventListener('mouseleave', () => { if (!picked) light(null); });
}
addEventListener('keydown', (event) => { if (event.key === 'Escape' && picked) pick(picked); });
if (byId('fit')) byId('fit').addEventListener('click', () => canvas.classList.toggle('fit'));
/** A drawing much larger than its place would fit only with text that nobody can read: it scrolls instead. */
const drawing = canvas && canvas.querySelector('svg');
if (drawing && drawing.viewBox.baseVal.width * 4 / 3 > canvas.clientWidth * 2) canvas.classList.remove('fit');
if (nodes.length > 0 && !canvas.classList.contains('fit')) {
  const [place, first] = [canvas, nodes[0]].map((element) => element.getBoundingClientRect());
  canvas.scrollLeft += first.left - place.left - place.width / 2;
  canvas.scrollTop += first.top - place.top - place.height / 4;
}
showPanel('', []);
`;
