import fc from 'fast-check';
import { load } from 'js-yaml';
import { looksLikeKubernetes } from '../../../lib/k8s/load/files/kubernetes-look';
import { isMap } from '../../../lib/k8s/manifest-value';
import { recordedReadings } from './recorded-readings';

const isObject = (value: unknown) => isMap(value) && (typeof value.kind === 'string' || 'apiVersion' in value);

test('whatever kubectl reads as an object looks like one', () => {
  const objects = recordedReadings().filter(({ documents }) => documents.some(isObject));
  expect(objects.length).toBeGreaterThan(150);
  expect(objects.filter(({ text }) => !looksLikeKubernetes(text)).map((each) => each.case)).toEqual([]);
});

const hex = (width: number) => (mark: string) => mark.charCodeAt(0).toString(16).padStart(width, '0');
const spelled = fc
  .constantFrom('kind', 'apiVersion')
  .chain((word) =>
    fc.tuple(
      ...[...word].map((letter) =>
        fc.constantFrom(
          letter,
          letter,
          `\\x${hex(2)(letter)}`,
          `\\u${hex(4)(letter)}`,
          `\\U${hex(8)(letter)}`,
          `\\\n   ${letter}`,
        ),
      ),
    ),
  )
  .map((letters) => letters.join(''));
const keys = fc.oneof(
  spelled.filter((word) => !word.includes('\n')).map((word) => (word.includes('\\') ? `"${word}"` : word)),
  spelled.map((word) => `? "${word}"\n`),
  fc
    .constantFrom('kind', 'apiVersion')
    .chain((word) =>
      fc.constantFrom(`'${word}'`, `&a ${word}`, `!!str ${word}`, `? ${word}\n`, `!!str "${word}"`, `&a-b '${word}' `),
    ),
);

test('a key is found however YAML lets it be written', () => {
  let read = 0;
  fc.assert(
    fc.property(
      keys,
      fc.constantFrom('', '# kind of\n', 'a: 1\n', '- b\n---\n'),
      fc.constantFrom('', '\n...\n'),
      (key, before, after) => {
        const document = `${key}: x\n`;
        expect({ document, looks: looksLikeKubernetes(`${before}${document}${after}`) }).toEqual({
          document,
          looks: true,
        });
        const value: unknown = load(document);
        if (isMap(value) && ('kind' in value || 'apiVersion' in value)) read++;
      },
    ),
    { numRuns: 2000 },
  );
  expect(read).toBe(2000);
});

/** kubectl reads an object of each of these. */
test.each([
  ['behind a line of quoted text that looks like a comment', "{a: \"\n# \", kind: x, 'b': '\n# ', apiVersion: v1}\n"],
  ['an anchor above the word, and an alias as the key', 'a: &k\n  kind\n*k : x\nb: [&v\n"apiVersion"]\n*v : v1\n'],
  ['an anchor on a block scalar', 'a: &k |-\n  kind\n*k: x\nb: &v >-\n  apiVersion\n*v: v1\n'],
  ['a tag between anchor and word', '{a: [&k !!str\nkind], *k : x, b: [&v\n!t "api\\x56ersion"], *v : v1}\n'],
  ['a comment between question mark, word and colon', '? # c\n  kind # c\n: x\n?\n  "apiVersion" # c\n: v1\n'],
  ['U+0085 before the colon', '?\n  kind\x85: x\n? apiVersion\x85: v1\n'],
  [
    'binary data whose tag has an escape',
    '!!bin%61ry a2luZA==: x\n!<tag:yaml.org,2002%3Abinary> YXBpVmVyc2lvbg==: v1\n',
  ],
])('a key is found %s', (_, text) => {
  expect(looksLikeKubernetes(text)).toBe(true);
});

test.each(['&a', '! ', '!<', '? ', '*a', '*a ', 'kind ', '"kind" ', '\\', '#"\n', '%41'])(
  'a megabyte of %j is looked through at once',
  (text) => {
    const started = performance.now();
    looksLikeKubernetes(text.repeat(1_000_000 / text.length));
    expect(performance.now() - started).toBeLessThan(2000);
  },
);

test.each([
  '# kind: Pod\n',
  '  # apiVersion: v1\r\n',
  'a kind of: thing\n',
  'kinds: x\nmy-kind: x\nkind_of: x\nv1.kind: x\n',
  'run: a && kind create cluster\n',
  'url: http://kind:8080/\n',
  'text: some apiVersion, this kind\n',
  '# what? some "kind"\na: *.md\n',
  'run: test "$?" = 0 && kind create cluster\n',
])('the word alone is no key: %j', (text) => {
  expect(looksLikeKubernetes(text)).toBe(false);
});
