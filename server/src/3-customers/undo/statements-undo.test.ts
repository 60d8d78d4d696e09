import fc from 'fast-check';
import { sql } from 'kysely';
import { beforeEach, describe, expect, it } from 'vitest';
import { systemContext } from '#kernel/context.ts';
import { AppError } from '#kernel/errors.ts';
import { connectedLabels } from '#test/connected.ts';
import { useKernel } from '#test/harness.ts';
import { createStatementBench, january, type StatementBench, type StatementImport, said } from '#test/statements.ts';
import { type Dump, dumpTables, isEmptyDump, truncateTables } from '#test/table-dump.ts';
import type { HandSet } from '../hand-set/hand-set.ts';
import type { DatedAttributes } from '../identity/attributes.ts';
import type { Statement } from '../identity/statement.ts';

const kernel = useKernel({ analytic: false });
const context = systemContext('test');
const dump = (): Promise<Dump> => dumpTables(kernel.postgres.db, ['customers']);
let bench: StatementBench;

beforeEach(async () => {
  await truncateTables(kernel.postgres.db, await dump());
  bench = createStatementBench(kernel);
});

const SOURCES = ['taobao', 'jd'] as const;
const word = fc.option(fc.constantFrom('甲', '乙'), { nil: null });
const value = fc.constantFrom<string | number | readonly string[] | null>('a', 'b', 1, ['x', 'y'], null);
const attributes = fc.dictionary(fc.constantFrom('gender', 'hobbies', 'heightCm'), value, { maxKeys: 2 });
const identifier = fc.oneof(
  fc.record({ kind: fc.constant('member_card' as const), value: fc.constantFrom('VIP1', 'VIP2', 'VIP3') }),
  fc.record({ kind: fc.constant('wechat_unionid' as const), value: fc.constantFrom('VIP1', 'union2') }),
);
const statement: fc.Arbitrary<Statement> = fc
  .record({
    account: fc.option(fc.constantFrom('u1', 'u2', 'u3'), { nil: null }),
    phone: fc.option(fc.constantFrom('+8613800000001', '+8613800000002', '+8613800000003'), { nil: null }),
    email: fc.option(fc.constantFrom('a@x.cn', 'b@x.cn'), { nil: null, freq: 1 }),
    name: word,
    region: word,
    identifiers: fc.array(identifier, { maxLength: 2 }),
    attributes,
    statedAt: fc.integer({ min: 1, max: 20 }).map(january),
  })
  .map(said);

type Step =
  | { readonly do: 'import'; readonly source: string; readonly chunks: readonly (readonly Statement[])[] }
  | { readonly do: 'say'; readonly source: string; readonly statements: readonly Statement[] }
  | { readonly do: 'set'; readonly which: number; readonly words: Omit<HandSet, 'customerId'> }
  | { readonly do: 'undo'; readonly which: number };

const importing = fc.record({
  do: fc.constant('import' as const),
  source: fc.constantFrom(...SOURCES),
  chunks: fc.array(fc.array(statement, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 2 }),
});
const saying = fc.record({
  do: fc.constant('say' as const),
  source: fc.constantFrom(...SOURCES),
  statements: fc.array(statement, { minLength: 1, maxLength: 3 }),
});
const setting = fc.record({
  do: fc.constant('set' as const),
  which: fc.nat({ max: 9 }),
  words: fc.record(
    {
      basics: fc.oneof(
        fc.record({ name: fc.constantFrom('丙', '丁') }),
        fc.record({ phone: fc.constantFrom('+8613800000003', '+8613800000004') }),
      ),
      attributes,
      withdraw: fc.subarray(['name', 'phone', 'gender', 'hobbies']),
    },
    { requiredKeys: [] },
  ),
});
const undoing = (max: number) => fc.record({ do: fc.constant('undo' as const), which: fc.nat({ max }) });

interface RecordRow {
  readonly id: string;
  readonly customerId: string;
  readonly ownCustomerId: string;
  readonly source: string;
  readonly name: string | null;
  readonly statedAt: Date;
  readonly attributes: DatedAttributes | null;
  readonly identifiers: readonly string[];
}

async function readRecords(): Promise<RecordRow[]> {
  const { rows } = await sql<RecordRow>`
    select id, customer_id as "customerId", own_customer_id as "ownCustomerId", source, name,
      stated_at as "statedAt", attributes,
      array(select s.kind || ':' || s.value from customers.record_identifiers s where s.record_id = r.id) as identifiers
    from customers.records r order by id`.execute(kernel.postgres.db);
  return rows;
}

/** What records share: identifiers, and for what staff set the customer that it is about. */
function linksOf(record: RecordRow, all: readonly RecordRow[]): string[] {
  const born = all.filter(({ ownCustomerId }) => ownCustomerId === record.ownCustomerId);
  const anchor = born.find(({ source }) => source !== 'staff') ?? born[0];
  const isAttached = record.source === 'staff' || record === anchor;
  return [...record.identifiers, ...(isAttached ? [`born:${record.ownCustomerId}`] : [])];
}

const isStaff = ({ source }: RecordRow): number => Number(source === 'staff');

function newestAttributes(records: readonly RecordRow[]): Record<string, unknown> | null {
  const words = records
    .flatMap((record) => Object.entries(record.attributes ?? {}).map(([key, { v, at }]) => ({ key, v, at, record })))
    .toSorted(
      (a, b) => isStaff(a.record) - isStaff(b.record) || (`${a.at}${a.record.id}` < `${b.at}${b.record.id}` ? -1 : 1),
    );
  const newest = Object.fromEntries(words.map(({ key, v }) => [key, v]));
  const left = Object.entries(newest).filter(([, v]) => v !== null);
  return left.length === 0 ? null : Object.fromEntries(left);
}

function newestName(records: readonly RecordRow[]): string | null {
  const named = records.filter(({ name }) => name !== null);
  const order = (a: RecordRow, b: RecordRow): number =>
    isStaff(b) - isStaff(a) || b.statedAt.getTime() - a.statedAt.getTime() || (a.id < b.id ? 1 : -1);
  return named.toSorted(order)[0]?.name ?? null;
}

async function expectSound(): Promise<void> {
  const records = await readRecords();
  const labels = connectedLabels(new Map(records.map((record) => [record.id, linksOf(record, records)])));
  const sets = (keyOf: (record: RecordRow) => string | undefined): string[] =>
    [...Map.groupBy(records, keyOf).values()].map((members) => members.map(({ id }) => id).join()).toSorted();
  expect(sets(({ customerId }) => customerId)).toEqual(sets(({ id }) => labels.get(id)));
  const { rows: customers } = await sql<{ id: string; name: string | null; attributes: unknown }>`
    select id, name, attributes from customers.customers order by id`.execute(kernel.postgres.db);
  const grouped = Map.groupBy(records, ({ customerId }) => customerId);
  const expected = [...grouped].map(([id, members]) => ({
    id,
    name: newestName(members),
    attributes: newestAttributes(members),
  }));
  expect(customers).toEqual(expected.toSorted((a, b) => (a.id < b.id ? -1 : 1)));
  for (const [id, members] of grouped) {
    expect(members.map(({ ownCustomerId }) => ownCustomerId).toSorted()[0]).toBe(id);
  }
  const { rows: strays } = await sql`
    select s.kind, s.value from customers.record_identifiers s join customers.records r on r.id = s.record_id
      left join customers.identifiers i using (kind, value) where i.customer_id is distinct from r.customer_id
    union all select kind, value from customers.identifiers i
      where not exists (select from customers.record_identifiers s where s.kind = i.kind and s.value = i.value)`.execute(
    kernel.postgres.db,
  );
  expect(strays).toEqual([]);
}

interface Done extends StatementImport {
  before: Dump | null;
}

async function setByHand({ which, words }: Extract<Step, { do: 'set' }>): Promise<void> {
  const ids = [...new Set((await readRecords()).map(({ customerId }) => customerId))];
  const customerId = ids[which % Math.max(ids.length, 1)];
  if (customerId === undefined) {
    return;
  }
  try {
    await kernel.transaction(context, (tx) =>
      bench.customers.identity.stateByHand(tx, context, { customerId, ...words }),
    );
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'identifier_taken') {
      throw error;
    }
  }
}

async function undoOne(done: Done[], which: number): Promise<void> {
  const target = done[done.length - 1 - (which % Math.max(done.length, 1))];
  if (target === undefined) {
    return;
  }
  const isLast = target === done.at(-1);
  await bench.undoImport(target);
  done.splice(done.indexOf(target), 1);
  const expected = isLast ? target.before : null;
  expect(expected === null ? null : await dump()).toEqual(expected);
  if (!isLast) {
    forgetBefore(done);
  }
}

function forgetBefore(done: readonly Done[]): void {
  for (const other of done) {
    other.before = null;
  }
}

async function play(steps: readonly Step[]): Promise<void> {
  await truncateTables(kernel.postgres.db, await dump());
  const done: Done[] = [];
  for (const step of steps) {
    kernel.clock.advance(60_000);
    if (step.do === 'import') {
      const before = await dump();
      done.push({ ...(await bench.runImport(step.chunks, step.source)), before });
    } else if (step.do === 'undo') {
      await undoOne(done, step.which);
    } else {
      await (step.do === 'say' ? bench.takeIn(step.statements, step.source) : setByHand(step));
      forgetBefore(done);
    }
    await expectSound();
  }
  for (let next = done[0]; next !== undefined; next = done[Math.floor(done.length / 2)]) {
    await bench.undoImport(next);
    done.splice(done.indexOf(next), 1);
    await expectSound();
  }
  const isOnlyImports = steps.every((step) => step.do === 'import' || step.do === 'undo');
  expect(isEmptyDump(await dump()) || !isOnlyImports).toBe(true);
}

describe('customers with attributes, cards and words of staff, imported and undone in any sequence', () => {
  it('are after the undo of the last import exactly as before it', async () => {
    const steps = fc.array(
      fc.oneof(
        { weight: 4, arbitrary: importing },
        { weight: 1, arbitrary: setting },
        { weight: 3, arbitrary: undoing(0) },
      ),
      { minLength: 2, maxLength: 7 },
    );
    await fc.assert(fc.asyncProperty(steps, play), { numRuns: 30, endOnFailure: true });
  }, 120_000);

  it('stay one customer per chain of identifiers whatever is undone, and leave nothing of imports in the end', async () => {
    const steps = fc.array(
      fc.oneof(
        { weight: 4, arbitrary: importing },
        { weight: 1, arbitrary: saying },
        { weight: 1, arbitrary: setting },
        { weight: 3, arbitrary: undoing(4) },
      ),
      { minLength: 3, maxLength: 8 },
    );
    await fc.assert(fc.asyncProperty(steps, play), { numRuns: 30, endOnFailure: true });
  }, 120_000);
});

describe('the undo of an import that others spoke after', () => {
  const first = said({ account: 'u1', phone: '+8613800000001', attributes: { gender: 'female' } });
  const again = said({ account: 'u1', attributes: { heightCm: 165 }, statedAt: january(2) });

  async function profiles() {
    const { rows } = await sql`select phone, attributes from customers.customers order by id`.execute(
      kernel.postgres.db,
    );
    return rows;
  }

  it('leaves the customers whom a later import states too, until that one is undone as well', async () => {
    const one = await bench.runImport([[first]], 'crm');
    const two = await bench.runImport([[again]], 'crm');
    await bench.undoImport(one);
    expect(await profiles()).toHaveLength(1);
    await bench.undoImport(two);
    expect(isEmptyDump(await dump())).toBe(true);
  });

  it('leaves what came by itself since', async () => {
    await bench.takeIn([first], 'crm');
    const one = await bench.runImport([[said({ account: 'u1', name: '甲', statedAt: january(2) })]], 'crm');
    await bench.takeIn([said({ account: 'u1', attributes: { heightCm: 165 }, statedAt: january(3) })], 'crm');
    await bench.undoImport(one);
    expect(await profiles()).toEqual([{ phone: '+8613800000001', attributes: { gender: 'female', heightCm: 165 } }]);
  });

  it('leaves the member card that another import states as well', async () => {
    const card = said({ account: 'u1', identifiers: [{ kind: 'member_card', value: 'VIP1' }] });
    await bench.takeIn([said({ account: 'u1' })], 'crm');
    const one = await bench.runImport([[card]], 'crm');
    await bench.runImport([[{ ...card, statedAt: january(2) }]], 'crm');
    await bench.undoImport(one);
    const found = await bench.customers.identity.findByIdentifier(kernel.postgres.db, 'member_card', 'VIP1');
    expect(found).not.toBeNull();
    expect(await bench.customers.identity.findByIdentifier(kernel.postgres.db, 'wecom_id', 'VIP1')).toBeNull();
  });

  it('leaves what staff set with the records that their customer still has', async () => {
    const one = await bench.runImport([[said({ account: 'u1', email: 'a@x.cn' })]], 'crm');
    await bench.takeIn([said({ account: 'j1', phone: '+8613800000001' })], 'jd');
    const [joined] = await bench.takeIn([said({ account: 'j1', email: 'a@x.cn' })], 'jd');
    const customerId = joined?.customerId ?? '';
    await setByHand({ do: 'set', which: 0, words: { attributes: { gender: 'female' } } });
    await bench.undoImport(one);
    await expectSound();
    expect(await profiles()).toEqual([{ phone: '+8613800000001', attributes: { gender: 'female' } }]);
    const records = await readRecords();
    expect(records.map((record) => record.customerId === customerId)).toEqual([false, false]);
  });
});
