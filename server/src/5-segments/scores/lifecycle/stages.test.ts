import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LIFECYCLE_STAGES, moved, STAGE_LABELS, stageByHistory, stageOf, TRANSITIONS } from './stages.ts';

const QUIET_AFTER_DAYS = 90;
const LOST_AFTER_DAYS = 365;
const LIMITS = { quietAfterDays: QUIET_AFTER_DAYS, lostAfterDays: LOST_AFTER_DAYS };

describe('lifecycle stages', () => {
  it.each([
    ['never bought', [], 1000, 'prospect'],
    ['bought once, lately', [990], 1000, 'new'],
    ['bought twice, lately', [950, 990], 1000, 'active'],
    ['one day short of quiet', [1000 - QUIET_AFTER_DAYS + 1], 1000, 'new'],
    ['quiet on the day', [1000 - QUIET_AFTER_DAYS], 1000, 'quiet'],
    ['lost on the day', [1000 - LOST_AFTER_DAYS], 1000, 'lost'],
    ['back after a year', [100, 990], 1000, 'returned'],
    ['back, and again', [100, 980, 990], 1000, 'active'],
    ['back, and quiet again', [100, 850], 1000, 'quiet'],
    ['bought again while quiet', [700, 990], 1000, 'active'],
  ] as const)('%s', (_, days, today, stage) => {
    expect(stageByHistory(days, today, LIMITS)).toBe(stage);
  });

  it('follow from three numbers as from the whole history', () => {
    const history = fc
      .array(fc.integer({ min: 0, max: 1500 }), { maxLength: 8 })
      .map((days) => days.toSorted((a, b) => a - b));
    const limits = fc
      .tuple(fc.integer({ min: 1, max: 200 }), fc.integer({ min: 0, max: 300 }))
      .map(([quiet, more]) => ({ quietAfterDays: quiet, lostAfterDays: quiet + more }));
    fc.assert(
      fc.property(history, fc.integer({ min: 0, max: 500 }), limits, (days, wait, asked) => {
        const today = (days.at(-1) ?? 0) + wait;
        const [last = 0, before = 0] = days.toReversed();
        const facts = { purchases: days.length, sinceLast: today - last, gap: last - before };
        expect(stageOf(facts, asked)).toBe(stageByHistory(days, today, asked));
      }),
      { numRuns: 3000 },
    );
  });

  it('have a row of transitions and words each, and lead to known stages only', () => {
    for (const stage of LIFECYCLE_STAGES) {
      expect(STAGE_LABELS[stage]['zh-CN']).not.toBe('');
      expect(Object.values(TRANSITIONS[stage]).every((next) => LIFECYCLE_STAGES.includes(next))).toBe(true);
      expect(LIFECYCLE_STAGES).toContain(moved(stage, 'purchase'));
    }
    expect(moved('prospect', 'lost')).toBe('prospect');
  });
});
