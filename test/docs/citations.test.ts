import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { filesBelow } from '../architecture/source-files';

const root = path.resolve(__dirname, '../..');
const textOf = (file: string): string => readFileSync(path.join(root, file), 'utf8');

const code = ['lib', 'test', 'apps', 'scripts'].flatMap(filesBelow);
const pages = ['.', 'docs'].flatMap((folder) =>
  readdirSync(path.join(root, folder))
    .filter((name) => name.endsWith('.md'))
    .map((name) => path.posix.join(folder, name)),
);

/** Every comment of a file of code, all of a page. */
function proseOf(file: string): string {
  if (!file.endsWith('.ts')) return textOf(file);
  return (textOf(file).match(/\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/.*$/gm) ?? []).join('\n');
}

/** `docs/semantics.md 3, 4 and 19–23` as its numbers. */
const semanticsCited = (text: string): readonly number[] =>
  [...text.matchAll(/docs\/semantics\.md((?:(?:,| and| to|–)? ?\d+)+)/g)].flatMap(([, list = '']) =>
    [...list.matchAll(/\d+/g)].map(([number]) => Number(number)),
  );

/** `file: citation` for each citation that a test refuses. */
const offences = (files: readonly string[], of: (text: string, file: string) => readonly (string | number)[]) =>
  files.flatMap((file) => of(proseOf(file), file).map((each) => `${file}: ${each}`));

it('comments of lib name only pages that exist', () => {
  const cited = (text: string) => [...text.matchAll(/(?<![\w./-])[\w./-]+\.md\b/g)].map(([page]) => page);
  const own = filesBelow('lib');
  expect(offences(own, (text) => cited(text).filter((page) => !existsSync(path.join(root, page))))).toEqual([]);
  expect(offences(own, cited).length).toBeGreaterThan(30);
});

it('pages link only to files that exist, and to headings that are there', () => {
  const broken = (text: string, file: string) =>
    [...text.matchAll(/\]\(([^)\s]+)\)/g)]
      .map(([, target = '']) => target)
      .filter((target) => !target.includes('://') && !leadsSomewhere(target, file));
  expect(offences(pages, broken)).toEqual([]);
});

it('ARCHITECTURE.md names rooms, files and functions that exist, and every layer', () => {
  const page = textOf('ARCHITECTURE.md');
  const terms = [...page.matchAll(/`([^`<>\n]+)`/g)].map(([, term = '']) => term);
  const places = terms.filter((term) => /^[a-z0-9-]+(\/[a-z0-9-]+)+\/?$/.test(term));
  const exists = (place: string) =>
    [`lib/${place}.ts`, `lib/${place}`, place].some((each) => existsSync(path.join(root, each)));
  expect(places.length).toBeGreaterThan(30);
  expect(places.filter((place) => !exists(place))).toEqual([]);
  const names = terms.filter((term) => /^[a-z]+[A-Z]\w+$|^[A-Z][a-z]+[A-Z]\w+$/.test(term));
  const own = filesBelow('lib').map(textOf).join('\n');
  expect(names.filter((name) => !new RegExp(`\\b${name}\\b`).test(own))).toEqual([]);
  const layers = readdirSync(path.join(root, 'lib'), { withFileTypes: true }).filter((each) => each.isDirectory());
  expect(layers.map(({ name }) => name).filter((name) => !new RegExp(`^\\| \`${name}\` +\\|`, 'm').test(page))).toEqual(
    [],
  );
});

it('the numbers of docs/semantics.md run from 1, and every cited one is among them', () => {
  const numbers = [...textOf('docs/semantics.md').matchAll(/^### (\d+)\. /gm)].map(([, number]) => Number(number));
  expect(numbers).toEqual(numbers.map((_, index) => index + 1));
  const unknown = (text: string) => semanticsCited(text).filter((number) => !numbers.includes(number));
  // Names of tests cite it too.
  const files = [...code, ...pages];
  expect(files.flatMap((file) => unknown(textOf(file)).map((number) => `${file}: ${number}`))).toEqual([]);
  expect(code.flatMap((file) => semanticsCited(textOf(file))).length).toBeGreaterThan(40);
});

it('nothing cites a page that only its authors had', () => {
  const ours = ['SEMANTICS', 'DESIGN'].map((name) => new RegExp(`\\b${name}\\b`));
  const files = [...code, ...pages].filter((file) => file !== 'test/docs/citations.test.ts');
  expect(files.filter((file) => ours.some((name) => name.test(textOf(file))))).toEqual([]);
});

function leadsSomewhere(target: string, from: string): boolean {
  const [file = '', heading] = target.split('#');
  const page = file === '' ? from : path.posix.join(path.posix.dirname(from), file);
  if (!existsSync(path.join(root, page))) return false;
  if (heading === undefined) return true;
  const headings = [...textOf(page).matchAll(/^#+ (.*)$/gm)].map(([, title = '']) => slugOf(title));
  return headings.includes(heading);
}

/** As GitHub names headings. */
const slugOf = (title: string): string =>
  title
    .toLowerCase()
    .replaceAll(/[^\w\- ]/g, '')
    .replaceAll(' ', '-');
