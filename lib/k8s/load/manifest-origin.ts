import type { SourceSpan } from '../../diagnostics/finding';
import type { Origin } from '../resources';
import { parseFieldPath } from './field-path';
import type { PositionedNode, positionNodes } from './yaml/node-positions';
import type { DocumentRange } from './yaml/split-documents';

/** One document whose nodes are located on demand: reading positions costs several times what reading values does. */
export class PositionedDocument {
  private roots: readonly PositionedNode[] | undefined;

  constructor(readonly range: DocumentRange) {}

  /** The root of the text's only document, or of one of several that `...` parts. */
  root(index: number): PositionedNode | undefined {
    const { source, start, end } = this.range;
    this.roots ??= nodePositions().positionNodes(source.text.slice(start, end));
    return this.roots[index];
  }
}

/** Where an object of a file stands; `path` leads to it inside its document (`items[3]` of a List). */
export class ManifestOrigin implements Origin {
  constructor(
    private readonly document: PositionedDocument,
    private readonly path: readonly (string | number)[] = [],
    private readonly index = 0,
  ) {}

  get file(): string {
    return this.document.range.source.file;
  }

  /** The origin of a part that is an object of its own. */
  within(...steps: readonly (string | number)[]): ManifestOrigin {
    return new ManifestOrigin(this.document, [...this.path, ...steps], this.index);
  }

  span(field?: string, part: 'whole' | 'key' = 'whole'): SourceSpan {
    const { source, start } = this.document.range;
    const { from, to } = this.locate(field === undefined ? [] : parseFieldPath(field), part);
    return source.span(start + from, start + trimmedEnd(source.text, start + from, start + to) - start);
  }

  private locate(field: readonly (string | number)[], part: 'whole' | 'key'): { from: number; to: number } {
    let node = this.document.root(this.index);
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

function childOf(node: PositionedNode, step: string | number) {
  const item = typeof step === 'number' ? node.items?.[step] : undefined;
  return item ? { value: item } : node.entries?.get(String(step));
}

function trimmedEnd(text: string, start: number, end: number): number {
  let last = end;
  while (last > start && /\s/.test(text.charAt(last - 1))) last--;
  return last;
}

/** Loaded when the first place is asked for: see `read-document`. */
function nodePositions(): { readonly positionNodes: typeof positionNodes } {
  return require('./yaml/node-positions');
}
