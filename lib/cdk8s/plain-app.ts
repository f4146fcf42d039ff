import type { IConstruct } from 'constructs';
import { proveFiles } from '../analyze/verify/prove-files';
import { compileApp } from '../compile/compile-app';
import type { CompiledPolicy } from '../compile/compiled-app';
import { plainSentence } from '../diagnostics/netpact-error';
import { renderManifests } from '../k8s/emit/render-manifests';
import { declarationOf } from './app-declaration';
import { clockFromEnvironment } from './clock';

/** What the FlowCharts of a plain cdk8s App come to: policies, or the sentences of what was refused or not proved. */
export interface PlainResult {
  readonly policies: readonly CompiledPolicy[];
  readonly refusals: readonly string[];
}

const results = new WeakMap<IConstruct, PlainResult>();

/** Compiles and proves all charts below a root; the first of them does it for the others. */
export function resultOfPlainApp(root: IConstruct, isFirst: boolean): PlainResult {
  const known = isFirst ? undefined : results.get(root);
  if (known) return known;
  const { policies, findings, intent } = compileApp(declarationOf(root), clockFromEnvironment());
  const refused = findings.filter(({ severity }) => severity === 'error');
  const unproved =
    refused.length > 0 ? [] : proveFiles(intent, renderManifests(policies, { layout: 'per-namespace' })).findings;
  const errors = [...refused, ...unproved.filter(({ severity }) => severity === 'error')];
  const result = { policies, refusals: errors.map(plainSentence) };
  results.set(root, result);
  return result;
}
