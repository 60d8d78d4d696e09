import { KNOWN } from '../metrics/facts.ts';
import type { PlaceOfSource } from '../metrics/kind.ts';
import { FUNNEL_STEPS, type FunnelStep } from './steps.ts';

/** What funnels can be taken apart by. */
export type FunnelPlace = 'shop' | 'channel';

/** What of everything a funnel is about, with all that is left open decided. */
export interface FunnelQuestion {
  /** Null: one funnel of everything. */
  readonly by: FunnelPlace | null;
  readonly only: Readonly<Partial<Record<FunnelPlace, string>>>;
  readonly places: readonly PlaceOfSource[];
  /** Instants as the analytic store writes them: the first step lies in between, steps after it may follow until `followsTo`. */
  readonly startsAt: string;
  readonly endsAt: string;
  readonly followsTo: string;
  /** Since when a step that is sent counts as tracked. */
  readonly watchedFrom: string;
  readonly windowDays: number;
  readonly repeatDays: number;
}

/** Statement and values, bound as they are met. */
interface Bound {
  readonly params: Record<string, unknown>;
  param(value: unknown, type: string): string;
}

function bound(): Bound {
  const params: Record<string, unknown> = {};
  return {
    params,
    param: (value, type) => {
      const place = `p${Object.keys(params).length}`;
      params[place] = value;
      return `{${place}:${type}}`;
    },
  };
}

export interface Statement {
  readonly sql: string;
  readonly params: Readonly<Record<string, unknown>>;
}

/** States of an order that has been paid for. */
const PAID = ['paid', 'picked', 'shipped', 'delivered', 'accepted', 'completed', 'partly_returned', 'returned'];
const DAY_MS = 86_400_000;

/**
 * What a fact is, so that facts of one instant stand in the order of the steps: 1 any behaviour, 2 looked at a
 * product, 3 filled a cart, 4 an order that is still a cart, 5 an order, 6 an order that was paid.
 */
const IS: Readonly<Record<FunnelStep, string>> = {
  visit: 'code <= 3',
  view: 'code = 2',
  cart: 'code IN (3, 4)',
  order: 'code >= 5',
  pay: 'code = 6',
  repeat: 'code >= 5',
};

function placeOf(question: FunnelQuestion, place: FunnelPlace, { param }: Bound): string {
  const { places } = question;
  return places.length === 0
    ? `''`
    : `transform(toString(source), ${param(
        places.map(({ source }) => source),
        'Array(String)',
      )}, ${param(
        places.map((each) => each[place]),
        'Array(String)',
      )}, '')`;
}

/** Every step that anybody took since `from`: `place`, `person`, `customer_id`, `t` in milliseconds above 0, `code`. */
function facts(question: FunnelQuestion, from: string, binding: Bound): string {
  const { param } = binding;
  const since = param(from, 'DateTime64(3)');
  const until = param(question.followsTo, 'DateTime64(3)');
  const person = `multiIf(${KNOWN}, cityHash64('customer', customer_id), browser != 0, cityHash64('browser', browser),
    visit != 0, cityHash64('visit', visit), 0)`;
  const ms = (column: string): string => `toUnixTimestamp64Milli(${column}) + 4000000000000`;
  const paid = PAID.map((status) => `'${status}'`).join(', ');
  const narrowed = Object.entries(question.only).map(
    // `as`: the entries of a partial record have its keys
    ([place, key]) => `${placeOf(question, place as FunnelPlace, binding)} = ${param(key, 'String')}`,
  );
  const place = question.by === null ? `''` : placeOf(question, question.by, binding);
  return `SELECT ${place} AS place, person, customer_id, t, code FROM (
      SELECT customer_id, toString(source) AS source, ${person} AS person, ${ms('at')} AS t,
        multiIf(kind = 'product_view', 2, kind IN ('cart_add', 'checkout'), 3, 1) AS code
      FROM behaviour_events FINAL WHERE kind != 'identify' AND at >= ${since} AND at < ${until}
      UNION ALL
      SELECT customer_id, toString(source) AS source,
        if(${KNOWN}, cityHash64('customer', customer_id), cityHash64('order', order_id)) AS person,
        ${ms('placed_at')} AS t, multiIf(status = 'cart', 4, status IN (${paid}), 6, 5) AS code
      FROM commerce_orders FINAL
      WHERE kind = 'sale' AND (status = 'cart' OR sales_lines > 0) AND placed_at >= ${since} AND placed_at < ${until})
    WHERE ${['person != 0', ...narrowed].join(' AND ')}`;
}

/** Whether each step was ever met in each place, as columns `s0` … in the order of the steps. */
export function trackedSql(question: FunnelQuestion): Statement {
  const binding = bound();
  const columns = FUNNEL_STEPS.map((step, at) => `max(${IS[step]}) AS s${at}`);
  const sql = `SELECT place, ${columns.join(', ')} FROM (${facts(question, question.watchedFrom, binding)})
    GROUP BY place ORDER BY place`;
  return { sql, params: binding.params };
}

/** Which steps of a place are tracked; places left out track nothing. */
export type Tracked = ReadonlyMap<string, readonly boolean[]>;

/** Which steps of the place of a fact are tracked, a bit each. */
function maskOf(tracked: Tracked, { param }: Bound): string {
  const masks = [...tracked].map(
    ([place, steps]) => [place, steps.reduce((mask, is, at) => mask + (is ? 2 ** at : 0), 0)] as const,
  );
  return masks.length === 0
    ? 'toUInt8(0)'
    : `transform(place, ${param(
        masks.map(([place]) => place),
        'Array(String)',
      )}, ${param(
        masks.map(([, bits]) => bits),
        'Array(UInt8)',
      )}, toUInt8(0))`;
}

const VIEW = FUNNEL_STEPS.indexOf('view');
const PERSON = 'PARTITION BY place, person ORDER BY t, code ROWS BETWEEN UNBOUNDED PRECEDING AND';

/**
 * The facts that decide, each with the mask of its place. Where views are tracked, they and carts are visits
 * themselves, so of all visits only the newest one in the span can matter to what follows: most facts end here.
 */
function decisive(question: FunnelQuestion, tracked: Tracked, binding: Bound, endsAt: string): string {
  const read = (): string =>
    `(SELECT *, ${maskOf(tracked, binding)} AS tracked FROM (${facts(question, question.startsAt, binding)})) AS fact`;
  return `SELECT place, person, customer_id, t, code, tracked FROM ${read()} WHERE code > 1 OR bitTest(tracked, ${VIEW}) = 0
    UNION ALL
    SELECT place, person, any(customer_id), max(fact.t), toUInt8(1), any(tracked) FROM ${read()}
    WHERE code <= 3 AND fact.t < ${endsAt} AND bitTest(tracked, ${VIEW}) = 1 GROUP BY place, person`;
}

/**
 * Everybody of each place with what they reached, as columns `r0` … . `ok…` is the instant of a fact at which the way
 * so far is complete, else 0; `m…` the newest of those up to a fact: whoever is in time for that one is in time at all.
 */
function ladder(question: FunnelQuestion, tracked: Tracked, binding: Bound): string {
  const endsAt = `toUnixTimestamp64Milli(toDateTime64(${binding.param(question.endsAt, 'String')}, 3, 'UTC')) + 4000000000000`;
  const window = String(question.windowDays * DAY_MS);
  const again = String(question.repeatDays * DAY_MS);
  let rows = decisive(question, tracked, binding, endsAt);
  for (const [at, step] of FUNNEL_STEPS.entries()) {
    const [last, m] = [at === 0 ? 'toInt64(0)' : `ok${at - 1}`, `m${at}`];
    const isFirst = `bitAnd(tracked, ${2 ** at - 1}) = 0`;
    const follows =
      step === 'pay'
        ? // The same order.
          `${last} > 0`
        : step === 'repeat'
          ? `${m} > 0 AND t > ${m} AND t - ${m} <= ${again} AND (code = 6 OR bitTest(tracked, ${at - 1}) = 0)`
          : `${m} > 0 AND t - ${m} <= ${window}`;
    // Another order than the one that brought somebody here: what was complete before this fact.
    const upTo = step === 'repeat' ? '1 PRECEDING' : 'CURRENT ROW';
    const before = step === 'visit' || step === 'pay' ? '' : `, max(${last}) OVER (${PERSON} ${upTo}) AS ${m}`;
    const isReached = `${IS[step]} AND ${step === 'visit' ? `t < ${endsAt}` : `if(${isFirst}, t < ${endsAt}, ${follows})`}`;
    rows = `SELECT *, if(bitTest(tracked, ${at}) = 0, ${last}, if(${isReached}, t, toInt64(0))) AS ok${at}
      FROM (SELECT *${before} FROM (${rows}))`;
  }
  const kept = FUNNEL_STEPS.map((_, at) => `max(bitTest(tracked, ${at}) = 1 AND ok${at} > 0) AS r${at}`);
  return `SELECT place, any(customer_id) AS customer, ${kept.join(', ')},
      NOT r${FUNNEL_STEPS.indexOf('order')} AND max(code >= 5 AND t < ${endsAt}) AS apart FROM (${rows}) GROUP BY place, person`;
}

const IS_KNOWN = KNOWN.replace('customer_id', 'customer');

/** People at every step of every place: `n0` …, those known `k0` …, and `apart`. */
export function reachedSql(question: FunnelQuestion, tracked: Tracked): Statement {
  const binding = bound();
  const counted = FUNNEL_STEPS.flatMap((_, at) => [
    `toString(countIf(r${at})) AS n${at}`,
    `toString(countIf(r${at} AND ${IS_KNOWN})) AS k${at}`,
  ]);
  const sql = `SELECT place, ${counted.join(', ')}, toString(countIf(apart)) AS beside
    FROM (${ladder(question, tracked, binding)}) AS people GROUP BY place ORDER BY place`;
  return { sql, params: binding.params };
}

/** A place on the way of one funnel. */
export interface Stop {
  readonly step: FunnelStep;
  /** Null: everybody at the step, however far they went on. */
  readonly before: FunnelStep | null;
}

/** The customers who came to a step and not to the one after it, as `id`. */
export function stoppedSql(question: FunnelQuestion, tracked: Tracked, stop: Stop): Statement {
  const binding = bound();
  const further = stop.before === null ? '' : ` AND NOT r${FUNNEL_STEPS.indexOf(stop.before)}`;
  const people = ladder(question, tracked, binding);
  const sql = `SELECT customer AS id FROM (${people}) AS people
    WHERE r${FUNNEL_STEPS.indexOf(stop.step)}${further} AND ${IS_KNOWN}`;
  return { sql, params: binding.params };
}
