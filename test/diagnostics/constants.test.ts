import { constantAt } from '../../lib/diagnostics/constants';

/** The constant of the call at the word after `|`. */
function constantOf(marked: string): string | undefined {
  const offset = marked.indexOf('|');
  const text = marked.replace('|', '');
  const before = text.slice(0, offset).split('\n');
  const place = { file: 'main.ts', line: before.length, column: (before.at(-1) ?? '').length + 1 };
  return constantAt(place, () => text);
}

it.each([
  ["const web = shop.|workload('web');", 'web'],
  ["export const shop = |namespace('shop', { baseline: denyAll() });", 'shop'],
  ["const shop = |namespace('shop', {\n  baseline: denyAll(),\n});\nshop.workload('web');", 'shop'],
  ["const web: Workload = teams.shop.|workload('web', { labels: { app: 'a.b' } });", 'web'],
  ["const web = foreignNamespace('shop').|workload('web');", 'web'],
  ["const office = |cidr('office', ['192.0.2.0/24']);", 'office'],
])('%s', (marked, constant) => {
  expect(constantOf(marked)).toBe(constant);
});

it.each([
  // A constant holds what the last call of a chain makes.
  ["const web = |foreignNamespace('shop').workload('web');"],
  ["const web = |foreignNamespace('shop')\n  .workload('web');"],
  ["const web = |foreignNamespace(')', { labels: { a: 'b' } }) // )\n  .workload('web');"],
  ["const office = |cidr('office', ['192.0.2.0/24']).includingPods();"],
  ["flow(shop.|workload('web'))"],
  ["const all = [shop.|workload('web')];"],
  ["const web = isBlue ? blue : shop.|workload('web');"],
])('no constant: %s', (marked) => {
  expect(constantOf(marked)).toBeUndefined();
});
