import type { ExceptionClock } from '../compile/declaration';

/** The clock without a command line: `NETPACT_NOW` (a date or an instant), or the machine's. */
export function clockFromEnvironment(): ExceptionClock {
  const text = process.env.NETPACT_NOW;
  if (text === undefined || text === '') return { now: new Date(), expired: 'error' };
  const now = new Date(text);
  if (Number.isNaN(now.getTime()))
    throw new RangeError(`NETPACT_NOW is ${JSON.stringify(text)}, which is no date: say YYYY-MM-DD`);
  return { now, expired: 'error' };
}
