import { open, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { systemContext } from '#kernel/context.ts';
import { openBytes } from '#kernel/files/sealed-bytes.ts';
import { xlsxRows, xlsxSheets } from '#kernel/files/xlsx/xlsx-rows.ts';
import { addDays, daysBetween } from '#kernel/pure/dates.ts';
import { createChance } from '#test/face-histories.ts';
import { useKernel } from '#test/harness.ts';
import { asActor } from '#test/http.ts';
import { ANNA, anna, BELLA, bella, useInsightDesk, type Who } from '#test/insight-desk.ts';
import { oracleCells } from '#test/metric-oracle.ts';
import { figuresOf, type PivotAsked, type PivotFigures, traitsOn } from '#test/pivot-oracle.ts';
import { makeTempDir } from '#test/temp-dir.ts';

// Monday 2 March 2026, ten in the morning in Shanghai.
const kernel = useKernel();
const desk = useInsightDesk(kernel, 90);
const { test, ask } = desk;

async function answer(question: PivotAsked, who = anna): Promise<PivotFigures> {
  const { status, body } = await ask(who, 'POST', '/pivot-answers', { span: 'custom', currency: 'CNY', ...question });
  expect(status, JSON.stringify(body)).toBe(200);
  // `as`: its contract has been checked on the way out
  return body as PivotFigures;
}

const SPANS = [
  { asOf: '2026-03-01', from: '2025-01-01', to: '2025-12-31' },
  { asOf: '2024-02-29', from: '2024-02-29', to: '2024-02-29' },
  { asOf: '2026-03-01', from: '2023-06-01', to: '2026-03-01' },
] as const;
const [YEAR] = SPANS;

const TRAITS = ['stage', 'region', 'province', 'city_tier', 'gender', 'age', 'segment', 'customer_source'] as const;

describe('a pivot over random histories', () => {
  /** Compares every figure with that of the oracle, and says how many there were. */
  function compare(question: PivotAsked, got: PivotFigures): number {
    const figures = figuresOf(desk.ground, question, got);
    for (const { at, said, wanted } of figures) {
      expect(said, `${at} of ${JSON.stringify(question)}`).toEqual(wanted);
    }
    return figures.length;
  }

  it('[C217] says what PostgreSQL says, in cells and in totals that cannot be added up', {
    timeout: 240_000,
  }, async () => {
    const chance = createChance(5);
    const places = ['channel', 'shop', 'source'];
    let figures = 0;
    for (let round = 0; round < 12; round += 1) {
      const span = SPANS[round % 3] ?? YEAR;
      const first = TRAITS[round % TRAITS.length] ?? 'region';
      const second = chance.pick(TRAITS);
      const own = chance.pick([...places, 'month', 'weekday']);
      const rows = round % 4 === 3 ? [own, first] : [first];
      const columns = round % 5 === 4 ? [] : [second === first ? 'hour' : second];
      const measures = [
        chance.pick(['buyers', 'first_time_buyers', 'repeat_share', 'average_order', 'acquisition']),
        chance.pick(['revenue', 'orders', 'visitors', 'conversion', 'returned_share']),
      ];
      const where: Record<string, string[]> =
        round % 3 === 2
          ? { gender: ['female', ''], channel: ['', chance.pick([...desk.ground.facts.shops.values()]).channel] }
          : {};
      const question = { ...span, rows, columns, measures, where };
      figures += compare(question, await answer(question));
    }
    expect(figures).toBeGreaterThan(700);
  });

  it('[C217] region × tier × amount: three rows deep, ordered, with words for each', async () => {
    const question = { ...YEAR, rows: ['province', 'city_tier'], columns: ['stage'], measures: ['revenue', 'buyers'] };
    const got = await answer(question);
    compare(question, got);
    const capital = got.rowHeads.find(({ key }) => key[1] === 'first');
    expect(capital?.label).toEqual([capital?.key[0], '一线']);
    expect(capital?.key[0]).toMatch(/[市省]$/u);
    expect(got.rowHeads.map(({ label }) => label.join())).not.toContain('');
  });

  it('[C217] what is beyond the bound stands in one heap that is counted, not added up', async () => {
    const span = SPANS[2];
    const question = { ...span, rows: ['day'], columns: ['gender'], measures: ['buyers', 'revenue'] };
    const got = await answer(question);
    expect(got.rowHeads).toHaveLength(201);
    expect(got.more.rows).toBeGreaterThan(500);
    const last = got.rowHeads.at(-1);
    expect(last).toMatchObject({ key: ['…'], label: ['其余'], isOthers: true });
    const shown = new Set(got.rowHeads.map(({ key }) => key[0] ?? ''));
    const days = Array.from({ length: daysBetween(span.from, span.to) + 1 }, (_, at) => addDays(span.from, at));
    const where = { day: days.filter((day) => !shown.has(day)) };
    const others = (name: string) =>
      oracleCells(name, desk.ground.facts, { ...desk.ground, ...span, by: [], where }).get('[]')?.value;
    expect(got.rowTotals.at(-1)).toEqual([others('buyers'), others('revenue')]);
  });

  it('[C217] each cell drills to the people that it counts', async () => {
    const question = { ...YEAR, rows: ['city_tier'], columns: ['segment'], measures: ['buyers'] };
    const got = await answer(question);
    const traits = traitsOn(desk.ground, YEAR);
    const wanted = oracleCells('buyers', desk.ground.facts, {
      ...desk.ground,
      ...YEAR,
      traits,
      by: ['city_tier', 'segment'],
    });
    let seen = 0;
    for (const [
      row,
      {
        key: [tier = ''],
      },
    ] of got.rowHeads.entries()) {
      for (const [
        column,
        {
          key: [segment = ''],
        },
      ] of got.columnHeads.entries()) {
        const people = await ask(anna, 'POST', '/metrics/buyers/people', {
          ...YEAR,
          key: { city_tier: tier, segment },
          limit: 200,
        });
        expect(people.status, JSON.stringify(people.body)).toBe(200);
        const ids = (people.body.items as { id: string }[]).map(({ id }) => id);
        expect(ids.toSorted()).toEqual([...(wanted.get(JSON.stringify([tier, segment]))?.people ?? [])].toSorted());
        expect(ids).toHaveLength(got.cells[row]?.[column]?.[0] ?? 0);
        seen += ids.length;
      }
    }
    expect(seen).toBeGreaterThan(20);
  });

  it('[C217] splits by RFM group and ABC class as their own pages do', async () => {
    const { platform } = test;
    const map = await platform.segments.rfm.getMap(systemContext('pivots'), { asOf: YEAR.asOf });
    await platform.segments.scoring.compute('abc-revenue', YEAR.asOf);
    const span = { asOf: YEAR.asOf, from: '2000-01-01', to: YEAR.asOf };
    const got = await answer({ ...span, rows: ['rfm_group'], measures: ['customers'] });
    const counts = Object.fromEntries(got.rowHeads.map(({ key }, at) => [key[0] ?? '', got.rowTotals[at]?.[0]]));
    for (const { group, customers } of map.groups) {
      expect(counts[group] ?? 0, group).toBe(customers);
    }
    const { rows } = await sql<{ bands: { band: string; customers: number }[] }>`
      select bands from segments.score_runs where kind = 'abc-revenue'`.execute(kernel.postgres.db);
    const classes = await answer({ ...span, rows: ['abc_class'], measures: ['customers'] });
    const byClass = Object.fromEntries(
      classes.rowHeads.map(({ key }, at) => [key[0] ?? '', classes.rowTotals[at]?.[0]]),
    );
    for (const { band, customers } of rows[0]?.bands ?? []) {
      expect(byClass[band] ?? 0, band).toBe(customers);
    }
  });

  it('names what a measure cannot be split by, and asks for the right to see segments and scores', async () => {
    const bad = await ask(anna, 'POST', '/pivot-answers', { rows: ['product'], measures: ['revenue'] });
    expect([bad.status, JSON.stringify(bad.body)]).toEqual([400, expect.stringContaining('product')]);
    const strange = await ask(anna, 'POST', '/pivot-answers', { rows: [], measures: ['gold'] });
    expect(strange.body).toMatchObject({ errors: [{ field: 'measures.0' }] });
    const reader = asActor('0192bbbb-0000-7000-8000-000000000009', ['insight.read']);
    for (const dimension of ['segment', 'rfm_group', 'abc_class']) {
      const { status } = await ask(reader, 'POST', '/pivot-answers', { rows: [dimension], measures: ['buyers'] });
      expect(status, dimension).toBe(403);
      const where = { [dimension]: ['x'] };
      expect((await ask(reader, 'POST', '/pivot-answers', { rows: [], measures: ['buyers'], where })).status).toBe(403);
    }
    const fields = await ask(reader, 'GET', '/pivot-fields');
    const names = (fields.body.dimensions as { name: string }[]).map(({ name }) => name);
    expect(names).toContain('city_tier');
    expect(names).not.toContain('segment');
  });
});

const QUESTION = {
  rows: ['month'],
  columns: ['gender'],
  measures: ['revenue', 'buyers'],
  span: 'm12',
  currency: 'CNY',
};
const save = (who: Who, body: object = {}) =>
  ask(who, 'POST', '/pivots', { name: '地区与等级', question: QUESTION, ...body });

async function takeFile(who: Who, id: string) {
  await kernel.jobs.drain(test.platform.jobs);
  const { status, bytes } = await ask(who, 'GET', `/exports/${id}/file`);
  expect(status).toBe(200);
  return bytes;
}

async function readSheet(bytes: Buffer): Promise<readonly (readonly string[])[]> {
  const file = path.join(await makeTempDir('pivot'), 'a.xlsx');
  await writeFile(file, bytes);
  const openFile = async () =>
    openBytes(await open(file), { fileId: '', seals: () => Promise.reject(new Error('It is not sealed')) });
  const [sheet = ''] = await xlsxSheets(openFile);
  const found: (readonly string[])[] = [];
  for await (const { rows } of xlsxRows(openFile, { sheet })) {
    found.push(...rows);
  }
  return found;
}

describe('a saved pivot', () => {
  it('[C217] is seen by its owner, by all when shared; of two editors the second is told', async () => {
    const made = await save(anna);
    expect(made.status, JSON.stringify(made.body)).toBe(201);
    const { id } = made.body;
    expect((await ask(bella, 'GET', `/pivots/${id}`)).status).toBe(404);
    const change = { name: '改名', question: QUESTION, shared: true };
    const shared = await ask(anna, 'PUT', `/pivots/${id}`, { ...change, baseVersion: 1 });
    expect(shared.body).toMatchObject({ name: '改名', version: 2, shared: true, isMine: true });
    expect((await ask(bella, 'GET', '/pivots')).body.items).toMatchObject([{ id, isMine: false, owner: ANNA }]);
    const late = await ask(bella, 'PUT', `/pivots/${id}`, { ...change, name: '贝拉的', baseVersion: 1 });
    expect([late.status, late.body.code]).toEqual([409, 'pivot_changed']);
    const kept = await ask(bella, 'PUT', `/pivots/${id}`, { ...change, name: '贝拉的', baseVersion: 2 });
    expect(kept.body).toMatchObject({ name: '贝拉的', version: 3, isMine: false });
    const taken = await ask(bella, 'PUT', `/pivots/${id}`, { ...change, shared: false, baseVersion: 3 });
    expect([taken.status, taken.body.code]).toEqual([403, 'pivot_of_other']);
    expect((await ask(bella, 'DELETE', `/pivots/${id}`)).status).toBe(204);
    expect((await ask(anna, 'GET', `/pivots/${id}`)).status).toBe(404);
    expect((await ask(anna, 'POST', `/pivots/${id}/restore`)).body).toMatchObject({ id, name: '贝拉的' });
    await ask(anna, 'DELETE', `/pivots/${id}`);
  });

  it('[C217] [C217a] leaves as CSV and as a workbook with the figures of the screen', async () => {
    const got = (await ask(anna, 'POST', '/pivot-answers', QUESTION)).body as PivotFigures;
    const file = async (format: string) =>
      takeFile(
        anna,
        (await ask(anna, 'POST', '/exports', { kind: 'pivots', format, filter: { question: QUESTION } })).body.id,
      );
    const csv = (await file('csv')).toString();
    expect(csv.startsWith('\uFEFF月')).toBe(true);
    const lines = csv
      .slice(1)
      .trim()
      .split('\r\n')
      .map((line) => line.split(','));
    const sheet = await readSheet(await file('xlsx'));
    const heads = got.columnHeads.flatMap(({ label: [name = ''] }) => [
      `${name} · 销售额（CNY）`,
      `${name} · 购买客户数`,
    ]);
    const head = ['月', ...heads, '合计 · 销售额（CNY）', '合计 · 购买客户数'];
    expect(lines[0]).toEqual(head);
    expect(sheet[0]).toEqual(head);
    expect([lines.length, sheet.length]).toEqual([got.rowHeads.length + 2, got.rowHeads.length + 2]);
    for (const rows of [lines, sheet]) {
      const numbers = rows.slice(1).map((row) => row.slice(1).map(Number));
      const wanted = [...got.cells, got.columnTotals].map((cells, at) =>
        [...cells, at < got.cells.length ? (got.rowTotals[at] ?? []) : got.totals].flatMap(([money, people]) => [
          (money ?? 0) / 100,
          people,
        ]),
      );
      expect(numbers).toEqual(wanted);
    }
    expect(lines.at(-1)?.[0]).toBe('合计');
  });

  it('[C217] makes its file by itself at its hour, once, in the name of who may still have it', async () => {
    const { platform } = test;
    kernel.timers.register(platform.timers.filter(({ name }) => name.startsWith('insight.pivot')));
    kernel.clock.set(new Date('2026-03-02T02:00:00Z'));
    await kernel.timers.tick();
    const schedule = { every: 'week', weekday: 1, hour: 7, format: 'xlsx' };
    const { body: made } = await save(anna, { name: '每周', schedule });
    // Next Monday at seven in Shanghai.
    expect(made.nextRunAt).toBe('2026-03-08T23:00:00.000Z');
    const fire = async (at: string) => {
      kernel.clock.set(new Date(at));
      await kernel.timers.tick();
      await kernel.jobs.drain(platform.jobs);
      return (await ask(anna, 'GET', `/pivots/${made.id}`)).body;
    };
    expect((await fire('2026-03-08T22:59:00Z')).lastRun).toBeNull();
    const after = await fire('2026-03-08T23:00:30Z');
    expect(after).toMatchObject({
      nextRunAt: '2026-03-15T23:00:00.000Z',
      lastRun: { dueAt: '2026-03-08T23:00:00.000Z', state: 'made', failure: null },
    });
    const bytes = await takeFile(anna, after.lastRun.exportId);
    expect((await readSheet(bytes)).length).toBeGreaterThan(2);
    expect((await ask(anna, 'GET', '/notices')).body.items[0].text['zh-CN']).toContain('每周');
    // The same time again, as after a crash between the two: nothing new.
    const before = (await ask(anna, 'GET', '/exports')).body.items.length;
    const again = { pivotId: made.id, dueAt: '2026-03-08T23:00:00.000Z' };
    await kernel.transaction(systemContext('again'), (tx) =>
      kernel.jobs.add(tx, systemContext('again'), 'insight.run_pivot', again),
    );
    await kernel.jobs.drain(platform.jobs);
    expect((await ask(anna, 'GET', '/exports')).body.items).toHaveLength(before);
    await sql`update access.users set disabled_at = now() where id = ${ANNA}`.execute(kernel.postgres.db);
    // Two weeks passed while the platform was down: made up for once.
    const late = await fire('2026-03-23T00:00:00Z');
    expect(late).toMatchObject({
      nextRunAt: '2026-03-29T23:00:00.000Z',
      lastRun: { dueAt: '2026-03-15T23:00:00.000Z', state: 'failed', exportId: null },
    });
    await sql`update access.users set disabled_at = null where id = ${ANNA}`.execute(kernel.postgres.db);
  });

  it('[C217] whose question cannot be asked any more says why to its owner, instead of trying for ever', async () => {
    kernel.clock.set(new Date('2026-04-06T02:00:00Z'));
    const schedule = { every: 'day', hour: 12, format: 'csv' };
    const { body: made } = await save(anna, { name: '不再可问', schedule });
    await sql`update insight.pivots set question = jsonb_set(question, '{measures}', '["gone"]')
      where id = ${made.id}`.execute(kernel.postgres.db);
    kernel.clock.set(new Date('2026-04-06T04:00:30Z'));
    await kernel.timers.tick();
    await kernel.jobs.drain(test.platform.jobs);
    expect((await kernel.jobs.deadLetters({ limit: 10 })).items).toEqual([]);
    const { items } = (await ask(anna, 'GET', '/notices')).body;
    const told = items.find(({ kind }: { kind: string }) => kind === 'insight.pivot_failed');
    expect(told.text['zh-CN']).toContain('“不再可问”的定时文件没有生成');
    expect(told.text.en).toContain('There is no metric gone');
    await sql`update insight.pivots set question = jsonb_set(question, '{measures}', '["orders"]')
      where id = ${made.id}`.execute(kernel.postgres.db);
    expect((await ask(anna, 'GET', `/pivots/${made.id}`)).body.lastRun).toMatchObject({
      state: 'failed',
      failure: { en: expect.stringContaining('gone') },
    });
    await ask(anna, 'DELETE', `/pivots/${made.id}`);
  });

  it('has no schedule without the right to export', async () => {
    const reader = asActor(BELLA, ['insight.read']);
    const schedule = { every: 'day', hour: 8, format: 'csv' };
    const { status, body } = await save(reader, { schedule });
    expect([status, body.code]).toEqual([403, 'schedule_not_allowed']);
  });
});
