import { addDays, startOfBusinessDate, zoneOf } from '#kernel/pure/dates.ts';
import type { ScoreAsking, ScoreSql } from '../kind.ts';

const DAY_SECONDS = 86_400;
/** Events are counted in spans of so many days. */
const SPAN_SECONDS = 30 * DAY_SECONDS;

/** How far is looked, ahead and back. */
export interface Reach {
  readonly horizonDays: number;
  readonly windowDays: number;
}

/** From where is looked: the day asked about, one horizon earlier, two. */
const MOMENTS = [0, 1, 2] as const;

const OF_SALES = `refund = 0 AND money = {currency:String} AND day <= {asOf:Date32} AND day > {from:Date32}`;
const of = (column: string): string =>
  `arrayFilter((it, day, refund, money) -> ${OF_SALES}, ${column}, order_days, order_refunds, order_currencies)`;
const eventsBefore = (spans: number): string =>
  MOMENTS.map(
    (n) =>
      `arrayCount(second -> second < {end${n}:Int64} - ${spans * SPAN_SECONDS} AND second >= {end${n}:Int64} - ${(spans + 1) * SPAN_SECONDS}, event_seconds)`,
  ).join(', ');

/** Everybody who bought in the window or so long before it that a model can look back as far from earlier. */
export function chanceSql({ asOf, currency, zone }: ScoreAsking, { horizonDays, windowDays }: Reach): ScoreSql {
  const ends = MOMENTS.map((n) => {
    const after = addDays(asOf, 1 - n * horizonDays);
    return [`end${n}`, Math.round(startOfBusinessDate(after, zoneOf(zone)).getTime() / 1000)] as const;
  });
  return {
    sql: `SELECT customer_id, arrayMap(day -> toInt32(dateDiff('day', day, {asOf:Date32})), ${of('order_days')}) AS ago,
        arrayMap(it -> toFloat64(it), ${of('order_sales')}) AS sales, arrayMap(it -> toFloat64(it), ${of('order_pieces')}) AS pieces,
        arrayMap(it -> toFloat64(it), ${of('order_lists')}) AS lists, arrayMap(it -> toFloat64(it), ${of('order_discounts')}) AS discounts,
        [${eventsBefore(0)}] AS events, [${eventsBefore(1)}] AS earlierEvents
      FROM customers_profiles FINAL WHERE notEmpty(ago)`,
    params: { asOf, currency, from: addDays(asOf, -(windowDays + 2 * horizonDays)), ...Object.fromEntries(ends) },
  };
}
