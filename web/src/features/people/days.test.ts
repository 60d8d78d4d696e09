import { expect, it } from 'vitest';
import { dayName, daysOf } from './days.ts';

it('puts entries under the days of the business, not of UTC', () => {
  const at = (text: string) => ({ at: text });
  expect(
    daysOf([at('2026-03-02T15:59:00.000Z'), at('2026-03-01T16:00:00.000Z'), at('2026-03-01T15:00:00.000Z')]),
  ).toEqual([
    { date: '2026-03-02', entries: [at('2026-03-02T15:59:00.000Z'), at('2026-03-01T16:00:00.000Z')] },
    { date: '2026-03-01', entries: [at('2026-03-01T15:00:00.000Z')] },
  ]);
});

it('calls today and yesterday by their names', () => {
  const now = new Date('2026-03-02T02:00:00.000Z');
  expect(['2026-03-02', '2026-03-01', '2026-02-28'].map((date) => dayName(date, now))).toEqual([
    'today',
    'yesterday',
    null,
  ]);
});
