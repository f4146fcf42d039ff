/** Reads the data and makes elements. Everything becomes text, never markup: names in manifests are untrusted. */
export const coreScript = `
const data = JSON.parse(document.getElementById('data').textContent);
const byId = (id) => document.getElementById(id);
function make(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [key, value] of Object.entries(attributes || {})) {
    if (key === 'class') element.className = value;
    else if (key.startsWith('on')) element.addEventListener(key.slice(2), value);
    else element.setAttribute(key, value);
  }
  element.append(...children);
  return element;
}
const podIndex = new Map(data.pods.map((pod, index) => [pod.name, index]));
const short = (pod) => pod.name.startsWith(pod.namespace + '/') ? pod.name.slice(pod.namespace.length + 1) : pod.name;
const collator = new Intl.Collator('en', { numeric: true });
const inOrder = data.pods.map((pod, index) => index).sort((a, b) =>
  collator.compare(data.pods[a].namespace, data.pods[b].namespace) || collator.compare(data.pods[a].name, data.pods[b].name));
const namespaces = new Map();
for (const index of inOrder) {
  const { namespace } = data.pods[index];
  if (!namespaces.has(namespace)) namespaces.set(namespace, []);
  namespaces.get(namespace).push(index);
}
const isSmall = data.pods.length <= 40;
/** A folder that is filled when it is opened: a page of thousands must not build what nobody looks at. */
function folder(title, isOpen, fill) {
  const box = make('details', {}, make('summary', {}, title));
  let isFilled = false;
  box.fill = () => {
    if (isFilled) return;
    isFilled = true;
    box.append(...fill());
  };
  box.addEventListener('toggle', () => { if (box.open) box.fill(); });
  if (isOpen) { box.fill(); box.open = true; }
  return box;
}
function endText(end, most) {
  if (typeof end === 'string') return end;
  if (end.length === data.pods.length && end.length > 1) return 'everyone';
  const names = end.slice(0, most).map((index) => data.pods[index].name);
  return names.join(', ') + (end.length > most ? ' and ' + (end.length - most) + ' more' : '');
}
`;
