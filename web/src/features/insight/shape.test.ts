import type { MetricRow } from '@zhike/server/contracts';
import { describe, expect, it } from 'vitest';
import { cohortsOf, fieldBy, meanRetention, partsOf, ranked, valuesOf } from './shape.ts';

const row = (key: MetricRow['key'], value: number | null, of?: number): MetricRow => ({
  key,
  label: Object.fromEntries(Object.entries(key).map(([name, text]) => [name, `«${text}»`])),
  value,
  ...(of === undefined ? {} : { of }),
});

describe('rows of a metric', () => {
  it('become parts over time, the largest first, with nothing where there was nothing', () => {
    const rows = [
      row({ day: '2026-11-02', channel: 'shop' }, 5),
      row({ day: '2026-11-01', channel: 'tmall' }, 7),
      row({ day: '2026-11-02', channel: 'tmall' }, 1),
    ];
    expect(partsOf(rows, { over: 'day', by: 'channel' })).toEqual({
      points: ['2026-11-01', '2026-11-02'],
      parts: [
        { id: 'tmall', name: '«tmall»', values: [7, 1], total: 8 },
        { id: 'shop', name: '«shop»', values: [0, 5], total: 5 },
      ],
    });
  });

  it('become one part under the name of the metric where they are not split', () => {
    expect(partsOf([row({ day: '2026-11-01' }, 3)], { over: 'day', name: '订单' }).parts).toEqual([
      { id: '', name: '订单', values: [3], total: 3 },
    ]);
  });

  it('are ranked, and found by two keys', () => {
    const rows = [row({ source: 'a' }, 1), row({ source: 'b' }, 4)];
    expect(ranked(rows, 'source').map(({ id }) => id)).toEqual(['b', 'a']);
    const field = fieldBy([row({ weekday: '1', hour: '9' }, 6)], ['weekday', 'hour']);
    expect([field('1', '9')?.value, field('1', '10')]).toEqual([6, null]);
  });

  it('keep hours in the order of the day', () => {
    expect(partsOf([row({ hour: '10' }, 1), row({ hour: '9' }, 2)], { over: 'hour' }).points).toEqual(['9', '10']);
    expect(valuesOf([row({ hour: '10' }, 1), row({ hour: '9' }, 1), row({ hour: '9' }, 2)], 'hour')).toEqual([
      '9',
      '10',
    ]);
  });
});

describe('cohorts', () => {
  const rows = [
    row({ cohort: '2026-09-01', offset: '0' }, 1, 10),
    row({ cohort: '2026-09-01', offset: '1' }, 0.3, 10),
    row({ cohort: '2026-10-01', offset: '0' }, 1, 30),
  ];

  it('[C212] read as months of first purchase by months since, empty where the month has not come', () => {
    const { cohorts, offsets, top } = cohortsOf(rows);
    expect(offsets).toEqual([0, 1]);
    expect(top).toBe(0.3);
    expect(cohorts).toEqual([
      {
        month: '2026-09-01',
        size: 10,
        cells: [
          { share: 1, people: 10 },
          { share: 0.3, people: 3 },
        ],
      },
      { month: '2026-10-01', size: 30, cells: [{ share: 1, people: 30 }, null] },
    ]);
  });

  it('weigh each cohort by its people and leave out those whose time has not come', () => {
    const { cohorts, offsets } = cohortsOf(rows);
    expect(meanRetention(cohorts, offsets)).toEqual([1, 0.3]);
  });
});
