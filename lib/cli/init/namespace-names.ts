import { isDns1123Label } from '../../k8s/validate/names';
import { invalidOption } from '../refusal';

/** A namespace and what it is called in TypeScript. */
export interface NamespaceNames {
  /** The Kubernetes name: `order-history`. */
  readonly namespace: string;
  /** A variable's name: `orderHistory`. */
  readonly identifier: string;
}

/** Throws a NetpactError for a name that no namespace can have. */
export function namespaceNames(namespace: string): NamespaceNames {
  if (!isDns1123Label(namespace)) {
    throw invalidOption(
      `--namespace ${namespace} is no name of a namespace`,
      'lower-case letters, digits and "-", at most 63 of them, with a letter or digit at both ends',
    );
  }
  const camel = namespace.replace(/-+([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
  const isUsable = /^[a-z]/.test(camel) && !taken.has(camel);
  return { namespace, identifier: isUsable ? camel : `ns${camel.replace(/^./, (first) => first.toUpperCase())}` };
}

/** Names that the starter's files use themselves, and words that TypeScript reserves. */
const taken = new Set(
  (
    'app flow flows cidr denyAll namespace prometheus web api payment break case catch class const continue debugger default delete do ' +
    'else enum export extends false finally for function if import in instanceof new null return super switch this throw true try ' +
    'typeof var void while with yield let static await async of type'
  ).split(' '),
);
