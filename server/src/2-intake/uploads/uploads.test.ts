import { readdir } from 'node:fs/promises';
import path from 'node:path';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { workbookOf } from '#test/awkward-files/workbook.ts';
import { useKernel } from '#test/harness.ts';
import { asActor, openTestServer } from '#test/http.ts';
import { createNoteBench, NOTE_CONTEXT, NOTE_HEADER, type NoteBench, noteLines } from '#test/import-notes.ts';

const kernel = useKernel({ analytic: false });
let bench: NoteBench;
let app: FastifyInstance;
let url: string;

beforeAll(async () => {
  bench = await createNoteBench(kernel);
  app = await openTestServer(kernel, bench.intake.parts.routes ?? []);
  url = await app.listen({ port: 0, host: '127.0.0.1' });
});

afterAll(async () => {
  await app.close();
});

const WRITER = asActor('0199f7a0-0000-7000-8000-00000000000a', ['imports.read', 'imports.write']);
const OTHER = asActor('0199f7a0-0000-7000-8000-00000000000b', ['imports.read', 'imports.write']);

async function send(
  method: string,
  address: string,
  { body, headers = {} }: { body?: string | Buffer; headers?: object } = {},
) {
  const response = await fetch(`${url}/api/v1${address}`, {
    method,
    headers: { ...WRITER, ...headers },
    ...(method === 'GET' || method === 'DELETE' ? {} : { body: new Uint8Array(Buffer.from(body ?? '')) }),
  });
  const said = await response.text();
  // oxlint-disable-next-line typescript/no-explicit-any -- replies of many contracts
  return { status: response.status, text: said, json: said.startsWith('{') ? (JSON.parse(said) as any) : null };
}

async function upload(body: string | Buffer): Promise<string> {
  const reply = await send('POST', '/imports/uploads?fileName=a.csv', { body });
  expect(reply.status).toBe(201);
  return reply.json.id;
}

async function storedFiles(): Promise<number> {
  const found = await readdir(path.join(kernel.config.dataDir, 'files'), { recursive: true, withFileTypes: true });
  return found.filter((entry) => entry.isFile()).length;
}

const guess = (id: string, query = '') => send('POST', `/imports/guess?kind=notes&upload=${id}${query}`);
const drain = () => kernel.jobs.drain(bench.intake.parts.jobs ?? []);
const REPEATING = `${NOTE_HEADER}k1,ok,1\nk2,bad,1\nk1,ok,2\nk3,ok,\n,ok,\n,ok,\nk1,ok,3\n`;

describe('[C008] an uploaded file', () => {
  it('is looked at, tried out and imported without being sent again', async () => {
    const id = await upload(REPEATING);
    const before = await storedFiles();
    const looked = await guess(id);
    expect(looked.json).toMatchObject({ format: 'csv', headerRow: 1, rowNumbers: [2, 3, 4, 5, 6, 7, 8], missing: [] });
    expect(looked.json.faults).toEqual([expect.objectContaining({ row: 3, column: 'text' })]);

    const tried = await send('POST', `/imports?kind=notes&source=shop&dryRun=true&upload=${id}`);
    await drain();
    const dry = await send('GET', `/imports/${tried.json.id}`);
    expect(dry.json).toMatchObject({
      status: 'done',
      dryRun: true,
      added: 6,
      rejected: 1,
      repeated: 2,
      canStart: true,
      canUndo: false,
    });
    expect(await bench.taken(tried.json.id)).toEqual([]);

    const started = await send('POST', `/imports/${tried.json.id}/start`);
    expect(started.status).toBe(202);
    await drain();
    expect((await send('GET', `/imports/${started.json.id}`)).json).toMatchObject({
      status: 'done',
      accepted: 6,
      fileName: 'a.csv',
    });
    expect(await bench.taken(started.json.id)).toHaveLength(6);
    expect(await storedFiles()).toBe(before);
    expect((await send('GET', `/imports/${tried.json.id}`)).json).toMatchObject({
      canStart: false,
      startedAs: started.json.id,
    });
  });

  it('lists the rows that repeat the key of another, with both rows', async () => {
    const made = await send('POST', `/imports?kind=notes&source=shop&upload=${await upload(REPEATING)}`);
    await drain();
    const reply = await send('GET', `/imports/${made.json.id}/duplicates.csv`);
    expect(reply.text.split('\r\n')).toEqual(['row,first_row,key,text,phone', '4,2,k1,ok,2', '8,2,k1,ok,3', '']);
    const refused = await send('GET', `/imports/${made.json.id}/duplicates.csv`, { headers: OTHER });
    expect(refused.status).toBe(403);
  });

  it('is only for whoever sent it', async () => {
    const id = await upload(noteLines(1));
    for (const address of [`/imports/guess?kind=notes&upload=${id}`, `/imports?kind=notes&source=s&upload=${id}`]) {
      expect((await send('POST', address, { headers: OTHER })).status).toBe(404);
    }
  });

  it('is looked at in another way when its sheet, header row, delimiter or mapping are told', async () => {
    const book = workbookOf({
      sheets: [
        { name: 'one', rows: [['x'], ['id', 'words'], ['k1', 'ok'], ['k2', 'bad']] },
        {
          name: 'two',
          rows: [
            ['key', 'text'],
            ['k9', 'ok'],
          ],
        },
        { name: 'gone', rows: [['key']], hidden: true },
      ],
    });
    const id = await upload(book);
    const first = await guess(id);
    expect(first.json).toMatchObject({
      format: 'xlsx',
      sheets: ['one', 'two'],
      sheet: 'one',
      headerRow: 2,
      missing: ['text'],
    });
    const mapping = encodeURIComponent(JSON.stringify({ key: 'id', text: 'words' }));
    expect((await guess(id, `&mapping=${mapping}`)).json.faults).toEqual([
      expect.objectContaining({ row: 4, column: 'words', value: 'bad' }),
    ]);
    expect((await guess(id, '&sheet=two')).json).toMatchObject({ headerRow: 1, missing: [], rows: [['k9', 'ok']] });
    expect((await guess(id, '&sheet=gone')).status).toBe(422);
    const bare = await upload('k1;ok\nk2;bad\n');
    expect((await guess(bare, '&headerRow=0&delimiter=%3B')).json).toMatchObject({
      headerRow: null,
      columns: [{ header: 'A' }, { header: 'B' }],
      rowNumbers: [1, 2],
    });
  });

  it('that nobody imported is gone after a day, with the dry runs of the day', async () => {
    const kept = await send('POST', `/imports?kind=notes&source=kept&upload=${await upload(noteLines(1))}`);
    const unused = await upload(noteLines(2));
    const tried = await send('POST', `/imports?kind=notes&source=s&dryRun=true&upload=${unused}`);
    await drain();
    kernel.timers.register(bench.intake.parts.timers ?? []);
    await kernel.timers.tick();
    kernel.clock.advance(26 * 3_600_000);
    await kernel.timers.tick();
    await kernel.timers.tick();
    expect((await guess(unused)).status).toBe(404);
    expect((await send('GET', `/imports/${tried.json.id}`)).status).toBe(404);
    expect((await send('GET', `/imports/${kept.json.id}/errors.csv`)).status).toBe(200);
  });
});

describe('the mapping of a source', () => {
  it('is remembered when an import starts, proposed for its next file, listed and forgotten', async () => {
    const file = (lines: string): string => `a,b,c\n${lines}`;
    const mapping = encodeURIComponent(JSON.stringify({ key: 'b', text: 'a' }));
    const first = await send('POST', `/imports?kind=notes&source=till&mapping=${mapping}`, { body: file('ok,k1,\n') });
    expect(first.status).toBe(202);
    const id = await upload(file('ok,k2,\n').replace('a,b,c', 'c,a,b,phone'));
    const proposed = await guess(id, '&source=till');
    expect(proposed.json).toMatchObject({ isSaved: true, missing: [] });
    expect(proposed.json.columns.map((column: { field: string | null }) => column.field)).toEqual([
      null,
      'text',
      'key',
      'phone',
    ]);
    const without = await send('POST', '/imports?kind=notes&source=till', { body: file('ok,k3,\n') });
    await drain();
    expect(await bench.get(without.json.id)).toMatchObject({ status: 'done', mapping: { key: 'b', text: 'a' } });

    const listed = await send('GET', '/import-mappings?kind=notes');
    const saved = listed.json.items.find((item: { source: string }) => item.source === 'till');
    expect(saved).toMatchObject({ kind: 'notes', mapping: { key: 'b', text: 'a' } });
    expect((await send('DELETE', `/import-mappings/${saved.id}`)).status).toBe(204);
    expect((await send('DELETE', `/import-mappings/${saved.id}`)).status).toBe(404);
    expect((await guess(id, '&source=till')).json.isSaved).toBe(false);
  });
});

describe('the key by which rows find what is there', () => {
  it('must be one of the kind, and have a column', async () => {
    const reply = await send('POST', '/imports?kind=notes&source=s&key=text', { body: noteLines(1) });
    expect([reply.status, reply.json.code]).toEqual([400, 'input_invalid']);
    const good = await send('POST', '/imports?kind=notes&source=s&key=key', { body: noteLines(1) });
    expect((await send('GET', `/imports/${good.json.id}`)).json.key).toBe('key');
  });
});

describe('stopping an import', () => {
  it('ends it where it is, and says so; it can go on or be undone', async () => {
    const id = await bench.create(noteLines(45_000));
    bench.hooks.beforeApply = async () => {
      // During the second chunk.
      bench.hooks.beforeApply = async () => {
        await send('POST', `/imports/${id}/cancel`);
      };
    };
    const outcome = await bench.intake.running.run(NOTE_CONTEXT, id);
    bench.hooks.beforeApply = () => undefined;
    expect(outcome).toBe('ran');
    const stopped = (await send('GET', `/imports/${id}`)).json;
    expect(stopped).toMatchObject({ status: 'failed', failure: expect.stringContaining('手动停下'), canResume: true });
    expect(stopped.rows).toBe(20_000);
    expect(await bench.taken(id)).toHaveLength(20_000);
    expect((await send('POST', `/imports/${id}/cancel`)).status).toBe(409);
  });
});
