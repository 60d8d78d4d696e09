import fc from 'fast-check';
import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { AppError } from '#kernel/errors.ts';
import {
  type ChunkedImport,
  type ChunkedImports,
  createChunkedImports,
  type OrderCells,
} from '#test/chunked-import.ts';
import { connectedLabels } from '#test/connected.ts';
import { useKernel } from '#test/harness.ts';
import { type Dump, dumpTables, isEmptyDump, truncateTables } from '#test/table-dump.ts';

const kernel = useKernel({ analytic: false });
const dump = (): Promise<Dump> => dumpTables(kernel.postgres.db, ['customers', 'commerce']);

const SOURCES = ['taobao', 'jd'] as const;
const PHONES = ['13800000001', '13800000002', '13800000003', '13800000004', ''];
const EMAILS = ['a@x.cn', 'b@x.cn', 'c@x.cn', '', ''];

const rowOf = fc.record({
  number: fc.constantFrom('N1', 'N2', 'N3', 'N4', 'N5', 'N6'),
  account: fc.constantFrom('', 'u1', 'u2', 'u3'),
  phone: fc.constantFrom(...PHONES),
  email: fc.constantFrom(...EMAILS),
  customerName: fc.constantFrom('', '王', '李'),
  sku: fc.constantFrom('A', 'B'),
  quantity: fc.constantFrom('1', '2', '-1'),
  unitPrice: fc.constantFrom('10', '9.99'),
  status: fc.constantFrom('', '', '', '已取消'),
  placedAt: fc.integer({ min: 1, max: 28 }).map((day) => `2026-01-${String(day).padStart(2, '0')}`),
}) satisfies fc.Arbitrary<OrderCells>;

type Step =
  | { readonly do: 'import'; readonly source: string; readonly rows: readonly OrderCells[]; readonly chunkRows: number }
  | { readonly do: 'undo'; readonly which: number };

const importStep = fc.record({
  do: fc.constant('import' as const),
  source: fc.constantFrom(...SOURCES),
  rows: fc.array(rowOf, { minLength: 1, maxLength: 6 }),
  chunkRows: fc.integer({ min: 1, max: 6 }),
});
const undoLast = fc.constant({ do: 'undo' as const, which: 0 });
const undoAny = fc.record({ do: fc.constant('undo' as const), which: fc.nat({ max: 5 }) });

interface Done extends ChunkedImport {
  /** The state before it, unless something else happened to that state since. */
  before: Dump | null;
}

/** Undoes the import, those that follow on it first. */
async function undoWithFollowers(imports: ChunkedImports, done: Done[], target: Done): Promise<void> {
  try {
    await imports.undo(target);
    done.splice(done.indexOf(target), 1);
  } catch (error) {
    const later = error instanceof AppError && done.find((one) => error.text.en.includes(one.importId));
    if (!later || later === target) {
      throw error;
    }
    await undoWithFollowers(imports, done, later);
    await undoWithFollowers(imports, done, target);
  }
}

async function expectSound(): Promise<void> {
  const faults = await sql<{ what: string }>`
    select 'record without customer' as what from customers.records r
      where not exists (select from customers.customers c where c.id = r.customer_id)
    union all select 'customer without record' from customers.customers c
      where not exists (select from customers.records r where r.customer_id = c.id)
    union all select 'claim of another customer' from customers.record_identifiers s
      join customers.records r on r.id = s.record_id
      left join customers.identifiers i using (kind, value) where i.customer_id is distinct from r.customer_id
    union all select 'claim that nobody states' from customers.identifiers i
      where not exists (select from customers.record_identifiers s where s.kind = i.kind and s.value = i.value)
    union all select 'phone or e-mail that is not on file' from customers.records r
      cross join lateral (values ('phone', r.phone), ('email', r.email)) v (kind, value)
      where v.value is not null and not exists (select from customers.record_identifiers s
        where s.record_id = r.id and s.kind = v.kind and s.value = v.value)
    union all select 'customer id is not the smallest own id' from customers.records r
      group by r.customer_id having min(r.own_customer_id::text) <> r.customer_id::text
    union all select 'order of another customer' from commerce.orders o
      left join customers.records r on r.id = o.record_id where o.customer_id is distinct from r.customer_id
    union all select 'order without its record' from commerce.orders o
      where o.record_id is not null and not exists (select from customers.records r where r.id = o.record_id)
    union all select 'order unlike its lines' from commerce.orders o
      left join (select order_id, count(*) as n, sum(amount_minor) as total from commerce.order_lines group by order_id) l
        on l.order_id = o.id where o.line_count is distinct from l.n or o.total_minor is distinct from l.total
    union all select 'line without order' from commerce.order_lines l
      where not exists (select from commerce.orders o where o.id = l.order_id)
    union all select 'profile unlike the newest word' from customers.customers c
      where c.name is distinct from (select r.name from customers.records r
        where r.customer_id = c.id and r.name is not null order by r.stated_at desc, r.id desc limit 1)
      or c.phone is distinct from (select r.phone from customers.records r
        where r.customer_id = c.id and r.phone is not null order by r.stated_at desc, r.id desc limit 1)`.execute(
    kernel.postgres.db,
  );
  expect(faults.rows.map(({ what }) => what)).toEqual([]);
  expect(await customerSets()).toEqual(components(await statedBy()));
}

async function customerSets(): Promise<string[]> {
  const { rows } = await sql<{ ids: string[] }>`
    select array_agg(id order by id) as ids from customers.records group by customer_id`.execute(kernel.postgres.db);
  return rows.map(({ ids }) => ids.join()).toSorted();
}

async function statedBy(): Promise<ReadonlyMap<string, readonly string[]>> {
  const { rows } = await sql<{ id: string; said: string[] }>`
    select r.id, array(select kind || value from customers.record_identifiers s where s.record_id = r.id) as said
    from customers.records r`.execute(kernel.postgres.db);
  return new Map(rows.map(({ id, said }) => [id, said]));
}

function components(said: ReadonlyMap<string, readonly string[]>): string[] {
  const labels = connectedLabels(said);
  return [...Map.groupBy(said.keys(), (id) => labels.get(id)).values()].map((ids) => ids.toSorted().join()).toSorted();
}

/** Undoes the import so many before the last one; the last one has to give back the state before it. */
async function undoOne(imports: ChunkedImports, done: Done[], which: number): Promise<void> {
  const target = done[done.length - 1 - (which % Math.max(done.length, 1))];
  if (target === undefined) {
    return;
  }
  const isLast = target === done.at(-1);
  await undoWithFollowers(imports, done, target);
  const expected = isLast ? target.before : null;
  expect(expected === null ? null : await dump()).toEqual(expected);
  for (const other of isLast ? [] : done) {
    other.before = null;
  }
}

async function play(steps: readonly Step[]): Promise<void> {
  await truncateTables(kernel.postgres.db, await dump());
  const imports = createChunkedImports(kernel);
  const done: Done[] = [];
  for (const step of steps) {
    kernel.clock.advance(60_000);
    if (step.do === 'import') {
      const before = await dump();
      done.push({ ...(await imports.run(step.rows, { source: step.source, chunkRows: [step.chunkRows] })), before });
    } else {
      await undoOne(imports, done, step.which);
    }
    await expectSound();
  }
  for (let next = done[0]; next !== undefined; next = done[Math.floor(done.length / 2)]) {
    await undoWithFollowers(imports, done, next);
    await expectSound();
  }
  expect(isEmptyDump(await dump())).toBe(true);
}

describe('imports and undos in any sequence', () => {
  it('the undo of the last import gives back exactly the state before it', async () => {
    const steps = fc.array(fc.oneof({ weight: 3, arbitrary: importStep }, { weight: 2, arbitrary: undoLast }), {
      minLength: 2,
      maxLength: 7,
    });
    await fc.assert(fc.asyncProperty(steps, play), { numRuns: 25, endOnFailure: true });
  }, 120_000);

  it('keep records, customers and orders consistent whatever is undone, and leave nothing in the end', async () => {
    const steps = fc.array(fc.oneof({ weight: 3, arbitrary: importStep }, { weight: 2, arbitrary: undoAny }), {
      minLength: 3,
      maxLength: 8,
    });
    await fc.assert(fc.asyncProperty(steps, play), { numRuns: 25, endOnFailure: true });
  }, 120_000);
});
