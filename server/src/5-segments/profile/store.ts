import { type TierTable, tierSql } from '#customers/pure';
import type { Olap } from '#kernel/db/olap.ts';
import type { CompiledRules } from '#kernel/pure/rules/compile.ts';
import { ageBandSql, ageDay, bandSql } from './age-band.ts';
import { NO_PURCHASE, ORDER_BANDS, type Part, type Trait } from './traits.ts';

/** The columns that traits are told from, to be compiled beside the answer. */
export const TRAIT_COLUMNS = [
  'region',
  'birthday',
  'attributes',
  'sources',
  'order_days',
  'order_refunds',
  'order_currencies',
  'order_sources',
  'order_worths',
  'sold_days',
  'sold_skus',
] as const;

/** What traits are told with. */
export interface TraitGround {
  readonly date: string;
  readonly currency: string;
  readonly cities: TierTable;
  /** Source → sales channel, code of goods → category, each with what they are called. */
  readonly channels: ReadonlyMap<string, string>;
  readonly categories: ReadonlyMap<string, string>;
}

const BOUGHT = '(day, is_refund) -> is_refund = 0 AND day <= {traitDate:Date32}';
/** What a purchase in the main currency came to on average, refunds taken off; null without any. */
const IN_MONEY = 'is_refund = 0 AND day <= {traitDate:Date32} AND currency = {traitCurrency:String}';
const AVERAGE_ORDER = `(arraySum((worth, day, is_refund, currency) -> if(${IN_MONEY}, worth, 0),
    order_worths, order_days, order_refunds, order_currencies)
  / nullIf(arrayCount((day, is_refund, currency) -> ${IN_MONEY}, order_days, order_refunds, order_currencies), 0))`;

/** One row for each value of a list, each value once; what stands for an empty list. */
const each = (list: string, none: string): string =>
  `arrayJoin(if(empty(arrayDistinct(${list})), [${none}], arrayDistinct(${list})))`;

/** Where a trait lies in the row of a customer. */
function valuesOf({ cities }: TraitGround): Readonly<Record<Trait, string>> {
  const tierAt = (pattern: string): string =>
    `{tier${cities.patterns.findIndex((one) => one.pattern === pattern)}:String}`;
  const named = (value: string, kind: string): string =>
    `transform(toString(${value}), {${kind}From:Array(String)}, {${kind}To:Array(String)}, '')`;
  const none = `'${NO_PURCHASE}'`;
  return {
    gender: `attributes['gender'][1]`,
    age: ageBandSql('birthday', {
      year: '{traitYear:Int32}',
      day: '{traitDay:String}',
      leapling: '{traitLeapling:String}',
    }),
    cityTier: tierSql('region', cities, tierAt),
    region: 'toString(region)',
    source: `arrayJoin(if(empty(sources), [''], arrayMap(one -> toString(one), sources)))`,
    orders: bandSql(`arrayCount(${BOUGHT}, order_days, order_refunds)`, ORDER_BANDS),
    power: `multiIf(isNull(${AVERAGE_ORDER}), ${none}, ${AVERAGE_ORDER} >= {traitHigh:Float64}, 'high',
      ${AVERAGE_ORDER} >= {traitUpper:Float64}, 'upper', ${AVERAGE_ORDER} >= {traitLower:Float64}, 'lower', 'low')`,
    channel: each(
      `arrayMap(one -> ${named('one', 'channel')}, arrayFilter((source, day, is_refund) -> is_refund = 0
        AND day <= {traitDate:Date32}, order_sources, order_days, order_refunds))`,
      none,
    ),
    category: each(
      `arrayMap(one -> ${named('one', 'category')},
        arrayFilter((sku, day) -> day <= {traitDate:Date32}, sold_skus, sold_days))`,
      none,
    ),
    weekday: each(
      `arrayMap(day -> toString(toDayOfWeek(day)), arrayFilter(${BOUGHT}, order_days, order_refunds))`,
      none,
    ),
  };
}

/** From which average order on somebody is in the bands of purchasing power, over everybody who has bought. */
async function powerBounds(
  olap: Olap,
  compiled: CompiledRules,
  params: Readonly<Record<string, unknown>>,
): Promise<readonly [number, number, number]> {
  const [row] = await olap.rows<{ bounds: readonly (number | null)[] }>({
    sql: `SELECT quantilesExact(0.2, 0.5, 0.8)(average) AS bounds
      FROM (SELECT ${AVERAGE_ORDER} AS average ${compiled.from}) WHERE isNotNull(average)`,
    params,
  });
  const [lower, upper, high] = row?.bounds ?? [];
  return [lower ?? 0, upper ?? 0, high ?? 0];
}

export interface Spread {
  readonly parts: ReadonlyMap<Trait, readonly Part[]>;
  /** Lower ends of the three upper bands of purchasing power, in minor units. */
  readonly power: readonly [number, number, number];
}

/** How everybody for whom the first rule holds is spread over the traits, and those for whom the second one does. */
export async function countTraits(
  olap: Olap,
  compiled: CompiledRules,
  { ground, traits }: { readonly ground: TraitGround; readonly traits: readonly Trait[] },
): Promise<Spread> {
  const [answer = '0', against = '0'] = compiled.answers;
  const { date, currency, cities, channels, categories } = ground;
  const { year, day, leapling } = ageDay(date);
  const said = {
    ...compiled.params,
    traitYear: year,
    traitDay: day,
    traitLeapling: leapling,
    traitDate: date,
    traitCurrency: currency,
    ...Object.fromEntries(cities.patterns.map(({ pattern }, index) => [`tier${index}`, pattern])),
    channelFrom: [...channels.keys()],
    channelTo: [...channels.values()],
    categoryFrom: [...categories.keys()],
    categoryTo: [...categories.values()],
  };
  const power = traits.includes('power') ? await powerBounds(olap, compiled, said) : ([0, 0, 0] as const);
  const [traitLower, traitUpper, traitHigh] = power;
  const params = { ...said, traitLower, traitUpper, traitHigh };
  const values = valuesOf(ground);
  const parts = new Map<Trait, readonly Part[]>();
  for (const trait of traits) {
    const rows = await olap.rows<{ value: string; customers: string; baseCustomers: string }>({
      sql: `SELECT ${values[trait]} AS value, countIf(${answer}) AS customers, countIf(${against}) AS baseCustomers
        ${compiled.from} WHERE ${answer} OR ${against}
        GROUP BY value ORDER BY customers DESC, value LIMIT 100000`,
      params,
    });
    parts.set(
      trait,
      rows.map(({ value, customers, baseCustomers }) => ({
        value,
        customers: Number(customers),
        baseCustomers: Number(baseCustomers),
      })),
    );
  }
  return { parts, power };
}
