import { PURCHASE } from '#commerce/pure';
import { KNOWN } from '../metrics/facts.ts';
import type { GoodOfSku, PlaceOfSource, Span } from '../metrics/kind.ts';

/** What is counted by category. */
export interface TrendQuestion {
  readonly now: Span;
  readonly before: Span;
  readonly year: Span;
  /** Instants of the three spans, as the analytic store writes them. */
  readonly instants: Readonly<
    Record<'now' | 'before' | 'year', { readonly startsAt: string; readonly endsAt: string }>
  >;
  readonly currency: string;
  readonly channel: string | null;
  readonly places: readonly PlaceOfSource[];
  readonly goods: readonly GoodOfSku[];
}

interface Statement {
  readonly sql: string;
  readonly params: Readonly<Record<string, unknown>>;
}

const SPANS = ['now', 'before', 'year'] as const;

/** One row for each category, or for everything with the category `''`. */
export type Split = 'category' | 'all';

function paramsOf({ goods, places, channel, currency, ...spans }: TrendQuestion): Readonly<Record<string, unknown>> {
  const names = [...new Set(goods.map(({ category }) => category))].filter((name) => name !== '');
  const spotOf = new Map(names.map((name, at) => [name, at + 1]));
  return {
    skus: goods.map(({ sku }) => sku),
    at: goods.map(({ category }) => spotOf.get(category) ?? 0),
    names,
    sources: places.map(({ source }) => source),
    channels: places.map((place) => place.channel),
    channel: channel ?? '',
    currency,
    ...Object.fromEntries(
      SPANS.flatMap((name) => [
        [`${name}From`, spans[name].from],
        [`${name}To`, spans[name].to],
        [`${name}Starts`, spans.instants[name].startsAt],
        [`${name}Ends`, spans.instants[name].endsAt],
      ]),
    ),
  };
}

/** The spot of a category among the names, which is what is grouped by: numbers are several times as fast as names. */
const categoryOf = (sku: string): string => `transform(${sku}, {skus:Array(String)}, {at:Array(UInt32)}, toUInt32(0))`;
const ALL = 'toUInt32(0)';
const NAME = `if(spot = 0, '', {names:Array(String)}[spot]) AS category`;
const inChannel = ({ channel }: TrendQuestion): string =>
  channel === null
    ? '1'
    : `transform(toString(source), {sources:Array(String)}, {channels:Array(String)}, '') = {channel:String}`;

const between = (span: string): string =>
  `(business_date >= {${span}From:Date32} AND business_date <= {${span}To:Date32})`;

/**
 * Who bought: people of each span, those who had not before, and what was sold. Guests count once for each order. Of
 * what lies outside the spans only the history of those who buy now is read: whether they are new to it.
 */
export function salesSql(question: TrendQuestion, split: Split): Statement {
  const within = (span: string): string => `(day >= {${span}From:Date32} AND day <= {${span}To:Date32})`;
  const spot = split === 'all' ? ALL : categoryOf('toString(good.1)');
  const counted = SPANS.map((span) => `toString(countIf(in_${span})) AS ${span}_buyers`);
  const sql = `SELECT ${NAME}, ${counted.join(', ')},
      toString(countIf(in_now AND is_known)) AS known, toString(countIf(in_now AND is_known AND first >= {nowFrom:Date32})) AS fresh,
      ${SPANS.map((span) => `toString(sum(${span}_minor)) AS ${span}_sold`).join(', ')}
    FROM (
      SELECT spot, person, any(is_known) AS is_known, min(day) AS first,
        ${SPANS.map((span) => `max(${within(span)}) AS in_${span}, sumIf(minor, ${within(span)} AND is_own) AS ${span}_minor`).join(',\n        ')}
      FROM (
        SELECT ${spot} AS spot, if(${KNOWN}, cityHash64('customer', customer_id), cityHash64('order', order_id)) AS person,
          ${KNOWN} AS is_known, business_date AS day, good.2 AS minor, currency = {currency:String} AS is_own
        FROM commerce_orders FINAL ARRAY JOIN arrayZip(skus, sku_minor) AS good
        WHERE ${PURCHASE} AND business_date <= {nowTo:Date32} AND ${inChannel(question)}
          AND (${SPANS.map((span) => between(span)).join(' OR ')} OR customer_id IN (SELECT customer_id FROM commerce_orders FINAL
            WHERE ${PURCHASE} AND ${between('now')} AND ${inChannel(question)} AND ${KNOWN})))
      GROUP BY spot, person)
    GROUP BY spot`;
  return { sql, params: paramsOf(question) };
}

/** Who looked at goods: people of each span; a browser whose owner is known is that customer. */
export function looksSql(question: TrendQuestion, split: Split): Statement {
  const within = (span: string): string => `(at >= {${span}Starts:DateTime64(3)} AND at < {${span}Ends:DateTime64(3)})`;
  const person = `multiIf(${KNOWN}, cityHash64('customer', customer_id), browser != 0, cityHash64('browser', browser),
    cityHash64('visit', visit))`;
  const spot = split === 'all' ? ALL : categoryOf('lower(sku)');
  const sql = `SELECT ${NAME},
      ${SPANS.map((span) => `toString(uniqExactIf(${person}, ${within(span)})) AS ${span}_lookers`).join(', ')}
    FROM (SELECT *, ${spot} AS spot FROM behaviour_events FINAL)
    WHERE kind = 'product_view' AND sku != '' AND (${SPANS.map(within).join(' OR ')}) AND ${inChannel(question)}
    GROUP BY spot`;
  return { sql, params: paramsOf(question) };
}
