import { Source } from '../../k8s/load/files/source';
import type { Root } from '../../k8s/load/roots/root';
import { readDocument } from '../../k8s/load/yaml/read-document';
import { splitDocuments } from '../../k8s/load/yaml/split-documents';
import { fieldOf, isMap, type ManifestMap } from '../../k8s/manifest-value';

/** What a program rendered, object by object. */
export interface RenderedObjects {
  /** Named by root, kind and name: `apps/prod#NetworkPolicy/shop/deny`. */
  readonly texts: readonly { readonly file: string; readonly text: string }[];
  /** What Helm runs beside a release instead of keeping it: `Job/migrate (pre-upgrade)`. */
  readonly hooks: readonly Hook[];
}

interface Hook {
  readonly object: string;
  readonly file: string;
  readonly text: string;
  readonly isPolicy: boolean;
}

/** Splits rendered output, and leaves out the hooks and tests of a chart; to kustomize their annotation is one like any other. */
export function renderedObjects({ name, kind }: Pick<Root, 'name' | 'kind'>, output: string): RenderedObjects {
  const texts = new Map<string, string>();
  const hooks: Hook[] = [];
  for (const range of splitDocuments(new Source(name, output))) {
    const text = output.slice(range.start, range.end);
    const outcome = readDocument(range);
    const value = 'problem' in outcome ? undefined : outcome.value;
    if (value === null) continue;
    const object = isMap(value) ? objectName(value) : `document ${texts.size + 1}`;
    const hook =
      kind === 'chart' && isMap(value) ? fieldOf(value, 'metadata', 'annotations', 'helm.sh/hook') : undefined;
    const file = `${name}#${object}`;
    if (hook !== undefined)
      hooks.push({ object: `${object} (${String(hook)})`, file, text, isPolicy: isMap(value) && isPolicyKind(value) });
    else texts.set(unusedName(file, texts), text);
  }
  return { texts: [...texts].map(([file, text]) => ({ file, text })), hooks };
}

function objectName(value: ManifestMap): string {
  const parts = [value.kind, fieldOf(value, 'metadata', 'namespace'), fieldOf(value, 'metadata', 'name')];
  return parts.filter((part) => typeof part === 'string' && part !== '').join('/');
}

const isPolicyKind = ({ kind }: ManifestMap): boolean => typeof kind === 'string' && kind.endsWith('NetworkPolicy');

function unusedName(name: string, taken: ReadonlyMap<string, string>): string {
  let unused = name;
  for (let count = 2; taken.has(unused); count++) unused = `${name}~${count}`;
  return unused;
}
