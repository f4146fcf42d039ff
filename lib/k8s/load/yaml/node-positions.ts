import { COLLECTION_STYLE, EVENT_ID, type Event, getScalarValue, parseEvents, SCALAR_STYLE } from 'js-yaml';
import { resolvePlain } from './plain-scalar';

/** A node of a document with where it stands: offsets into the document's text, `end` exclusive. */
export interface PositionedNode {
  readonly start: number;
  readonly end: number;
  /** Of a mapping: its entries by key, as Kubernetes reads keys (`on:` is `true`). */
  readonly entries?: ReadonlyMap<string, PositionedEntry>;
  /** Of a list. */
  readonly items?: readonly PositionedNode[];
}

interface PositionedEntry {
  readonly key: PositionedNode;
  readonly value: PositionedNode;
}

/** The root node of a document in a text that parses; undefined where it has none. */
export function rootNode(text: string): PositionedNode | undefined {
  const events = parseEvents(text, {});
  // The event before a root node is the document's own.
  return readNode({ text, events, anchors: new Map(), index: 1 }, 0);
}

interface Cursor {
  readonly text: string;
  readonly events: readonly Event[];
  readonly anchors: Map<string, PositionedNode>;
  index: number;
}

/** `fallback` is where a node without text of its own stands: the end of what came before. */
function readNode(cursor: Cursor, fallback: number): PositionedNode | undefined {
  const event = cursor.events[cursor.index++];
  if (!event || event.type === EVENT_ID.POP || event.type === EVENT_ID.DOCUMENT) return undefined;
  if (event.type === EVENT_ID.ALIAS) {
    const anchored = cursor.anchors.get(cursor.text.slice(event.anchorStart, event.anchorEnd));
    // An alias stands where it is used; what is inside it stands where it was written.
    return { ...anchored, start: event.anchorStart - 1, end: event.anchorEnd };
  }
  const node =
    event.type === EVENT_ID.SCALAR
      ? scalarNode(event, fallback)
      : event.type === EVENT_ID.MAPPING
        ? mappingNode(cursor, event.start, event.style === COLLECTION_STYLE.FLOW)
        : sequenceNode(cursor, event.start, event.style === COLLECTION_STYLE.FLOW);
  if (event.anchorStart >= 0) cursor.anchors.set(cursor.text.slice(event.anchorStart, event.anchorEnd), node);
  return node;
}

function scalarNode(event: Extract<Event, { type: typeof EVENT_ID.SCALAR }>, fallback: number): PositionedNode {
  if (event.valueStart < 0) return { start: fallback, end: fallback };
  const isQuoted = event.style === SCALAR_STYLE.SINGLE_QUOTED || event.style === SCALAR_STYLE.DOUBLE_QUOTED;
  return isQuoted
    ? { start: event.valueStart - 1, end: event.valueEnd + 1 }
    : { start: event.valueStart, end: event.valueEnd };
}

function mappingNode(cursor: Cursor, start: number, isFlow: boolean): PositionedNode {
  const entries = new Map<string, PositionedEntry>();
  let end = start + 1;
  for (;;) {
    const keyEvent = cursor.events[cursor.index];
    const key = readNode(cursor, end);
    if (!key) break;
    const value = readNode(cursor, key.end) ?? key;
    end = Math.max(end, value.end, key.end);
    entries.set(keyText(cursor, keyEvent), { key, value });
  }
  return { start, end: isFlow ? afterBracket(cursor.text, '}', end) : end, entries };
}

function sequenceNode(cursor: Cursor, start: number, isFlow: boolean): PositionedNode {
  const items: PositionedNode[] = [];
  let end = start + 1;
  for (let item = readNode(cursor, end); item; item = readNode(cursor, end)) {
    items.push(item);
    end = Math.max(end, item.end);
  }
  return { start, end: isFlow ? afterBracket(cursor.text, ']', end) : end, items };
}

function keyText(cursor: Cursor, event: Event | undefined): string {
  if (event?.type !== EVENT_ID.SCALAR) return '';
  const text = getScalarValue(cursor.text, event);
  return event.style === SCALAR_STYLE.PLAIN && event.tagStart < 0 ? String(resolvePlain(text)) : text;
}

function afterBracket(text: string, bracket: string, from: number): number {
  const at = text.indexOf(bracket, from);
  return at < 0 ? from : at + 1;
}
