import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Loader, type Plugin, transform } from 'esbuild';

/** Keeps `import.meta.url`, `__dirname` and `__filename` those of the user's file; only files that name one of them are touched. */
export const modulePlace: Plugin = {
  name: 'netpact-module-place',
  setup(build) {
    build.onLoad({ filter: /\.[cm]?[jt]sx?$/ }, async ({ path: file }) => {
      const source = await readFile(file, 'utf8');
      if (!/\bimport\.meta\b|\b__(?:dir|file)name\b/.test(source)) return undefined;
      const [folder, name, url] = [path.dirname(file), file, pathToFileURL(file).href].map((value) =>
        JSON.stringify(value),
      );
      try {
        const { code } = await transform(source, {
          loader: loaderOf(file),
          sourcefile: path.basename(file),
          sourcemap: 'inline',
          sourcesContent: false,
          define: {
            'import.meta.url': url ?? '',
            'import.meta.dirname': folder ?? '',
            'import.meta.filename': name ?? '',
            __dirname: folder ?? '',
            __filename: name ?? '',
          },
        });
        return { contents: code, loader: 'js', resolveDir: path.dirname(file) };
      } catch {
        // A syntax error is reported better by the bundler itself, which knows the whole path.
        return undefined;
      }
    });
  },
};

function loaderOf(file: string): Loader {
  if (/\.[cm]?ts$/.test(file)) return 'ts';
  return file.endsWith('.tsx') ? 'tsx' : 'jsx';
}
