import { EVENT_ID, type Event } from 'js-yaml';

/** The offset of the first list or mapping that stands where a key belongs, as `{{ … }}` does to a YAML reader. */
export function complexKeyOffset(events: readonly Event[]): number | undefined {
  const open: { readonly isMapping: boolean; isAtKey: boolean }[] = [];
  for (const event of events) {
    const parent = open[open.length - 1];
    if (event.type === EVENT_ID.POP) {
      open.pop();
      continue;
    }
    const isCollection = event.type === EVENT_ID.MAPPING || event.type === EVENT_ID.SEQUENCE;
    if (isCollection && parent?.isMapping && parent.isAtKey) return event.start;
    if (parent?.isMapping) parent.isAtKey = !parent.isAtKey;
    if (isCollection || event.type === EVENT_ID.DOCUMENT) {
      open.push({ isMapping: event.type === EVENT_ID.MAPPING, isAtKey: true });
    }
  }
  return undefined;
}
