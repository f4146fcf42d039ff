import type { Assumption } from '../../diagnostics/assumption';
import type { NetpactError } from '../../diagnostics/netpact-error';
import { displayPath } from '../../diagnostics/source-text';
import { type LoadResult, loadTexts } from '../../k8s/load';
import { namespacesNamed, renameNamespaces } from '../../k8s/rename-namespaces';
import { counted, listed } from '../../wording/words';
import { showFindings, sourceReader } from '../console/show-findings';
import { type ExitCode, exitCode, exitCodeOf } from '../exit-code';
import type { ReadSides } from '../git/read-sides';
import { compileManifests } from '../load/app-manifests';
import { findingsByEnvironment } from '../load/environment-findings';
import { allEnvironments, environmentOf } from '../load/environment-option';
import { refusal } from '../refusal';
import { momentOf } from '../synth/synth-options';
import { declaredDifferences, type EnvironmentSide } from './declared-differences';
import { type NamespacePair, pairNamespaces, type UnpairedNamespaces } from './pair-namespaces';

/** An app, and what `--env` said. */
export interface EnvironmentWords {
  /** As `--app` has it; true for the app of the project. */
  readonly app: string | true;
  readonly env: readonly string[] | undefined;
}

/**
 * Runs an app for two environments and reads what it compiles to as OLD and NEW; an exit code where it is refused in one of them.
 * Namespaces that one value of the app declares under two names have that of NEW on both sides.
 */
export async function readEnvironments({ app, env }: EnvironmentWords): Promise<ReadSides | ExitCode> {
  const [from, to] = twoEnvironments(env);
  const request = { app, now: momentOf(undefined), readSource: sourceReader(), intent: true };
  const old = { env: from, ...(await compileManifests({ ...request, env: from })) };
  const now = { env: to, ...(await compileManifests({ ...request, env: to })) };
  showFindings(findingsByEnvironment([old, now]), process.cwd(), request.readSource);
  if (!old.manifests || !now.manifests) return exitCodeOf([...old.findings, ...now.findings]) || exitCode.refused;
  if (old.manifests.environments.length === 0) throw undeclared();
  if (old.manifests.texts.length + now.manifests.texts.length === 0)
    throw refusal(
      'nothing-to-judge',
      `the app writes no policy, neither for ${from} nor for ${to}: there is nothing to judge`,
      'give its FlowCharts namespaces with a baseline',
    );
  return sidesOf({ env: from, manifests: old.manifests }, { env: to, manifests: now.manifests });
}

function twoEnvironments(env: readonly string[] = []): readonly [string, string] {
  const [from, to, ...more] = env.map((name) => environmentOf(name) ?? name);
  const misplaced = (but: string): NetpactError =>
    refusal(
      'environment-misplaced',
      `diff --app compares two environments of the app, and ${but}`,
      'netpact diff --app --env dev --env prod: what only prod admits is opened, what only dev admits closed',
    );
  if (env.includes(allEnvironments)) throw misplaced(`--env ${allEnvironments} stands for each`);
  if (from === undefined || to === undefined || more.length > 0)
    throw misplaced(env.length === 0 ? 'there is no --env' : `--env is there ${counted(env.length, 'time')}`);
  if (from === to) throw misplaced(`both are ${from}`);
  return [from, to];
}

const undeclared = (): NetpactError =>
  refusal(
    'environment-undeclared',
    'the app declares no environments: nobody knows whether these two are any',
    'declare them: new PolicyApp({ environments: { dev: { … }, prod: { … } } }); folders are compared by netpact diff dist/k8s/dev dist/k8s/prod',
  );

function sidesOf(old: EnvironmentSide, now: EnvironmentSide): ReadSides {
  const [before, after] = [loadTexts(old.manifests.texts), loadTexts(now.manifests.texts)];
  const { pairs, unpaired } = pairNamespaces(namespacesOf(old, before), namespacesOf(now, after));
  const names = new Map(pairs.map((pair) => [pair.before, pair.after]));
  const policies = renameNamespaces(before.resources.policies, names);
  const declared = declaredDifferences(old, now, names);
  const assumptions = [
    ...pairs.map((pair) => paired(pair, old.env, now.env)),
    ...unpaired.map((group) => apart(group, old.env, now.env)),
  ];
  return {
    before: {
      ...before,
      resources: { ...before.resources, namespaces: declared.before, policies },
      assumptions: [...before.assumptions, ...assumptions],
    },
    after: { ...after, resources: { ...after.resources, namespaces: declared.after } },
    undecided: declared.undecided,
    empty: [...emptySide(old), ...emptySide(now)],
  };
}

const namespacesOf = ({ env, manifests }: EnvironmentSide, { resources }: LoadResult) => ({
  env,
  declared: manifests.namespaces,
  named: namespacesNamed(resources.policies),
});

function paired({ before, after, site }: NamespacePair, from: string, to: string): Assumption {
  return {
    kind: 'namespace-names',
    message: `${before} → ${after}: what ${placeText(site)} declares is one namespace, ${before} in ${from} and ${after} in ${to}, and has the second name on both sides`,
  };
}

function apart({ before, after, site, why }: UnpairedNamespaces, from: string, to: string): Assumption {
  return {
    kind: 'namespace-names',
    message: `${listed(before, 8)} of ${from} and ${listed(after, 8)} of ${to} are different namespaces: ${placeText(site)} declares them, but ${why}`,
  };
}

const placeText = ({ file, line }: NamespacePair['site']): string => `${displayPath(file, process.cwd())}:${line}`;

function emptySide({ env, manifests }: EnvironmentSide): readonly string[] {
  return manifests.texts.length > 0 ? [] : [`the app writes no policy for ${env}: it is compared as empty`];
}
