import { once } from '../../algebra/once';
import type { SourceSpan } from '../../diagnostics/finding';
import type { ObjectOrigin } from './objects/manifest-object';
import type { PositionedNode } from './yaml/node-positions';
import { documentPositions } from './yaml/read-document';
import type { DocumentRange } from './yaml/split-documents';

/** Where an object of a file stands; `path` leads to it inside its document (`items[3]` of a List). */
export class ManifestOrigin implements ObjectOrigin {
  constructor(
    private readonly range: DocumentRange,
    private readonly path: readonly (string | number)[] = [],
    /** Located on demand: reading positions costs several times what reading values does. */
    private readonly root = once(() => documentPositions(range)),
  ) {}

  get file(): string {
    return this.range.source.file;
  }

  /** The origin of a part that is an object of its own. */
  within(...steps: readonly (string | number)[]): ManifestOrigin {
    return new ManifestOrigin(this.range, [...this.path, ...steps], this.root);
  }

  span(field?: string, part: 'whole' | 'key' = 'whole'): SourceSpan {
    const { source, start } = this.range;
    const { from, to } = this.locate(field === undefined ? [] : parseFieldPath(field), part);
    return source.span(start + from, start + trimmedEnd(source.text, start + from, start + to) - start);
  }

  private locate(field: readonly (string | number)[], part: 'whole' | 'key'): { from: number; to: number } {
    let node = this.root();
    if (!node) return { from: 0, to: 0 };
    let place = { from: node.start, to: node.end };
    for (const step of [...this.path, ...field]) {
      const entry: { key?: PositionedNode; value: PositionedNode } | undefined = childOf(node, step);
      if (!entry) break;
      const { key, value } = entry;
      node = value;
      // A collection starts at its key, so that a frame shows the line that names it.
      const isCollection = value.entries !== undefined || value.items !== undefined || value.start === value.end;
      if (part === 'key' && key) place = { from: key.start, to: key.end };
      else place = { from: key && isCollection ? key.start : value.start, to: value.end };
    }
    return place;
  }
}

/** The steps of a field path: `spec.ingress[0].from` is `spec`, `ingress`, 0, `from`; `metadata.labels[a.b/c]` ends with `a.b/c`. */
function parseFieldPath(path: string): readonly (string | number)[] {
  const steps: (string | number)[] = [];
  for (const match of path.matchAll(/\[([^\]]*)\]|([^.[]+)/g)) {
    const [, bracketed, name] = match;
    if (bracketed === undefined) steps.push(name ?? '');
    else steps.push(/^\d+$/.test(bracketed) ? Number(bracketed) : bracketed);
  }
  return steps;
}

function childOf(node: PositionedNode, step: string | number) {
  const item = typeof step === 'number' ? node.items?.[step] : undefined;
  return item ? { value: item } : node.entries?.get(String(step));
}

function trimmedEnd(text: string, start: number, end: number): number {
  let last = end;
  while (last > start && /\s/.test(text.charAt(last - 1))) last--;
  return last;
}

/** The origin of an object that was handed over as a value: there is no text to point at. */
export const valueOrigin: ObjectOrigin = {
  file: '<object>',
  span: () => ({ file: '<object>', line: 1, column: 1 }),
  within: () => valueOrigin,
};
