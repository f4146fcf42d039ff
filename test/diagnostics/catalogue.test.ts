import fs from 'node:fs';
import path from 'node:path';
import { assumedDefault } from '../../lib/analyze/assumptions';
import { doubtKinds } from '../../lib/analyze/judge/doubt';
import { codes, pageOf } from '../../lib/diagnostics/catalogue';

const lib = path.resolve(__dirname, '../../lib');

function sources(folder: string): string[] {
  return fs
    .readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => path.join(entry.parentPath, entry.name));
}

const pagesFolder = path.join(lib, 'diagnostics/pages');
const texts = sources(lib)
  .filter((file) => !file.startsWith(pagesFolder))
  .map((file) => fs.readFileSync(file, 'utf8'));

describe('the catalogue of codes', () => {
  it('has a page for every code that a finding in lib can have', () => {
    const used = texts.flatMap((text) => [...text.matchAll(/\bcode: '([a-z0-9-]+)'/g)].map((match) => match[1] ?? ''));
    expect([...new Set(used)].filter((code) => pageOf(code) === undefined).sort()).toEqual([]);
  });

  it('has a page for everything that an answer can take for granted', () => {
    // What is read takes for granted what stands here; what is asked of it has the doubts besides.
    const reading = ['k8s/load', 'cli/render'].flatMap((folder) => sources(path.join(lib, folder)));
    const literal = reading
      .map((file) => fs.readFileSync(file, 'utf8'))
      .flatMap((text) => [...text.matchAll(/\bkind: '([a-z-]+)',\s+message\b/g)].map(([, kind = '']) => kind));
    const assumed = [...doubtKinds.map((kind) => assumedDefault(kind).kind), ...literal];
    expect(assumed).toEqual(expect.arrayContaining(['host-network', 'not-read', 'hooks', 'policy-kind-not-evaluated']));
    expect(assumed.filter((kind) => pageOf(kind) === undefined)).toEqual([]);
  });

  it('has no page for a code that no finding has', () => {
    expect(codes().filter((code) => !texts.some((text) => text.includes(`'${code}'`)))).toEqual([]);
  });

  it.each(codes().map((code) => [code]))(
    '%s: says what, why and what to do, in lines that a terminal holds',
    (code) => {
      const page = pageOf(code);
      expect(Object.values(page ?? {}).every((text) => text.trim() !== '')).toBe(true);
      expect(
        Object.values(page ?? {})
          .flatMap((text) => text.split('\n'))
          .filter((line) => line.length > 110),
      ).toEqual([]);
      expect(page?.title).not.toMatch(/[.\n]$/);
      expect(page?.what).toMatch(/\.$/);
    },
  );

  it('does not take names of Object for codes', () => {
    expect(pageOf('constructor')).toBeUndefined();
  });
});
