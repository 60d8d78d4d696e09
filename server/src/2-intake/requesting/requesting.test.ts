import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { AppError } from '#kernel/errors.ts';
import { useKernel } from '#test/harness.ts';
import { asActor, openTestServer } from '#test/http.ts';
import { createNoteBench, NOTE_CONTEXT, type NoteBench, noteLines } from '#test/import-notes.ts';

const kernel = useKernel({ analytic: false });
let bench: NoteBench;

beforeAll(async () => {
  bench = await createNoteBench(kernel);
});

beforeEach(() => {
  Object.assign(bench.hooks, { beforeApply: () => undefined, beforeUndo: () => undefined, obstacle: null });
});

async function imported(rows: number): Promise<string> {
  const id = await bench.create(noteLines(rows));
  await bench.intake.running.run(NOTE_CONTEXT, id);
  return id;
}

const undo = (id: string) =>
  kernel.transaction(NOTE_CONTEXT, (tx) => bench.intake.imports.undo(tx, NOTE_CONTEXT, id, { enqueue: false }));
const resume = (id: string) =>
  kernel.transaction(NOTE_CONTEXT, (tx) => bench.intake.imports.resume(tx, NOTE_CONTEXT, id, { enqueue: false }));
const runUndo = (id: string) => bench.intake.undoing.run(NOTE_CONTEXT, id);

describe('undoing an import', () => {
  it('takes all of it back over HTTP, shown as undoing and then as undone; asked again it stays so', async () => {
    const id = await imported(45_000);
    const app = await openTestServer(kernel, bench.intake.parts.routes ?? []);
    const headers = asActor('mei', ['imports.read', 'imports.write']);
    const asked = await app.inject({ method: 'POST', url: `/api/v1/imports/${id}/undo`, headers });
    expect([asked.statusCode, asked.json().status, asked.json().canUndo]).toEqual([202, 'undoing', false]);
    await kernel.jobs.drain(bench.intake.parts.jobs ?? []);
    const shown = await app.inject({ url: `/api/v1/imports/${id}`, headers });
    expect(shown.json()).toMatchObject({
      status: 'undone',
      canUndo: false,
      canResume: false,
      undoneAt: expect.any(String),
    });
    expect(await bench.taken(id)).toEqual([]);
    const again = await app.inject({ method: 'POST', url: `/api/v1/imports/${id}/undo`, headers });
    expect([again.statusCode, again.json().status]).toEqual([202, 'undone']);
    const refused = await app.inject({ method: 'POST', url: `/api/v1/imports/${id}/resume`, headers });
    expect([refused.statusCode, refused.json().code]).toEqual([409, 'import_status_conflict']);
    expect(bench.audited).toContain('intake.import_undo_requested');
    await app.close();
  });

  it('is refused while it runs', async () => {
    await expect(undo(await bench.create(noteLines(1)))).rejects.toMatchObject({
      code: 'import_status_conflict',
      status: 409,
    });
  });

  it('is refused with the reason of the kind, and stays done', async () => {
    const id = await imported(1);
    bench.hooks.obstacle = new AppError('import_followed', 409, {
      message: { 'zh-CN': '先撤销后来的', en: 'undo the later one' },
    });
    await expect(undo(id)).rejects.toMatchObject({ code: 'import_followed' });
    expect((await bench.get(id)).status).toBe('done');
  });

  it('goes on after a crash between two chunks, each taken back once', async () => {
    const id = await imported(70_000);
    await undo(id);
    let chunks = 0;
    bench.hooks.beforeUndo = () => {
      chunks += 1;
      if (chunks === 2) {
        throw new Error('killed');
      }
    };
    await expect(runUndo(id)).rejects.toThrow('killed');
    expect(await bench.get(id)).toMatchObject({ status: 'undoing', chunksUndone: 1 });
    await runUndo(id);
    expect(await bench.get(id)).toMatchObject({ status: 'undone', chunksUndone: 4 });
    expect(chunks).toBe(5);
    expect(await bench.taken(id)).toEqual([]);
  });

  it('that is given up ends as failed, cannot be resumed as an import, and can be asked for again', async () => {
    const id = await imported(45_000);
    await undo(id);
    let met = 0;
    bench.hooks.beforeUndo = () => {
      met += 1;
      if (met > 1) {
        throw new Error('broken');
      }
    };
    await kernel.transaction(NOTE_CONTEXT, (tx) => bench.intake.imports.undo(tx, NOTE_CONTEXT, id));
    expect(await kernel.jobs.drain(bench.intake.parts.jobs ?? [])).toBe(6);
    expect(await bench.get(id)).toMatchObject({
      status: 'failed',
      failure: { 'zh-CN': expect.stringContaining('撤销') },
    });
    await expect(resume(id)).rejects.toMatchObject({ code: 'import_status_conflict' });
    bench.hooks.beforeUndo = () => undefined;
    await undo(id);
    await runUndo(id);
    expect(await bench.get(id)).toMatchObject({ status: 'undone', failure: null });
    expect(await bench.taken(id)).toEqual([]);
  });

  it('of an import that failed half-way takes its part back', async () => {
    const id = await bench.create(`${noteLines(25_000)}"never closed`);
    await bench.intake.running.run(NOTE_CONTEXT, id);
    await undo(id);
    await runUndo(id);
    expect(await bench.taken(id)).toEqual([]);
  });
});

describe('an import that is not there', () => {
  it.each(['0199f7a0-0000-7000-8000-000000000000', 'nonsense'])('is 404: %s', async (id) => {
    await expect(undo(id)).rejects.toMatchObject({ status: 404 });
    await expect(resume(id)).rejects.toMatchObject({ status: 404 });
    await expect(bench.get(id)).rejects.toMatchObject({ status: 404 });
  });
});
