import { expect, it } from 'vitest';
import { readMoment } from './moment.ts';

it.each([
  ['2026-11-23 09:05', '2026-11-23T01:05:00.000Z'],
  ['2026/1/2 9:05', '2026-01-02T01:05:00.000Z'],
  [' 2026-11-23 ', '2026-11-23T04:00:00.000Z'],
  ['2026-02-30 09:05', null],
  ['2026-11-23 25:00', null],
  ['yesterday', null],
  ['', null],
])('%s is %s', (text, instant) => {
  expect(readMoment(text)?.toISOString() ?? null).toBe(instant);
});
