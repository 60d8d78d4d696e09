import { createReadStream } from 'node:fs';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { from as copyFrom } from 'pg-copy-streams';
import { beforeAll, expect, it } from 'vitest';
import { systemContext } from '#kernel/context.ts';
import { describeWithData, useKernel } from '#test/harness.ts';
import { pumpAll } from '#test/pump.ts';
import { createPlatform, type Platform } from './wiring.ts';

const AS_OF = '2011-09-01';
const context = systemContext('test');

interface Worth {
  readonly recencyDays: number | null;
  readonly frequency: number;
  readonly monetaryMinor: number;
}

/** Recency, frequency and money of every customer, asked of the raw file in plain SQL. */
const ORACLE = `
  select customer, date '${AS_OF}' - max(at::timestamp)::date as "recencyDays", count(distinct invoice)::int as frequency,
    sum(round(quantity::numeric * price::numeric * 100))::int as "monetaryMinor"
  from public.raw
  where customer <> '' and quantity::numeric > 0 and price::numeric > 0 and invoice not like 'C%'
  group by customer`;

/** A data set from file to worth: through import, feed and score as they are wired. */
describeWithData('online_retail', 'the worth of each customer of online_retail', (folder) => {
  const kernel = useKernel();
  const file = path.join(folder, 'online_retail_2010-12_2011-08.csv.gz');
  let platform: Platform;
  const expected = new Map<string, Worth>();

  beforeAll(async () => {
    platform = createPlatform(kernel);
    const { id } = await platform.intake.imports.create(
      context,
      { kind: 'orders', source: 'uk', currency: 'GBP', enqueue: false },
      createReadStream(file),
    );
    await platform.intake.running.run(context, id);
    await platform.feed.ensure();
    await pumpAll(kernel, platform.readers);
    await askOracle();
  }, 180_000);

  async function askOracle(): Promise<void> {
    const client = await kernel.postgres.pool.connect();
    try {
      await client.query(`create table public.raw (invoice text, code text, description text, quantity text,
        at text, price text, customer text, country text)`);
      const target = client.query(copyFrom(`copy public.raw from stdin (format csv, header, null '\\N')`));
      await pipeline(createReadStream(file), createGunzip(), target);
      const { rows } = await client.query<Worth & { customer: string }>(ORACLE);
      for (const { customer, ...worth } of rows) {
        expected.set(customer, worth);
      }
    } finally {
      client.release();
    }
  }

  async function everybody(): Promise<Map<string, Worth>> {
    const found = new Map<string, Worth>();
    let cursor: string | undefined;
    do {
      const page = await platform.segments.rfm.listCustomers(context, {
        asOf: AS_OF,
        limit: 200,
        ...(cursor === undefined ? {} : { cursor }),
      });
      for (const { account, recencyDays, frequency, monetaryMinor } of page.items) {
        found.set(account ?? '', { recencyDays, frequency, monetaryMinor });
      }
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    return found;
  }

  it('[C028] equals a query over the raw file for every single customer', async () => {
    const found = await everybody();
    expect(found.size).toBe(3317);
    expect(expected.size).toBe(3317);
    expect(Object.fromEntries(found)).toEqual(Object.fromEntries(expected));
  });

  it('[C028a] falls into the eight groups', async () => {
    const map = await platform.segments.rfm.getMap(context, { asOf: AS_OF });
    expect(Object.fromEntries(map.groups.map(({ group, customers }) => [group, customers]))).toEqual({
      important_value: 535,
      important_keep: 23,
      important_develop: 96,
      important_win_back: 49,
      general_value: 282,
      general_keep: 55,
      general_develop: 1050,
      general_win_back: 1227,
    });
  });
});
