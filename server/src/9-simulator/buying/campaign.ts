import type { Calendar } from '../calendar.ts';
import { chance, createRandom } from '../random.ts';
import type { Life } from './life.ts';

/** The campaign of the story: a coin decided who got the message. */
export const CAMPAIGN = { name: 'spring-message', daysBeforeEnd: 120, windowDays: 14 } as const;

/** What the campaign did to one person, as nobody in real life can know it. */
export interface Effect {
  readonly treated: boolean;
  /** Chance of an order within the window without the message. */
  readonly baseline: number;
  /** What the message adds to that chance. */
  readonly uplift: number;
  /** The order that only the message brought; null for most. */
  readonly extraOrder: number | null;
}

export interface Reaching {
  readonly seed: number;
  readonly person: number;
  readonly life: Life;
  readonly calendar: Calendar;
}

/** First moment of the campaign. */
export function campaignStart(calendar: Calendar): number {
  return calendar.lastDay - CAMPAIGN.daysBeforeEnd;
}

/** Kinds of people by how much a message moves them, and their shares. */
const MOVED = [
  { share: 0.25, added: 0.14 },
  { share: 0.35, added: 0.04 },
  { share: 0.4, added: 0 },
] as const;

/** Null for those who were no customers yet. Who is lost is not moved. */
export function reach({ seed, person, life, calendar }: Reaching): Effect | null {
  const from = campaignStart(calendar);
  const [first = Number.POSITIVE_INFINITY] = life.orders;
  if (first >= from) {
    return null;
  }
  const random = createRandom(seed, { stream: 'campaign', index: person });
  const treated = chance(random, 0.5);
  let kind = random();
  const moved = MOVED.find(({ share }) => {
    kind -= share;
    return kind < 0;
  });
  const alive = life.dropout > from;
  const added = alive ? (moved?.added ?? 0) : 0;
  const { regular } = calendar;
  const until = Math.min(from + CAMPAIGN.windowDays, life.dropout);
  const weeks = alive ? (regular.at(until) - regular.at(from)) / 7 : 0;
  const baseline = 1 - Math.exp(-life.ratePerWeek * weeks);
  const comes = chance(random, added);
  const moment = from + random() * CAMPAIGN.windowDays;
  return { treated, baseline, uplift: added * (1 - baseline), extraOrder: treated && comes ? moment : null };
}
