/** Statements, policies, changes, and the search over them. */
export const listsScript = String.raw`
const entries = [];
function grouped(target, items, namespaceOf, build) {
  const groups = new Map();
  for (const item of items) {
    const name = namespaceOf(item);
    if (!groups.has(name)) groups.set(name, []);
    groups.get(name).push(item);
  }
  for (const [name, own] of [...groups].sort(([a], [b]) => collator.compare(a, b))) {
    own.sort((a, b) => collator.compare(a.order, b.order));
    const box = folder(name + ' (' + own.length + ')', isSmall, () => own.map((item) => item.element = item.element || build(item)));
    target.append(box);
    entries.push({ box, items: own });
  }
}
const statements = data.statements.map(([pod, sentences]) => ({ pod: data.pods[pod], order: data.pods[pod].name, sentences, text: (data.pods[pod].name + ' ' + sentences.join(' ')).toLowerCase() }));
grouped(byId('statements-body'), statements, (item) => item.pod.namespace, (item) =>
  make('p', { class: 'statement' }, ...item.sentences.map((sentence, index) => index ? ' ' + sentence : make('span', {}, sentence)),
    ...(item.pod.open.length ? [make('span', { class: 'badge' }, ' not isolated for ' + item.pod.open.join(' and '))] : [])));
const policies = data.policies.map((policy) => ({ policy, order: policy.name, text: (policy.name + ' ' + policy.meaning.join(' ') + ' ' + policy.yaml).toLowerCase() }));
grouped(byId('policies-body'), policies, (item) => item.policy.namespace, ({ policy }) =>
  make('div', { class: 'statement' },
    make('h3', {}, policy.name, ...(policy.mark ? [' ', make('span', { class: 'mark' }, policy.mark)] : [])),
    make('p', {}, policy.meaning.join(' '), ' ', make('span', { class: 'soft' }, policy.place)),
    folder('YAML', false, () => [make('pre', {}, policy.yaml)])));
if (data.diff) {
  const signs = { '+': ['plus', 'opens'], '-': ['minus', 'closes'], '~': ['tilde', 'changes'] };
  const rows = data.diff.rows.map((row) => {
    const [look, word] = signs[row.sign];
    const element = make('tr', {}, make('td', { class: look }, row.sign + ' ' + word), make('td', {}, row.from), make('td', {}, row.to), make('td', {}, row.ports), make('td', {}, row.risk.replace('-', ' ')),
      make('td', { class: 'soft' }, ...row.causes.slice(0, 4).map((cause) => make('div', {}, cause))));
    return { element, text: element.textContent.toLowerCase() };
  });
  const heads = ['', 'from', 'to', 'ports', 'reach', 'because of'].map((text) => make('th', { scope: 'col' }, text));
  if (rows.length) byId('changes-body').append(make('div', { class: 'scroll' }, make('table', { class: 'changes' }, make('thead', {}, make('tr', {}, ...heads)), make('tbody', {}, ...rows.map((row) => row.element)))));
  else byId('changes-body').append(make('p', {}, 'Nothing opened and nothing closed.'));
  for (const list of data.diff.lists) byId('changes-body').append(folder(list.title + ' (' + list.items.length + ')', list.items.length <= 5, () => [make('ul', {}, ...list.items.map((item) => make('li', {}, item)))]));
  entries.push({ items: rows });
}
let pending = 0;
byId('search').addEventListener('input', () => {
  clearTimeout(pending);
  pending = setTimeout(search, 80);
});
function search() {
  const words = byId('search').value.toLowerCase().split(/\s+/).filter(Boolean);
  let found = 0;
  for (const { box, items } of entries) {
    const hits = new Set(items.filter((item) => words.every((word) => item.text.includes(word))));
    found += hits.size;
    if (box) {
      box.hidden = hits.size === 0;
      if (words.length && hits.size > 0 && found <= 400) { box.fill(); box.open = true; }
    }
    for (const item of items) if (item.element) item.element.hidden = !hits.has(item);
  }
  for (const node of nodes) node.classList.toggle('faded', words.length > 0 && !words.every((word) => (data.nodes[node.id] || '').toLowerCase().includes(word)));
  byId('found').textContent = words.length ? found + ' found' : '';
}
byId('theme').addEventListener('click', () => {
  const root = document.documentElement;
  const isDark = root.classList.contains('dark') || (!root.classList.contains('light') && matchMedia('(prefers-color-scheme: dark)').matches);
  root.classList.toggle('dark', !isDark);
  root.classList.toggle('light', isDark);
});
addEventListener('beforeprint', () => {
  if (data.pods.length > 400) return;
  for (const box of document.querySelectorAll('#statements details, #policies details')) { box.fill(); box.open = true; }
});
document.documentElement.dataset.ready = 'yes';
`;
