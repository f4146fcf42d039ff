import { groupBy } from '../algebra/keyed';
import type { CallSite } from '../diagnostics/call-site';
import type { Finding } from '../diagnostics/finding';
import { NetpactError } from '../diagnostics/netpact-error';
import { nearest } from '../diagnostics/suggest';
import type { ManifestMap } from '../k8s/manifest-value';
import type { WorkloadResource } from '../k8s/resources';
import { resourceTitle } from '../wording/names';
import { counted, listed, oneOrMany } from '../wording/words';

/** A workload that stands in manifests. */
export interface ReadWorkload {
  /** Its namespace is empty where the manifest names none. */
  readonly resource: WorkloadResource;
  readonly manifest: ManifestMap;
}

/** Which workloads of which manifests a user asks for. */
export interface Choice {
  readonly namespace: string | undefined;
  readonly only: readonly string[] | undefined;
  readonly except: readonly string[] | undefined;
  /** The manifests, as messages name them: `manifests/**`. */
  readonly place: string;
  readonly site: CallSite;
}

/** The workloads that are asked for, no two of one name. Throws a NetpactError where that is not possible. */
export function chosen(all: readonly ReadWorkload[], choice: Choice): readonly ReadWorkload[] {
  const { namespace, only, except = [] } = choice;
  const placed = all.filter(({ resource }) => namespace === undefined || isPlaced(resource, namespace));
  if (placed.length === 0) throw new NetpactError([noneThere(all, choice)]);
  const unknown = [
    ...(only ?? []).map((asked) => ['only', asked] as const),
    ...except.map((asked) => ['except', asked] as const),
  ].filter(([, asked]) => !placed.some((each) => isNamed(each, asked)));
  if (unknown.length > 0)
    throw new NetpactError(unknown.map(([word, asked]) => unknownName(asked, all, choice, { by: word })));
  const found = placed
    .filter((each) => !only || only.some((asked) => isNamed(each, asked)))
    .filter((each) => !except.some((asked) => isNamed(each, asked)));
  const problems =
    found.length === 0 ? [nothingLeft(choice)] : [...nowhere(found, choice), ...ambiguous(found, choice)];
  if (problems.length > 0) throw new NetpactError(problems);
  return found;
}

const isPlaced = (resource: WorkloadResource, namespace: string): boolean =>
  resource.namespace === '' || resource.namespace === namespace;

const isNamed = ({ resource: { kind, name } }: ReadWorkload, asked: string): boolean =>
  asked === name || asked === `${kind}/${name}`;

/** `Deployment shop/web`. */
const titleOf = ({ resource: { kind, namespace, name } }: ReadWorkload): string =>
  resourceTitle({ kind, name, ...(namespace !== '' && { namespace }) });

/** What is to be said of a name that none of the workloads has: the nearest, or where there is one; `by` names the option that has it. */
export function unknownName(
  asked: string,
  all: readonly ReadWorkload[],
  choice: Choice,
  { by, at = choice.site }: { readonly by?: string; readonly at?: CallSite },
): Finding {
  const { place, namespace } = choice;
  const where = namespace === undefined ? place : `${place} in namespace ${namespace}`;
  return {
    code: 'workload-unknown',
    severity: 'error',
    message: `${by === undefined ? `no workload "${asked}"` : `${by} names "${asked}", and there is no such workload`} in ${where}${hintFor(asked, all, choice)}`,
    at,
    token: asked,
  };
}

function hintFor(asked: string, all: readonly ReadWorkload[], { namespace }: Choice): string {
  const elsewhere = all.filter((each) => isNamed(each, asked) && !isPlaced(each.resource, namespace ?? ''));
  if (namespace !== undefined && elsewhere.length > 0) return `: there is ${listed(elsewhere.map(titleOf))}`;
  const inReach = all.filter(({ resource }) => namespace === undefined || isPlaced(resource, namespace));
  const names = [
    ...new Set(inReach.map(({ resource: { kind, name } }) => (asked.includes('/') ? `${kind}/${name}` : name))),
  ];
  const near = nearest(asked, names);
  return near === undefined
    ? `: there ${oneOrMany(names.length, 'is', 'are')} ${listed(names, 8)}`
    : `: did you mean "${near}"?`;
}

function noneThere(all: readonly ReadWorkload[], { namespace, place, site }: Choice): Finding {
  const others = [...new Set(all.map(({ resource }) => resource.namespace))].sort();
  const near = nearest(namespace ?? '', others);
  return {
    code: 'workloads-none',
    severity: 'error',
    message: `none of the ${counted(all.length, 'workload')} of ${place} is in namespace ${namespace}: they are in ${listed(others, 8)}`,
    at: site,
    ...(namespace !== undefined && { token: namespace }),
    ...(near !== undefined && { help: [`did you mean "${near}"?`] }),
  };
}

function nothingLeft({ only, place, site }: Choice): Finding {
  return {
    code: 'workloads-none',
    severity: 'error',
    message:
      only?.length === 0
        ? `only is empty, so that no workload of ${place} is left`
        : `except leaves no workload of ${place}`,
    at: site,
    help: ['an empty list never means everyone: leave the option out for all workloads'],
  };
}

/** Workloads of which nobody says in which namespace they are. */
function nowhere(found: readonly ReadWorkload[], { namespace, place, site }: Choice): readonly Finding[] {
  const lost = namespace === undefined ? found.filter(({ resource }) => resource.namespace === '') : [];
  const [first, ...others] = lost;
  if (!first) return [];
  const more = others.length > 0 ? `, like ${others.length} more of ${place},` : ` of ${place}`;
  const { origin } = first.resource;
  return [
    {
      code: 'workload-namespace-missing',
      severity: 'error',
      message: `${titleOf(first)}${more} has no metadata.namespace, so nobody knows which pods are meant`,
      at: site,
      related: [{ at: () => origin.span('metadata.name'), message: `${titleOf(first)} is declared here` }],
      help: ["say where they are applied: workloadsFrom('…', { namespace: shop }), with a namespace or its name"],
    },
  ];
}

/** Names that several workloads have: one mistake, however many they are. */
function ambiguous(found: readonly ReadWorkload[], { place, site, namespace }: Choice): readonly Finding[] {
  const twice = [...groupBy(found, ({ resource }) => resource.name)].filter(([, same]) => same.length > 1);
  const [[name, same] = ['', []], ...others] = twice;
  const [first, second] = same;
  if (!first || !second) return [];
  const places = [...new Set(same.map(({ resource }) => resource.namespace))].filter((each) => each !== '');
  const kind = second.resource.kind;
  const isOfKinds = same.some(({ resource }) => resource.kind !== first.resource.kind);
  return [
    {
      code: 'workload-ambiguous',
      severity: 'error',
      message: `${counted(same.length, 'workload')} of ${place} are called ${name}: ${listed(same.map(titleOf), 4)}`,
      at: site,
      related: same.slice(0, 4).map((each) => ({
        at: () => each.resource.origin.span('metadata.name'),
        message: `${titleOf(each)} is declared here`,
      })),
      ...(others.length > 0 && {
        notes: [
          `the same is true of ${listed(
            others.map(([other]) => other),
            8,
          )}`,
        ],
      }),
      help: [
        ...(places.length > 1 && namespace === undefined
          ? [`read one namespace at a time: { namespace: '${places[0]}' }`]
          : []),
        ...(isOfKinds
          ? [
              `choose by the kind: { except: ['${kind}/${name}'] }, and read the other on its own by { only: ['${kind}/${name}'] }`,
            ]
          : []),
        ...(places.length < 2 && !isOfKinds ? [`leave it out ({ except: ['${name}'] }), or name fewer files`] : []),
      ],
    },
  ];
}
