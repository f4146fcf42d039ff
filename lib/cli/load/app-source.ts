import { groupBy } from '../../algebra/keyed';
import { constantAt } from '../../diagnostics/constants';
import type { SourceSpan } from '../../diagnostics/finding';
import { displayPath, type ReadSource } from '../../diagnostics/source-text';
import { rulePathOf } from '../../k8s/policy-declaration';
import type { AppSource } from '../../wording/flow-line';
import type { DeclaredValue, LoadedApp } from './worker-messages';

/** Where an app is, and how its files are read. */
interface SourceFolder {
  readonly cwd: string;
  readonly readSource: ReadSource;
}

/** Where a policy or a namespace is declared; the flow of a rule, where that has a place of its own. */
export function siteAt(
  sites: ReadonlyMap<string, SourceSpan>,
  name: string,
  field: string | undefined,
): SourceSpan | undefined {
  const rule = rulePathOf(field);
  return (rule === undefined ? undefined : sites.get(ruleSite(name, rule))) ?? sites.get(name);
}

/** By which the place of a rule is kept among those of policies. */
export const ruleSite = (policy: string, rule: string): string => `${policy} ${rule}`;

/** Places and constants of an app, read from the lines that make its values. */
export function appSource({ sites, values }: LoadedApp, { cwd, readSource }: SourceFolder): AppSource {
  const byName = groupBy(values, ({ name }) => name);
  const shared = sharedSites(values);
  const constantOf = (value: DeclaredValue): string | undefined => {
    if (value.constant !== undefined || value.site === undefined) return value.constant;
    return shared.has(keyOf(value.site)) ? undefined : constantAt(value.site, readSource);
  };
  return {
    placeOf(name, field) {
      const span = siteAt(sites, name, field);
      return span && `${displayPath(span.file, cwd)}:${span.line}`;
    },
    names: {
      // Of a name with two values it is not known which is meant.
      constantOf(name) {
        const [only, other] = byName.get(name) ?? [];
        return only && !other ? constantOf(only) : undefined;
      },
      portsOf: (name) => byName.get(name)?.find(({ ports }) => ports)?.ports,
    },
  };
}

/** Places that make several values: a loop, or a function that is called twice. */
function sharedSites(values: readonly DeclaredValue[]): ReadonlySet<string> {
  const sites = groupBy(
    values.flatMap(({ site }) => (site ? [keyOf(site)] : [])),
    (key) => key,
  );
  return new Set([...sites].flatMap(([key, all]) => (all.length > 1 ? [key] : [])));
}

const keyOf = ({ file, line, column }: SourceSpan): string => `${file}:${line}:${column}`;
