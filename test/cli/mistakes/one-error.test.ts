import fs from 'node:fs';
import path from 'node:path';
import { type Scene, scene } from '../run-netpact';
import { rightApp } from './right-app';

/**
 * Each file of `cases` is a mistake in the app beside it: the file that is edited, what is
 * taken out (`- `) and put in (`+ `), a blank line, and all that netpact says of it.
 */
const cases = path.join(__dirname, 'cases');

let current: Scene | undefined;
afterEach(() => current?.remove());

function said(sources: Readonly<Record<string, string>>): { readonly code: number | null; readonly text: string } {
  current = scene(sources);
  const { code, stderr } = current.netpact(['synth', 'apps/main.js', '--now', '2026-11-21']);
  return { code, text: stderr.replace(/^proved: .*\n/m, '') };
}

it('the app without a mistake is written', () => {
  expect(said(rightApp)).toEqual({ code: 0, text: '' });
});

it.each(fs.readdirSync(cases).sort())('one mistake, one error: %s', (name) => {
  const [edits = '', ...rest] = fs.readFileSync(path.join(cases, name), 'utf8').split('\n\n');
  const [file = '', ...lines] = edits.split('\n');
  let source = rightApp[file] ?? '';
  for (let at = 0; at < lines.length; at += 2) {
    const [out = '', put = ''] = [lines[at], lines[at + 1]].map((line) =>
      (line ?? '').slice(2).replaceAll('\\n', '\n'),
    );
    expect(source).toContain(out);
    source = source.replace(out, () => put);
  }
  const { code, text } = said({ ...rightApp, [file]: source });
  expect(text).toBe(rest.join('\n\n'));
  // What was forgotten, and nothing depends on, is a warning.
  expect([code, text.match(/^(?:error|warning)\[/gm)?.length]).toEqual([
    text.startsWith('warning') ? 0 : expect.any(Number),
    1,
  ]);
});
