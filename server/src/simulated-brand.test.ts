import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { sql } from 'kysely';
import { beforeAll, describe, expect, it } from 'vitest';
import { systemContext } from '#kernel/context.ts';
import { createLoading, createShelf, type Loading, type Manifest, type Parameters, writeBrand } from '#simulator';
import { makeTempDir, useKernel } from '#test/harness.ts';
import { createPlatform, type Platform } from './wiring.ts';

const BRAND: Parameters = { customers: 400, years: 3, seed: 5, until: '2026-02-28' };
const ORDER_OF_KINDS = ['products', 'customers', 'orders', 'events'];

async function linesOf(dir: string, name: string): Promise<string[][]> {
  const text = await readFile(path.join(dir, name), 'utf8');
  return text
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((line) => line.split(','));
}

describe('the files of a simulated brand, imported', () => {
  const kernel = useKernel({ analytic: false });
  let platform: Platform;
  let dir: string;
  let manifest: Manifest;
  beforeAll(async () => {
    platform = createPlatform(kernel);
    dir = await makeTempDir('brand');
    manifest = await writeBrand(BRAND, { dir });
  });

  it('are taken in whole, but for the rows that are wrong on purpose', { timeout: 120_000 }, async () => {
    const context = systemContext('test');
    const files = manifest.files
      .filter(({ kind }) => kind !== null && kind !== 'interactions')
      .toSorted((a, b) => ORDER_OF_KINDS.indexOf(a.kind ?? '') - ORDER_OF_KINDS.indexOf(b.kind ?? ''));
    expect(new Set(files.map(({ kind }) => kind))).toEqual(new Set(ORDER_OF_KINDS));
    let faulty = 0;
    for (const { name, kind, source, ...file } of files) {
      const { id } = await platform.intake.imports.create(
        context,
        { kind: kind ?? '', source: source ?? '', fileName: name, enqueue: false },
        createReadStream(path.join(dir, name)),
      );
      await platform.intake.running.run(context, id);
      const row = await platform.intake.imports.get(context, id);
      const faults = await platform.intake.imports.faults(context, id, { limit: 3 });
      const said = faults.items.map(
        (fault) => `${fault.rowNo} ${fault.columnName}: ${fault.reason.en} [${fault.value}]`,
      );
      expect({ name, status: row.status, rejected: row.rejected }, said.join('\n')).toEqual({
        name,
        status: 'done',
        rejected: file.faulty,
      });
      expect(row.rowsDone, name).toBe(file.rows);
      faulty += file.faulty;
    }
    expect(faulty).toBeGreaterThan(0);
  });

  it('are records of exactly the people that the truth names', async () => {
    const { rows } = await sql<{ source: string; key: string; customer: string }>`
      select source, key, customer_id as customer from customers.records where source <> 'staff'`.execute(
      kernel.postgres.db,
    );
    const owners = new Map(
      (await linesOf(dir, 'truth/records.csv')).map(([source, key, person]) => [`${source} ${key}`, person]),
    );
    const unknown = rows.filter(({ source, key }) => !owners.has(`${source} ${key}`));
    expect(unknown).toEqual([]);
    // Whose only word was refused, and who bought nothing there, left no record.
    expect(rows.length).toBeGreaterThan(owners.size - 10);
    // Several records, one person: most of those who gave a phone or an e-mail twice were found.
    const customers = new Set(rows.map(({ customer }) => customer));
    expect(customers.size).toBeLessThan(rows.length);
    expect(customers.size).toBeGreaterThan(BRAND.customers * 0.9);
  });

  it('hold the sums that their lines make', async () => {
    const { rows } = await sql<{ lines: number; amount: string }>`
      select count(*)::int as lines, sum(amount_minor)::text as amount from commerce.order_lines`.execute(
      kernel.postgres.db,
    );
    const lines = manifest.files.filter(({ kind }) => kind === 'orders').reduce((sum, file) => sum + file.rows, 0);
    expect(rows[0]?.lines).toBe(lines);
  });
});

describe('a simulated brand, loaded', () => {
  const kernel = useKernel({ analytic: false });
  const small: Parameters = { ...BRAND, customers: 96 };
  let loading: Loading;
  let platform: Platform;
  beforeAll(() => {
    platform = createPlatform(kernel);
    loading = createLoading(kernel, {
      intake: platform.intake,
      shelf: createShelf(kernel, platform.commerce),
    });
  });

  async function counts(): Promise<Readonly<Record<string, number>>> {
    const { rows } = await sql<Record<string, number>>`
      select (select count(*)::int from customers.records) as records,
        (select count(*)::int from commerce.orders) as orders,
        (select count(*)::int from commerce.order_lines) as lines,
        (select count(*)::int from behaviour.events) as events,
        (select count(*)::int from customers.interactions) as interactions,
        (select count(*)::int from commerce.products where state = 'on') as listed,
        (select count(*)::int from commerce.product_images) as pictures,
        (select count(*)::int from commerce.shops) as shops,
        (select count(distinct source)::int from commerce.orders
          where source not in (select source from commerce.shop_sources)) as "withoutShop",
        (select count(*)::int from intake.imports) as imports`.execute(kernel.postgres.db);
    return rows[0] ?? {};
  }

  it('goes on where it was stopped, and takes nothing in twice', { timeout: 120_000 }, async () => {
    const stop = new AbortController();
    const stopped = loading.load(small, {
      signal: stop.signal,
      onProgress: (_share, text) => {
        if (text.startsWith('orders-')) {
          stop.abort();
        }
      },
    });
    await expect(stopped).rejects.toMatchObject({ name: 'AbortError' });
    const summary = await loading.load(small);
    const kinds = new Map(summary.kinds.map((each) => [each.kind, each]));
    const once = await counts();
    expect(kinds.get('orders')).toEqual({ kind: 'orders', accepted: once['lines'], rejected: 0 });
    expect(kinds.get('events')?.accepted).toBe(once['events']);
    expect(kinds.get('interactions')).toEqual({ kind: 'interactions', accepted: once['interactions'], rejected: 0 });

    // Most of the goods are pictured and on sale, as in a shop that is open.
    expect(once['pictures']).toBeGreaterThan(350);
    expect(once['listed']).toBeGreaterThan(320);
    expect(once['listed']).toBeLessThan(once['pictures'] ?? 0);
    // Every order says in which shop it was placed.
    expect([once['shops'], once['withoutShop']]).toEqual([7, 0]);

    await loading.load(small);
    expect(await counts()).toEqual(once);
  });
});
