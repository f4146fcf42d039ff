import fs from 'node:fs';
import path from 'node:path';
import type { SourceSpan } from '../../diagnostics/finding';
import { NetpactError } from '../../diagnostics/netpact-error';
import { patternsOf } from '../../dsl/manifest-patterns';
import { Source } from '../../k8s/load/files/source';
import { readYaml } from '../../k8s/load/yaml/yaml-reader';

/** What netpact reads of `cdk8s.yaml`. */
export interface Cdk8sConfig {
  /** The command that runs the app: `npx netpact synth apps/main.ts`. */
  readonly app?: string;
  /** Where `cdk8s synth` writes. */
  readonly output?: string;
  /** Where what is deployed stands, relative to the folder. */
  readonly manifests?: readonly { readonly pattern: string; readonly at: SourceSpan }[];
}

/** Reads `cdk8s.yaml` of a folder; empty where there is none. Throws a NetpactError for one that is no YAML. */
export function readCdk8sYaml(folder: string): Cdk8sConfig {
  const file = path.join(folder, 'cdk8s.yaml');
  if (!fs.existsSync(file)) return {};
  const source = new Source(file, fs.readFileSync(file, 'utf8'));
  const document = parse(source);
  if (typeof document !== 'object' || document === null) return {};
  const { app, output, manifests }: { app?: unknown; output?: unknown; manifests?: unknown } = document;
  return {
    ...(typeof app === 'string' && { app }),
    ...(typeof output === 'string' && { output }),
    ...(manifests !== undefined && { manifests: manifestsIn(source, manifests) }),
  };
}

function manifestsIn(source: Source, manifests: unknown): Required<Cdk8sConfig>['manifests'] {
  const start = Math.max(0, source.text.search(/^["']?manifests["']?\s*:/m));
  const at = source.span(start, start + 'manifests'.length);
  return patternsOf(manifests, 'manifests of cdk8s.yaml', at).map(({ pattern }) => ({ pattern, at }));
}

function parse(source: Source): unknown {
  const outcome = readYaml(source.text, (offset) => () => source.span(offset));
  if ('value' in outcome) return outcome.value;
  const { at, message, help } = outcome.problem;
  throw new NetpactError([
    {
      code: 'cdk8s-yaml-invalid',
      severity: 'error',
      message: `cdk8s.yaml is not readable: ${message}`,
      ...(at && { at }),
      ...(help && { help }),
    },
  ]);
}
