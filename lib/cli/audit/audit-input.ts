import { unreadable } from '../../audit/run-audit';
import type { SourceSpan } from '../../diagnostics/finding';
import { type ResolvedFinding, resolveFinding } from '../../diagnostics/resolved-finding';
import type { ReadSource } from '../../diagnostics/source-text';
import type { LoadResult } from '../../k8s/load';
import { rootCodes } from '../../k8s/load/roots/root';
import { showFindings, sourceReader } from '../console/show-findings';
import type { InputOptions } from '../input/analysis-options';
import { readPaths } from '../input/load-input';

/** What an audit is about. */
export interface AuditInput {
  readonly loaded: LoadResult;
  /** What could not be read, shown already; with any of it no answer is about the whole input. */
  readonly unreadable: readonly ResolvedFinding[];
  readonly readSource: ReadSource;
  /** Where an app declares a policy (`shop/allow-web-to-api`) or a namespace (`shop`). */
  readonly sites: ReadonlyMap<string, SourceSpan>;
}

/** Reads what PATH… names. Policies that the API server refuses stay: rules speak of them. */
export async function readManifests(paths: readonly string[], options: InputOptions): Promise<AuditInput> {
  return inputOf(await readPaths(paths, options), new Map());
}

/** Shows what the loader has to say beside the policies, and makes the input of it. */
export function inputOf(loaded: LoadResult, sites: AuditInput['sites']): AuditInput {
  const files = sourceReader();
  const readSource: ReadSource = (file) => loaded.texts.get(file) ?? files(file);
  const errors = unreadable(loaded).map(resolveFinding);
  showFindings([...errors, ...loaded.notes.map(resolveFinding)], process.cwd(), readSource);
  return { loaded, unreadable: errors, readSource, sites };
}

/** Whether a kustomization or a chart was not rendered: what is left does not stand for it. */
export function lacksRoot({ unreadable: errors }: AuditInput): boolean {
  return errors.some(({ code }) => rootCodes.has(code));
}

/** Whether there is no object at all to speak of. */
export function isEmptyInput({ loaded: { resources, policyCount, otherKinds } }: AuditInput): boolean {
  const { namespaces, workloads, services } = resources;
  return namespaces.length + workloads.length + services.length + policyCount + otherKinds.size === 0;
}
