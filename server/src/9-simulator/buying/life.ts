import type { Calendar } from '../calendar.ts';
import { createRandom, exponential, gamma, type Random } from '../random.ts';

/** The truth about a buyer, by Schmittlein, Morrison and Colombo (1987): buys at a steady rate until he is lost. */
export interface Life {
  /** Orders a week while alive, seasons levelled out. */
  readonly ratePerWeek: number;
  /** Day number with fraction; may lie behind the end of the story. */
  readonly dropout: number;
  /** Moments of all orders, the first of which made him a customer. */
  readonly orders: readonly number[];
}

/** Rates differ between people as gamma(shape, scale): on average 0.145 a week. */
const RATE_SHAPE = 0.55;
const RATE_SCALE = 0.35;
/** Chances of being lost differ as gamma: half of the people stay longer than about a year and a half. */
const LOSS_SHAPE = 0.6;
const LOSS_SCALE = 0.02;
/** No person buys more often in one story. */
const MOST_ORDERS = 500;
export const PROSPECT_SHARE = 0.08;

export interface Living {
  readonly seed: number;
  readonly person: number;
  readonly waitsForBargains: boolean;
  readonly calendar: Calendar;
}

/** When somebody comes, buys and stays away. */
export function liveThrough({ seed, person, waitsForBargains, calendar }: Living): Life {
  const random = createRandom(seed, { stream: 'life', index: person });
  const start = calendar.arrivals.dayOf(random() * calendar.arrivals.total);
  const ratePerWeek = gamma(random, RATE_SHAPE) * RATE_SCALE;
  const lossPerWeek = gamma(random, LOSS_SHAPE) * LOSS_SCALE;
  const dropout = start + Math.min(36_500, (7 * exponential(random)) / Math.max(lossPerWeek, 1e-9));
  const warp = waitsForBargains ? calendar.bargain : calendar.regular;
  const end = warp.at(Math.min(dropout, calendar.lastDay + 1));
  return {
    ratePerWeek,
    dropout,
    orders: [start, ...repeats(random, { start: warp.at(start), end, ratePerWeek }).map(warp.dayOf)],
  };
}

interface Span {
  /** In buying time. */
  readonly start: number;
  readonly end: number;
  readonly ratePerWeek: number;
}

function repeats(random: Random, { start, end, ratePerWeek }: Span): number[] {
  const times: number[] = [];
  let time = start + (7 * exponential(random)) / ratePerWeek;
  while (time < end && times.length < MOST_ORDERS) {
    times.push(time);
    time += (7 * exponential(random)) / ratePerWeek;
  }
  return times;
}
