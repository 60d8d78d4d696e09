import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterAll, describe, expect, it } from 'vitest';
import { createFiles } from './files.ts';

const dir = join(tmpdir(), `zhike-files-test-${process.pid}`, 'files');
const files = createFiles({ dir });

afterAll(() => rm(join(dir, '..'), { recursive: true, force: true }));

async function listAll(): Promise<string[]> {
  await mkdir(dir, { recursive: true });
  const entries = await readdir(dir, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => entry.name);
}

describe('files', () => {
  it('give back the bytes that were written, with their number and digest, under a UUIDv7 in two levels of folders', async () => {
    const bytes = Buffer.from('订单,金额\n1,2\n'.repeat(10_000));
    const stored = await files.write(Readable.from([bytes.subarray(0, 7), bytes.subarray(7)]), {
      maxBytes: bytes.length,
    });
    expect(stored.bytes).toBe(bytes.length);
    expect(stored.sha256).toBe(createHash('sha256').update(bytes).digest('hex'));
    expect(stored.id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7/u);
    expect(await text(await files.open(stored.id))).toBe(bytes.toString());
    expect(files.path(stored.id)).toBe(join(dir, stored.id.slice(-2), stored.id.slice(-4, -2), stored.id));
    expect(await readFile(files.path(stored.id))).toEqual(bytes);
  });

  it('may be empty', async () => {
    const stored = await files.write(Readable.from([]), { maxBytes: 10 });
    expect(stored.bytes).toBe(0);
    expect(await text(await files.open(stored.id))).toBe('');
  });

  it('above the bound are refused with 413 while they stream, and nothing is left behind', async () => {
    const before = await listAll();
    let produced = 0;
    const endless = Readable.from(
      (function* () {
        for (;;) {
          produced += 1;
          yield Buffer.alloc(1000);
        }
      })(),
    );
    await expect(files.write(endless, { maxBytes: 10_000 })).rejects.toMatchObject({
      code: 'file_too_large',
      status: 413,
    });
    expect(produced).toBeLessThan(100);
    expect(await listAll()).toEqual(before);
  });

  it('whose source breaks leave nothing behind', async () => {
    const before = await listAll();
    const breaking = Readable.from(
      (function* () {
        yield Buffer.alloc(10);
        throw new Error('the sender went away');
      })(),
    );
    await expect(files.write(breaking, { maxBytes: 100 })).rejects.toThrow('the sender went away');
    expect(await listAll()).toEqual(before);
  });

  it('that were removed, or never were, answer 404; removing twice is no error', async () => {
    const { id } = await files.write(Readable.from([Buffer.from('x')]), { maxBytes: 1 });
    await files.remove(id);
    await files.remove(id);
    await expect(files.open(id)).rejects.toMatchObject({ status: 404 });
  });

  it.each([
    '../../etc/passwd',
    '',
    'a/b',
    '..',
    '0198c5f0-0000-4000-8000-000000000000',
    '0198C5F0-0000-7000-8000-00000000000A',
    '0198c5f0-0000-7000-8000-00000000000a\n',
  ])('are never looked for under %j, which is no id of ours', async (id) => {
    expect(() => files.path(id)).toThrow(expect.objectContaining({ status: 404 }));
    await expect(files.open(id)).rejects.toMatchObject({ status: 404 });
    await expect((async () => files.remove(id))()).rejects.toMatchObject({ status: 404 });
  });
});
