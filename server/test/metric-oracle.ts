import { sql } from 'kysely';
import type { Db } from '#kernel/db/postgres.ts';
import type { LifecycleLimits } from '#segments/pure';

interface OrderRow {
  readonly id: string;
  readonly customer: string | null;
  readonly kind: string;
  readonly status: string;
  readonly currency: string;
  readonly source: string;
  readonly placedAt: Date;
  readonly total: number;
  readonly refunded: number;
  readonly salesLines: number;
  readonly returned: boolean;
  readonly lines: readonly {
    readonly sku: string;
    readonly quantity: number;
    readonly price: number;
    readonly minor: number;
  }[];
}

interface EventRow {
  readonly customer: string | null;
  readonly at: Date;
  readonly kind: string;
  readonly source: string;
  readonly browser: string | null;
  readonly visit: string | null;
  readonly sku: string | null;
}

/** Everything there is, as the tables of PostgreSQL have it. */
export interface OracleFacts {
  readonly orders: readonly OrderRow[];
  readonly events: readonly EventRow[];
  readonly customers: readonly { readonly id: string; readonly sources: readonly string[] }[];
  readonly shops: ReadonlyMap<string, { readonly shop: string; readonly channel: string }>;
  readonly goods: ReadonlyMap<string, { readonly product: string; readonly category: string }>;
}

/** Reads all of it. */
export async function readOracleFacts(db: Db): Promise<OracleFacts> {
  const orders = await sql<OrderRow>`
    select o.id, o.customer_id as customer, kind, status, currency, source, placed_at as "placedAt",
      total_minor::float8 as total, refunded_minor::float8 as refunded, sales_lines as "salesLines",
      has_returns as returned, (
        select coalesce(json_agg(json_build_object('sku', sku, 'quantity', quantity, 'price', unit_price, 'minor', amount_minor)), '[]')
        from commerce.order_lines l where l.order_id = o.id) as lines
    from commerce.orders o`.execute(db);
  const events = await sql<EventRow>`
    select customer_id as customer, at, kind, source, anonymous_id as browser, visit_id as visit, sku
    from behaviour.events`.execute(db);
  const customers = await sql<OracleFacts['customers'][number]>`
    select id, array(select distinct source from customers.records r where r.customer_id = c.id and source <> 'staff')
      as sources from customers.customers c`.execute(db);
  const shops = await sql<{ source: string; shop: string; channel: string }>`
    select f.source, s.id as shop, s.channel from commerce.shop_sources f join commerce.shops s on s.id = f.shop_id`.execute(
    db,
  );
  const goods = await sql<{ sku: string; product: string; category: string | null }>`
    select lower(s.code) as sku, p.id as product, p.category_id as category
    from commerce.skus s join commerce.products p on p.id = s.product_id`.execute(db);
  return {
    orders: orders.rows,
    events: events.rows,
    customers: customers.rows,
    shops: new Map(shops.rows.map((row) => [row.source, row])),
    goods: new Map(goods.rows.map((row) => [row.sku, { product: row.product, category: row.category ?? '' }])),
  };
}

export interface OracleQuestion {
  readonly from: string;
  readonly to: string;
  readonly asOf: string;
  readonly by: readonly string[];
  readonly currency: string;
  readonly zone: string;
  /** What decides about stages of the lifecycle. */
  readonly stages: LifecycleLimits;
  /** What customers are known by, dimension by dimension; several values where somebody is in several. */
  readonly traits?: ReadonlyMap<string, Readonly<Record<string, readonly string[]>>>;
  /** Only what has one of these values of each dimension. */
  readonly where?: Readonly<Record<string, readonly string[]>>;
}

export interface OracleCell {
  readonly value: number | null;
  readonly people: ReadonlySet<string>;
}

/** One thing that is counted, with all that its cells depend on. */
interface Row {
  readonly customer: string | null;
  readonly key: Readonly<Record<string, string>>;
  readonly order?: OrderRow;
  readonly visitor?: string | null;
  readonly visit?: string | null;
  readonly sku?: { readonly minor: number; readonly units: number };
  readonly date: string;
}

const DAY_MS = 86_400_000;
const dayNo = (date: string): number => Date.parse(`${date}T00:00:00Z`) / DAY_MS;
const dateOf = (day: number): string => new Date(day * DAY_MS).toISOString().slice(0, 10);

const clocks = new Map<string, Intl.DateTimeFormat>();

function wallClock(at: Date, zone: string): { readonly date: string; readonly hour: number } {
  const clock =
    clocks.get(zone) ??
    new Intl.DateTimeFormat('en-CA', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium', hourCycle: 'h23' });
  clocks.set(zone, clock);
  const [date = '', time = ''] = clock.format(at).split(', ');
  return { date, hour: Number(time.slice(0, 2)) };
}

function keysOf(facts: OracleFacts, at: Date, { source, zone }: { readonly source: string; readonly zone: string }) {
  const { date, hour } = wallClock(at, zone);
  const weekday = ((dayNo(date) + 3) % 7) + 1;
  return {
    day: date,
    week: dateOf(dayNo(date) - weekday + 1),
    month: `${date.slice(0, 7)}-01`,
    hour: String(hour),
    weekday: String(weekday),
    source,
    shop: facts.shops.get(source)?.shop ?? '',
    channel: facts.shops.get(source)?.channel ?? '',
  };
}

const isOpen = ({ status }: OrderRow): boolean => status !== 'cart' && status !== 'cancelled';
const isPurchase = (order: OrderRow): boolean => order.kind === 'sale' && isOpen(order) && order.salesLines > 0;
const isRefund = (order: OrderRow): boolean => order.kind === 'refund' && isOpen(order);

function orderRows(facts: OracleFacts, zone: string, wanted: (order: OrderRow) => boolean): readonly Row[] {
  return facts.orders.filter(wanted).map((order) => {
    const key = keysOf(facts, order.placedAt, { source: order.source, zone });
    return { customer: order.customer, key, order, date: key.day };
  });
}

function goodRows(facts: OracleFacts, rows: readonly Row[]): readonly Row[] {
  return rows.flatMap((row) =>
    (row.order?.lines ?? [])
      .filter(({ quantity, price }) => Number(quantity) > 0 && Number(price) > 0)
      .map((line) => {
        const sku = line.sku.toLowerCase();
        const good = facts.goods.get(sku);
        return {
          ...row,
          sku: { minor: line.minor, units: Number(line.quantity) },
          key: { ...row.key, product: good?.product ?? `sku:${sku}`, category: good?.category ?? '' },
        };
      }),
  );
}

function eventRows(facts: OracleFacts, zone: string): readonly Row[] {
  return facts.events
    .filter(({ kind }) => kind !== 'identify')
    .map(({ customer, at, source, browser, visit }) => {
      const key = keysOf(facts, at, { source, zone });
      const own = browser === null ? null : `${source}:${browser}`;
      const visitor =
        own ?? (customer === null ? null : `${source}/${customer}`) ?? (visit === null ? null : `v${source}:${visit}`);
      const numbered = visit === null ? null : `${source}:${visit}`;
      return {
        customer,
        key,
        date: key.day,
        visitor,
        visit: numbered ?? (visitor === null ? null : `${visitor}@${key.day}`),
      };
    });
}

/** The values of a row under a dimension, those of its customer where it has none of its own. */
function valuesAt(row: Row, dimension: string, { traits }: OracleQuestion): readonly string[] {
  const own = row.key[dimension];
  const said = own === undefined ? (traits?.get(row.customer ?? '')?.[dimension] ?? []) : [own];
  return said.length === 0 ? [''] : said;
}

/** The rows that are asked about, each once for every value that its customer has. */
function placed(rows: readonly Row[], question: OracleQuestion): readonly Row[] {
  const { by, where = {} } = question;
  const kept = rows.filter((row) =>
    Object.entries(where).every(([dimension, wanted]) =>
      valuesAt(row, dimension, question).some((value) => wanted.includes(value)),
    ),
  );
  return by.reduce<readonly Row[]>(
    (all, dimension) =>
      all.flatMap((row) =>
        valuesAt(row, dimension, question).map((value) => ({ ...row, key: { ...row.key, [dimension]: value } })),
      ),
    kept,
  );
}

function grouped(rows: readonly Row[], by: readonly string[]): ReadonlyMap<string, readonly Row[]> {
  const cells = Map.groupBy(rows, (row) => JSON.stringify(by.map((dimension) => row.key[dimension] ?? '')));
  return by.length === 0 && cells.size === 0 ? new Map([['[]', []]]) : cells;
}

const known = (rows: readonly Row[]): ReadonlySet<string> =>
  new Set(rows.flatMap(({ customer }) => (customer === null ? [] : [customer])));
const different = (values: readonly (string | null | undefined)[]): number =>
  new Set(values.filter((value) => value !== null && value !== undefined)).size;
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const ratio = (part: number, of: number): number | null => (of === 0 ? null : part / of);

function perCustomer(rows: readonly Row[]): ReadonlyMap<string, readonly Row[]> {
  return Map.groupBy(
    rows.filter(({ customer }) => customer !== null),
    ({ customer }) => customer ?? '',
  );
}

function those(rows: readonly Row[], test: (mine: readonly Row[]) => boolean): ReadonlySet<string> {
  return new Set([...perCustomer(rows)].filter(([, mine]) => test(mine)).map(([id]) => id));
}

/** The order with which each customer began. */
function beginnings(purchases: readonly Row[], to: string): ReadonlySet<string> {
  const first = [...perCustomer(purchases.filter(({ date }) => date <= to)).values()].map(
    (mine) =>
      mine.toSorted(
        (a, b) =>
          (a.order?.placedAt.getTime() ?? 0) - (b.order?.placedAt.getTime() ?? 0) ||
          ((a.order?.id ?? '') < (b.order?.id ?? '') ? -1 : 1),
      )[0]?.order?.id ?? '',
  );
  return new Set(first);
}

/** Going through a life from its beginning, as somebody would tell it. */
function stageOn(orders: readonly OracleOrder[], today: number, limits: LifecycleLimits): string {
  const past = orders.filter(({ day }) => day <= today).toSorted((a, b) => a.day - b.day);
  const first = past[0];
  if (first === undefined) {
    return 'prospect';
  }
  let [start, last, isBack] = [first.day, first.day, false];
  let visits = new Set([first.day]);
  for (const { day } of past) {
    if (day - last >= limits.lostAfterDays) {
      [start, isBack, visits] = [day, true, new Set<number>()];
    }
    visits.add(day);
    last = day;
  }
  if (today - last >= limits.lostAfterDays) {
    return 'lost';
  }
  if (isBack && today - start < limits.wonBackDays) {
    return 'won_back';
  }
  if (!isBack && today - start < limits.newDays) {
    return 'new';
  }
  const patience =
    visits.size === 1
      ? limits.quietAfterDays
      : Math.max(limits.silenceFloorDays, (limits.silenceTimes * (last - start)) / (visits.size - 1));
  if (today - last >= patience) {
    return 'declining';
  }
  const width = limits.trendDays;
  const middle = today - width;
  const [now, then] = [
    past.filter(({ day }) => day > middle),
    past.filter(({ day }) => day > middle - width && day <= middle),
  ];
  if (today - start < 2 * width || then.length === 0 || now.length + then.length < limits.trendPurchases) {
    return 'mature';
  }
  const money = past
    .filter(({ day }) => day === last)
    .map(({ currency }) => currency)
    .toSorted()
    .at(-1);
  const spent = (some: readonly OracleOrder[]): number =>
    sum(some.filter(({ currency }) => currency === money).map(({ minor }) => minor));
  const pairs = [[now.length, then.length], ...(spent(then) > 0 ? [[spent(now), spent(then)]] : [])] as const;
  const isUp = pairs.some(([is = 0, was = 0]) => (is - was) * 100 >= was * limits.trendPercent);
  const isDown = pairs.some(([is = 0, was = 0]) => (was - is) * 100 >= was * limits.trendPercent);
  return isUp === isDown ? 'mature' : isUp ? 'growing' : 'declining';
}

interface OracleOrder {
  readonly day: number;
  readonly currency: string;
  readonly minor: number;
}

type Cell = (rows: readonly Row[]) => OracleCell;

const monthNo = (date: string): number => Number(date.slice(0, 4)) * 12 + Number(date.slice(5, 7));

/** What every cell of a metric should say, worked out the slow and plain way. */
export function oracleCells(
  name: string,
  facts: OracleFacts,
  question: OracleQuestion,
): ReadonlyMap<string, OracleCell> {
  const { from, to, asOf, by, currency, zone } = question;
  const within = (rows: readonly Row[]): readonly Row[] => rows.filter(({ date }) => date >= from && date <= to);
  const purchases = orderRows(facts, zone, isPurchase);
  const worth = within(
    orderRows(facts, zone, (order) => (isPurchase(order) || isRefund(order)) && order.currency === currency),
  );
  const isGood = [...by, ...Object.keys(question.where ?? {})].some(
    (dimension) => dimension === 'product' || dimension === 'category',
  );
  const bought = isGood ? goodRows(facts, within(purchases)) : within(purchases);
  const first = beginnings(purchases, to);
  const isFirst = (row: Row): boolean => first.has(row.order?.id ?? '');
  const traffic = within(eventRows(facts, zone));
  const minor = (rows: readonly Row[]): number =>
    sum(rows.map(({ order }) => (order?.total ?? 0) - (order?.refunded ?? 0)));
  const everybody = (rows: readonly Row[], value: number | null): OracleCell => ({ value, people: known(rows) });
  const some = (people: ReadonlySet<string>, value: number | null): OracleCell => ({ value, people });
  const cells = (rows: readonly Row[], cell: Cell): ReadonlyMap<string, OracleCell> =>
    new Map([...grouped(placed(rows, question), by)].map(([key, mine]) => [key, cell(mine)]));
  const firstDay = new Map(
    [...perCustomer(purchases.filter(({ date }) => date <= asOf))].map(([id, mine]) => [
      id,
      mine.map(({ date }) => date).toSorted()[0] ?? '',
    ]),
  );
  const since = (id: string): string => {
    const came = wallClock(new Date(Number.parseInt(id.replace('-', '').slice(0, 12), 16)), zone).date;
    const began = firstDay.get(id);
    return began === undefined || began > came ? came : began;
  };
  const profiles = facts.customers.flatMap(({ id, sources }): Row[] =>
    (sources.length === 0 ? [''] : sources).map((source) => {
      const date = since(id);
      const weekday = ((dayNo(date) + 3) % 7) + 1;
      return {
        customer: id,
        date,
        key: { source, day: date, month: `${date.slice(0, 7)}-01`, week: dateOf(dayNo(date) - weekday + 1) },
      };
    }),
  );
  switch (name) {
    case 'orders':
    case 'buying_time':
      return cells(bought, (rows) => everybody(rows, different(rows.map(({ order }) => order?.id))));
    case 'buyers':
      return cells(bought, (rows) => everybody(rows, known(rows).size));
    case 'revenue':
      return cells(worth, (rows) => everybody(rows, minor(rows)));
    case 'average_order':
      return cells(worth, (rows) => {
        const count = rows.filter(({ order }) => order?.kind === 'sale').length;
        return everybody(rows, count === 0 ? null : Math.round(minor(rows) / count));
      });
    case 'first_time_buyers':
      return cells(bought, (rows) => {
        const people = those(rows, (mine) => mine.some(isFirst));
        return some(people, people.size);
      });
    case 'repeat_buyers':
      return cells(bought, (rows) => {
        const people = those(rows, (mine) => !mine.some(isFirst));
        return some(people, people.size);
      });
    case 'acquisition':
      return cells(bought, (rows) => {
        const people = those(rows, (mine) => mine.some(isFirst));
        return some(people, ratio(people.size, known(rows).size));
      });
    case 'repeat_share':
      return cells(bought, (rows) => {
        const people = those(rows, (mine) => mine.length > 1);
        return some(people, ratio(people.size, known(rows).size));
      });
    case 'retained_share': {
      const start = dateOf(dayNo(from) - (dayNo(to) - dayNo(from) + 1));
      const both = purchases.filter(({ date }) => date >= start && date <= to);
      return cells(both, (rows) => {
        const early = those(rows, (mine) => mine.some(({ date }) => date < from));
        const people = those(
          rows,
          (mine) => mine.some(({ date }) => date < from) && mine.some(({ date }) => date >= from),
        );
        return some(people, ratio(people.size, early.size));
      });
    }
    case 'returned_share':
      return cells(within(orderRows(facts, zone, (order) => isPurchase(order) || isRefund(order))), (rows) => {
        const sold = rows.filter(({ order }) => order?.kind === 'sale');
        const back = rows.filter(
          ({ order }) => order?.kind === 'refund' || order?.returned === true || (order?.refunded ?? 0) > 0,
        );
        return some(known(back), ratio(Math.min(back.length, sold.length), sold.length));
      });
    case 'visits':
      return cells(traffic, (rows) =>
        everybody(
          rows.filter(({ visit }) => visit !== null),
          different(rows.map(({ visit }) => visit)),
        ),
      );
    case 'visitors':
      return cells(traffic, (rows) =>
        everybody(
          rows.filter(({ visitor }) => visitor !== null),
          different(rows.map(({ visitor }) => visitor)),
        ),
      );
    case 'conversion': {
      const place = ({ key }: Row): string =>
        key['channel'] === '' ? `source ${key['source']}` : (key['channel'] ?? '');
      const open = new Set(traffic.filter(({ visitor }) => visitor !== null).map(place));
      const rows = [...traffic, ...bought.filter((row) => open.has(place(row)))];
      return cells(rows, (mine) => {
        const sold = mine.filter(({ order }) => order !== undefined);
        const came = different(mine.map(({ visitor }) => visitor));
        return everybody(sold, ratio(different(sold.map(({ customer, order }) => customer ?? order?.id)), came));
      });
    }
    case 'product_sales':
      return cells(
        goodRows(facts, within(purchases)).filter(({ order }) => order?.currency === currency),
        (rows) => everybody(rows, sum(rows.map(({ sku }) => sku?.minor ?? 0))),
      );
    case 'product_units':
      return cells(goodRows(facts, within(purchases)), (rows) =>
        everybody(rows, sum(rows.map(({ sku }) => sku?.units ?? 0))),
      );
    case 'customers':
      return cells(
        profiles.filter(({ date }) => date <= to),
        (rows) => everybody(rows, known(rows).size),
      );
    case 'new_customers':
      return cells(within(profiles), (rows) => everybody(rows, known(rows).size));
    case 'lifecycle': {
      const bought = new Map(
        [...perCustomer(purchases)].map(([id, mine]) => [
          id,
          mine.map(
            ({ date, order }): OracleOrder => ({
              day: dayNo(date),
              currency: order?.currency ?? '',
              minor: (order?.total ?? 0) - (order?.refunded ?? 0),
            }),
          ),
        ]),
      );
      const rows = facts.customers
        .filter(({ id }) => since(id) <= to)
        .map(({ id }): Row => {
          const mine = bought.get(id) ?? [];
          const isNotYet = !mine.some(({ day }) => day <= dayNo(from)) && since(id) > from;
          return {
            customer: id,
            date: to,
            key: {
              stage: stageOn(mine, dayNo(to), question.stages),
              before: isNotYet ? '' : stageOn(mine, dayNo(from), question.stages),
            },
          };
        });
      return cells(rows, (mine) => everybody(mine, mine.length));
    }
    case 'retention': {
      const rows = [...perCustomer(purchases.filter(({ date }) => date <= asOf))].flatMap(([id, mine]): Row[] => {
        const began = firstDay.get(id) ?? '';
        const months = new Set(mine.map(({ date }) => monthNo(date)));
        return began < from || began > to
          ? []
          : Array.from({ length: monthNo(asOf) - monthNo(began) + 1 }, (_, offset) => ({
              customer: id,
              date: months.has(monthNo(began) + offset) ? 'yes' : 'no',
              key: { cohort: `${began.slice(0, 7)}-01`, offset: String(offset) },
            }));
      });
      const counted = !by.includes('offset') ? rows.filter(({ key }) => key['offset'] === '1') : rows;
      return cells(counted, (mine) => {
        const people = known(mine.filter(({ date }) => date === 'yes'));
        return some(people, ratio(people.size, mine.length));
      });
    }
    default:
      throw new Error(`There is no oracle for ${name}`);
  }
}
