import { endOfDay, isCalendarDay, readMoment } from '../../lib/algebra/calendar';

it.each(['2026-11-21', '2024-02-29', '0001-01-01'])('%s is a day', (text) => {
  expect(isCalendarDay(text)).toBe(true);
  expect(readMoment(text)?.toISOString()).toBe(`${text}T00:00:00.000Z`);
});

it.each([
  '2026-02-30',
  '2023-02-29',
  '2026-13-01',
  '2026-1-1',
  '2026',
  ' 2026-11-21',
  '2026-11-21\n',
  '21.11.2026',
  '',
])('%j is neither a day nor a moment', (text) => {
  expect([isCalendarDay(text), endOfDay(text), readMoment(text)]).toEqual([false, undefined, undefined]);
});

it('takes nothing but texts for days', () => {
  for (const value of [undefined, null, 20261121, new Date('2026-11-21')]) expect(isCalendarDay(value)).toBe(false);
});

it('ends a day with its last instant, UTC', () => {
  expect(new Date(endOfDay('2026-12-31') ?? 0).toISOString()).toBe('2027-01-01T00:00:00.000Z');
});

it('reads instants that say their zone', () => {
  expect(readMoment('2026-11-21T10:00+02:00')?.toISOString()).toBe('2026-11-21T08:00:00.000Z');
  expect(readMoment('2026-11-21T10:00:00.123456789Z')?.toISOString()).toBe('2026-11-21T10:00:00.123Z');
  for (const text of ['2026-11-21T10:00', '2026-02-30T10:00Z', '2026-11-21T25:00Z', '2026-11-21 10:00Z'])
    expect(readMoment(text)).toBeUndefined();
});
