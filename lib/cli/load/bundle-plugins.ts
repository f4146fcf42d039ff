import { readFile } from 'node:fs/promises';
import { isBuiltin } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { type ImportKind, type Loader, type OnResolveResult, type Plugin, transform } from 'esbuild';
import { ownModule, resolveOwn } from './own-modules';

/** Marks our own question to esbuild, so that the plugin does not answer itself. */
const asked = { asked: true };

/**
 * Decides what goes into the bundle: the user's files and TypeScript from packages. Everything else stays outside, by its absolute
 * place, because the bundle runs from a temporary folder. `netpact` is always the running command's own copy.
 */
export const packageResolver: Plugin = {
  name: 'netpact-packages',
  setup(build) {
    build.onResolve({ filter: /^[^.]/ }, async (args): Promise<OnResolveResult | undefined> => {
      if (args.pluginData === asked || args.kind === 'entry-point' || path.isAbsolute(args.path)) return undefined;
      if (isBuiltin(args.path)) return { path: args.path, external: true };
      const own = ownModule(args.path);
      if (own) return outside(own, args.kind);
      const { importer, namespace, resolveDir, kind, with: attributes } = args;
      const question = { importer, namespace, resolveDir, kind, with: attributes, pluginData: asked };
      const found = await build.resolve(args.path, question);
      if (found.errors.length > 0) {
        const peer = ownPeer(args.path);
        return peer ? outside(peer, args.kind) : { errors: found.errors };
      }
      if (found.external || found.namespace !== 'file')
        return { path: found.path, external: found.external, namespace: found.namespace };
      return isBundled(found.path) ? { path: found.path } : outside(found.path, args.kind);
    });
  },
};

/** An app without cdk8s of its own gets the copy that netpact itself uses. */
function ownPeer(specifier: string): string | undefined {
  return specifier === 'cdk8s' || specifier === 'constructs' ? resolveOwn(specifier) : undefined;
}

/** Node runs JavaScript of packages itself; TypeScript it cannot, and files outside of `node_modules` are the user's own. */
function isBundled(file: string): boolean {
  if (file.endsWith('.node')) return false;
  return /\.[cm]?tsx?$/.test(file) || !file.split(path.sep).includes('node_modules');
}

function outside(file: string, kind: ImportKind): OnResolveResult {
  const isRequire = kind === 'require-call' || kind === 'require-resolve';
  return { path: isRequire ? file : pathToFileURL(file).href, external: true };
}

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
