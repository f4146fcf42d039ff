interface Node {
  readonly id?: unknown;
  readonly addr?: unknown;
  readonly scope?: { readonly node?: Node };
  readonly defaultChild?: unknown;
}

interface ConstructLike {
  readonly node?: Node;
  readonly name?: unknown;
  readonly toJson?: () => unknown;
}

/** cdk8s's names for the object inside a construct that stands for it. */
const innerIds = new Set<unknown>(['Resource', 'Default']);

/**
 * The manifest of what was given to `workloadFrom()`. Constructs are read by their shape, so that every installed copy of cdk8s is
 * understood and none is loaded: an ApiObject has `toJson()`, a cdk8s-plus workload has one as its default child.
 */
export function manifestOf(source: object): unknown {
  const apiObject = apiObjectOf(source);
  return apiObject ? apiObject.toJson?.() : source;
}

/** A name that lasts: `metadata.name`, or the construct's id where cdk8s makes the name up. Nothing is rendered for it. */
export function lastingName(source: object): string | undefined {
  const apiObject = apiObjectOf(source);
  if (!apiObject) return nameIn(source);
  const name = typeof apiObject.name === 'string' ? apiObject.name : undefined;
  return isGenerated(name, apiObject.node) ? (idOf(apiObject.node) ?? name) : name;
}

function apiObjectOf(source: object): ConstructLike | undefined {
  // Plain JavaScript also hands over what is missing; the compiler then says so at the place of the call.
  const construct = source as ConstructLike | null | undefined;
  if (typeof construct?.toJson === 'function') return construct;
  const child = construct?.node?.defaultChild as ConstructLike | undefined;
  return typeof child?.toJson === 'function' ? child : undefined;
}

/** cdk8s ends the names that it makes with the first characters of the construct's address. */
function isGenerated(name: string | undefined, node: Node | undefined): boolean {
  const address = node?.addr;
  return name === undefined || (typeof address === 'string' && name.endsWith(address.slice(0, 8)));
}

function idOf(node: Node | undefined): string | undefined {
  const own = innerIds.has(node?.id) ? node?.scope?.node?.id : node?.id;
  return typeof own === 'string' && own !== '' ? own : undefined;
}

function nameIn(manifest: object): string | undefined {
  const read = manifest as { readonly metadata?: { readonly name?: unknown } | null } | null | undefined;
  const name = read?.metadata?.name;
  return typeof name === 'string' ? name : undefined;
}
