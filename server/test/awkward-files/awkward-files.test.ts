import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { sql } from 'kysely';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { systemContext } from '#kernel/context.ts';
import { AppError } from '#kernel/errors.ts';
import { useKernel } from '../harness.ts';
import { createImportBench, type ImportBench } from '../import-bench.ts';
import { dumpTables, truncateTables } from '../table-dump.ts';
import { AWKWARD_FILES } from './cases.ts';

const kernel = useKernel({ analytic: false });
const context = systemContext('test');
let bench: ImportBench;

beforeAll(() => {
  bench = createImportBench(kernel);
});

beforeEach(async () => {
  await truncateTables(kernel.postgres.db, await dumpTables(kernel.postgres.db, ['customers', 'commerce']));
  await sql`delete from intake.saved_mappings`.execute(kernel.postgres.db);
});

async function importBytes(file: Buffer, mapping: Readonly<Record<string, string>> | undefined) {
  const { imports, running } = bench.intake;
  const request = {
    kind: 'orders',
    source: 'shop',
    enqueue: false,
    ...(mapping === undefined ? {} : { mapping: JSON.stringify(mapping), choice: choiceOf(mapping) }),
  };
  const { id } = await imports.create(context, request, Readable.from([file]));
  await running.run(context, id);
  const faults = await imports.faults(context, id, { limit: 100 });
  return { row: await imports.get(context, id), faults: faults.items };
}

/** Columns called by letters have no header. */
function choiceOf(mapping: Readonly<Record<string, string>>): { headerRow?: number } {
  return mapping['number'] === 'A' ? { headerRow: 0 } : {};
}

async function storedOrders(): Promise<unknown[]> {
  const { rows } = await sql<{ number: string; day: string; phone: string | null; total: number }>`
    select o.number, o.business_date::text as day, r.phone, o.total_minor as total
    from commerce.orders o left join customers.records r on r.id = o.record_id order by o.id`.execute(
    kernel.postgres.db,
  );
  return rows.map(({ number, day, phone, total }) => [number, day, phone, total]);
}

async function storedFiles(): Promise<number> {
  const found = await readdir(path.join(kernel.config.dataDir, 'files'), { recursive: true, withFileTypes: true });
  return found.filter((entry) => entry.isFile()).length;
}

describe('[C008] awkward files', () => {
  it('are at least forty', () => {
    expect(AWKWARD_FILES.length).toBeGreaterThanOrEqual(40);
    expect(new Set(AWKWARD_FILES.map(({ name }) => name)).size).toBe(AWKWARD_FILES.length);
  });

  it.each(AWKWARD_FILES.filter(({ ends }) => 'orders' in ends))('end in the right data: $name', async (awkward) => {
    const { row, faults } = await importBytes(awkward.file(), awkward.mapping);
    const { orders, faults: expected = [] } = awkward.ends as Extract<typeof awkward.ends, { orders: unknown }>;
    expect(faults.map(({ rowNo, code }) => [rowNo, code])).toEqual(expected);
    expect(row).toMatchObject({ status: 'done', failure: null, rejected: expected.length });
    expect(await storedOrders()).toEqual(orders);
  });

  it.each(AWKWARD_FILES.filter(({ ends }) => 'refused' in ends))('end in a clear refusal: $name', async (awkward) => {
    const before = await storedFiles().catch(() => 0);
    const error: unknown = await importBytes(awkward.file(), undefined).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(AppError);
    const { text, status } = error as AppError;
    const { refused } = awkward.ends as Extract<typeof awkward.ends, { refused: RegExp }>;
    expect(`${text['zh-CN']} ${text.en}`).toMatch(refused);
    expect(status).toBe(422);
    expect(await storedOrders()).toEqual([]);
    expect(await storedFiles().catch(() => 0)).toBe(before);
  });
});
