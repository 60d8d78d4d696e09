import { describe, expect, it } from 'vitest';
import { likelihoodText, waterfallOf } from './weights.ts';

const weight = (field: string, value: number | null) => ({
  field,
  label: { 'zh-CN': field, en: field },
  level: 'exact',
  levelLabel: { 'zh-CN': '相同', en: 'same' },
  weight: value,
});

describe('the waterfall of a pair', () => {
  it('goes on from where the weight before ended, and ends at their sum', () => {
    const { steps, zero, end, total } = waterfallOf(
      [weight('prior', -10), weight('name', 6), weight('birthday', 14), weight('address', 0), weight('x', null)],
      'en',
    );
    expect(steps.map(({ name }) => name)).toEqual(['prior', 'name', 'birthday']);
    expect(total).toBe(10);
    expect([zero, end]).toEqual([0.5, 1]);
    expect(steps.map(({ from, to }) => [from, to])).toEqual([
      [0.5, 0],
      [0, 0.3],
      [0.3, 1],
    ]);
  });

  it('is nothing without weights', () => {
    expect(waterfallOf([], 'en')).toMatchObject({ steps: [], total: 0 });
  });

  it('never calls anything certain', () => {
    expect([likelihoodText(1), likelihoodText(0.953), likelihoodText(0.5), likelihoodText(0)]).toEqual([
      '99.9%',
      '95%',
      '50%',
      '0.1%',
    ]);
  });
});
