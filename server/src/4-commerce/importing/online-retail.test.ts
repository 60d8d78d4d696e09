import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip, gunzipSync } from 'node:zlib';
import { sql } from 'kysely';
import { from as copyFrom } from 'pg-copy-streams';
import { beforeAll, describe, expect, it } from 'vitest';
import { describeWithData, useKernel } from '#test/harness.ts';
import { createImportBench, type ImportBench } from '#test/import-bench.ts';

const LINES = 320_705;
const UK = { source: 'uk', currency: 'GBP' } as const;

/** Everything the data card says of the file, asked of the stored tables. */
const STORED = sql<Record<string, number | string>>`
  select
    (select count(*) from commerce.order_lines) as lines,
    (select count(*) from commerce.orders) as invoices,
    (select count(distinct sku) from commerce.order_lines) as codes,
    (select count(*) from customers.customers) as customers,
    (select coalesce(sum(line_count), 0) from commerce.orders where customer_id is null) as "linesOfNobody",
    (select coalesce(sum(line_count), 0) from commerce.orders where number like 'C%') as "cancellationLines",
    (select count(*) from commerce.orders where number like 'C%') as cancellations,
    (select count(*) from commerce.order_lines where quantity <= 0) as "quantityNotAboveZero",
    (select count(*) from commerce.order_lines where unit_price <= 0) as "priceNotAboveZero",
    (select sum(n - 1) from (select count(*) as n from commerce.order_lines l join commerce.orders o on o.id = l.order_id
      group by o.number, l.sku, l.name, l.quantity, l.unit_price, o.customer_id, o.region) d) as "sameLineInOneInvoice",
    (select sum(quantity * unit_price) from commerce.order_lines) as net,
    (select sum(amount_minor)::bigint from commerce.order_lines) as "netMinor",
    (select sum(total_minor)::bigint from commerce.orders) as "ordersMinor"`;

const CLEAN = sql<Record<string, number | string>>`
  select count(*) as lines, count(distinct o.id) as invoices, count(distinct o.customer_id) as customers,
    sum(l.quantity * l.unit_price) as net, sum(l.amount_minor)::bigint as "netMinor"
  from commerce.order_lines l join commerce.orders o on o.id = l.order_id
  where o.customer_id is not null and l.quantity > 0 and l.unit_price > 0 and o.number not like 'C%'`;

describeWithData('online_retail', 'the data set online_retail, imported', (folder) => {
  const kernel = useKernel({ analytic: false });
  const file = path.join(folder, 'online_retail_2010-12_2011-08.csv.gz');
  let bench: ImportBench;
  let first: Awaited<ReturnType<ImportBench['importFile']>>;
  const one = async <Row>(query: {
    execute(db: typeof kernel.postgres.db): Promise<{ rows: Row[] }>;
  }): Promise<Row> => {
    const { rows } = await query.execute(kernel.postgres.db);
    if (rows[0] === undefined) {
      throw new Error('No row');
    }
    return rows[0];
  };

  beforeAll(async () => {
    bench = createImportBench(kernel);
    first = await bench.importFile(file, UK);
    await loadRaw();
  }, 120_000);

  /** The file once more, by other code: COPY of the bare text. */
  async function loadRaw(): Promise<void> {
    const client = await kernel.postgres.pool.connect();
    try {
      await client.query(`create table public.raw (invoice text, code text, description text, quantity text,
        at text, price text, customer text, country text)`);
      const target = client.query(copyFrom('copy public.raw from stdin (format csv, header)'));
      await pipeline(createReadStream(file), createGunzip(), target);
    } finally {
      client.release();
    }
  }

  it('accepts or rejects every row of the file', () => {
    expect(first.accepted + first.rejected).toBe(LINES);
    expect(first).toMatchObject({ status: 'done', accepted: LINES, rejected: 0, added: LINES });
  });

  it('reconciles with the facts of its card', async () => {
    expect(await one(STORED)).toMatchObject({
      lines: LINES,
      invoices: 16_459,
      codes: 3774,
      customers: 3360,
      linesOfNobody: 88_652,
      cancellationLines: 5847,
      cancellations: 2554,
      quantityNotAboveZero: 6772,
      priceNotAboveZero: 1799,
      net: '5761931.382',
    });
  });

  it('reconciles on its clean lines', async () => {
    expect(await one(CLEAN)).toMatchObject({
      lines: 226_467,
      invoices: 11_413,
      customers: 3317,
      net: '5239240.562',
    });
  });

  it('rounds each line once: the sum of the rounded lines is 0.2 pence below the sum of the raw ones', async () => {
    const { netMinor, ordersMinor } = await one(STORED);
    expect(netMinor).toBe(576_193_138);
    expect(ordersMinor).toBe(netMinor);
    const raw = await one(sql<{ minor: string; rounded: string }>`
      select sum(quantity::numeric * price::numeric) * 100 as minor,
        sum(round(quantity::numeric * price::numeric * 100)) as rounded from public.raw`);
    expect(Number(raw.minor) - Number(netMinor)).toBeCloseTo(0.2, 6);
    expect(Number(raw.rounded)).toBe(netMinor);
  });

  it('holds line for line what the file says', async () => {
    const differences = await one(sql<{ n: number }>`
      with stored as (
        select o.number, l.sku, coalesce(l.name, '') as name, l.quantity, l.unit_price, coalesce(r.account, '') as who,
          coalesce(o.region, '') as region, count(*) as n
        from commerce.order_lines l join commerce.orders o on o.id = l.order_id
        left join customers.records r on r.id = o.record_id group by 1, 2, 3, 4, 5, 6, 7),
      file as (
        select invoice, code, trim(coalesce(description, '')), quantity::numeric, price::numeric,
          coalesce(customer, ''), country, count(*) as n from public.raw group by 1, 2, 3, 4, 5, 6, 7)
      select count(*) as n from (
        (select * from stored except select * from file) union all (select * from file except select * from stored)) d`);
    expect(differences.n).toBe(0);
    const duplicates = await one(sql<{ n: string }>`
      select sum(n - 1) as n from (select count(*) as n from public.raw
        group by invoice, code, description, quantity, at, price, customer, country) d`);
    expect(duplicates.n).toBe('2483');
    const times = await one(sql<{ n: number }>`
      select count(*) as n from commerce.orders o join (
        select invoice, min(at)::timestamp at time zone 'Asia/Shanghai' as at from public.raw group by invoice) f
      on f.invoice = o.number and f.at = o.placed_at`);
    expect(times.n).toBe(16_459);
  });

  it('gives every customer the orders and the total that the file gives', async () => {
    const differences = await one(sql<{ n: number }>`
      with stored as (
        select r.account, o.kind, count(*) as orders, sum(o.total_minor) as total from commerce.orders o
        join customers.records r on r.id = o.record_id and r.customer_id = o.customer_id group by 1, 2),
      invoices as (
        select customer, invoice, sum(round(quantity::numeric * price::numeric * 100)) as total,
          case when bool_or(quantity::numeric > 0 and price::numeric > 0) then 'sale'
            when bool_or(quantity::numeric < 0 and quantity::numeric * price::numeric < 0) then 'refund'
            else 'adjustment' end as kind
        from public.raw where customer is not null group by 1, 2),
      file as (select customer, kind, count(*) as orders, sum(total) as total from invoices group by 1, 2)
      select count(*) as n from (
        (select * from stored except select * from file) union all (select * from file except select * from stored)) d`);
    expect(differences.n).toBe(0);
  });

  describe('and imported again', () => {
    it('changes nothing', async () => {
      const before = await one(STORED);
      expect(await bench.importFile(file, UK)).toMatchObject({ added: 0, changed: 0, same: LINES });
      expect(await one(STORED)).toEqual(before);
      expect(await one(sql`select count(*) as n from commerce.order_versions`)).toEqual({ n: 0 });
    }, 60_000);

    it('changes three rows when three are corrected: quantity, price, stock code', async () => {
      const before = await one(STORED);
      const lines = gunzipSync(await readFile(file))
        .toString('utf8')
        .split('\n');
      const correct = (at: number, cell: number, value: string): void => {
        const cells = (lines[at] ?? '').split(',');
        cells[cell] = value;
        lines[at] = cells.join(',');
      };
      const plain = lines.flatMap((text, at) => (at > 0 && text !== '' && !text.includes('"') ? [at] : []));
      const [a = 0, b = 0, c = 0] = [plain[5000], plain[150_000], plain[300_000]];
      correct(a, 3, '987');
      correct(b, 5, '654.32');
      correct(c, 1, 'CORRECTED');
      const done = await bench.importFile({ text: lines.join('\n') }, UK);
      expect(done).toMatchObject({ added: 0, changed: 3, same: LINES - 3 });
      const after = await one(STORED);
      expect(after).toMatchObject({ lines: LINES, invoices: 16_459, customers: 3360 });
      expect(after['net']).not.toBe(before['net']);
      await bench.undo(done.id);
      expect(await one(STORED)).toEqual(before);
    }, 60_000);

    it('is gone after its undo', async () => {
      await bench.undo(first.id);
      expect(await one(STORED)).toMatchObject({ lines: 0, invoices: 0, customers: 0 });
      expect(await one(sql`select count(*) as n from customers.records`)).toEqual({ n: 0 });
    }, 60_000);
  });
});
