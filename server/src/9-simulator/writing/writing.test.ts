import { createHash } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeTempDir } from '#test/temp-dir.ts';
import type { Manifest } from '../manifest.ts';
import { DEFAULT_UNTIL, type Parameters } from '../parameters.ts';
import { writeBrand } from './service.ts';

const SMALL: Parameters = { customers: 360, years: 2, seed: 3, until: DEFAULT_UNTIL };

async function write(parameters: Parameters): Promise<{ readonly dir: string; readonly manifest: Manifest }> {
  const dir = await makeTempDir('brand');
  return { dir, manifest: await writeBrand(parameters, { dir }) };
}

async function rowsOf(dir: string, name: string): Promise<string[]> {
  return (await readFile(path.join(dir, name), 'utf8')).trimEnd().split('\n').slice(1);
}

describe('the files of a simulated brand', () => {
  it('are the same bytes for the same seed, and others for another', async () => {
    const one = await write(SMALL);
    const again = await write(SMALL);
    const other = await write({ ...SMALL, seed: 4 });
    expect(again.manifest).toEqual(one.manifest);
    const files = ['manifest.json', 'truth/README', ...one.manifest.files.map(({ name }) => name)];
    for (const file of files) {
      const [first, second] = [await readFile(path.join(one.dir, file)), await readFile(path.join(again.dir, file))];
      expect(second.equals(first), file).toBe(true);
    }
    const hashes = (manifest: Manifest): Set<string> => new Set(manifest.files.map(({ sha256 }) => sha256));
    expect([...hashes(one.manifest)].filter((hash) => hashes(other.manifest).has(hash))).toEqual([]);
  });

  it('begin with the files of a smaller base of the same seed', async () => {
    const large = await write(SMALL);
    const small = await write({ ...SMALL, customers: 120 });
    for (const { name } of small.manifest.files.filter((file) => file.name !== 'products.csv')) {
      const all = await readFile(path.join(large.dir, name));
      const some = await readFile(path.join(small.dir, name));
      expect(all.subarray(0, some.length).equals(some), name).toBe(true);
    }
  });

  it('are listed with their rows, bytes and digests', async () => {
    const { dir, manifest } = await write(SMALL);
    expect(JSON.parse(await readFile(path.join(dir, 'manifest.json'), 'utf8'))).toEqual(manifest);
    for (const { name, bytes, sha256, rows, encoding } of manifest.files) {
      const content = await readFile(path.join(dir, name));
      expect(content.byteLength).toBe(bytes);
      expect(createHash('sha256').update(content).digest('hex')).toBe(sha256);
      const text = new TextDecoder(encoding === 'gbk' ? 'gbk' : 'utf-8', { fatal: true }).decode(content);
      expect(text.trimEnd().split('\n').length).toBe(name.endsWith('.jsonl') ? rows : rows + 1);
    }
    expect(manifest.files.map(({ encoding }) => encoding)).toEqual(
      expect.arrayContaining(['gbk', 'utf-8-bom', 'utf-8']),
    );
  });

  it('come with a truth that knows whose every record is', async () => {
    const { dir, manifest } = await write(SMALL);
    const persons = new Set((await rowsOf(dir, 'truth/persons.csv')).map((row) => row.split(',')[0]));
    expect(persons.size).toBe(SMALL.customers);
    const owners = new Map<string, string>();
    for (const row of await rowsOf(dir, 'truth/records.csv')) {
      const [source = '', key = '', person = ''] = row.split(',');
      expect(owners.has(`${source} ${key}`)).toBe(false);
      expect(persons.has(person)).toBe(true);
      owners.set(`${source} ${key}`, person);
    }
    const records = manifest.files.filter(({ kind }) => kind === 'customers').reduce((sum, { rows }) => sum + rows, 0);
    expect(owners.size).toBe(records);
    for (const row of await rowsOf(dir, 'orders-tmall.csv')) {
      expect(owners.has(`tmall account:${row.split(',')[1]}`)).toBe(true);
    }
    for (const row of await rowsOf(dir, 'orders-phone.csv')) {
      expect(owners.has(`phone phone:+86${row.split(',')[3]}`)).toBe(true);
    }
  });

  it('are not written over what is no brand', async () => {
    const dir = await makeTempDir('brand');
    await writeFile(path.join(dir, 'thesis.txt'), 'mine');
    await expect(writeBrand(SMALL, { dir })).rejects.toMatchObject({ code: 'folder_not_empty' });
    // A manifest of something else is none of ours.
    await writeFile(path.join(dir, 'manifest.json'), '{"name":"web app","files":[]}');
    await expect(writeBrand(SMALL, { dir })).rejects.toMatchObject({ code: 'folder_not_empty' });
    expect(await readdir(dir)).toEqual(['manifest.json', 'thesis.txt']);
  });

  it('replace those of an earlier run', async () => {
    const dir = await makeTempDir('brand');
    await writeBrand(SMALL, { dir });
    await writeFile(path.join(dir, 'notes.txt'), 'mine');
    const manifest = await writeBrand({ ...SMALL, customers: 24 }, { dir });
    const found = (await readdir(dir)).filter((name) => !['truth', 'manifest.json', 'notes.txt'].includes(name));
    expect(await readFile(path.join(dir, 'notes.txt'), 'utf8')).toBe('mine');
    expect(new Set(found)).toEqual(
      new Set(manifest.files.map(({ name }) => name).filter((name) => !name.startsWith('truth/'))),
    );
  });

  it('stop when they are told to', async () => {
    const stop = new AbortController();
    const writing = writeBrand(SMALL, {
      dir: await makeTempDir('brand'),
      signal: stop.signal,
      onProgress: () => stop.abort(),
    });
    await expect(writing).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('take no more memory for more people', async () => {
    const peakOf = async (customers: number): Promise<number> => {
      const dir = await makeTempDir('brand');
      let peak = 0;
      await writeBrand(
        { ...SMALL, customers },
        {
          dir,
          onProgress: () => {
            peak = Math.max(peak, process.memoryUsage().heapUsed);
          },
        },
      );
      return peak;
    };
    await peakOf(1_000);
    const small = await peakOf(2_000);
    const large = await peakOf(12_000);
    // Garbage that was not collected yet comes on top of what is held.
    expect(large - small).toBeLessThan(100 * 1024 ** 2);
  }, 60_000);
});
