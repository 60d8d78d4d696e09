import { readFile, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeTempDir } from '#test/temp-dir.ts';
import { createSecretBox } from './secret-box.ts';

let dataDir = '';
beforeAll(async () => {
  dataDir = await makeTempDir('secrets');
});
afterAll(() => rm(dataDir, { recursive: true, force: true }));

describe('the secret box', () => {
  it('gives back what was sealed, to another process on the same folder too', async () => {
    const one = createSecretBox({ dataDir, secretsKey: null });
    const other = createSecretBox({ dataDir, secretsKey: null });
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary' }), async (text) => {
        const sealed = await one.seal(text, 'shop');
        expect(await other.open(sealed, 'shop')).toBe(text);
        expect(sealed).not.toBe(await one.seal(text, 'shop'));
      }),
      { numRuns: 50 },
    );
    const file = path.join(dataDir, 'keys', 'secrets.key');
    expect((await stat(file)).mode & 0o077).toBe(0);
  });

  it('opens nothing that was changed, sealed for something else or with another key', async () => {
    const box = createSecretBox({ dataDir, secretsKey: null });
    const sealed = await box.seal('whsec_1', 'shop');
    const at = sealed.length - 2;
    const changed = `${sealed.slice(0, at)}${sealed[at] === 'A' ? 'B' : 'A'}${sealed.slice(at + 1)}`;
    const elsewhere = createSecretBox({ dataDir, secretsKey: Buffer.alloc(32, 7).toString('base64url') });
    for (const attempt of [box.open(changed, 'shop'), box.open(sealed, 'site'), elsewhere.open(sealed, 'shop')]) {
      await expect(attempt).rejects.toMatchObject({ code: 'secret_unreadable' });
    }
  });

  it('refuses a key file that holds no key', async () => {
    const file = path.join(dataDir, 'keys', 'secrets.key');
    const good = await readFile(file, 'utf8');
    await writeFile(file, 'short');
    await expect(createSecretBox({ dataDir, secretsKey: null }).seal('a', 'b')).rejects.toMatchObject({
      code: 'secret_unreadable',
    });
    await writeFile(file, good);
  });
});
