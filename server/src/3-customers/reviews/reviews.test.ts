import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { systemContext } from '#kernel/context.ts';
import { type Answer, useCustomerPages } from '#test/customer-pages.ts';
import { useKernel } from '#test/harness.ts';
import { createStatementBench, type StatementBench, said } from '#test/statements.ts';
import { dumpTables, truncateTables } from '#test/table-dump.ts';

const kernel = useKernel({ analytic: false });
const pages = useCustomerPages(kernel);
const context = systemContext('test');

let manager: Readonly<Record<string, string>> = {};
let bench: StatementBench;
let serial = 0;

beforeAll(async () => {
  manager = await pages.access.as('manager');
});

beforeEach(async () => {
  await truncateTables(kernel.postgres.db, await dumpTables(kernel.postgres.db, ['customers']));
  bench = createStatementBench(kernel);
});

async function person(name: string, more: Parameters<typeof said>[0] = {}): Promise<string> {
  serial += 1;
  const [one] = await bench.takeIn([said({ account: `r${serial}`, name, ...more })]);
  return one?.customerId ?? '';
}

const byText = (a: string, b: string): number => (a < b ? -1 : 1);
const list = async (query = ''): Promise<Answer['body'][]> =>
  (await pages.get(`/api/v1/reviews${query}`, manager)).body.items;
const decide = (id: string, action: string, body: object = {}): Promise<Answer> =>
  pages.post(`/api/v1/reviews/${id}/${action}`, body, manager);
const exists = async (id: string): Promise<boolean> =>
  (await pages.get(`/api/v1/customers/${id}`, manager)).status === 200;
const summary = async (): Promise<Answer['body']> => (await pages.get('/api/v1/reviews/summary', manager)).body;

async function twins(name = '欧阳小华'): Promise<{ readonly pair: Answer['body']; readonly ids: string[] }> {
  const born = { attributes: { birthday: '1990-05-12' } };
  const ids = [await person(name, born), await person(name, born)];
  await bench.customers.reviews.scan(context);
  const pair = (await list()).find(({ left }: { left: { name: string } }) => left.name === name);
  return { pair, ids };
}

describe('the review queue', () => {
  it('[C009] flags two customers with the same name and birth date or address, and nobody else', async () => {
    await person('王伟', { attributes: { birthday: '1980-01-01' } });
    await person('王伟', { attributes: { birthday: '1981-01-01' } });
    await person('李娜', { address: '上海市徐汇区漕溪北路 1 号' });
    await person('李娜', { address: '上海市徐汇区漕溪北路 1 号' });
    const { pair, ids } = await twins();
    expect((await list()).map(({ left }) => left.name).toSorted(byText)).toEqual(['李娜', '欧阳小华'].toSorted(byText));
    expect([pair.left.id, pair.right.id].toSorted(byText)).toEqual(ids.toSorted(byText));
    const weights = Object.fromEntries(
      pair.weights.map(({ field, weight }: { field: string; weight: number }) => [field, weight]),
    );
    expect(weights['name']).toBeGreaterThan(0);
    expect(weights['birthday']).toBeGreaterThan(weights['name'] ?? 0);
    expect(weights['prior']).toBeLessThan(0);
    // Looking again finds nothing new.
    expect(await bench.customers.reviews.scan(context)).toBe(0);
  });

  it('shows a pair side by side, merges on acceptance, and takes the decision back', async () => {
    const { pair, ids } = await twins();
    const { body } = await pages.get(`/api/v1/reviews/${pair.id}`, manager);
    expect(body.compared.customers.map(({ id }: { id: string }) => id)).toEqual(ids);
    expect(body.compared.fields.find(({ key }: { key: string }) => key === 'birthday').differs).toBe(false);
    const accepted = await decide(pair.id, 'accept', { reason: '电话核实' });
    expect(accepted.body).toEqual({ id: pair.id, state: 'accepted', customerId: ids[0] });
    expect(await exists(ids[1] ?? '')).toBe(false);
    expect((await decide(pair.id, 'accept')).body.code).toBe('review_decided');
    expect((await list('?state=accepted'))[0]).toMatchObject({
      decision: { how: 'staff', by: 'manager', reason: '电话核实' },
    });
    expect((await decide(pair.id, 'undo')).body.state).toBe('open');
    expect(await exists(ids[1] ?? '')).toBe(true);
    expect((await list()).map(({ id }) => id)).toEqual([pair.id]);
  });

  it('keeps the two apart after a rejection, proposes them no more, and opens the pair again when that is taken back', async () => {
    const { pair, ids } = await twins();
    await decide(pair.id, 'reject');
    await bench.customers.reviews.scan(context);
    expect(await list()).toEqual([]);
    // Not even somebody who states the phone of one and the card of the other joins them.
    const refused = await pages.post(`/api/v1/customers/${ids[0]}/merge`, { with: ids[1], reason: '试试看' }, manager);
    expect(refused.body.code).toBe('customers_apart');
    await decide(pair.id, 'undo');
    expect(await list()).toHaveLength(1);
  });

  it('closes a pair that became one elsewhere, and tells an un-merge as a split', async () => {
    const { pair, ids } = await twins();
    const { body } = await pages.post(`/api/v1/customers/${ids[0]}/merge`, { with: ids[1], reason: '同一人' }, manager);
    expect((await list('?state=accepted'))[0]).toMatchObject({
      id: pair.id,
      decision: { how: 'joined' },
      canUndo: false,
    });
    await pages.post(`/api/v1/customers/${ids[0]}/unmerge`, { mergeId: body.mergeId, reason: '弄错了' }, manager);
    kernel.clock.advance(60_000);
    const other = await twins('司马光华');
    await decide(other.pair.id, 'accept');
    const [accepted] = await list('?state=accepted');
    expect(accepted.id).toBe(other.pair.id);
    const why = (await pages.get(`/api/v1/customers/${other.ids[0]}/explain`, manager)).body;
    const undone = { mergeId: why.merges[0].id, reason: '不是同一人' };
    await pages.post(`/api/v1/customers/${other.ids[0]}/unmerge`, undone, manager);
    expect((await list('?state=split')).map(({ id }) => id)).toEqual([other.pair.id]);
  });

  it('goes from pair to pair, decides many at once, each with its own result', async () => {
    const [one, two] = [await twins('诸葛一'), await twins('诸葛二')];
    const first = (await pages.get('/api/v1/reviews/next', manager)).body.pair;
    const second = (await pages.get(`/api/v1/reviews/next?after=${first.id}`, manager)).body.pair;
    expect([first.id, second.id].toSorted(byText)).toEqual([one.pair.id, two.pair.id].toSorted(byText));
    expect((await pages.get(`/api/v1/reviews/next?after=${second.id}`, manager)).body.pair).toBeNull();
    await decide(one.pair.id, 'reject');
    const { body } = await pages.post(
      '/api/v1/reviews/decide',
      { ids: [one.pair.id, two.pair.id], decision: 'accept' },
      manager,
    );
    expect(body.results).toMatchObject([
      { id: one.pair.id, ok: false, problem: { en: expect.stringContaining('decided this pair already') } },
      { id: two.pair.id, ok: true, state: 'accepted' },
    ]);
  });

  it('measures precision and recall on what was decided', async () => {
    const propose = async (score: number): Promise<string> => {
      const [left, right] = [await person('张三丰'), await person('张三丰')];
      await kernel.transaction(context, (tx) =>
        bench.customers.reviews.propose(tx, [{ left, right, origin: 'matching', score, weights: [] }]),
      );
      return (await list()).find((pair) => pair.left.id === left || pair.right.id === left).id;
    };
    for (const [score, action] of [
      [0.999, 'accept'],
      [0.995, 'accept'],
      [0.99, 'reject'],
      [0.6, 'accept'],
      [0.5, 'reject'],
    ] as const) {
      await decide(await propose(score), action);
    }
    const { precision, recall, labelled, open, decidedToday } = await summary();
    expect({ labelled, open, decidedToday }).toEqual({ labelled: { same: 3, different: 2 }, open: 0, decidedToday: 5 });
    expect(precision).toMatchObject({ right: 2, all: 3, value: 2 / 3 });
    expect(recall).toMatchObject({ right: 2, all: 3, value: 2 / 3 });
    expect(precision.low).toBeLessThan(2 / 3);
  });
});
