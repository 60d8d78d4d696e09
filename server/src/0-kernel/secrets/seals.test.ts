import { randomBytes } from 'node:crypto';
import { open, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createFiles } from '#kernel/files/files.ts';
import { useDatabase } from '#test/harness.ts';
import { makeTempDir } from '#test/temp-dir.ts';
import { createMasterKeys } from './master-keys.ts';
import { createSealer } from './sealer.ts';
import { createSeals } from './seals.ts';

const database = useDatabase();
let dataDir = '';
beforeAll(async () => {
  dataDir = await makeTempDir('seals');
});
afterAll(() => rm(dataDir, { recursive: true, force: true }));

const key = (id: string) => ({ id, key: randomBytes(32) });
const UNREADABLE = expect.objectContaining({ code: 'secret_unreadable' });
const text = fc.string({ unit: 'binary', maxLength: 200 });

/** One character of what was sealed made another one. */
function changed(sealed: string, at: number): string {
  const place = at % sealed.length;
  const other = sealed[place] === 'A' ? 'B' : 'A';
  return `${sealed.slice(0, place)}${other}${sealed.slice(place + 1)}`;
}

describe('[C020] what is sealed', () => {
  const indexKey = randomBytes(32);
  const old = key('00000001');
  const seals = createSeals({ sealKeys: [old], indexKey });

  it('opens at its place as it was, is the same again, and shows nothing of itself but what equals it', () => {
    fc.assert(
      fc.property(text, text, fc.string(), (one, other, place) => {
        const sealed = seals.seal(one, place);
        expect(seals.open(sealed, place)).toBe(one);
        expect(seals.seal(one, place)).toBe(sealed);
        expect(seals.seal(other, place) === sealed).toBe(one === other);
        expect(seals.token(other, place) === seals.token(one, place)).toBe(one === other);
        // `5k_10k` and `over_50k` are told apart by nothing, their length included.
        expect(sealed.length).toBe(seals.seal('x'.repeat(Buffer.byteLength(one)), place).length);
      }),
    );
    expect(seals.seal('5k_10k', 'p')).toHaveLength(seals.seal('over_50k', 'p').length);
  });

  it('opens nowhere else, with no other key, and not when anything of it was changed', () => {
    const others = createSeals({ sealKeys: [key(old.id)], indexKey });
    fc.assert(
      fc.property(text, fc.nat(), fc.string(), fc.string(), (one, at, place, elsewhere) => {
        fc.pre(place !== elsewhere);
        const sealed = seals.seal(one, place);
        for (const attempt of [
          () => seals.open(sealed, elsewhere),
          () => others.open(sealed, place),
          () => seals.open(sealed.slice(0, -2), place),
        ]) {
          expect(attempt).toThrow(UNREADABLE);
        }
        const bad = changed(sealed, at);
        // The last character of base64url may hold bits that stand for nothing.
        fc.pre(Buffer.compare(Buffer.from(bad.slice(9), 'base64url'), Buffer.from(sealed.slice(9), 'base64url')) !== 0);
        expect(() => seals.open(bad, place)).toThrow(UNREADABLE);
        expect(seals.seal(one, elsewhere)).not.toBe(sealed);
        expect(seals.token(one, elsewhere)).not.toBe(seals.token(one, place));
      }),
    );
  });

  it('has the same token after a new key came, and stays readable', () => {
    const later = createSeals({ sealKeys: [key('00000002'), old], indexKey });
    const before = seals.seal('110101199003074514', 'p');
    expect(later.open(before, 'p')).toBe('110101199003074514');
    expect(later.seal('110101199003074514', 'p')).not.toBe(before);
    expect(later.token('110101199003074514', 'p')).toBe(seals.token('110101199003074514', 'p'));
  });
});

describe('[C020] the keys of data', () => {
  it('are wrapped by the current master key after a rotation, and open what was sealed before', async () => {
    const { db } = database.postgres;
    const wrapped = async (): Promise<string[]> =>
      (await sql<{ wrapped: string }>`select wrapped from kernel.data_keys order by number`.execute(db)).rows.map(
        (row) => row.wrapped,
      );
    const options = { dataDir, secretsKey: null };
    const sealer = createSealer(options);
    await expect(sealer.ready(db)).rejects.toMatchObject({ code: 'secret_unreadable' });
    expect(await sealer.prepare(database.postgres)).toEqual({ rewrapped: 0, unreadable: 0 });
    const sealed = (await sealer.ready(db)).seal('over_50k', 'income');
    const before = await wrapped();
    await createMasterKeys(options).rotate();
    expect(await createSealer(options).prepare(database.postgres)).toEqual({ rewrapped: 2, unreadable: 0 });
    const after = await wrapped();
    expect(after).toHaveLength(2);
    expect(after.some((one) => before.includes(one))).toBe(false);
    // The older master key is not needed for it any more.
    const file = path.join(dataDir, 'keys', 'secrets.key');
    const [first = ''] = (await readFile(file, 'utf8')).split('\n');
    await writeFile(file, `${first}\n`);
    const again = createSealer(options);
    expect((await again.ready(db)).open(sealed, 'income')).toBe('over_50k');

    const name = await db.transaction().execute((tx) => again.renew(tx));
    const renewed = await again.ready(db);
    expect([renewed.keyId, renewed.seal('x', 'income').slice(0, 8)]).toEqual([name, name]);
    expect(renewed.open(sealed, 'income')).toBe('over_50k');
  });

  it('of another installation open nothing, and are told', async () => {
    const elsewhere = createSealer({ dataDir: path.join(dataDir, 'other'), secretsKey: null });
    await expect(elsewhere.ready(database.postgres.db)).rejects.toMatchObject({ code: 'secret_unreadable' });
    const { unreadable } = await elsewhere.prepare(database.postgres);
    expect(unreadable).toBe(3);
    expect(await elsewhere.unreadable(database.postgres.db)).toBe(3);
  });
});

describe('[C020] a sealed file', () => {
  it('is read as it was written, from any place, and holds nothing of it', async () => {
    const options = { dataDir: path.join(dataDir, 'files-keys'), secretsKey: null };
    const sealer = createSealer(options);
    await sealer.prepare(database.postgres);
    const files = createFiles({ dir: path.join(dataDir, 'files'), sealing: { sealer, db: database.postgres.db } });
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(0, 1, 65_535, 65_536, 65_537, 131_072, 200_001),
        fc.integer({ min: 5000, max: 100_000 }),
        fc.nat(200_001),
        fc.nat(200_001),
        async (size, cut, a, b) => {
          const bytes = Buffer.alloc(size, '身份证 110101199003074514,');
          const parts = Array.from({ length: Math.ceil(size / cut) }, (_, at) =>
            bytes.subarray(at * cut, (at + 1) * cut),
          );
          const { id, bytes: told } = await files.write(Readable.from(parts), { maxBytes: 1e6 });
          expect(told).toBe(size);
          expect((await buffer(await files.open(id))).equals(bytes)).toBe(true);
          const [from, to] = [Math.min(a, b, size), Math.min(Math.max(a, b), size)];
          const access = await files.access(id);
          expect(access.size).toBe(size);
          expect((await buffer(access.stream(from, to))).equals(bytes.subarray(from, to))).toBe(true);
          await access.close();
          expect((await readFile(files.path(id))).includes('110101199003074514')).toBe(false);
        },
      ),
      { numRuns: 12 },
    );
    const { id } = await files.write(Readable.from([Buffer.alloc(200_000, '密')]), { maxBytes: 1e6 });
    const whole = await readFile(files.path(id));
    const failing = async (): Promise<void> => {
      await expect(files.open(id).then((stream) => buffer(stream))).rejects.toMatchObject({
        code: 'secret_unreadable',
      });
    };
    // At the end of a piece, so that what is left are whole pieces.
    await truncate(files.path(id), 23 + 65_552);
    await failing();
    const handle = await open(files.path(id), 'w');
    whole.writeUInt8(whole.readUInt8(70_000) ^ 1, 70_000);
    await handle.writeFile(whole);
    await handle.close();
    await failing();
  });
});
