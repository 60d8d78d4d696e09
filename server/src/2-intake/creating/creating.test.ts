import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Actor } from '#kernel/context.ts';
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
const READER = asActor('rui', ['imports.read']);

interface Sent {
  readonly headers?: Readonly<Record<string, string>>;
  readonly query?: string;
}

async function post(body: string | Buffer, { headers = {}, query = 'kind=notes&source=shop' }: Sent = {}) {
  const response = await fetch(`${url}/api/v1/imports?${query}`, {
    method: 'POST',
    body: new Uint8Array(Buffer.from(body)),
    headers: { ...WRITER, ...headers },
  });
  return { status: response.status, body: (await response.json()) as Record<string, string> };
}

async function storedFiles(): Promise<number> {
  const found = await readdir(path.join(kernel.config.dataDir, 'files'), { recursive: true, withFileTypes: true });
  return found.filter((entry) => entry.isFile()).length;
}

describe('[C008] POST /imports', () => {
  it('takes the file as the body, queues it, and the worker takes its rows in', async () => {
    const { status, body } = await post(
      noteLines(5, (rowNo) => rowNo === 2),
      { query: 'kind=notes&source=shop&fileName=a.csv' },
    );
    expect(status).toBe(202);
    await kernel.jobs.drain(bench.intake.parts.jobs ?? []);
    const shown = await app.inject({ url: `/api/v1/imports/${body['id']}`, headers: READER });
    expect(shown.json()).toMatchObject({
      status: 'done',
      progress: 1,
      rows: 5,
      accepted: 4,
      rejected: 1,
      fileName: 'a.csv',
      mapping: { key: 'key', text: 'text', phone: 'phone' },
      canUndo: false,
    });
    expect(bench.audited).toContain('intake.import_created');
  });

  it('takes a gzip body and a gzip file alike', async () => {
    const packed = gzipSync(noteLines(3));
    for (const headers of [{}, { 'content-encoding': 'gzip' }]) {
      const { body } = await post(packed, { headers });
      await kernel.jobs.drain(bench.intake.parts.jobs ?? []);
      expect(await bench.get(body['id'] ?? '')).toMatchObject({ status: 'done', accepted: 3 });
    }
  });

  it.each([
    ['an unknown kind', 'kind=nothing&source=s', 400, 'input_invalid'],
    ['a mapping that is no JSON', 'kind=notes&source=s&mapping=x', 400, 'input_invalid'],
    [
      'a mapping to a column that is not there',
      `kind=notes&source=s&mapping=${encodeURIComponent('{"key":"key","text":"nope"}')}`,
      422,
      'mapping_incomplete',
    ],
    ['a source with odd characters', 'kind=notes&source=a%20b', 400, 'input_invalid'],
  ])('refuses %s and keeps no file', async (_, query, status, code) => {
    const before = await storedFiles();
    const reply = await post(noteLines(1), { query });
    expect([reply.status, reply.body['code']]).toEqual([status, code]);
    expect(await storedFiles()).toBe(before);
  });

  it.each([
    ['an empty file', '', 'file_empty'],
    ['a file without the needed column', 'text,price\na,1\n', 'mapping_incomplete'],
    ['a gzip file that is cut off at once', gzipSync('x').subarray(0, 5), 'file_unreadable'],
    ['a first row of thousands of columns', `${'a,'.repeat(2000)}b\n`, 'file_unreadable'],
  ])('refuses %s with 422 and keeps no file', async (_, body, code) => {
    const before = await storedFiles();
    const reply = await post(body);
    expect([reply.status, reply.body['code']]).toEqual([422, code]);
    expect(await storedFiles()).toBe(before);
  });

  it('names the missing field and the columns there are, in both languages', async () => {
    for (const [locale, missing] of [
      ['zh-CN', '编号'],
      ['en', 'Key'],
    ] as const) {
      const reply = await post('text,price\na,1\n', { headers: { 'x-test-locale': locale } });
      const told = JSON.stringify(reply.body);
      expect(told).toContain(missing);
      expect(told).toContain('price');
    }
  });

  it('answers a retry with the same key and file with the first import, also while that runs, and keeps one copy', async () => {
    const headers = { 'idempotency-key': 'k-1' };
    const before = await storedFiles();
    const first = await post(noteLines(4), { headers });
    const [again, both] = await Promise.all([post(noteLines(4), { headers }), post(noteLines(4), { headers })]);
    expect(again.body).toEqual(first.body);
    expect(both.body).toEqual(first.body);
    expect(await storedFiles()).toBe(before + 1);
    const other = await post(noteLines(5), { headers });
    expect([other.status, other.body['code']]).toEqual([422, 'idempotency_key_reused']);
    expect(await storedFiles()).toBe(before + 1);
  });

  it('makes one import of two simultaneous requests with one key', async () => {
    const headers = { 'idempotency-key': 'k-2' };
    const replies = await Promise.all([1, 2, 3].map(() => post(noteLines(4), { headers })));
    expect(new Set(replies.map((reply) => reply.body['id'])).size).toBe(1);
    expect(replies.map((reply) => reply.status)).toEqual([202, 202, 202]);
  });

  it('refuses a file over the bound, told by its announced and by its real length, and keeps nothing', async () => {
    const before = await storedFiles();
    const large = Buffer.alloc(65 * 1024 * 1024, 'x');
    const announced = await app.inject({
      method: 'POST',
      url: '/api/v1/imports?kind=notes&source=s',
      headers: { ...WRITER, 'content-length': String(large.length) },
      payload: '',
    });
    expect([announced.statusCode, announced.json().code]).toEqual([413, 'file_too_large']);
    await expect(bench.create(large)).rejects.toMatchObject({ code: 'file_too_large', status: 413 });
    expect(await storedFiles()).toBe(before);
  });

  it('is for those who may import, within their scopes', async () => {
    const query = 'kind=notes&source=s';
    expect((await post(noteLines(1), { query, headers: { ...READER } })).status).toBe(403);
    expect((await fetch(`${url}/api/v1/imports?${query}`, { method: 'POST', body: 'x' })).status).toBe(401);
    const own = '0199f7a0-0000-7000-8000-000000000001';
    const actor: Actor = {
      kind: 'user',
      id: '0199f7a0-0000-7000-8000-00000000000b',
      name: 'li',
      permissions: new Set(['imports.read', 'imports.write']),
      scopeIds: [own],
    };
    const context = { ...NOTE_CONTEXT, actor };
    const create = (scopeId?: string) =>
      bench.intake.imports.create(
        context,
        { kind: 'notes', source: 's', scopeId, enqueue: false },
        Readable.from([Buffer.from(noteLines(1))]),
      );
    await expect(create()).rejects.toMatchObject({ code: 'scope_missing', status: 403 });
    await expect(create('0199f7a0-0000-7000-8000-000000000002')).rejects.toMatchObject({ code: 'scope_missing' });
    const { id } = await create(own);
    const everyones = await bench.create(noteLines(1));
    const listed = await bench.intake.imports.list(context, { limit: 100 });
    expect(listed.items.map((row) => row.id)).toEqual([id]);
    await expect(bench.intake.imports.get(context, everyones)).rejects.toMatchObject({ status: 404 });
  });
});

describe('[C008] POST /imports/guess', () => {
  const guess = async (body: string | Buffer) => {
    const response = await fetch(`${url}/api/v1/imports/guess?kind=notes`, {
      method: 'POST',
      body: new Uint8Array(Buffer.from(body)),
      headers: WRITER,
    });
    return {
      status: response.status,
      body: (await response.json()) as {
        rows: string[][];
        faults: { row: number; column: string; value: string }[];
        columns: unknown[];
        missing: string[];
        delimiter: string;
        encoding: string;
      },
    };
  };

  it('shows delimiter, encoding, columns, at most 20 rows and their faults under the guess', async () => {
    const { body } = await guess(
      noteLines(30, (rowNo) => rowNo === 3)
        .replaceAll(',', ';')
        .replace('k4;ok;13812341234', 'k4;ok;0138;more'),
    );
    expect(body).toMatchObject({ delimiter: ';', encoding: 'utf-8', missing: [] });
    expect(body.rows).toHaveLength(20);
    expect(body.rows[3]).toEqual(['k4', 'ok', '0138']);
    expect(body.faults.map((fault) => [fault.row, fault.column])).toEqual([
      [4, 'text'],
      [5, null],
    ]);
    expect(body.columns[0]).toEqual({ header: 'key', field: 'key', confidence: 1 });
  });

  it('says which fields are missing', async () => {
    const { body } = await guess('id,other\n1,2\n');
    expect([body.missing, body.faults]).toEqual([['text'], []]);
  });

  it('answers although much more is sent than it reads, and for a part of a gzip file', async () => {
    const long = noteLines(400_000);
    expect((await guess(long)).body.rows).toHaveLength(20);
    const packed = gzipSync(long);
    expect((await guess(packed.subarray(0, 200_000))).body.rows).toHaveLength(20);
  });

  it('answers when the part that was sent ends within a quoted cell', async () => {
    const wide = `${NOTE_HEADER}${Array.from({ length: 10 }, (_, index) => `k${index},"${'line\n'.repeat(10_000)}",1\n`).join('')}`;
    const { status, body } = await guess(wide);
    expect(status).toBe(200);
    expect(body.columns).toHaveLength(3);
    expect(body.rows.length).toBeGreaterThan(0);
  });

  it('keeps the error of a broken file: 422', async () => {
    expect((await guess(`${NOTE_HEADER}k1,"open`)).status).toBe(422);
    expect((await guess('')).status).toBe(422);
  });
});
