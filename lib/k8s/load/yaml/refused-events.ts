import { EVENT_ID, type Event, SCALAR_STYLE } from 'js-yaml';

/** How many nodes a document may hold once every alias is written out; Kubernetes' own reader stops in the same region. */
const maxNodes = 1_000_000;

/** Why a document is refused, and where. */
interface Refusal {
  readonly offset: number;
  readonly message: string;
}

/** Why a document's aliases are refused (they explode, or contain themselves), with the offset; undefined where they are fine. */
export function aliasProblem(text: string, events: readonly Event[]): Refusal | undefined {
  if (!events.some((event) => event.type === EVENT_ID.ALIAS)) return undefined;
  const sizes = new Map<string, number>();
  const open: { size: number; anchor: string | undefined }[] = [];
  const add = (size: number): number => {
    const parent = open[open.length - 1];
    if (parent) parent.size += size;
    return parent?.size ?? size;
  };
  const anchorOf = (event: { anchorStart: number; anchorEnd: number }): string | undefined =>
    event.anchorStart < 0 ? undefined : text.slice(event.anchorStart, event.anchorEnd);
  for (const event of events) {
    if (event.type === EVENT_ID.POP) {
      const closed = open.pop();
      if (!closed) continue;
      if (closed.anchor !== undefined) sizes.set(closed.anchor, closed.size);
      if (closed.size > maxNodes) return { offset: 0, message: explosion };
      add(closed.size);
    } else if (event.type === EVENT_ID.DOCUMENT) {
      sizes.clear();
      open.push({ size: 0, anchor: undefined });
    } else if (event.type === EVENT_ID.ALIAS) {
      const name = anchorOf(event) ?? '';
      const offset = event.anchorStart - 1;
      if (open.some(({ anchor }) => anchor === name)) {
        return { offset, message: `the alias "*${name}" stands inside of what it stands for` };
      }
      if (add(sizes.get(name) ?? 1) > maxNodes) return { offset, message: explosion };
    } else if (event.type === EVENT_ID.SCALAR) {
      const anchor = anchorOf(event);
      if (anchor !== undefined) sizes.set(anchor, 1);
      add(1);
    } else open.push({ size: 1, anchor: anchorOf(event) });
  }
  return undefined;
}

const explosion = `the aliases of this document expand to more than ${maxNodes.toLocaleString('en-US')} values`;

/** Why a key is refused, with the offset of the first such key; undefined where all are fine. */
export function keyProblem(text: string, events: readonly Event[]): Refusal | undefined {
  const open: { readonly isMapping: boolean; isAtKey: boolean; isFirst: boolean }[] = [];
  for (const event of events) {
    const parent = open[open.length - 1];
    if (event.type === EVENT_ID.POP) {
      open.pop();
      continue;
    }
    const isCollection = event.type === EVENT_ID.MAPPING || event.type === EVENT_ID.SEQUENCE;
    if (parent?.isMapping) {
      // `{{ … }}` is a mapping as a key to a YAML reader.
      if (isCollection && parent.isAtKey) return { offset: event.start, message: complexKey };
      if (!parent.isFirst && parent.isAtKey && event.type === EVENT_ID.SCALAR && isMergeKey(text, event))
        return { offset: Math.max(event.tagStart, event.valueStart), message: lateMerge };
      parent.isAtKey = !parent.isAtKey;
      parent.isFirst = false;
    }
    if (isCollection || event.type === EVENT_ID.DOCUMENT) {
      open.push({ isMapping: event.type === EVENT_ID.MAPPING, isAtKey: true, isFirst: true });
    }
  }
  return undefined;
}

const complexKey = 'a key must be text, not a list or a mapping';
/** Other readers let the keys above stand: what is compared would not be what is applied. */
const lateMerge = 'a merge key stands below other keys, which Kubernetes lets it override: write it once, and first';

function isMergeKey(text: string, event: Extract<Event, { type: typeof EVENT_ID.SCALAR }>): boolean {
  return event.tagStart >= 0
    ? /^!(?:!merge$|<tag:yaml\.org,2002:merge>$)/.test(text.slice(event.tagStart, event.tagEnd))
    : event.style === SCALAR_STYLE.PLAIN && text.slice(event.valueStart, event.valueEnd) === '<<';
}
