import { describe, expect, it } from 'vitest';
import { whyStage } from './reason.ts';
import { LIFECYCLE_SETTINGS, limitsOf } from './settings.ts';
import { type Bought, LIFECYCLE_STAGES, type LifecycleLimits, lifeOf, STAGE_LABELS, stageOf } from './stages.ts';

const USUAL = limitsOf(Object.fromEntries(LIFECYCLE_SETTINGS.map(({ key, defaultValue }) => [key, defaultValue])));
const TODAY = 1000;

type Purchase = number | readonly [day: number, minor: number, currency?: string];

function bought(purchases: readonly Purchase[]): Bought[] {
  return purchases.map((one) => {
    const [day, worthMinor, currency = 'CNY'] = typeof one === 'number' ? [one, 10_000] : one;
    return { day, worthMinor, currency };
  });
}

const every = (days: number, from: number, to: number): number[] =>
  Array.from({ length: Math.floor((to - from) / days) + 1 }, (_, n) => from + n * days);

function stage(purchases: readonly Purchase[], limits: Partial<LifecycleLimits> = {}): string {
  const all = { ...USUAL, ...limits };
  return stageOf(lifeOf(bought(purchases), TODAY, all), all);
}

describe('lifecycle stages', () => {
  it.each<readonly [string, readonly Purchase[], string]>([
    ['never bought', [], 'prospect'],
    ['bought once, lately', [990], 'new'],
    ['bought three times within the first season', [920, 950, 990], 'new'],
    ['one day short of the end of being new', [911], 'new'],
    ['bought once, and was not seen for a season', [910], 'declining'],
    ['buys every 30 days', every(30, 700, 1000), 'mature'],
    ['buys every 30 days, and has been silent for 59', every(30, 641, 941), 'mature'],
    ['buys every 30 days, and has been silent for 60', every(30, 640, 940), 'declining'],
    ['bought on days in a row, and paused for a week', [...every(200, 390, 790), 990, 991, 992, 993], 'mature'],
    ['days in a row: 29 days are no decline', every(1, 871, 971), 'mature'],
    ['days in a row: 30 days are', every(1, 870, 970), 'declining'],
    ['shorter intervals than in the season before', [700, 750, 840, 880, 920, 940, 960, 980, 995], 'growing'],
    [
      'as often, for more money',
      [
        [780, 1],
        [850, 1],
        [880, 10_000],
        [920, 10_000],
        [995, 20_000],
      ],
      'growing',
    ],
    ['half as often', [750, 830, 850, 870, 890, 940, 990], 'declining'],
    ['as often, for less money', [700, [850, 10_000], [880, 10_000], [920, 2000], [995, 2000]], 'declining'],
    [
      'more often for less money: no trend',
      [700, [850, 30_000], [880, 30_000], [920, 1], [950, 1], [995, 1]],
      'mature',
    ],
    ['other currencies say nothing about spending', [700, [850, 1, 'USD'], 880, [920, 90_000, 'USD'], 995], 'mature'],
    ['two against one is no trend', [700, 880, 940, 995], 'mature'],
    ['lost on the day', [600, TODAY - 365], 'lost'],
    ['back after a year', [100, 990], 'won_back'],
    ['back, and again', [100, 950, 990], 'won_back'],
    ['back for longer than it takes', [100, 850, 900, 950, 990], 'mature'],
    ['back, and silent', [100, 850], 'declining'],
    ['lost again', [1, 400, 600], 'lost'],
  ])('[C030] %s', (_, purchases, wanted) => {
    expect(stage(purchases)).toBe(wanted);
  });

  it('follow the figures that the business has set', () => {
    expect(stage([990], { newDays: 5 })).toBe('mature');
    expect(stage([940], { newDays: 5, quietAfterDays: 60 })).toBe('declining');
    expect(stage(every(30, 640, 940), { silenceTimes: 3, trendPercent: 80 })).toBe('mature');
    expect(stage([800, 990], { lostAfterDays: 150 })).toBe('won_back');
    expect(stage([800, 990], { lostAfterDays: 150, wonBackDays: 5 })).toBe('mature');
  });

  it('have words each, and say why with the own figures', () => {
    const why = (purchases: readonly Purchase[]): string => whyStage(lifeOf(bought(purchases), TODAY, USUAL), USUAL).en;
    for (const each of LIFECYCLE_STAGES) {
      expect(STAGE_LABELS[each]['zh-CN']).not.toBe('');
    }
    expect(why([])).toBe('has not bought yet');
    expect(why(every(30, 625, 925))).toContain('usually buys every 30 days, and has not come for 75 (limit 60');
    expect(why([TODAY - 400])).toBe('no purchase for 400 days; lost from 365 on');
    expect(why([750, 830, 850, 870, 890, 940, 990])).toContain('2 purchases, ¥200.00 in the last 90 days, 4');
  });
});
