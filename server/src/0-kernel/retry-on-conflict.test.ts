import { describe, expect, it } from 'vitest';
import { AppError } from '#kernel/errors.ts';
import { retryOnConflict } from '#kernel/retry-on-conflict.ts';

const MESSAGE = { message: { 'zh-CN': '冲突', en: 'conflict' } };
const again = new AppError('thing_conflict', 409, { ...MESSAGE, retryAfterSeconds: 1 });
const refused = new AppError('thing_taken', 409, MESSAGE);
const database = (code: string): Error => Object.assign(new Error(code), { code });

function failing(times: number, error: Error): { readonly work: () => Promise<string>; readonly tried: () => number } {
  let tried = 0;
  return {
    work: () => {
      tried += 1;
      return tried <= times ? Promise.reject(error) : Promise.resolve('done');
    },
    tried: () => tried,
  };
}

describe('a transaction that lost against another one', () => {
  it.each([again, database('40001'), database('40P01'), database('23505')])('is made again: %s', async (error) => {
    const { work, tried } = failing(2, error);
    expect(await retryOnConflict(work)).toBe('done');
    expect(tried()).toBe(3);
  });

  it.each([refused, database('23503'), new Error('other')])(
    'is not when trying again would not help: %s',
    async (error) => {
      const { work, tried } = failing(1, error);
      await expect(retryOnConflict(work)).rejects.toBe(error);
      expect(tried()).toBe(1);
    },
  );

  it('gives up in the end, and when nobody waits any more', async () => {
    const { work, tried } = failing(9, again);
    await expect(retryOnConflict(work, { attempts: 3 })).rejects.toBe(again);
    expect(tried()).toBe(3);
    const signal = AbortSignal.abort();
    await expect(retryOnConflict(failing(9, again).work, { signal })).rejects.toMatchObject({ name: 'AbortError' });
  });
});
