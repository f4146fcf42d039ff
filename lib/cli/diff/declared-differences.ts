import { namespaceNameLabel } from '../../algebra/selector';
import { displayPath } from '../../diagnostics/source-text';
import type { Intent } from '../../intent/intent';
import type { NamespaceResource } from '../../k8s/resources';
import type { AppManifests } from '../load/app-manifests';

/** An app in one of the environments. */
export interface EnvironmentSide {
  readonly env: string;
  readonly manifests: AppManifests;
}

/** What an app declares otherwise from one environment to the next, and writes into no policy. */
export interface DeclaredDifferences {
  /** Namespaces of both that carry other labels, as objects: policies select by them. */
  readonly before: readonly NamespaceResource[];
  readonly after: readonly NamespaceResource[];
  /** What policies cannot say, one sentence each: workloads that are on the host network in one of them. */
  readonly undecided: readonly string[];
}

/** Compares declarations that have no policy of their own; `names` has the new names of paired namespaces. */
export function declaredDifferences(
  old: EnvironmentSide,
  now: EnvironmentSide,
  names: ReadonlyMap<string, string>,
): DeclaredDifferences {
  const [before, after] = [namespacesOf(old.manifests, names), namespacesOf(now.manifests, new Map())];
  const differing = [...before].flatMap(([name, space]) => {
    const other = after.get(name);
    return other && labelText(space) !== labelText(other) ? [{ space, other }] : [];
  });
  return {
    before: differing.map(({ space }) => space),
    after: differing.map(({ other }) => other),
    undecided: hostNetworkReasons(old, now, names),
  };
}

type Namespaces = ReadonlyMap<string, NamespaceResource>;

function namespacesOf(manifests: AppManifests, names: ReadonlyMap<string, string>): Namespaces {
  const declared = manifests.intent?.namespaces ?? [];
  return new Map(declared.map((each) => resourceOf(each, names.get(each.name) ?? each.name, manifests)).map(byName));
}

const byName = (space: NamespaceResource) => [space.name, space] as const;

function resourceOf(
  declared: Intent['namespaces'][number],
  name: string,
  { namespaces, entry }: AppManifests,
): NamespaceResource {
  const site = namespaces.find((each) => each.name === declared.name)?.site ?? { file: entry, line: 1, column: 1 };
  const file = displayPath(site.file, process.cwd());
  return {
    name,
    labels: { ...declared.labels, [namespaceNameLabel]: name },
    origin: { file, span: () => ({ ...site, file }) },
  };
}

const labelText = ({ labels }: NamespaceResource): string => JSON.stringify(Object.entries(labels).sort());

function hostNetworkReasons(
  old: EnvironmentSide,
  now: EnvironmentSide,
  names: ReadonlyMap<string, string>,
): readonly string[] {
  const after = new Map(now.manifests.workloads.map((each) => [`${each.namespace}/${each.name}`, each.hostNetwork]));
  return old.manifests.workloads.flatMap(({ namespace, name, hostNetwork }) => {
    const renamed = `${names.get(namespace) ?? namespace}/${name}`;
    const other = after.get(renamed);
    if (other === undefined || other === hostNetwork) return [];
    const [on, off] = other ? [now.env, old.env] : [old.env, now.env];
    return [
      `${renamed} is on the host network in ${on} and not in ${off}: no policy selects its pods in ${on}, and what they may reach, and who reaches them, is not known from policies`,
    ];
  });
}
