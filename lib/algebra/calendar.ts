export const dayInMilliseconds = 86_400_000;

/** Whether a value is a day of the calendar, written `YYYY-MM-DD`; 30 February is none. */
export function isCalendarDay(value: unknown): value is string {
  return startOf(value) !== undefined;
}

/** The first instant after a day, UTC, in milliseconds; undefined for what is no day of the calendar. */
export function endOfDay(value: unknown): number | undefined {
  const start = startOf(value);
  return start === undefined ? undefined : start + dayInMilliseconds;
}

/** What a moment of the build is written as. */
export const momentForm = 'YYYY-MM-DD, or an instant with its zone: 2026-11-21T10:00:00Z';

/** The moment that a text names: an instant, or a day for its first instant, UTC; undefined for what is neither. */
export function readMoment(text: string): Date | undefined {
  const isInstant = /^.{10}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2}))?$/.test(text);
  if (!isInstant || !isCalendarDay(text.slice(0, 10))) return undefined;
  const moment = new Date(text);
  return Number.isNaN(moment.getTime()) ? undefined : moment;
}

/** The first instant of a day, UTC. `Date.parse` takes 30 February for 2 March. */
function startOf(value: unknown): number | undefined {
  if (typeof value !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(value)) return undefined;
  const start = Date.parse(`${value}T00:00:00Z`);
  return !Number.isNaN(start) && new Date(start).toISOString().startsWith(value) ? start : undefined;
}
