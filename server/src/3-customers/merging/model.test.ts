import fc from 'fast-check';
import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { newId } from '#kernel/clock.ts';
import { type Context, systemContext } from '#kernel/context.ts';
import type { Tx } from '#kernel/db/postgres.ts';
import { AppError } from '#kernel/errors.ts';
import { retryOnConflict } from '#kernel/retry-on-conflict.ts';
import {
  type ChunkedImport,
  type ChunkedImports,
  createChunkedImports,
  type OrderCells,
} from '#test/chunked-import.ts';
import { connectedLabels } from '#test/connected.ts';
import { useKernel } from '#test/harness.ts';
import { january, said } from '#test/statements.ts';
import { type Dump, dumpTables, truncateTables } from '#test/table-dump.ts';
import { createErasing, customersErasure } from '../erasing/service.ts';
import type { HandSet } from '../hand-set/hand-set.ts';
import { maskIdentifier } from '../identity/mask-identifier.ts';
import type { Statement } from '../identity/statement.ts';
import { identifierOf } from '../parting/outcome.ts';
import { createSources } from '../sources/service.ts';

/** `ZHIKE_MODEL_RUNS=5000` plays more sequences than every run of the tests does. */
const RUNS = Number(process.env['ZHIKE_MODEL_RUNS'] ?? 220);
const MS_PER_RUN = 400;

const kernel = useKernel({ analytic: false });
const context = systemContext('test');
const REASON = '模型测试';

/** The world that is played with. */
interface World {
  readonly imports: ChunkedImports;
  /** Imports that can still be undone. */
  readonly done: ChunkedImport[];
  /** Merges that were made. */
  readonly merges: string[];
}

type Command = fc.AsyncCommand<Record<string, never>, World>;

const attempt = async <T>(work: (tx: Tx, context: Context) => Promise<T>): Promise<T | null> => {
  try {
    return await retryOnConflict(() => kernel.transaction(context, (tx) => work(tx, context)));
  } catch (error) {
    // A refusal is an answer; nothing of it may have been kept, which the soundness after every command sees.
    if (error instanceof AppError && error.status < 500) {
      return null;
    }
    throw error;
  }
};

interface Row {
  readonly id: string;
  readonly customerId: string;
  readonly ownCustomerId: string;
  readonly source: string;
  readonly joins: readonly string[];
}

async function rowsNow(): Promise<Row[]> {
  const { rows } = await sql<Row>`
    select r.id, r.customer_id as "customerId", r.own_customer_id as "ownCustomerId", r.source,
      array(
        select s.kind || ':' || s.value from customers.record_identifiers s where s.record_id = r.id and not exists (
          select from customers.withheld_identifiers w
          where w.record_id = s.record_id and w.kind = s.kind and w.value = s.value)
        union all
        select 'bond:' || b.id from customers.bonds b where r.id in (b.left_record_id, b.right_record_id)
        union all
        -- What joined them is gone; they stay the one they were.
        select 'erased:' || c.id from customers.customers c where c.id = r.customer_id and c.erased_at is not null) as joins
    from customers.records r order by r.id`.execute(kernel.postgres.db);
  return rows;
}

async function customerIds(): Promise<string[]> {
  return [...new Set((await rowsNow()).map(({ customerId }) => customerId))].toSorted();
}

const pick = <T>(list: readonly T[], n: number): T | undefined => list[n % Math.max(list.length, 1)];

/** What staff wrote goes with the oldest record of the customer that it is about. */
function withAttachment(row: Row, all: readonly Row[]): string[] {
  const born = all.filter((one) => one.customerId === row.customerId && one.ownCustomerId === row.ownCustomerId);
  const anchor = born.find(({ source }) => source !== 'staff') ?? born[0];
  return row.source === 'staff' || row === anchor ? [`born:${row.customerId}:${row.ownCustomerId}`] : [];
}

async function expectSound(): Promise<void> {
  const { rows } = await sql<{ what: string }>`
    select 'record without customer' as what from customers.records r
      where not exists (select from customers.customers c where c.id = r.customer_id)
    union all select 'customer without record' from customers.customers c
      where not exists (select from customers.records r where r.customer_id = c.id)
    union all select 'claim of another customer' from customers.trusted_identifiers s
      join customers.records r on r.id = s.record_id
      left join customers.identifiers i using (kind, value) where i.customer_id is distinct from r.customer_id
    union all select 'claim that nobody stands for' from customers.identifiers i
      where not exists (select from customers.trusted_identifiers s where s.kind = i.kind and s.value = i.value)
    union all select 'customer id is not the smallest own id' from customers.records r
      group by r.customer_id having min(r.own_customer_id::text) <> r.customer_id::text
    union all select 'order of another customer' from commerce.orders o
      left join customers.records r on r.id = o.record_id where o.customer_id is distinct from r.customer_id
    union all select 'interaction of another customer' from customers.interactions n
      left join customers.records r on r.id = n.record_id where n.customer_id is distinct from r.customer_id
    union all select 'change of another customer' from customers.field_changes h
      join customers.records r on r.id = h.record_id where h.customer_id is distinct from r.customer_id
    union all select 'bond of a record that is gone' from customers.bonds b
      where not exists (select from customers.records r where r.id = b.left_record_id)
        or not exists (select from customers.records r where r.id = b.right_record_id)
    union all select 'bond across customers' from customers.bonds b
      join customers.records l on l.id = b.left_record_id join customers.records r on r.id = b.right_record_id
      where l.customer_id <> r.customer_id
    union all select 'apart within a customer' from customers.aparts a
      join customers.records l on l.id = a.left_record_id join customers.records r on r.id = a.right_record_id
      where l.customer_id = r.customer_id
    union all select 'withheld of a record that is gone' from customers.withheld_identifiers w
      where not exists (select from customers.records r where r.id = w.record_id)
    union all select 'wrong phone on the profile' from customers.customers c
      where c.phone is not null and not exists (
        select from customers.records r where r.customer_id = c.id and r.phone = c.phone and not exists (
          select from customers.withheld_identifiers w where w.record_id = r.id and w.kind = 'phone'
            and w.value = r.phone and w.cause = 'detached'))`.execute(kernel.postgres.db);
  expect(rows.map(({ what }) => what)).toEqual([]);
  const all = await rowsNow();
  const labels = connectedLabels(new Map(all.map((row) => [row.id, [...row.joins, ...withAttachment(row, all)]])));
  const sets = (of: (row: Row) => string | undefined): string[] =>
    [...Map.groupBy(all, of).values()].map((members) => members.map(({ id }) => id).join()).toSorted();
  expect(sets((row) => row.customerId)).toEqual(sets((row) => labels.get(row.id)));
}

/** Everything that is known, without the traces of how it came to be. */
async function known(): Promise<Dump> {
  const dump = await dumpTables(kernel.postgres.db, ['customers', 'commerce'], ['stated_at']);
  const traces = ['customers.merges', 'customers.record_moves'];
  return Object.fromEntries(Object.entries(dump).filter(([table]) => !traces.includes(table)));
}

/** A command that is always ready; what it did has to be sound. */
function command(text: string, play: (world: World) => Promise<void>): Command {
  return {
    check: () => true,
    toString: () => text,
    run: async (_model, world) => {
      kernel.clock.advance(60_000);
      await play(world);
      await expectSound();
    },
  };
}

const PHONES = ['13800000001', '13800000002', '13800000003', '13800000004', ''];
const PHONES_E164 = PHONES.filter((phone) => phone !== '').map((phone) => `+86${phone}`);
const SOURCES = ['taobao', 'jd'] as const;

const orderRow: fc.Arbitrary<OrderCells> = fc.record({
  number: fc.constantFrom('N1', 'N2', 'N3', 'N4', 'N5', 'N6'),
  account: fc.constantFrom('', 'u1', 'u2', 'u3'),
  phone: fc.constantFrom(...PHONES),
  email: fc.constantFrom('a@x.cn', 'b@x.cn', '', ''),
  customerName: fc.constantFrom('', '王', '李'),
  sku: fc.constantFrom('A', 'B'),
  quantity: fc.constantFrom('1', '2'),
  unitPrice: fc.constantFrom('10', '9.99'),
  placedAt: fc.integer({ min: 1, max: 28 }).map((day) => `2026-01-${String(day).padStart(2, '0')}`),
});

const statement: fc.Arbitrary<Statement> = fc
  .record({
    account: fc.option(fc.constantFrom('u1', 'u2', 'u3'), { nil: null }),
    phone: fc.option(fc.constantFrom(...PHONES_E164), { nil: null }),
    email: fc.option(fc.constantFrom('a@x.cn', 'b@x.cn'), { nil: null, freq: 1 }),
    name: fc.option(fc.constantFrom('甲', '乙'), { nil: null }),
    identifiers: fc.array(
      fc.record({ kind: fc.constant('member_card' as const), value: fc.constantFrom('VIP1', 'VIP2') }),
      { maxLength: 1 },
    ),
    attributes: fc.oneof(fc.constant({}), fc.record({ nationalId: fc.constantFrom('ID1', 'ID2') })),
    statedAt: fc.integer({ min: 1, max: 20 }).map(january),
  })
  .map(said);

const text = (name: string, ...args: readonly unknown[]): string =>
  `${name}(${args.map((arg) => JSON.stringify(arg)).join(', ')})`;
const n = fc.nat({ max: 11 });

async function importRows(world: World, rows: readonly OrderCells[], source: string): Promise<void> {
  world.done.push(await world.imports.run(rows, { source, chunkRows: [3] }));
}

async function undoImport(world: World, target: ChunkedImport): Promise<void> {
  try {
    await world.imports.undo(target);
    world.done.splice(world.done.indexOf(target), 1);
  } catch (error) {
    const later = error instanceof AppError && world.done.find((one) => error.text.en.includes(one.importId));
    if (!later || later === target) {
      throw error;
    }
    await undoImport(world, later);
    await undoImport(world, target);
  }
}

async function mergeTwo(world: World, a: number, b: number, overrule = false): Promise<string | null> {
  const ids = await customerIds();
  const [one, two] = [pick(ids, a), pick(ids, b)];
  if (one === undefined || two === undefined) {
    return null;
  }
  const { merging } = world.imports.customers;
  const result = await attempt((tx, ctx) =>
    merging.merge(tx, ctx, { customerIds: [one, two], reason: REASON, overrule }),
  );
  if (result !== null && result.mergeId !== null) {
    world.merges.push(result.mergeId);
    return result.mergeId;
  }
  return null;
}

async function customerOfMerge(mergeId: string): Promise<string | undefined> {
  const { rows } = await sql<{ id: string }>`
    select r.customer_id as id from customers.bonds b join customers.records r on r.id = b.left_record_id
    where b.merge_id = ${mergeId} limit 1`.execute(kernel.postgres.db);
  return rows[0]?.id;
}

async function unmerge(world: World, mergeId: string): Promise<boolean> {
  const id = await customerOfMerge(mergeId);
  const { parting } = world.imports.customers;
  return (
    id !== undefined &&
    (await attempt((tx, ctx) => parting.unmerge(tx, ctx, id, { mergeId, sharedGoTo: 'staying', reason: REASON }))) !==
      null
  );
}

async function logWith(world: World, at: number): Promise<void> {
  const id = pick(await customerIds(), at);
  if (id !== undefined) {
    await attempt((tx, ctx) =>
      world.imports.customers.interactions.log(tx, ctx, id, {
        kind: 'call',
        direction: 'out',
        channel: null,
        subject: '回访',
        content: null,
        outcome: null,
      }),
    );
  }
}

async function identifierAction(world: World, action: 'detach' | 'attach', at: number): Promise<void> {
  const { rows } = await sql<{ recordId: string; customerId: string; said: string }>`
    select distinct s.record_id as "recordId", r.customer_id as "customerId", s.kind || ':' || s.value as said
    from customers.record_identifiers s join customers.records r on r.id = s.record_id order by 1, 3`.execute(
    kernel.postgres.db,
  );
  const chosen = pick(rows, at);
  if (chosen !== undefined) {
    const one = identifierOf(chosen.said);
    const given = { recordId: chosen.recordId, kind: one.kind, shown: maskIdentifier(one), reason: REASON };
    await attempt(async (tx, ctx) => world.imports.customers.parting[action](tx, ctx, chosen.customerId, given));
  }
}

async function parting(
  world: World,
  which: number,
  mask: number,
  sharedGoTo: 'staying' | 'leaving',
  keepApart: boolean,
) {
  const id = pick(await customerIds(), which);
  const records = (await rowsNow()).filter(({ customerId }) => customerId === id);
  const recordIds = records.filter((_, index) => (mask >> index) % 2 === 1).map((record) => record.id);
  if (id !== undefined && recordIds.length > 0) {
    const wish = { recordIds, sharedGoTo, keepApart, reason: REASON };
    const before = new Set(records.map((record) => record.id));
    const parted = await attempt((tx, ctx) => world.imports.customers.parting.unmerge(tx, ctx, id, wish));
    // Both sides are whole: what was one and stays, and what leaves.
    if (parted !== null) {
      expect(parted.customers).toHaveLength(2);
      expect(
        (await rowsNow()).filter((row) => before.has(row.id) && !parted.customers.includes(row.customerId)),
      ).toEqual([]);
    }
  }
}

/** Forgets one of them: nothing of the values stays, the orders do, and nobody else loses a record. */
async function erase({ imports }: World, which: number): Promise<void> {
  const customerId = pick(await customerIds(), which);
  const erasing = createErasing({
    kernel,
    access: { audit: () => Promise.resolve() },
    fields: imports.customers.fields,
    purge: () => Promise.resolve(true),
  });
  erasing.registerParticipants(
    [customersErasure({ kernel, fields: imports.customers.fields }), imports.orderErasure].filter(
      (each) => each !== undefined,
    ),
  );
  const others = async (): Promise<Row[]> => (await rowsNow()).filter((row) => row.customerId !== customerId);
  const [before, orders] = [await others(), await countOrders()];
  if (customerId === undefined) {
    return;
  }
  const done = await attempt((tx, ctx) => erasing.erase(tx, ctx, { customerId, cause: 'request', requestId: null }));
  expect(await countOrders()).toEqual(orders);
  expect(await others()).toEqual(before);
  if (done !== null) {
    const { rows } = await sql<{ said: string }>`
      select i.value as said from customers.record_identifiers i join customers.records r on r.id = i.record_id
      where r.customer_id = ${customerId}
      union all select phone from customers.records where customer_id = ${customerId} and phone is not null
      union all select name from customers.customers where id = ${customerId} and name is not null`.execute(
      kernel.postgres.db,
    );
    expect(rows).toEqual([]);
  }
}

async function countOrders(): Promise<unknown> {
  const { rows } = await sql`
    select count(*) as n, sum(total_minor) as total from commerce.orders`.execute(kernel.postgres.db);
  return rows[0];
}

async function mergeAndBack(world: World, a: number, b: number): Promise<void> {
  const before = await known();
  const mergeId = await mergeTwo(world, a, b);
  if (mergeId !== null) {
    expect(await unmerge(world, mergeId)).toBe(true);
    expect(await known()).toEqual(before);
  }
}

async function mergeMeanwhileAndBack(
  world: World,
  a: number,
  b: number,
  c: number,
  what: 'order' | 'talk',
): Promise<void> {
  const before = new Map((await rowsNow()).map((row) => [row.id, row.customerId]));
  const mergeId = await mergeTwo(world, a, b);
  if (what === 'talk') {
    await logWith(world, c);
  } else if (before.size > 0) {
    const given = said({ account: 'u1', statedAt: january(25) });
    const origin = { source: 'taobao', importId: null, scopeId: null };
    await attempt((tx, ctx) => world.imports.customers.identity.takeIn(tx, ctx, [given], origin));
  }
  if (mergeId !== null) {
    expect(await unmerge(world, mergeId)).toBe(true);
    const after = (await rowsNow()).filter(({ id }) => before.has(id));
    expect(after.map((each) => [each.id, each.customerId])).toEqual([...before]);
  }
}

const commands: fc.Arbitrary<Command>[] = [
  fc
    .tuple(fc.array(orderRow, { minLength: 1, maxLength: 5 }), fc.constantFrom(...SOURCES))
    .map(([rows, source]) => command(text('import', source, rows), (world) => importRows(world, rows, source))),
  fc.tuple(fc.array(statement, { minLength: 1, maxLength: 3 }), fc.constantFrom(...SOURCES)).map(([given, source]) =>
    command(text('say', source, given), async ({ imports }) => {
      await attempt((tx, ctx) =>
        imports.customers.identity.takeIn(tx, ctx, given, { source, importId: null, scopeId: null }),
      );
    }),
  ),
  fc.tuple(n, n, fc.boolean()).map(([a, b, overrule]) =>
    command(text('merge', a, b, overrule), async (world) => {
      await mergeTwo(world, a, b, overrule);
    }),
  ),
  n.map((which) =>
    command(text('unmerge', which), async (world) => {
      const mergeId = pick(world.merges, which);
      if (mergeId !== undefined) {
        await unmerge(world, mergeId);
      }
    }),
  ),
  fc.tuple(n, n).map(([a, b]) => command(text('mergeAndBack', a, b), (world) => mergeAndBack(world, a, b))),
  fc
    .tuple(n, n, n, fc.constantFrom('order' as const, 'talk' as const))
    .map((args) => command(text('mergeMeanwhileAndBack', ...args), (world) => mergeMeanwhileAndBack(world, ...args))),
  fc
    .tuple(n, n, fc.constantFrom('staying' as const, 'leaving' as const), fc.boolean())
    .map((args) => command(text('part', ...args), (world) => parting(world, ...args))),
  fc
    .tuple(fc.constantFrom('detach' as const, 'attach' as const), n)
    .map(([action, at]) => command(text(action, at), (world) => identifierAction(world, action, at))),
  fc.tuple(n, n).map(([a, b]) =>
    command(text('setApart', a, b), async ({ imports }) => {
      const ids = await customerIds();
      const [one, two] = [pick(ids, a), pick(ids, b)];
      if (one !== undefined && two !== undefined) {
        await attempt((tx, ctx) => imports.customers.parting.setApart(tx, ctx, { ids: [one, two], reason: REASON }));
      }
    }),
  ),
  fc
    .tuple(
      n,
      fc.record(
        {
          basics: fc.oneof(
            fc.record({ name: fc.constantFrom('丙', '丁') }),
            fc.record({ phone: fc.constantFrom(...PHONES_E164, '+8613800000005') }),
          ),
          withdraw: fc.subarray(['name', 'phone']),
        },
        { requiredKeys: [] },
      ),
    )
    .map(([which, words]) =>
      command(text('edit', which, words), async ({ imports }) => {
        const customerId = pick(await customerIds(), which);
        if (customerId !== undefined) {
          const set: HandSet = { ...words, customerId };
          await attempt((tx, ctx) => imports.customers.identity.stateByHand(tx, ctx, set));
        }
      }),
    ),
  n.map((which) =>
    command(text('undoImport', which), async (world) => {
      const target = pick(world.done, which);
      if (target !== undefined) {
        await undoImport(world, target);
      }
    }),
  ),
  fc.constantFrom(...SOURCES).map((source) =>
    command(text('removeSource', source), async ({ imports }) => {
      const sources = createSources(kernel, { audit: () => Promise.resolve() }, imports.customers.factOwners);
      const removalId = newId();
      await sql`
        insert into customers.source_removals (id, source, reason, records, requested_at)
        values (${removalId}, ${source}, ${REASON}, 0, ${kernel.clock.now()})`.execute(kernel.postgres.db);
      await sources.run(context, removalId);
    }),
  ),
  n.map((which) => command(text('erase', which), (world) => erase(world, which))),
  n.map((at) => command(text('talk', at), (world) => logWith(world, at))),
];

async function freshWorld(): Promise<World> {
  await truncateTables(kernel.postgres.db, await dumpTables(kernel.postgres.db, ['customers', 'commerce']));
  return { imports: createChunkedImports(kernel), done: [], merges: [] };
}

it(
  'any sequence of intake, merge, un-merge, edit, detach, undo, removal and erasure leaves every record in one customer and every fact with its record',
  async () => {
    await fc.assert(
      fc.asyncProperty(fc.commands(commands, { maxCommands: 12 }), async (sequence) => {
        const real = await freshWorld();
        await fc.asyncModelRun(() => ({ model: {}, real }), sequence);
      }),
      { numRuns: RUNS, verbose: 1 },
    );
  },
  Math.max(120_000, RUNS * MS_PER_RUN * 2),
);
