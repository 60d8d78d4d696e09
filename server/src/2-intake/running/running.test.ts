import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { AppError } from '#kernel/errors.ts';
import { useKernel } from '#test/harness.ts';
import { createNoteBench, NOTE_CONTEXT, NOTE_HEADER, type NoteBench, noteLines } from '#test/import-notes.ts';
import { RUN_JOB } from '../queueing/service.ts';

const kernel = useKernel({ analytic: false });
let bench: NoteBench;

beforeAll(async () => {
  bench = await createNoteBench(kernel);
});

beforeEach(() => {
  bench.hooks.beforeApply = () => undefined;
});

const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);
const run = (id: string, options = {}) => bench.intake.running.run(NOTE_CONTEXT, id, options);
const faultsOf = async (id: string) => (await bench.intake.imports.faults(NOTE_CONTEXT, id, { limit: 200 })).items;

/** Throws in the n-th chunk. */
function breakAt(chunk: number, error: () => Error): void {
  let met = 0;
  bench.hooks.beforeApply = () => {
    met += 1;
    if (met === chunk) {
      throw error();
    }
  };
}

describe('[C008] running an import', () => {
  it('takes every row in once, in order, and counts accepted + rejected = rows', async () => {
    const id = await bench.create(noteLines(45_000, (rowNo) => rowNo % 1000 === 0));
    const seen: number[] = [];
    expect(await run(id, { onProgress: (row: { rowsDone: number }) => seen.push(row.rowsDone) })).toBe('ran');
    const row = await bench.get(id);
    expect(row).toMatchObject({ status: 'done', rowsDone: 45_000, accepted: 44_955, rejected: 45, added: 44_955 });
    expect(await bench.taken(id)).toEqual(upTo(45_000).filter((rowNo) => rowNo % 1000 !== 0));
    expect(seen).toEqual([20_000, 40_000, 45_000, 45_000]);
    expect(row.bytesDone).toBeLessThanOrEqual(row.bytes);
    expect(row.finishedAt).not.toBeNull();
  });

  it('lists faults with row, column, code and reason in both languages, personal values masked', async () => {
    const id = await bench.create(
      `${NOTE_HEADER}k1,ok,13812341234\nk2,ok,0138-1234-1234\nk3,bad 13911112222 li@example.com,1\nk4,ok,1,,\nk5,ok,1,more\nk6,ok\n`,
    );
    await run(id);
    const faults = await faultsOf(id);
    expect(faults).toEqual([
      expect.objectContaining({
        rowNo: 3,
        columnName: 'phone',
        code: 'phone_invalid',
        reason: { 'zh-CN': '不是手机号', en: 'no phone' },
      }),
      expect.objectContaining({ rowNo: 4, columnName: 'text', value: 'bad 139****2222 l***@example.com' }),
      expect.objectContaining({ rowNo: 6, columnName: null, code: 'row_too_long', value: null }),
    ]);
    expect(JSON.stringify(faults)).not.toContain('1234-1234');
    expect(await bench.taken(id)).toEqual([1, 4, 6]);
  });

  it('rejects rows with characters that cannot be read, and only those', async () => {
    // Long enough that the encoding is told before the bad bytes come.
    const good = `${NOTE_HEADER}${'k0,好,1\n'.repeat(40_000)}`;
    const gbkRow = Buffer.concat([Buffer.from('k1,'), Buffer.from([0xc4, 0xe3]), Buffer.from(',1\n')]);
    const id = await bench.create(Buffer.concat([Buffer.from(good), gbkRow, Buffer.from('k2,o\0k,1\nk3,ok,1\n')]));
    await run(id);
    expect((await faultsOf(id)).map(({ rowNo, columnName, code }) => [rowNo, columnName, code])).toEqual([
      [40_002, 'text', 'text_unreadable'],
      [40_003, 'text', 'text_unreadable'],
    ]);
    expect(await bench.get(id)).toMatchObject({ status: 'done', accepted: 40_001, rejected: 2 });
  });

  it('keeps chunks bounded when nothing but bad rows comes', async () => {
    const id = await bench.create(noteLines(45_000, () => true));
    await run(id);
    expect(await bench.get(id)).toMatchObject({ status: 'done', rejected: 45_000, accepted: 0, chunksDone: 3 });
  });

  it('keeps rows of one group in one chunk, up to a bound', async () => {
    const lines = upTo(70_000).map((rowNo) =>
      rowNo <= 19_999 ? `k${rowNo},ok,` : rowNo <= 30_000 ? 'same,ok,' : `k${rowNo},ok,`,
    );
    const sizes: number[] = [];
    bench.hooks.beforeApply = (rows) => {
      sizes.push(rows);
    };
    await run(await bench.create(`${NOTE_HEADER}${lines.join('\n')}\n`));
    expect(sizes).toEqual([30_000, 20_000, 20_000]);
  });

  it('goes on from its checkpoint after it was aborted in mid-file', async () => {
    const id = await bench.create(noteLines(70_000, (rowNo) => rowNo % 7 === 0));
    const stop = new AbortController();
    await expect(run(id, { signal: stop.signal, onProgress: () => stop.abort() })).rejects.toMatchObject({
      name: 'AbortError',
    });
    const half = await bench.get(id);
    expect(half.status).toBe('running');
    expect(half.rowsDone).toBeGreaterThan(0);
    expect(half.rowsDone).toBeLessThan(70_000);
    expect(await bench.taken(id)).toHaveLength(half.accepted);
    await run(id);
    expect(await bench.get(id)).toMatchObject({ status: 'done', rowsDone: 70_000, accepted: 60_000, rejected: 10_000 });
    expect(await bench.taken(id)).toEqual(upTo(70_000).filter((rowNo) => rowNo % 7 !== 0));
    expect(await faultsOf(id)).toHaveLength(200);
  });

  it('goes on from its checkpoint after its kind threw', async () => {
    const id = await bench.create(noteLines(50_000));
    breakAt(2, () => new Error('out of disk'));
    await expect(run(id)).rejects.toThrow('out of disk');
    expect(await bench.get(id)).toMatchObject({ status: 'running', rowsDone: 20_000 });
    await run(id);
    expect(await bench.taken(id)).toEqual(upTo(50_000));
  });

  it.each(['40001', '40P01', '23505'])('tries a chunk again that met another writer (%s)', async (code) => {
    const id = await bench.create(noteLines(10));
    breakAt(1, () => Object.assign(new Error('conflict'), { code }));
    await run(id);
    expect(await bench.taken(id)).toEqual(upTo(10));
  });

  it('is done by one of two runners; the other returns', async () => {
    const id = await bench.create(noteLines(30_000));
    expect((await Promise.all([run(id), run(id)])).toSorted()).toEqual(['busy', 'ran']);
    expect(await bench.taken(id)).toEqual(upTo(30_000));
  });

  it('is waited for by a runner that was told to, so that a killed one leaves it to somebody', async () => {
    const id = await bench.create(noteLines(30_000));
    const begun = Promise.withResolvers<void>();
    bench.hooks.beforeApply = () => begun.resolve();
    const first = run(id);
    await begun.promise;
    expect(await run(id, { wait: true })).toBe('nothing');
    expect(await first).toBe('ran');
    expect(await bench.taken(id)).toEqual(upTo(30_000));
  });

  it('ends as failed with the reason when the file cannot be read on, keeps what is in, and can be resumed', async () => {
    const id = await bench.create(`${noteLines(30_000)}"never closed`);
    expect(await run(id)).toBe('ran');
    const row = await bench.get(id);
    expect(row).toMatchObject({
      status: 'failed',
      failure: { 'zh-CN': expect.stringContaining('30002'), en: expect.stringContaining('30002') },
    });
    expect(await bench.taken(id)).toEqual(upTo(row.accepted));
    await kernel.transaction(NOTE_CONTEXT, (tx) =>
      bench.intake.imports.resume(tx, NOTE_CONTEXT, id, { enqueue: false }),
    );
    expect(await bench.get(id)).toMatchObject({ status: 'queued', failure: null });
    await run(id);
    expect((await bench.get(id)).status).toBe('failed');
    expect(await bench.taken(id)).toEqual(upTo(row.accepted));
  });

  it('is nothing for an import that is done', async () => {
    const id = await bench.create(noteLines(1));
    await run(id);
    expect(await run(id)).toBe('nothing');
  });

  it('says so when it was stopped by hand, and can be resumed', async () => {
    const id = await bench.create(noteLines(1));
    await bench.intake.running.stop(NOTE_CONTEXT, id);
    expect(await bench.get(id)).toMatchObject({
      status: 'failed',
      failure: { 'zh-CN': expect.stringContaining('手动停下') },
    });
  });
});

describe('[C008] the job of an import', () => {
  const enqueue = (id: string) =>
    kernel.transaction(NOTE_CONTEXT, (tx) => bench.intake.imports.resume(tx, NOTE_CONTEXT, id));
  const drain = () => kernel.jobs.drain(bench.intake.parts.jobs ?? []);

  it('tries again after an error that passes', async () => {
    const id = await bench.create(noteLines(10));
    breakAt(1, () => new Error('passes'));
    await enqueue(id);
    expect(await drain()).toBe(2);
    expect((await bench.get(id)).status).toBe('done');
  });

  it('ends the import as failed, saying so, when the last attempt failed; resumed, it goes on', async () => {
    const id = await bench.create(noteLines(30_000));
    bench.hooks.beforeApply = (rows) => {
      if (rows < 20_000) {
        throw new AppError('transaction_timed_out', 503, { message: { 'zh-CN': '超时', en: 'timed out' } });
      }
    };
    await enqueue(id);
    expect(await drain()).toBe(6);
    expect(await bench.get(id)).toMatchObject({
      status: 'failed',
      rowsDone: 20_000,
      failure: { 'zh-CN': expect.stringContaining('超时'), en: expect.stringContaining('timed out') },
    });
    bench.hooks.beforeApply = () => undefined;
    await enqueue(id);
    await drain();
    expect(await bench.get(id)).toMatchObject({ status: 'done', failure: null });
    expect(await bench.taken(id)).toEqual(upTo(30_000));
  });

  it('is queued again at the start for what a crash left unfinished', async () => {
    const id = await bench.create(noteLines(50_000));
    breakAt(2, () => new Error('killed'));
    await expect(run(id)).rejects.toThrow('killed');
    await bench.intake.imports.recover(NOTE_CONTEXT);
    await bench.intake.imports.recover(NOTE_CONTEXT);
    expect(await drain()).toBeGreaterThanOrEqual(1);
    expect(await bench.taken(id)).toEqual(upTo(50_000));
    expect(RUN_JOB).toBe('intake.run_import');
  });
});
