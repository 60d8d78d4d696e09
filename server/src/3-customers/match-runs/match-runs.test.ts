import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parse } from 'csv-parse/sync';
import { sql } from 'kysely';
import { beforeEach, describe, expect, it } from 'vitest';
import { systemContext } from '#kernel/context.ts';
import { useCustomerPages } from '#test/customer-pages.ts';
import { describeWithData, useKernel } from '#test/harness.ts';
import { createImportBench } from '#test/import-bench.ts';
import { createStatementBench, type StatementBench, said } from '#test/statements.ts';
import { dumpTables, truncateTables } from '#test/table-dump.ts';

const kernel = useKernel();
const pages = useCustomerPages(kernel);
const context = systemContext('test');
let bench: StatementBench;
let settings: Record<string, unknown> = {};

beforeEach(async () => {
  await truncateTables(kernel.postgres.db, await dumpTables(kernel.postgres.db, ['customers']));
  settings = {};
  bench = createStatementBench(kernel, { settings: () => settings });
});

const SURNAMES = ['陈', '林', '黄', '周', '徐', '孙', '马', '朱', '胡', '郭', '何', '高'];
const GIVEN = ['国翠', '有芬', '世伟', '秀兰', '建军', '琴巧', '梓怡', '桂英', '明华', '志强', '晓燕', '文杰', '丽娟'];

/** A person for each number, all different. */
function person(number: number) {
  const two = (value: number): string => String(value).padStart(2, '0');
  return {
    name: `${SURNAMES[number % 12]}${GIVEN[number % 13]}`,
    address: `上海市徐汇区漕溪北路${1 + number}号${1 + (number % 9)}室`,
    attributes: { birthday: `${1950 + (number % 50)}-${two(1 + (number % 12))}-${two(1 + (number % 28))}` },
  };
}

const PEOPLE = 150;
const TWICE = 40;

/** Everybody at one shop, some of them again at another under another phone; nothing joins these at intake. */
async function fill(): Promise<{ readonly first: string[]; readonly again: string[] }> {
  const phone = (number: number): string => `+8613${String(800_000_000 + number * 7_654_321).slice(-9)}`;
  const first = Array.from({ length: PEOPLE }, (_, number) =>
    said({ ...person(number), account: `a${number}`, phone: phone(number) }),
  );
  const again = Array.from({ length: TWICE }, (_, number) =>
    said({ ...person(number), account: `b${number}`, phone: phone(number + 5000) }),
  );
  const ids = (taken: Awaited<ReturnType<StatementBench['takeIn']>>): string[] =>
    taken.map((one) => one?.customerId ?? '');
  return { first: ids(await bench.takeIn(first, 'taobao')), again: ids(await bench.takeIn(again, 'store')) };
}

interface PairRow {
  readonly left: string;
  readonly right: string;
  readonly state: string;
  readonly score: number;
  readonly weights: readonly { readonly field: string; readonly level: string; readonly weight: number }[];
}

async function pairs(): Promise<PairRow[]> {
  const { rows } = await sql<PairRow>`
    select l.customer_id as "left", r.customer_id as "right", p.state, p.score, p.weights from customers.review_pairs p
    join customers.records l on l.id = p.left_record_id join customers.records r on r.id = p.right_record_id
    order by p.id`.execute(kernel.postgres.db);
  return rows;
}

const run = () => bench.customers.matching.runs.run(context);
const customersLeft = async (): Promise<number> => {
  const { rows } = await sql<{ n: number }>`select count(*)::integer as n from customers.customers`.execute(
    kernel.postgres.db,
  );
  return rows[0]?.n ?? 0;
};
const truthOf = (first: readonly string[], again: readonly string[]): Set<string> =>
  new Set(again.map((id, number) => [first[number] ?? '', id].toSorted().join('+')));
const keyOf = ({ left, right }: { readonly left: string; readonly right: string }): string =>
  [left, right].toSorted().join('+');

describe('[C009] the matching of all customers', () => {
  it('puts those who are one person before staff, with weights that add up to their probability, and nobody twice', async () => {
    const { first, again } = await fill();
    const done = await run();
    const found = await pairs();
    const truth = truthOf(first, again);
    expect(done).toMatchObject({ state: 'done', merged: 0, proposed: found.length, modelVersion: 1 });
    expect(found.filter((pair) => truth.has(keyOf(pair)))).toHaveLength(TWICE);
    expect(found.length - TWICE).toBeLessThanOrEqual(2);
    const [pair] = found;
    const bits = pair?.weights.reduce((sum, { weight }) => sum + weight, 0) ?? 0;
    expect(1 / (1 + 2 ** -bits)).toBeCloseTo(pair?.score ?? 0, 2);
    expect(pair?.weights.map(({ field }) => field)).toEqual(
      expect.arrayContaining(['prior', 'surname', 'given', 'birth', 'address']),
    );
    // What no model finds any more waits no longer.
    const strangers = { left: first[90] ?? '', right: first[110] ?? '', score: 0.6, weights: [] } as const;
    await kernel.transaction(context, (tx) =>
      bench.customers.reviews.propose(tx, [{ ...strangers, origin: 'matching' }]),
    );
    expect(await pairs()).toHaveLength(found.length + 1);
    // Nothing is new the second time; the model is.
    expect(await run()).toMatchObject({ state: 'done', proposed: 0, modelVersion: 2 });
    expect(await pairs()).toHaveLength(found.length);
    // The names were in the analytic store only meanwhile.
    const left = await kernel.olap.rows({
      sql: `SELECT name FROM system.databases WHERE name = '${kernel.olap.database}_match'`,
    });
    expect(left).toEqual([]);
  });

  it('never proposes again, nor merges, whom staff said to be two', async () => {
    await fill();
    await run();
    const manager = await pages.access.as('manager');
    const { items } = (await pages.get('/api/v1/reviews?limit=10', manager)).body;
    for (const { id } of items.slice(0, 3)) {
      await pages.post(`/api/v1/reviews/${id}/reject`, {}, manager);
    }
    settings = { 'customers.match_auto_merge': true };
    const before = await customersLeft();
    const again = await run();
    const after = await pairs();
    expect(after.filter(({ state }) => state === 'rejected')).toHaveLength(3);
    expect(after.filter(({ left, right, state }) => state === 'rejected' && left === right)).toEqual([]);
    expect(again.merged).toBeGreaterThan(30);
    expect(await customersLeft()).toBe(before - again.merged);
  });

  it('merges above the threshold when told to, goes on where it was interrupted, and leaves alone what is taken back', async () => {
    const { first, again } = await fill();
    settings = { 'customers.match_auto_merge': true };
    const stop = new AbortController();
    const interrupted = bench.customers.matching.runs.run(context, {
      signal: stop.signal,
      onProgress: (share) => {
        if (share > 0.2) {
          stop.abort();
        }
      },
    });
    await expect(interrupted).rejects.toThrow();
    const halfway = PEOPLE + TWICE - (await customersLeft());
    expect(halfway).toBeGreaterThan(0);
    expect(halfway).toBeLessThan(TWICE);
    const done = await run();
    expect(done).toMatchObject({ state: 'done', modelVersion: 1, heldBack: 0 });
    expect(done.applied).toBe(done.pairs);
    const { rows } = await sql<{ a: string; b: string }>`
      select min(own_customer_id::text) as a, max(own_customer_id::text) as b from customers.records
      group by customer_id having count(*) > 1`.execute(kernel.postgres.db);
    const truth = truthOf(first, again);
    expect(rows.filter(({ a, b }) => !truth.has(`${a}+${b}`))).toEqual([]);
    expect(rows).toHaveLength(done.merged);
    expect(rows.length).toBeGreaterThan(TWICE * 0.8);
    // Taken back by a person: neither merged nor proposed again.
    const manager = await pages.access.as('manager');
    const [one] = rows;
    const { body } = await pages.get(`/api/v1/customers/${one?.a}/explain`, manager);
    expect(body.merges[0]).toMatchObject({ origin: 'matching' });
    await pages.post(
      `/api/v1/customers/${one?.a}/unmerge`,
      { mergeId: body.merges[0].id, reason: '不是同一人' },
      manager,
    );
    const left = await customersLeft();
    await run();
    expect(await customersLeft()).toBe(left);
    expect((await pairs()).filter(({ state }) => state === 'split')).toHaveLength(1);
  });

  it('holds back a merge that an ID number speaks against, and learns anew after a crash in the middle of learning', async () => {
    const twins = [said({ ...person(1), account: 'x1' }), said({ ...person(1), account: 'x2' })];
    await fill();
    await bench.takeIn(
      twins.map((one, place) => ({
        ...one,
        attributes: { ...one.attributes, nationalId: `31010119900101000${place}` },
      })),
      'third',
    );
    // A process that was killed while it learned.
    await sql`
      insert into customers.match_runs (id, state, asked_by, started_at)
      values (gen_random_uuid(), 'learning', 'system', now())`.execute(kernel.postgres.db);
    settings = { 'customers.match_auto_merge': true };
    const done = await run();
    expect(done.state).toBe('done');
    const { rows } = await sql`
      select from customers.records where source = 'third' group by customer_id having count(*) > 1`.execute(
      kernel.postgres.db,
    );
    expect(rows).toHaveLength(0);
    expect((await bench.customers.matching.models.latest())?.compared.comparisons).toContain('national_id');
  });

  it('says that there is nothing to learn from, and the pages answer before the first run', async () => {
    await bench.takeIn([said({ ...person(1), account: 'x1' })]);
    await expect(run()).rejects.toMatchObject({ code: 'customers_too_few' });
    const manager = await pages.access.as('manager');
    expect((await pages.get('/api/v1/identity/model', manager)).body).toEqual({ model: null });
    expect((await pages.get('/api/v1/identity/runs', manager)).body.items[0]).toMatchObject({
      state: 'failed',
      problem: 'customers_too_few',
    });
    const nobody = '00000000-0000-7000-8000-000000000000';
    const refused = await pages.post('/api/v1/identity/explain', { a: nobody, b: nobody }, manager);
    expect(refused.body.code).toBe('model_missing');
  });
});

describe('what is said about two', () => {
  it('[C009] names each comparison with its weight, for customers and for records, without a value of theirs', async () => {
    const { first, again } = await fill();
    await run();
    const manager = await pages.access.as('manager');
    const [a, b] = [first[0] ?? '', again[0] ?? ''];
    const { body, text } = await pages.post('/api/v1/identity/explain', { a, b }, manager);
    expect(body.probability).toBeGreaterThan(0.9);
    expect(body.verdict.en).toMatch(/merging|review/);
    const [pair] = (await pairs()).filter((each) => keyOf(each) === [a, b].toSorted().join('+'));
    expect(body.probability).toBeCloseTo(pair?.score ?? 0, 6);
    const strangers = await pages.post('/api/v1/identity/explain', { a, b: first[77] }, manager);
    expect(strangers.body.probability).toBeLessThan(0.01);
    const own = person(0);
    for (const value of [own.name, own.address, own.attributes.birthday]) {
      expect(text).not.toContain(value);
    }
    const { body: model } = await pages.get('/api/v1/identity/model', manager);
    expect(model.model).toMatchObject({ version: 1, records: PEOPLE + TWICE });
    expect((await pages.post('/api/v1/identity/explain', { a, b }, await pages.access.as('agent'))).status).toBe(403);
  });
});

describe('somebody new', () => {
  it('[C010] is compared with all others by the stored model as soon as the log tells of them', async () => {
    const { first } = await fill();
    await run();
    const before = (await pairs()).length;
    const known = 120;
    const [added] = await bench.takeIn([said({ ...person(known), account: 'late', phone: '+8613912345678' })], 'mini');
    const [stranger] = await bench.takeIn([said({ name: '欧阳不同', account: 'other' })], 'mini');
    const ids = [added?.customerId ?? '', stranger?.customerId ?? ''];
    const resolved = await bench.customers.matching.newRecords.resolve(context, ids);
    expect(resolved).toMatchObject({ looked: 2, proposed: 1, merged: 0 });
    const found = await pairs();
    expect(found).toHaveLength(before + 1);
    expect(keyOf(found.at(-1) ?? { left: '', right: '' })).toBe(
      keyOf({ left: first[known] ?? '', right: ids[0] ?? '' }),
    );
    // Again, as a job may be: nothing is new.
    expect(await bench.customers.matching.newRecords.resolve(context, ids)).toMatchObject({ looked: 0, proposed: 0 });
    // The whole run agrees with the single look about the pair.
    await run();
    expect(await pairs()).toHaveLength(before + 1);
  });

  it('is heard of from the log: one by one at once, a bulk once it is quiet', async () => {
    await fill();
    await run();
    const [reader] = bench.customers.parts.readers ?? [];
    const event = (data: object) => ({ type: 'customers.profiles_changed', data });
    const told = await kernel.transaction(context, async (tx) => {
      // `as`: what a reader looks at of an event.
      await reader?.handle([event({ customerIds: ['00000000-0000-7000-8000-000000000000'] })] as never, tx);
      await reader?.handle([event({ firstId: 'a', lastId: 'b' })] as never, tx);
      const { rows } = await sql<{ jobs: number; timers: number }>`
        select (select count(*)::integer from graphile_worker.jobs where task_identifier = 'customers.resolve_new') as jobs,
          (select count(*)::integer from kernel.timers where kind = 'customers.renew_match_keys') as timers`.execute(
        tx,
      );
      return rows[0];
    });
    expect(told).toEqual({ jobs: 1, timers: 1 });
  });
});

describe('how right it is', () => {
  it('[C009] is measured at each threshold, on decided pairs and on a labelled file', async () => {
    const { first, again } = await fill();
    await run();
    const manager = await pages.access.as('manager');
    const same = again.map((id, number) => ({ a: id, b: first[number] ?? '', same: true }));
    const different = first.slice(0, 30).map((a, number) => ({ a, b: first[number + 60] ?? '', same: false }));
    const rows = [
      ...same,
      ...different,
      { a: 'taobao:a3', b: 'store:b3', same: true },
      { a: 'nobody', b: 'x:y', same: true },
    ];
    const { body } = await pages.put('/api/v1/identity/labels', { fileName: 'labels.csv', pairs: rows }, manager);
    expect(body).toEqual({ saved: rows.length - 1, unknown: [rows.length] });
    const quality = (await pages.get('/api/v1/identity/quality?by=file', manager)).body;
    expect(quality.labelled.file).toEqual({ same: TWICE, different: 30 });
    const at = (threshold: number) =>
      quality.points.find((point: { threshold: number }) => point.threshold === threshold);
    expect(at(0.5).precision.value).toBe(1);
    expect(at(0.5).recall.value).toBeGreaterThanOrEqual(0.95);
    expect(at(0.999).recall.value).toBeLessThanOrEqual(at(0.5).recall.value);
    // No decision of the queue yet.
    const byReviews = (await pages.get('/api/v1/identity/quality?by=reviews', manager)).body;
    expect(byReviews.labelled.reviews).toEqual({ same: 0, different: 0 });
    const [{ id }] = (await pages.get('/api/v1/reviews?limit=1', manager)).body.items;
    await pages.post(`/api/v1/reviews/${id}/accept`, {}, manager);
    const after = (await pages.get('/api/v1/identity/quality?by=all', manager)).body;
    expect(after.labelled.reviews).toEqual({ same: 1, different: 0 });
  });
});

describeWithData('rldata500', 'the records of RLdata500 as customers', (folder) => {
  it('[C009] are matched with precision and recall of the file mode, less what has to be looked at', async () => {
    const rows = parse<Record<string, string>>(await readFile(path.join(folder, 'RLdata500.csv'), 'utf8'), {
      columns: true,
      trim: true,
    });
    const two = (text = ''): string => text.padStart(2, '0');
    const taken = await bench.takeIn(
      rows.map((row) =>
        said({
          account: row['rec_id'] ?? '',
          name: [row['fname_c1'], row['fname_c2'], row['lname_c1'], row['lname_c2']].filter(Boolean).join(' '),
          attributes: { birthday: `${row['by']}-${two(row['bm'])}-${two(row['bd'])}` },
        }),
      ),
    );
    const entity = new Map(taken.map((one, place) => [one?.customerId ?? '', rows[place]?.['ent_id'] ?? '']));
    await run();
    const found = await pairs();
    const isRight = ({ left, right }: PairRow): boolean => entity.get(left) === entity.get(right);
    const truth = rows.length - new Set(entity.values()).size;
    const sure = found.filter(({ score }) => score >= 0.9);
    expect(sure.filter(isRight).length / sure.length).toBeGreaterThanOrEqual(0.97);
    expect(found.filter(isRight).length / truth).toBeGreaterThanOrEqual(0.95);
  });
});

describeWithData('cn_customers_synthetic', 'the synthetic customers, imported', (folder) => {
  it('[C009] end as people with high precision and recall, joined by identifiers and by likeness', {
    timeout: 60_000,
  }, async () => {
    const truth = parse<Record<string, string>>(await readFile(path.join(folder, 'truth.csv'), 'utf8'), {
      columns: true,
    });
    const entityOf = new Map(truth.map((row) => [row['record_id'] ?? '', row['entity_id'] ?? '']));
    settings = { 'customers.match_auto_merge': true };
    const imported = await createImportBench(kernel).importFile(path.join(folder, 'records.csv'), {
      kind: 'customers',
      source: 'crm',
      mapping: {
        account: 'record_id',
        name: 'name',
        phone: 'mobile',
        email: 'email',
        birthday: 'birth_date',
        gender: 'gender',
        secondPhone: 'landline',
        address: 'address',
      },
    });
    expect(imported.status).toBe('done');
    const pairsIn = (keys: readonly string[]): number =>
      Map.groupBy(keys, (key) => key)
        .values()
        .reduce((sum, { length }) => sum + (length * (length - 1)) / 2, 0);
    const measure = async (): Promise<{ readonly precision: number; readonly recall: number }> => {
      const { rows } = await sql<{ account: string; customer: string }>`
        select account, customer_id as customer from customers.records`.execute(kernel.postgres.db);
      const entities = rows.map(({ account }) => entityOf.get(account) ?? account);
      const right = pairsIn(rows.map(({ customer }, place) => `${customer} ${entities[place]}`));
      return { precision: right / pairsIn(rows.map(({ customer }) => customer)), recall: right / pairsIn(entities) };
    };
    const people = async (): Promise<ReadonlyMap<string, ReadonlySet<string>>> => {
      const { rows } = await sql<{ own: string; accounts: string[] }>`
        select customer_id as own, array_agg(account) as accounts from customers.records group by 1`.execute(
        kernel.postgres.db,
      );
      return new Map(rows.map(({ own, accounts }) => [own, new Set(accounts.map((one) => entityOf.get(one) ?? one))]));
    };
    const [before, groups] = [await measure(), await people()];
    const done = await run();
    const { precision, recall } = await measure();
    const { rows: merges } = await sql<{ from: string; to: string }>`
      select from_customer_id as "from", to_customer_id as "to" from customers.record_moves where cause = 'matching'`.execute(
      kernel.postgres.db,
    );
    const joins = new Map(merges.map(({ from, to }) => [from, to]));
    const right = [...joins].filter(([from, to]) =>
      [...(groups.get(from) ?? [])].some((entity) => groups.get(to)?.has(entity)),
    );
    const open = (await pairs()).filter(({ state }) => state === 'open');
    if (process.env['ZHIKE_TELL'] !== undefined) {
      console.log({
        right: right.length / joins.size,
        before,
        precision,
        recall,
        merged: done.merged,
        held: done.heldBack,
        open: open.length,
      });
    }
    // Families that share a phone are joined at intake; what the model adds is right.
    expect(right.length / joins.size).toBeGreaterThanOrEqual(0.98);
    expect(recall).toBeGreaterThan(before.recall + 0.08);
    expect(recall).toBeGreaterThanOrEqual(0.97);
  });
});
