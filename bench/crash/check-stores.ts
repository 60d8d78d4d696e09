import pg from 'pg';
import { until } from '../../e2e/platform.ts';
import { readAddresses } from '../../server/src/0-kernel/boot/open-stores.ts';
import { openOlap } from '../../server/src/0-kernel/db/olap.ts';
import { createLogger } from '../../server/src/0-kernel/logging/logger.ts';
import type { Totals } from './expected.ts';

const ANALYTIC_DATABASE = 'zhike';
const ANALYTIC_MS = 120_000;

/** Where PostgreSQL differs from the file and the analytic store from PostgreSQL; empty when all is exact. */
export async function compareStores(dataDir: string, totals: Totals): Promise<readonly string[]> {
  const addresses = await readAddresses(dataDir);
  if (addresses === null || addresses.clickhouseUrl === null) {
    throw new Error(`No server with both stores runs on ${dataDir}`);
  }
  const client = new pg.Client({ connectionString: addresses.databaseUrl });
  await client.connect();
  try {
    const byCustomer = await sumsInPostgres(client);
    return [
      ...(await compareWithFile(client, totals)),
      ...(await compareAnalytic(addresses.clickhouseUrl, byCustomer)),
    ];
  } finally {
    await client.end();
  }
}

async function compareWithFile(client: pg.Client, totals: Totals): Promise<string[]> {
  const { rows } = await client.query<Record<string, string>>(`
    select (select count(*) from commerce.order_lines) as lines,
      (select count(*) from commerce.orders) as orders,
      (select count(distinct (source, number)) from commerce.orders) as "different orders",
      (select count(*) from customers.customers) as customers,
      (select count(*) from customers.records) as records,
      (select sum(amount_minor) from commerce.order_lines) as "sum of lines",
      (select sum(total_minor) from commerce.orders) as "sum of orders"`);
  const expected: Readonly<Record<string, number>> = {
    lines: totals.lines,
    orders: totals.orders,
    'different orders': totals.orders,
    customers: totals.customers,
    records: totals.customers,
    'sum of lines': totals.minor,
    'sum of orders': totals.minor,
  };
  const faults = Object.entries(expected)
    .filter(([name, value]) => Number(rows[0]?.[name]) !== value)
    .map(([name, value]) => `${name}: ${rows[0]?.[name] ?? 'none'} in PostgreSQL, ${value} in the file`);
  const { rows: accounts } = await client.query<{ account: string; minor: string }>(`
    select r.account, sum(o.total_minor) as minor from commerce.orders o
    join customers.records r on r.id = o.record_id group by r.account`);
  const wrong = accounts.filter(({ account, minor }) => totals.byAccount.get(account) !== Number(minor));
  return wrong.length === 0 ? faults : [...faults, `${wrong.length} customers have another sum than in the file`];
}

/** `orders:sum` by customer. */
async function sumsInPostgres(client: pg.Client): Promise<ReadonlyMap<string, string>> {
  const { rows } = await client.query<{ id: string; sums: string }>(`
    select customer_id as id, count(*) || ':' || sum(total_minor) as sums from commerce.orders group by customer_id`);
  return new Map(rows.map(({ id, sums }) => [id, sums]));
}

async function compareAnalytic(url: string, byCustomer: ReadonlyMap<string, string>): Promise<string[]> {
  const olap = openOlap({ url, database: ANALYTIC_DATABASE, log: createLogger({ level: 'silent' }) });
  const differing = async (): Promise<number> => {
    const rows = await olap.rows<{ id: string; sums: string }>({
      sql: `SELECT toString(customer_id) AS id, concat(toString(count()), ':', toString(sum(total_minor))) AS sums
        FROM commerce_orders FINAL GROUP BY customer_id`,
    });
    const wrong = rows.filter(({ id, sums }) => byCustomer.get(id) !== sums).length;
    return wrong + Math.abs(byCustomer.size - rows.length);
  };
  try {
    // The feed follows by itself; what counts is where it arrives.
    await until(async () => (await differing()) === 0, { what: 'the analytic store to agree', ms: ANALYTIC_MS });
    return [];
  } catch (error) {
    return [`${await differing()} customers differ between PostgreSQL and the analytic store (${String(error)})`];
  } finally {
    await olap.close();
  }
}
