import { PURCHASE } from '#commerce/pure';
import { anniversary, CITY_TIERS, tierPatterns } from '#customers/pure';
import type { Olap } from '#kernel/db/olap.ts';
import type { CompiledRules } from '#kernel/pure/rules/compile.ts';
import { AGE_BANDS, ORDER_BANDS, type Part, TRAITS, type Trait } from './traits.ts';

/** How many customers the analytic store knows. Without FINAL, hence at once: a replaced row counts twice until it is tidied up. */
export async function countCustomers(olap: Olap): Promise<number> {
  const [row] = await olap.rows<{ n: string }>({ sql: 'SELECT count() AS n FROM customers_profiles' });
  return Number(row?.n ?? 0);
}

/** Some of those for whom the first rule holds: always the same ones, and no kind of person rather than another. */
export async function somePeople(olap: Olap, compiled: CompiledRules, limit: number): Promise<string[]> {
  const [answer = '0'] = compiled.answers;
  const rows = await olap.rows<{ id: string }>({
    sql: `SELECT toString(s0.id) AS id ${compiled.from} WHERE ${answer} ORDER BY sipHash64(s0.id, 'sample') LIMIT {peopleLimit:UInt32}`,
    params: { ...compiled.params, peopleLimit: limit },
  });
  return rows.map(({ id }) => id);
}

/** The lower end of the band that a number lies in, as text. */
function bandSql(value: string, ends: readonly number[]): string {
  const [first = 0, ...rest] = ends;
  const steps = rest.toReversed().map((end) => `${value} >= ${end}, '${end}'`);
  return `multiIf(${[...steps, `'${first}'`].join(', ')})`;
}

/** How everybody for whom the first rule holds is spread over each trait. */
export async function countTraits(
  olap: Olap,
  compiled: CompiledRules,
  { date }: { readonly date: string },
): Promise<ReadonlyMap<Trait, readonly Part[]>> {
  const [answer = '0'] = compiled.answers;
  const year = Number(date.slice(0, 4));
  const params = {
    ...compiled.params,
    traitYear: year,
    traitDay: date.slice(5),
    traitLeapling: anniversary('2000-02-29', year),
    traitDate: date,
    ...Object.fromEntries(CITY_TIERS.map((tier) => [`tier_${tier}`, tierPatterns([tier]).match ?? ''])),
  };
  const monthDay = `if(substring(birthday, 6, 5) = '02-29', {traitLeapling:String}, substring(birthday, 6, 5))`;
  const age = `({traitYear:Int32} - toInt32OrZero(substring(birthday, 1, 4)) - ({traitDay:String} < ${monthDay}))`;
  const tiers = CITY_TIERS.filter((tier) => tier !== 'other');
  const values: Readonly<Record<Trait, string>> = {
    gender: `attributes['gender'][1]`,
    age: `if(birthday < '1900-01-01' OR ${age} < 0, '', ${bandSql(age, AGE_BANDS)})`,
    cityTier: `multiIf(region = '', '', ${tiers.map((tier) => `match(region, {tier_${tier}:String}), '${tier}'`).join(', ')}, 'other')`,
    region: 'toString(region)',
    source: `arrayJoin(if(empty(sources), [''], arrayMap(one -> toString(one), sources)))`,
    orders: bandSql('bought', ORDER_BANDS),
  };
  const found = new Map<Trait, readonly Part[]>();
  for (const trait of TRAITS) {
    const bought =
      trait === 'orders'
        ? `LEFT JOIN (SELECT customer_id, countIf(${PURCHASE} AND business_date <= {traitDate:Date32}) AS bought
            FROM commerce_orders FINAL GROUP BY customer_id) AS orders ON orders.customer_id = people.customer_id`
        : '';
    const rows = await olap.rows<{ value: string; customers: string }>({
      sql: `SELECT ${values[trait]} AS value, count() AS customers
        FROM (SELECT customer_id, region, birthday, attributes, sources FROM customers_profiles FINAL) AS people ${bought}
        WHERE people.customer_id IN (SELECT s0.id ${compiled.from} WHERE ${answer})
        GROUP BY value ORDER BY customers DESC, value LIMIT 100000`,
      params,
    });
    found.set(
      trait,
      rows.map(({ value, customers }) => ({ value, customers: Number(customers) })),
    );
  }
  return found;
}
