import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isMinorOn } from './minor.ts';
import { endOf } from './say.ts';
import {
  allowsPersonalFeatures,
  CONSENT_ACTS,
  type ConsentStatement,
  countingStatement,
  PERSONAL_FEATURES,
  stateOf,
} from './state.ts';

const DAY = 86_400_000;
const day = (n: number): Date => new Date(Date.UTC(2026, 0, 1) + n * DAY);

const said = (overrides: Partial<ConsentStatement> = {}): ConsentStatement => ({
  purpose: 'marketing',
  channel: 'sms',
  act: 'given',
  occurredAt: day(0),
  expiresAt: null,
  byGuardian: false,
  isConfirmed: false,
  ...overrides,
});

/** Few days and choices, so that equal times and ties come often. */
const statements = fc.array(
  fc.record({
    purpose: fc.constant('marketing'),
    channel: fc.constantFrom('sms' as const, 'email' as const),
    act: fc.constantFrom(...CONSENT_ACTS),
    occurredAt: fc.integer({ min: 0, max: 4 }).map(day),
    expiresAt: fc.option(fc.integer({ min: 1, max: 9 }).map(day)),
    byGuardian: fc.boolean(),
    isConfirmed: fc.boolean(),
  }),
  { maxLength: 12 },
);

const state = (all: readonly ConsentStatement[], at = day(5), isMinor = false) =>
  stateOf(countingStatement(all, { purpose: 'marketing', channel: 'sms', at }), { at, isMinor, confirmsEmail: true });

describe('what statements of consent come to', () => {
  it('is the same in whatever order they arrive', () => {
    fc.assert(
      fc.property(statements, fc.infiniteStream(fc.nat()), fc.boolean(), (all, chance, isMinor) => {
        const other = all
          .map((one) => ({ one, place: chance.next().value ?? 0 }))
          .toSorted((a, b) => a.place - b.place)
          .map(({ one }) => one);
        expect(state(other, day(5), isMinor)).toBe(state(all, day(5), isMinor));
      }),
    );
  });

  it('never is a yes after a later no, or one at the same time', () => {
    fc.assert(
      fc.property(statements, (all) => {
        const newest = Math.max(
          -1,
          ...all.filter((one) => one.channel === 'sms').map((one) => one.occurredAt.getTime()),
        );
        const isRefused = all.some(
          (one) => one.channel === 'sms' && one.act === 'withdrawn' && one.occurredAt.getTime() === newest,
        );
        expect(isRefused && state(all) === 'given').toBe(false);
      }),
    );
  });

  it('of two records as one customer is never more than what the later word of either allows', () => {
    fc.assert(
      fc.property(statements, statements, (a, b) => {
        const isMore = state([...a, ...b]) === 'given' && state(a) !== 'given' && state(b) !== 'given';
        expect(isMore).toBe(false);
      }),
    );
  });

  it.each([
    ['nothing said', [], 'none'],
    ['a yes', [said()], 'given'],
    ['a no after a yes', [said(), said({ act: 'withdrawn', occurredAt: day(1) })], 'withdrawn'],
    ['a yes after a no', [said({ act: 'withdrawn' }), said({ occurredAt: day(1) })], 'given'],
    ['both at once', [said(), said({ act: 'withdrawn' })], 'withdrawn'],
    ['a yes that ran out', [said({ expiresAt: day(5) })], 'expired'],
    ['a yes that runs out tomorrow', [said({ expiresAt: day(6) })], 'given'],
    ['a yes of the future', [said({ occurredAt: day(6) })], 'none'],
    ['another channel', [said({ channel: 'email' })], 'none'],
  ] as const)('%s', (_, all, expected) => {
    expect(state(all)).toBe(expected);
  });

  it('needs a guardian below fourteen, and a confirmed address where that is asked for', () => {
    expect(state([said()], day(5), true)).toBe('guardian_missing');
    expect(state([said({ byGuardian: true })], day(5), true)).toBe('given');
    const mail = (isConfirmed: boolean) =>
      stateOf(said({ channel: 'email', isConfirmed }), { at: day(5), isMinor: false, confirmsEmail: true });
    expect([mail(false), mail(true)]).toEqual(['unconfirmed', 'given']);
  });

  it('allows personal features until somebody turns them off', () => {
    const off = said({ purpose: PERSONAL_FEATURES, channel: null, act: 'withdrawn' });
    expect(allowsPersonalFeatures([], day(5))).toBe(true);
    expect(allowsPersonalFeatures([off], day(5))).toBe(false);
    expect(allowsPersonalFeatures([off, { ...off, act: 'given', occurredAt: day(1) }], day(5))).toBe(true);
  });
});

describe('a child', () => {
  it.each([
    ['2012-03-02', '2026-03-01', true],
    ['2012-03-02', '2026-03-02', false],
    [null, '2026-03-02', false],
  ] as const)('born %s is one on %s: %s', (birthday, date, expected) => {
    expect(isMinorOn(birthday, date)).toBe(expected);
  });
});

describe('the end of a yes', () => {
  const given = { act: 'given', occurredAt: new Date('2026-01-31T04:00:00Z'), expiresAt: undefined } as const;

  it('is the one that was said, else that of the purpose, at the end of a shorter month', () => {
    expect(endOf(given, null)).toBeNull();
    expect(endOf(given, 1)?.toISOString()).toBe('2026-02-28T04:00:00.000Z');
    expect(endOf({ ...given, expiresAt: null }, 1)).toBeNull();
    expect(endOf({ ...given, act: 'withdrawn' }, 1)).toBeNull();
  });
});
