import { open, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { FastifyInstance } from 'fastify';
import { sql } from 'kysely';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { invalidInput } from '#kernel/errors.ts';
import { openBytes } from '#kernel/files/sealed-bytes.ts';
import { xlsxRows, xlsxSheets } from '#kernel/files/xlsx/xlsx-rows.ts';
import { createGuardedFetch } from '#kernel/http/guarded-fetch.ts';
import { zoneOf } from '#kernel/pure/dates.ts';
import { createSecretBox } from '#kernel/secrets/secret-box.ts';
import { useKernel } from '#test/harness.ts';
import { asActor, openTestServer } from '#test/http.ts';
import { makeTempDir } from '#test/temp-dir.ts';
import type { ExportAsk, ExportKind, ExportValue } from '../exports/kind.ts';
import { exportMark } from '../exports/mark.ts';
import type { ImportField } from '../imports/kind.ts';
import { guessColumns } from '../layout/guess.ts';
import { createOutgoing, type Outgoing } from '../outgoing/service.ts';

const kernel = useKernel({ analytic: false });
const MAY = ['exports.write', 'cards.read'];
const ANNA = asActor('0192aaaa-0000-7000-8000-000000000001', MAY);
const BELLA = asActor('0192aaaa-0000-7000-8000-000000000002', [...MAY, 'exports.unmask']);

const ROWS: readonly Readonly<Record<string, ExportValue>>[] = [
  { name: '=cmd()', phone: '13800000001', spend: 1498.5 },
  { name: '王, "小" 明', phone: '13800000002', spend: null },
  { name: '林\n换行', phone: '13800000003', spend: 0 },
];

let asked: ExportAsk[];
let audited: { readonly action: string; readonly reason?: string | undefined }[];
let outgoing: Outgoing;
let app: FastifyInstance;
let isImpersonal = false;

const cards: ExportKind = {
  name: 'cards',
  label: { 'zh-CN': '卡片', en: 'Cards' },
  permission: 'cards.read',
  get isImpersonal() {
    return isImpersonal;
  },
  columns: async () => [
    { key: 'name', label: { 'zh-CN': '姓名', en: 'Name' } },
    { key: 'phone', label: { 'zh-CN': '手机', en: 'Phone' } },
    { key: 'spend', label: { 'zh-CN': '消费', en: 'Spend' }, isExtra: true },
    { key: 'cost', label: { 'zh-CN': '成本', en: 'Cost' }, permission: 'costs.read' },
  ],
  readFilter: async (_context, filter) => {
    if (filter['shop'] !== undefined && typeof filter['shop'] !== 'string') {
      throw invalidInput([
        { field: 'filter.shop', code: 'text_expected', message: { 'zh-CN': '应为文本', en: 'should be text' } },
      ]);
    }
    return filter;
  },
  async *pages(ask) {
    asked.push(ask);
    for (const row of ROWS) {
      const phone = ask.unmasked ? row['phone'] : '138****';
      yield [ask.columns.map((key) => (key === 'phone' ? (phone ?? null) : (row[key] ?? null)))];
    }
  },
};

beforeAll(async () => {
  outgoing = createOutgoing(
    kernel,
    {
      audit: async (_tx, _context, { action, reason }) => {
        audited.push({ action, reason });
      },
    },
    {
      eventTypes: () => [],
      fetch: createGuardedFetch({ allowedHosts: async () => [] }),
      secrets: createSecretBox({ dataDir: kernel.config.dataDir, secretsKey: null }),
      // Figures are all that is asked for here.
      setting: async <T>() => 24 as T,
    },
  );
  outgoing.registerExportKind(cards);
  app = await openTestServer(kernel, outgoing.parts.routes ?? []);
  kernel.timers.register(outgoing.parts.timers ?? []);
  return () => app.close();
});

beforeEach(async () => {
  asked = [];
  audited = [];
  await sql`truncate intake.exports`.execute(kernel.postgres.db);
});

type Actor = Readonly<Record<string, string>>;

const ask = (actor: Actor, body: object) =>
  app.inject({
    method: 'POST',
    url: '/api/v1/exports',
    headers: { ...actor, 'idempotency-key': crypto.randomUUID() },
    payload: { kind: 'cards', ...body },
  });
const get = (actor: Actor, path: string) => app.inject({ method: 'GET', url: `/api/v1${path}`, headers: actor });

/** Asks, lets the worker write, and fetches. */
async function take(actor: Actor, body: object): Promise<{ id: string; bytes: Buffer; mark: string }> {
  const { id } = (await ask(actor, body)).json<{ id: string }>();
  await kernel.jobs.drain(outgoing.parts.jobs ?? []);
  const reply = await get(actor, `/exports/${id}/file`);
  expect(reply.statusCode).toBe(200);
  const { rows } = await sql<{ who: string; at: Date }>`
    select created_by_name as who, created_at as at from intake.exports where id = ${id}`.execute(kernel.postgres.db);
  const [made] = rows;
  const zone = zoneOf(kernel.config.timeZone);
  const mark = exportMark({ id, who: made?.who ?? '', at: made?.at ?? new Date(0) }, zone);
  return { id, bytes: reply.rawPayload, mark };
}

describe('a column with a permission of its own', () => {
  const CARLA = asActor('0192aaaa-0000-7000-8000-000000000003', [...MAY, 'costs.read']);

  it('is offered and given to those who hold it only', async () => {
    const columnsOf = async (actor: Actor) =>
      (await get(actor, '/export-kinds'))
        .json<{ items: { columns: { key: string }[] }[] }>()
        .items[0]?.columns.map(({ key }) => key);
    expect(await columnsOf(ANNA)).toEqual(['name', 'phone', 'spend']);
    expect(await columnsOf(CARLA)).toEqual(['name', 'phone', 'spend', 'cost']);
    const refused = await ask(ANNA, { columns: ['name', 'cost'] });
    expect(refused.statusCode).toBe(403);
    expect((await ask(ANNA, {})).json()).toMatchObject({ columns: ['name', 'phone'] });
    expect((await ask(CARLA, { columns: ['name', 'cost'] })).json()).toMatchObject({ columns: ['name', 'cost'] });
  });
});

describe('an exported file', () => {
  it('holds the usual columns as CSV that a spreadsheet opens and does not run', async () => {
    const { bytes, mark } = await take(ANNA, {});
    expect(bytes.toString()).toBe(
      `\uFEFF姓名,手机,知客导出标记\r\n'=cmd(),138****,${mark}\r\n"王, ""小"" 明",138****,${mark}\r\n"林\n换行",138****,${mark}\r\n`,
    );
  });

  it('[C022a] says in every row who took it, when and which file it was, but for figures and programs', async () => {
    kernel.clock.set(new Date('2026-03-05T16:30:00Z'));
    const { id, mark, bytes } = await take(BELLA, { unmasked: true, reason: '寄送周年礼' });
    expect(mark).toMatch(new RegExp(`^\\S+ 2026-03-06 00:30 #${id.slice(-6)}$`, 'u'));
    expect(bytes.toString().split(mark)).toHaveLength(ROWS.length + 1);
    const workbook = await take(ANNA, { format: 'xlsx' });
    const file = path.join(await makeTempDir('marked'), 'a.xlsx');
    await writeFile(file, workbook.bytes);
    const openFile = async () =>
      openBytes(await open(file), { fileId: '', seals: () => Promise.reject(new Error('It is not sealed')) });
    const [sheet = ''] = await xlsxSheets(openFile);
    const texts: (readonly string[])[] = [];
    for await (const { rows } of xlsxRows(openFile, { sheet })) {
      texts.push(...rows);
    }
    expect(texts.map((row) => row.at(-1))).toEqual(['知客导出标记', ...ROWS.map(() => workbook.mark)]);
    expect((await take(ANNA, { format: 'jsonl' })).bytes.toString()).not.toContain('#');
    isImpersonal = true;
    expect((await take(ANNA, {})).bytes.toString()).not.toContain('标记');
    isImpersonal = false;
  });

  it('can be taken in again: the mark is no field, whatever the fields are called', () => {
    const field: ImportField = {
      name: 'mark',
      label: { 'zh-CN': '标记', en: 'Mark' },
      required: false,
      example: '',
      synonyms: ['导出', 'export'],
      content: 'email',
      mask: null,
    };
    for (const header of ['知客导出标记', 'Zhike export mark']) {
      const guesses = guessColumns(['x', header], [field], { rows: [['王芳', 'a@example.com']] });
      expect(guesses.map((guess) => guess.field)).toEqual([null, null]);
    }
    expect(guessColumns(['标记'], [field])[0]?.field).toBe('mark');
  });

  it('holds the columns that were chosen, in their order, as JSON lines', async () => {
    const { bytes } = await take(ANNA, { format: 'jsonl', columns: ['spend', 'name'] });
    expect(
      bytes
        .toString()
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toEqual(ROWS.map(({ name, spend }) => ({ spend, name })));
  });

  it('is a workbook whose figures are figures', async () => {
    const { bytes } = await take(ANNA, { format: 'xlsx', columns: ['name', 'spend'] });
    expect(bytes.subarray(0, 2).toString()).toBe('PK');
    expect(bytes.length).toBeGreaterThan(1000);
  });

  it('has whole personal values only for those who may, who say why, and that is on record', async () => {
    expect((await ask(ANNA, { unmasked: true, reason: '寄送周年礼' })).statusCode).toBe(403);
    expect((await ask(BELLA, { unmasked: true })).json()).toMatchObject({ errors: [{ field: 'reason' }] });
    const { bytes } = await take(BELLA, { unmasked: true, reason: '寄送周年礼' });
    expect(bytes.toString()).toContain('13800000001');
    expect(audited).toEqual([
      { action: 'intake.export_requested', reason: '寄送周年礼' },
      { action: 'intake.export_downloaded', reason: '寄送周年礼' },
    ]);
  });

  it('belongs to whoever asked for it', async () => {
    const { id } = await take(ANNA, {});
    expect((await get(BELLA, `/exports/${id}`)).statusCode).toBe(404);
    expect((await get(BELLA, `/exports/${id}/file`)).statusCode).toBe(404);
    expect((await get(BELLA, '/exports')).json()).toMatchObject({ items: [] });
    expect((await get(ANNA, '/exports')).json()).toMatchObject({ items: [{ id, status: 'done', rows: 3 }] });
  });

  it('goes after its time, and its row stays', async () => {
    const { id } = await take(ANNA, {});
    const { rows } = await sql<{ path: string }>`
      select file_id as path from intake.exports where id = ${id}`.execute(kernel.postgres.db);
    const file = kernel.files.path(rows[0]?.path ?? '');
    await kernel.timers.tick();
    expect((await readFile(file)).length).toBeGreaterThan(0);
    kernel.clock.advance(25 * 3_600_000);
    await kernel.timers.tick();
    kernel.clock.advance(3_600_000);
    await kernel.timers.tick();
    await expect(readFile(file)).rejects.toThrow(/ENOENT/);
    expect((await get(ANNA, `/exports/${id}/file`)).statusCode).toBe(410);
    expect((await get(ANNA, `/exports/${id}`)).json()).toMatchObject({ status: 'expired', rows: 3 });
  });
});

describe('a request for an export', () => {
  it.each([
    [{ kind: 'stones' }, 'kind'],
    [{ columns: ['name', 'secret'] }, 'columns'],
    [{ filter: { shop: 1 } }, 'filter.shop'],
    [{ format: 'pdf' }, 'format'],
  ])('%j is refused at once, naming %s', async (body, field) => {
    const reply = await ask(ANNA, body);
    expect(reply.statusCode).toBe(400);
    expect(reply.json()).toMatchObject({ errors: [{ field }] });
  });

  it('needs the right to see such data beside the right to export', async () => {
    const actor = asActor('0192aaaa-0000-7000-8000-000000000003', ['exports.write']);
    expect((await ask(actor, {})).statusCode).toBe(403);
    expect((await get(actor, '/export-kinds')).json()).toEqual({ items: [] });
    expect((await get(ANNA, '/export-kinds')).json()).toMatchObject({
      items: [{ name: 'cards', columns: [{ key: 'name', usual: true }, { key: 'phone' }, { usual: false }] }],
    });
  });

  it('is answered with the first result when it is repeated', async () => {
    const headers = { ...ANNA, 'idempotency-key': 'once' };
    const send = () => app.inject({ method: 'POST', url: '/api/v1/exports', headers, payload: { kind: 'cards' } });
    const [first, second] = [await send(), await send()];
    expect(second.json()).toEqual(first.json());
    await kernel.jobs.drain(outgoing.parts.jobs ?? []);
    expect(asked).toHaveLength(1);
  });

  it('cannot be fetched before it is written', async () => {
    const { id } = (await ask(ANNA, {})).json<{ id: string }>();
    expect((await get(ANNA, `/exports/${id}/file`)).statusCode).toBe(409);
  });
});
