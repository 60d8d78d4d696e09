import { sql } from 'kysely';
import { beforeAll, describe, expect, it } from 'vitest';
import { systemContext } from '#kernel/context.ts';
import { useKernel } from '#test/harness.ts';
import { asActor } from '#test/http.ts';
import { MANAGER, type Person, useRuleBench } from '#test/rule-bench.ts';

const kernel = useKernel();
const bench = useRuleBench(kernel);
const context = systemContext('test');
const SENDER = asActor('018f0000-0000-7000-8000-0000000000ad', ['records.write']);
const people: Record<string, Person> = {};
const DAY_MS = 86_400_000;
const QUEUE = '018f0000-0000-7000-8000-00000000c001';

beforeAll(async () => {
  for (const name of ['甲', '乙', '丙']) {
    people[name] = await bench.person(name, { attributes: name === '乙' ? { language: 'en' } : {} });
  }
  kernel.timers.register(bench.platform.timers);
  await sql`insert into work.queues (id, name, created_at, updated_at) values (${QUEUE}, '回访', now(), now())`.execute(
    kernel.postgres.db,
  );
});

const idOf = (name: string): string => people[name]?.customerId ?? '';

async function live(name: string, condition: object): Promise<() => Promise<string[]>> {
  const body = { name, rule: { all: [condition] }, refresh: 'live' };
  const { status, json, text } = await bench.call('POST', '/segments', body, MANAGER);
  expect(status, text).toBe(201);
  await bench.settle();
  return async () => {
    await bench.settle();
    const members = await bench.call('GET', `/segments/${json.id}/members`, undefined, MANAGER);
    return members.json.items.map((each: { name: string }) => each.name).toSorted();
  };
}

const why = async (name: string, condition: object) => {
  const body = { rule: { all: [condition] }, customerId: idOf(name) };
  const { status, json, text } = await bench.call('POST', '/rules/explain', body, MANAGER);
  expect(status, text).toBe(200);
  return json.explanation.parts[0].found['zh-CN'];
};

describe('[C031] rules about tasks', () => {
  const start = (name: string, dueAt: Date | null) =>
    kernel.transaction(context, async (tx) => {
      const [anchor] = await bench.platform.customers.anchors(tx, [idOf(name)]);
      return bench.platform.work.start(tx, context, {
        kind: 'work.manual',
        title: '回访',
        subject: { type: 'customer', id: idOf(name), recordId: anchor?.recordId },
        choice: { queueId: QUEUE },
        dueAt,
      });
    });
  it('hold while a task is open, late and over, within the window, and say what was found', async () => {
    const kinds = ['work.manual'];
    const open = await live('有任务', { is: 'work.task_state', states: ['open'], kinds });
    const late = await live('有逾期任务', { is: 'work.task_state', states: ['overdue'], kinds });
    const over = await live('近期取消', {
      is: 'work.task_state',
      states: ['cancelled'],
      kinds,
      window: { lastDays: 7 },
    });
    expect([await open(), await late(), await over()]).toEqual([[], [], []]);
    await start('甲', new Date(kernel.clock.now().getTime() + DAY_MS));
    const row = await start('乙', null);
    expect([await open(), await late()]).toEqual([['乙', '甲'].toSorted(), []]);
    kernel.clock.set(new Date(kernel.clock.now().getTime() + 2 * DAY_MS));
    await kernel.timers.tick();
    expect([await open(), await late()]).toEqual([['乙', '甲'].toSorted(), ['甲']]);
    await kernel.transaction(context, (tx) => bench.platform.work.cancelCase(tx, context, row.id, '不用了'));
    expect([await open(), await over()]).toEqual([['甲'], ['乙']]);
    expect(await why('甲', { is: 'work.task_state', states: ['open', 'overdue'], kinds })).toBe('1 项');
    expect(await bench.namesFor({ all: [{ is: 'work.task_state', states: ['done'], kinds }] })).toEqual([]);
  });

  it('offer the kinds that are open to everybody, and no others', async () => {
    const { json } = await bench.call('GET', '/catalogues/work.kinds', undefined, MANAGER);
    const offered = json.items.map(({ value }: { value: string }) => value);
    expect(offered).toContain('work.manual');
    for (const kind of ['customers.data_request', 'nothing']) {
      const rule = { all: [{ is: 'work.task_state', states: ['open'], kinds: [kind] }] };
      const { status, json: reply } = await bench.call('POST', '/segments/preview', { rule }, MANAGER);
      expect([kind, status, reply.errors?.[0]?.field]).toEqual([kind, 400, 'rule.all[0].args.kinds[0]']);
    }
  });
});

describe('[C031] rules about what events say of themselves', () => {
  const track = async (name: string, key: string, properties: object): Promise<void> => {
    const record = {
      source: 'shop',
      key,
      type: 'behaviour',
      occurredAt: '2026-03-01T04:00:00Z',
      customer: { identifiers: [{ type: 'account', value: name }] },
      data: { event: 'custom', name: 'Size quiz', properties },
    };
    const { json, text } = await bench.call('POST', '/records', [record], SENDER);
    expect(json.results?.[0]?.outcome, text).toBe('added');
  };

  it('ask for words, parts of words, numbers and how often, at once for everybody and for one', async () => {
    const red = await live('选了红色', { is: 'behaviour.custom_property', property: 'colour', anyOf: ['RED'] });
    await track('甲', 'k1', { colour: 'Red', size: 42.5, note: 'call 13800138000' });
    await track('乙', 'k2', { colour: 'dark red', size: '39' });
    await track('乙', 'k3', { colour: 'blue', size: 41 });
    expect(await red()).toEqual(['甲']);
    const asked = (args: object) => bench.namesFor({ all: [{ is: 'behaviour.custom_property', ...args }] });
    expect(await asked({ property: 'colour', contains: 'red' })).toEqual(['乙', '甲'].toSorted());
    expect(await asked({ property: 'size', number: { min: 40, max: 42.5 } })).toEqual(['乙', '甲'].toSorted());
    expect(await asked({ property: 'size', number: { max: 39 } })).toEqual(['乙']);
    expect(await asked({ property: 'size', count: { min: 2 } })).toEqual(['乙']);
    expect(await asked({ property: 'size', event: 'size quiz', window: { from: '2026-03-01' } })).toHaveLength(2);
    expect(await asked({ property: 'size', event: 'other' })).toEqual([]);
    expect(await asked({ property: 'size', window: { to: '2026-02-28' } })).toEqual([]);
    // Numbers of people never got in.
    expect(await asked({ property: 'note', contains: '1380' })).toEqual([]);
    expect(await why('乙', { is: 'behaviour.custom_property', property: 'size' })).toBe('2 次');
  });

  it('are offered by the names that events have', async () => {
    const { json } = await bench.call('GET', '/catalogues/behaviour.properties', undefined, MANAGER);
    expect(json.items.map(({ value }: { value: string }) => value)).toEqual(['colour', 'size', 'note']);
    const events = await bench.call('GET', '/catalogues/behaviour.event_names', undefined, MANAGER);
    expect(events.json.items).toMatchObject([{ value: 'Size quiz' }]);
  });
});

describe('[C031] rules about language', () => {
  it('read it as it is written, and offer languages by name', async () => {
    const rule = { all: [{ is: 'profile.field', field: 'language', anyOf: ['en'] }] };
    expect(await bench.namesFor(rule)).toEqual(['乙']);
    const { json } = await bench.call('GET', '/catalogues/customers.field:language', undefined, MANAGER);
    expect(json.items.map(({ value }: { value: string }) => value)).toEqual(['zh', 'en', 'ja', 'ko']);
  });
});

describe('[C220] customers grouped by how they buy', () => {
  const groups = { 大户: { orders: 8, minor: 500_000, month: '02' }, 散客: { orders: 1, minor: 2000, month: '01' } };
  const start = (body: object) => bench.call('POST', '/clusterings', body, MANAGER);
  const read = async (id: string) => {
    await kernel.jobs.drain(bench.platform.jobs);
    return (await bench.call('GET', `/clusterings/${id}`, undefined, MANAGER)).json;
  };

  it('is a run written down with its figures and its result; few buyers are not grouped, and that is written down too', async () => {
    const early = await read((await start({ name: '太早' })).json.id);
    expect(early).toMatchObject({ state: 'failed', error: 'too_few_buyers', result: null });
    for (const [name, { orders, minor, month }] of Object.entries(groups)) {
      for (let index = 0; index < 15; index += 1) {
        const attributes = { gender: name === '大户' ? 'female' : 'male' };
        const buyer = await bench.person(`${name}${index}`, { attributes });
        for (let order = 0; order < orders; order += 1) {
          const day = `2026-${month}-${String(10 + order).padStart(2, '0')}`;
          await bench.order(buyer, { day, minor: minor + index });
        }
      }
    }
    await bench.settle();
    const { status, json, text } = await start({ name: '一季度', asOf: '2026-03-01', maxClusters: 4 });
    expect(status, text).toBe(202);
    expect(json).toMatchObject({ state: 'queued', result: null });
    const done = await read(json.id);
    expect(done).toMatchObject({
      state: 'done',
      asOf: '2026-03-01',
      parameters: { minClusters: 2, maxClusters: 4, seed: 220, sample: 5000 },
      result: { sampled: 30, k: 2 },
      finishedAt: expect.any(String),
    });
    expect(done.result.silhouette).toBeGreaterThan(0.8);
    expect(done.result.tried.map(({ k }: { k: number }) => k)).toEqual(expect.arrayContaining([2]));
    const [big, small] = done.result.clusters;
    expect(big).toMatchObject({ number: 1, customers: 15, medians: { purchases: 8, recency: 12 } });
    expect(big.name['zh-CN']).toContain('花得多');
    expect(small).toMatchObject({ number: 2, customers: 15, medians: { purchases: 1, net: 2007 } });
    expect(big.differences[0]).toMatchObject({ trait: 'gender', value: { 'zh-CN': '女' } });
    const { json: log } = await bench.call('GET', '/clusterings', undefined, MANAGER);
    expect(log.items.map(({ name }: { name: string }) => name)).toEqual(['一季度', '太早']);
    // The same data come to the same clusters.
    const again = await read((await start({ name: '再来', asOf: '2026-03-01', maxClusters: 4 })).json.id);
    expect(again.result.tried).toEqual(done.result.tried);
  });

  it('becomes a segment that follows who comes to buy like that', async () => {
    const { json: log } = await bench.call('GET', '/clusterings', undefined, MANAGER);
    const { rule } = log.items.find(({ name }: { name: string }) => name === '一季度').result.clusters[0];
    const made = await bench.call('POST', '/segments', { name: '大户', rule, refresh: 'live' }, MANAGER);
    expect(made.json.sentence['zh-CN']).toContain('花得多');
    await bench.settle();
    const count = async () => (await bench.call('GET', `/segments/${made.json.id}`, undefined, MANAGER)).json.members;
    expect(await count()).toBe(15);
    const riser = await bench.person('后来者');
    for (let day = 1; day <= 8; day += 1) {
      await bench.order(riser, { day: `2026-02-${10 + day}`, minor: 500_000 });
    }
    await bench.settle();
    expect(await count()).toBe(16);
    expect(await why('甲', rule.all[0])).toBe('没有购买');
  });

  it('is refused with bounds the wrong way round, and to those who only look', async () => {
    const swapped = await start({ name: 'x', minClusters: 5, maxClusters: 3 });
    expect([swapped.status, swapped.json.errors?.[0]?.field]).toEqual([400, 'maxClusters']);
    const looker = asActor('018f0000-0000-7000-8000-0000000000ae', ['segments.read']);
    expect((await bench.call('POST', '/clusterings', { name: 'x' }, looker)).status).toBe(403);
    expect(
      (await bench.call('GET', '/clusterings/018f0000-0000-7000-8000-00000000dead', undefined, looker)).status,
    ).toBe(404);
  });
});
