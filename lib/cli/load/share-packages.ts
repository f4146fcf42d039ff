import { createRequire } from 'node:module';
import { ownModule, ownSpecifiers } from './own-modules';

const ownRequire = createRequire(__filename);

/**
 * Makes the app, its packages and netpact meet in one instance of each package, so that `instanceof Chart` holds: of cdk8s and
 * constructs the copy that is installed beside the app (cdk8s-plus there uses it already), of netpact the running command's.
 * Works through Node's own module cache, and only where there are two copies.
 */
export function sharePackages(entry: string): void {
  const userRequire = createRequire(entry);
  for (const name of ['constructs', 'cdk8s']) {
    const own = resolveWith(ownRequire, name);
    const users = resolveWith(userRequire, name);
    if (own && users && own !== users) alias(own, users);
  }
  for (const name of ownSpecifiers) {
    const own = ownModule(name);
    const users = resolveWith(userRequire, name);
    if (own && users && own !== users) alias(users, own);
  }
}

/** Whoever asks for `path` from now on gets the module at `target`. */
function alias(path: string, target: string): void {
  try {
    ownRequire(target);
    ownRequire.cache[path] = ownRequire.cache[target];
  } catch {
    // A package that cannot be loaded is reported where the app imports it.
  }
}

function resolveWith(require: NodeJS.Require, name: string): string | undefined {
  try {
    return require.resolve(name);
  } catch {
    return undefined;
  }
}
