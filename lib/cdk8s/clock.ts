import { momentForm, readMoment } from '../algebra/calendar';
import type { ExceptionClock } from '../compile/declaration';

/** A clock that somebody made; one that shows no moment would let every exception pass. */
export function checkedClock(clock: ExceptionClock): ExceptionClock {
  if (Number.isNaN(clock.now.getTime()))
    throw new RangeError('the clock shows no date: compile({ now }) takes a valid Date');
  return clock;
}

/** The clock without a command line: `NETPACT_NOW`, which means what it means there, or the machine's. */
export function clockFromEnvironment(): ExceptionClock {
  const text = process.env.NETPACT_NOW;
  if (text === undefined || text === '') return { now: new Date(), expired: 'error' };
  const now = readMoment(text);
  if (!now) throw new RangeError(`NETPACT_NOW is ${JSON.stringify(text)}, which is no date: say ${momentForm}`);
  return { now, expired: 'error' };
}
