import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ConsentStatement } from '#customers/pure';
import { zoneOf } from '#kernel/pure/dates.ts';
import { chooseChannel } from '../choosing/choose.ts';
import { type Cap, type Reserved, roomAt } from './caps.ts';
import { decide, type GateFacts, type GatePurpose } from './decide.ts';
import { quietUntil } from './quiet-hours.ts';

const SHANGHAI = zoneOf('Asia/Shanghai');
/** Monday, 10:00 in Shanghai. */
const NOW = new Date('2026-03-02T02:00:00.000Z');
const DAY = 86_400_000;
const ago = (days: number): Date => new Date(NOW.getTime() - days * DAY);

const MARKETING: GatePurpose = {
  key: 'marketing',
  legalBasis: 'consent',
  channels: ['email', 'sms'],
  isSelling: true,
  confirmsEmail: false,
  archivedAt: null,
};
const SERVICE: GatePurpose = { ...MARKETING, key: 'service', legalBasis: 'contract', isSelling: false };

const said = (overrides: Partial<ConsentStatement> = {}): ConsentStatement => ({
  purpose: 'marketing',
  channel: 'email',
  act: 'given',
  occurredAt: ago(10),
  expiresAt: null,
  byGuardian: false,
  isConfirmed: false,
  ...overrides,
});

const facts = (overrides: Partial<GateFacts> = {}): GateFacts => ({
  now: NOW,
  channel: 'email',
  purpose: MARKETING,
  isChannelOpen: true,
  address: 'li@example.com',
  isMinor: false,
  preferredHours: [],
  statements: [said()],
  suppressions: [],
  hasOpenComplaint: false,
  isHeldOut: false,
  isUrgent: false,
  expiresAt: null,
  quietHours: { from: '21:00', until: '09:00' },
  zone: SHANGHAI,
  caps: [{ purpose: 'marketing', channel: null, limit: 2, days: 7 }],
  reserved: [],
  ...overrides,
});

const listed = (overrides: Partial<GateFacts['suppressions'][number]> = {}) => ({
  reason: 'bounced' as const,
  channel: null,
  purpose: null,
  until: null,
  ...overrides,
});
const sent = (days: number, overrides: Partial<Reserved> = {}): Reserved => ({
  purpose: 'marketing',
  channel: 'email',
  counts: true,
  at: ago(days),
  ...overrides,
});
const reason = (overrides: Partial<GateFacts>): string => {
  const decision = decide(facts(overrides));
  return decision.may ? 'may' : decision.reason;
};

describe('the gate', () => {
  it.each<[string, Partial<GateFacts>, string]>([
    ['lets through what is allowed', {}, 'may'],
    ['knows no purpose', { purpose: null }, 'purpose_unknown'],
    ['has an archived purpose', { purpose: { ...MARKETING, archivedAt: NOW } }, 'purpose_unknown'],
    ['has a message that is too late', { expiresAt: NOW }, 'message_expired'],
    ['has a purpose without the channel', { channel: 'post' }, 'channel_not_for_purpose'],
    ['has a channel without a provider', { isChannelOpen: false }, 'channel_closed'],
    ['knows no address', { address: null }, 'no_address'],
    ['has no consent', { statements: [] }, 'no_consent'],
    [
      'has a withdrawn one',
      { statements: [said(), said({ act: 'withdrawn', occurredAt: ago(1) })] },
      'consent_withdrawn',
    ],
    ['has an expired one', { statements: [said({ expiresAt: ago(1) })] }, 'consent_expired'],
    ['has an unconfirmed one', { purpose: { ...MARKETING, confirmsEmail: true } }, 'consent_unconfirmed'],
    ['has a child without a guardian', { isMinor: true }, 'guardian_missing'],
    ['has a child with one', { isMinor: true, statements: [said({ byGuardian: true })] }, 'may'],
    ['has a dead address', { suppressions: [listed()] }, 'bounced'],
    ['has one for another channel', { suppressions: [listed({ channel: 'sms' })] }, 'may'],
    ['has one that ended', { suppressions: [listed({ until: ago(1) })] }, 'may'],
    [
      'has an address that opted out of this',
      { suppressions: [listed({ reason: 'opted_out', purpose: 'marketing' })] },
      'opted_out',
    ],
    [
      'has one that opted out of something else',
      { suppressions: [listed({ reason: 'opted_out', purpose: 'survey' })] },
      'may',
    ],
    ['sells to somebody with an open complaint', { hasOpenComplaint: true }, 'open_complaint'],
    ['serves somebody with an open complaint', { purpose: SERVICE, hasOpenComplaint: true, statements: [] }, 'may'],
    [
      'serves whom opted out',
      { purpose: SERVICE, statements: [], suppressions: [listed({ reason: 'opted_out' })] },
      'may',
    ],
    ['serves a dead address', { purpose: SERVICE, suppressions: [listed()] }, 'bounced'],
    ['has somebody of the hold-out', { isHeldOut: true }, 'held_out'],
    ['sent twice this week', { reserved: [sent(1), sent(6)] }, 'frequency_capped'],
    ['sent twice, once long ago', { reserved: [sent(1), sent(7)] }, 'may'],
    ['sent service notices', { reserved: [sent(1, { purpose: 'service', counts: false }), sent(2)] }, 'may'],
  ])('when it %s', (_, overrides, expected) => {
    expect(reason(overrides)).toBe(expected);
  });

  it('asks for nothing where only a no counts, but never for a child', () => {
    const purpose: GatePurpose = { ...MARKETING, legalBasis: 'legitimate_interest' };
    expect(reason({ purpose, statements: [] })).toBe('may');
    expect(reason({ purpose, statements: [said({ act: 'withdrawn' })] })).toBe('consent_withdrawn');
    expect(reason({ purpose, statements: [], isMinor: true })).toBe('guardian_missing');
  });

  it('never says yes without a consent in force where the purpose needs one', () => {
    const statement = fc.record({
      purpose: fc.constantFrom('marketing', 'survey'),
      channel: fc.constantFrom('email' as const, 'sms' as const),
      act: fc.constantFrom('given' as const, 'withdrawn' as const, 'expired' as const),
      occurredAt: fc.integer({ min: -1, max: 5 }).map(ago),
      expiresAt: fc.option(fc.integer({ min: -5, max: 5 }).map(ago)),
      byGuardian: fc.boolean(),
      isConfirmed: fc.boolean(),
    });
    fc.assert(
      fc.property(
        fc.array(statement, { maxLength: 8 }),
        fc.boolean(),
        fc.boolean(),
        (statements, isMinor, isUrgent) => {
          const mine = statements.filter(
            (one) => one.purpose === 'marketing' && one.channel === 'email' && one.occurredAt <= NOW,
          );
          const last = Math.max(...mine.map((one) => one.occurredAt.getTime()));
          const newest = mine.filter((one) => one.occurredAt.getTime() === last);
          const isAllowed =
            newest.length > 0 &&
            newest.every((one) => one.act === 'given' && (one.expiresAt === null || one.expiresAt > NOW)) &&
            (!isMinor || newest.every((one) => one.byGuardian));
          expect(decide(facts({ statements, isMinor, isUrgent })).may && !isAllowed).toBe(false);
        },
      ),
    );
  });
});

describe('caps', () => {
  const caps: readonly Cap[] = [
    { purpose: 'marketing', channel: null, limit: 2, days: 7 },
    { purpose: null, channel: 'sms', limit: 1, days: 1 },
    { purpose: null, channel: null, limit: 3, days: 7 },
  ];

  it('say when there is room again: when the oldest of those that fill it has gone', () => {
    const message = { purpose: 'marketing', channel: 'email', counts: true };
    const room = roomAt(caps, message, { reserved: [sent(6), sent(2), sent(8)], now: NOW });
    expect(room).toEqual(new Date(ago(6).getTime() + 7 * DAY));
  });

  it('are never passed, whatever comes when, and what waited for its time goes then', () => {
    const event = fc.record({
      purpose: fc.constantFrom('marketing', 'survey', 'service'),
      channel: fc.constantFrom('email', 'sms'),
      hours: fc.integer({ min: 0, max: 60 }),
    });
    fc.assert(
      fc.property(fc.array(event, { maxLength: 40 }), (events) => {
        let now = NOW;
        const reserved: Reserved[] = [];
        const waited: boolean[] = [];
        for (const { purpose, channel, hours } of events) {
          now = new Date(now.getTime() + hours * 3_600_000);
          const message = { purpose, channel, counts: purpose !== 'service' };
          const room = roomAt(caps, message, { reserved, now });
          if (room === null) {
            reserved.push({ ...message, at: now });
          } else {
            waited.push(room > now && roomAt(caps, message, { reserved, now: room }) === null);
          }
        }
        expect(waited).not.toContain(false);
        for (const cap of caps) {
          const mine = reserved.filter(
            (one) =>
              (cap.purpose === null ? one.counts : one.purpose === cap.purpose) &&
              (cap.channel === null || cap.channel === one.channel),
          );
          for (const { at } of mine) {
            const within = mine.filter((one) => one.at <= at && one.at.getTime() > at.getTime() - cap.days * DAY);
            expect(within.length).toBeLessThanOrEqual(cap.limit);
          }
        }
      }),
    );
  });
});

describe('quiet hours', () => {
  it.each([
    ['2026-03-02T12:59:00Z', null],
    ['2026-03-02T13:00:00Z', '2026-03-03T01:00:00.000Z'],
    ['2026-03-02T17:30:00Z', '2026-03-03T01:00:00.000Z'],
    ['2026-03-02T00:59:59Z', '2026-03-02T01:00:00.000Z'],
    ['2026-03-02T01:00:00Z', null],
  ])('at %s last until %s', (at, until) => {
    const found = quietUntil(new Date(at), { from: '21:00', until: '09:00' }, SHANGHAI);
    expect(found?.toISOString() ?? null).toBe(until);
  });

  it('end at nine by the clock on the day on which the clocks change', () => {
    const found = quietUntil(
      new Date('2026-03-29T00:30:00Z'),
      { from: '21:00', until: '09:00' },
      zoneOf('Europe/Berlin'),
    );
    expect(found?.toISOString()).toBe('2026-03-29T07:00:00.000Z');
  });

  it('may lie within one day, and be none at all', () => {
    expect(quietUntil(NOW, { from: '09:30', until: '11:00' }, SHANGHAI)?.toISOString()).toBe(
      '2026-03-02T03:00:00.000Z',
    );
    expect(quietUntil(NOW, { from: '09:00', until: '09:00' }, SHANGHAI)).toBeNull();
  });

  it('put off, except what is urgent and serves; a message that is of no use by then is dropped', () => {
    const night = new Date('2026-03-02T14:00:00Z');
    const morning = new Date('2026-03-03T01:00:00Z');
    const at = { now: night };
    expect(decide(facts(at))).toEqual({ may: false, reason: 'quiet_hours', until: morning, isLater: true });
    expect(reason({ ...at, isUrgent: true })).toBe('quiet_hours');
    expect(reason({ ...at, purpose: SERVICE, statements: [] })).toBe('quiet_hours');
    expect(reason({ ...at, purpose: SERVICE, statements: [], isUrgent: true })).toBe('may');
    expect(reason({ ...at, expiresAt: morning })).toBe('message_expired');
    expect(reason({ ...at, zone: zoneOf('Europe/Berlin') })).toBe('may');
    expect(reason({ ...at, quietHours: null })).toBe('may');
  });
});

describe('[C003a] hours in which somebody would rather be reached', () => {
  const evenings = [{ days: ['workdays' as const], from: 18 * 60, to: 21 * 60 }];
  // Monday to Sunday of a week, by the clock of Shanghai.
  const at = (day: string, clock: string): Date => new Date(`${day}T${clock}:00+08:00`);
  const waits = (now: Date, more: Partial<GateFacts> = {}) =>
    decide(facts({ now, statements: [said({ occurredAt: new Date(0) })], preferredHours: evenings, ...more }));
  const until = (day: string, clock: string) => {
    return { may: false, reason: 'preferred_hours', until: at(day, clock), isLater: true };
  };

  it('put off what wants something, to the next of them', () => {
    expect(waits(at('2026-03-02', '10:00'))).toEqual(until('2026-03-02', '18:00'));
    expect(waits(at('2026-03-02', '18:00'))).toEqual({ may: true });
    expect(waits(at('2026-03-06', '21:00'), { quietHours: null })).toEqual(until('2026-03-09', '18:00'));
    expect(waits(at('2026-03-07', '12:00'))).toEqual(until('2026-03-09', '18:00'));
  });

  it('hold back nothing that the contract asks for, letters, or what would never go', () => {
    const now = at('2026-03-02', '10:00');
    expect(waits(now, { purpose: SERVICE, statements: [] })).toEqual({ may: true });
    expect(waits(now, { expiresAt: at('2026-03-02', '17:00') })).toEqual({ may: true });
    expect(waits(now, { preferredHours: [{ days: ['workdays'], from: 22 * 60, to: 23 * 60 }] })).toEqual({ may: true });
    expect(waits(now, { preferredHours: [{ days: ['holidays'], from: 0, to: 60 }] })).toEqual({ may: true });
    expect(waits(now, { preferredHours: [] })).toEqual({ may: true });
  });
});

describe('[C003a] choosing a channel', () => {
  it('takes the preferred one if it may be used at all, else one by which the message goes now', () => {
    const answers = [
      { channel: 'email', goes: 'never' },
      { channel: 'sms', goes: 'later' },
      { channel: 'wechat', goes: 'now' },
    ] as const;
    expect(chooseChannel(answers, 'sms')).toBe('sms');
    expect(chooseChannel(answers, 'email')).toBe('wechat');
    expect(chooseChannel(answers, null)).toBe('wechat');
    expect(chooseChannel(answers.slice(0, 2), null)).toBe('sms');
    expect(chooseChannel(answers.slice(0, 1), 'email')).toBeNull();
  });
});
