import { unreadable } from '../../audit/run-audit';
import type { SourceSpan } from '../../diagnostics/finding';
import { type ResolvedFinding, resolveFinding } from '../../diagnostics/resolved-finding';
import type { ReadSource } from '../../diagnostics/source-text';
import type { LoadResult } from '../../k8s/load';
import { rootCodes } from '../../k8s/load/roots/root';
import type { AppSource } from '../../wording/flow-line';
import { showManifestFindings, sourceReader } from '../console/show-findings';
import type { ReadingOptions } from '../input/analysis-options';
import { readPaths } from '../input/load-input';
import { nothingToJudge } from '../input/nothing-to-judge';

/** What an audit is about. */
export interface AuditInput {
  readonly loaded: LoadResult;
  /** What could not be read, shown already; with any of it no answer is about the whole input. */
  readonly unreadable: readonly ResolvedFinding[];
  readonly readSource: ReadSource;
  /** Where an app declares a policy (`shop/allow-web-to-api`) or a namespace (`shop`). */
  readonly sites: ReadonlyMap<string, SourceSpan>;
  /** The files that the app compiles to: nobody wrote them. */
  readonly compiled?: ReadonlySet<string>;
  /** What the source of the app calls what it declares; missing where manifests alone are read. */
  readonly source?: AppSource;
}

/** Reads what PATH… names. Policies that the API server refuses stay: rules speak of them. */
export async function readManifests(paths: readonly string[], options: ReadingOptions): Promise<AuditInput> {
  return inputOf(await readPaths(paths, options), new Map(), options.verbose);
}

/** Shows what the loader has to say beside the policies, and makes the input of it. */
export function inputOf(loaded: LoadResult, sites: AuditInput['sites'], isVerbose: boolean | undefined): AuditInput {
  const files = sourceReader();
  const readSource: ReadSource = (file) => loaded.texts.get(file) ?? files(file);
  const errors = [...nothingToJudge([loaded]), ...unreadable(loaded)].map(resolveFinding);
  showManifestFindings([...errors, ...loaded.notes.map(resolveFinding)], readSource, isVerbose);
  return { loaded, unreadable: errors, readSource, sites };
}

/** Whether a kustomization or a chart was not rendered: what is left does not stand for it. */
export function lacksRoot({ unreadable: errors }: AuditInput): boolean {
  return errors.some(({ code }) => rootCodes.has(code));
}

/** Whether there is nothing that an audit could speak of. */
export function isEmptyInput({ loaded: { resources, policyCount } }: AuditInput): boolean {
  return resources.workloads.length + policyCount === 0;
}
