import { dateOfDayNumber, dayNumber } from '#kernel/pure/dates.ts';
import { daysOf, type Parameters } from './parameters.ts';

/** How much is bought on each day, and at what reduction. */
export interface Calendar {
  readonly firstDay: number;
  readonly lastDay: number;
  /** `YYYY-MM-DD` of a day number of the story or the sixty days around it. */
  dateText(day: number): string;
  /** 0 to 11 */
  month(day: number): number;
  /** How the price of the day stands to the list price, by promotions of the whole shop. */
  priceFactor(day: number): number;
  /** Buying time between the first day and this moment: runs faster in season, on average one a day. */
  readonly regular: Warp;
  /** The same for people who wait for festivals. */
  readonly bargain: Warp;
  /** Buying time in which new customers come: seasons and growth. */
  readonly arrivals: Warp;
}

/** Between real days and buying time. */
export interface Warp {
  readonly total: number;
  /** Buying time passed at a moment (day number with fraction). */
  at(day: number): number;
  /** The moment at which so much buying time has passed. */
  dayOf(time: number): number;
}

/** Clothes: spring and autumn; the festivals of the shops come on top. */
const MONTHS = [1.0, 0.68, 1.02, 1.0, 1.02, 1.05, 0.8, 0.82, 1.05, 1.12, 1.35, 1.1] as const;
/** Sunday first. */
const WEEKDAYS = [1.06, 0.98, 0.97, 0.96, 0.97, 1.0, 1.06] as const;

/** First day of the lunar year, by astronomical calendar. */
const SPRING_FESTIVALS = [
  '2010-02-14 2011-02-03 2012-01-23 2013-02-10 2014-01-31 2015-02-19 2016-02-08 2017-01-28 2018-02-16 2019-02-05',
  '2020-01-25 2021-02-12 2022-02-01 2023-01-22 2024-02-10 2025-01-29 2026-02-17 2027-02-06 2028-01-26 2029-02-13',
  '2030-02-03 2031-01-23 2032-02-11 2033-01-31 2034-02-19 2035-02-08 2036-01-28 2037-02-15 2038-02-04 2039-01-24',
  '2040-02-12',
]
  .join(' ')
  .split(' ')
  .map(dayNumber);

interface Festival {
  readonly from: string;
  readonly to: string;
  readonly weight: number;
  readonly priceFactor: number;
}

/** Days of the year (month-day); the first that fits holds. */
const FESTIVALS: readonly Festival[] = [
  { from: '11-11', to: '11-11', weight: 8, priceFactor: 0.65 },
  { from: '11-01', to: '11-03', weight: 2.6, priceFactor: 0.7 },
  { from: '11-04', to: '11-10', weight: 1.3, priceFactor: 0.75 },
  { from: '06-18', to: '06-18', weight: 4.5, priceFactor: 0.7 },
  { from: '06-01', to: '06-03', weight: 1.8, priceFactor: 0.75 },
  { from: '06-15', to: '06-20', weight: 1.7, priceFactor: 0.75 },
  { from: '12-12', to: '12-12', weight: 2.8, priceFactor: 0.75 },
  { from: '03-05', to: '03-08', weight: 2, priceFactor: 0.8 },
  { from: '05-20', to: '05-20', weight: 1.5, priceFactor: 0.88 },
  { from: '08-25', to: '09-02', weight: 1.2, priceFactor: 0.88 },
  { from: '10-01', to: '10-07', weight: 1.15, priceFactor: 0.9 },
];

function festivalOf(date: string): Festival | undefined {
  const monthDay = date.slice(5);
  return FESTIVALS.find(({ from, to }) => monthDay >= from && monthDay <= to);
}

/** New clothes before the Spring Festival, closed warehouses in it. */
function springWeight(day: number): number {
  const festival = SPRING_FESTIVALS.find((each) => day >= each - 28 && day <= each + 6);
  if (festival === undefined) {
    return 1;
  }
  const before = festival - day;
  return before <= 2 ? 0.35 : before <= 8 ? 0.8 : 1.75;
}

function dayWeight(day: number, date: string): number {
  const month = Number(date.slice(5, 7)) - 1;
  const weekday = (day + 4) % 7;
  return (MONTHS[month] ?? 1) * (WEEKDAYS[weekday] ?? 1) * springWeight(day) * (festivalOf(date)?.weight ?? 1);
}

function createWarp(weights: Float64Array, firstDay: number): Warp {
  const mean = weights.reduce((sum, weight) => sum + weight, 0) / weights.length;
  const passed = new Float64Array(weights.length + 1);
  weights.forEach((weight, index) => {
    passed[index + 1] = (passed[index] ?? 0) + weight / mean;
  });
  const total = passed[weights.length] ?? 0;
  return {
    total,
    at: (day) => {
      const since = Math.min(Math.max(day - firstDay, 0), weights.length);
      const whole = Math.min(Math.floor(since), weights.length - 1);
      const start = passed[whole] ?? 0;
      return start + (since - whole) * ((passed[whole + 1] ?? start) - start);
    },
    dayOf: (time) => {
      let low = 0;
      let high = weights.length - 1;
      while (low < high) {
        const middle = (low + high) >> 1;
        if ((passed[middle + 1] ?? 0) <= time) {
          low = middle + 1;
        } else {
          high = middle;
        }
      }
      const start = passed[low] ?? 0;
      return firstDay + low + Math.min((time - start) / ((passed[low + 1] ?? start) - start), 0.999_999);
    },
  };
}

/** People who wait: festivals weigh more, other days less. */
const BARGAIN_POWER = 1.6;
/** New customers follow the seasons less than orders do, and their number grows over the story. */
const ARRIVAL_POWER = 0.6;
const GROWTH = 1;
const AROUND_DAYS = 60;

export function createCalendar(parameters: Parameters): Calendar {
  const { first, last } = daysOf(parameters);
  const dates = Array.from({ length: last - first + 1 + 2 * AROUND_DAYS }, (_, index) =>
    dateOfDayNumber(first - AROUND_DAYS + index),
  );
  const dateText = (day: number): string => dates[day - first + AROUND_DAYS] ?? dateOfDayNumber(day);
  const months = Uint8Array.from(dates, (date) => Number(date.slice(5, 7)) - 1);
  const factors = Float64Array.from(dates, (date) => festivalOf(date)?.priceFactor ?? 1);
  const days = last - first + 1;
  const weights = Float64Array.from({ length: days }, (_, index) => dayWeight(first + index, dateText(first + index)));
  return {
    firstDay: first,
    lastDay: last,
    dateText,
    month: (day) => months[day - first + AROUND_DAYS] ?? 0,
    priceFactor: (day) => factors[day - first + AROUND_DAYS] ?? 1,
    regular: createWarp(weights, first),
    bargain: createWarp(
      weights.map((weight) => weight ** BARGAIN_POWER),
      first,
    ),
    arrivals: createWarp(
      weights.map((weight, index) => weight ** ARRIVAL_POWER * (1 + (GROWTH * index) / days)),
      first,
    ),
  };
}
