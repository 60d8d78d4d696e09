import { beforeEach, describe, expect, it } from 'vitest';
import { createAnswers } from './answers.ts';

let nowMs = 0;
let tickMs = 0;
let works = 0;

beforeEach(() => {
  nowMs = 0;
  tickMs = 0;
  works = 0;
});

const keeper = () => createAnswers({ nowMs: () => nowMs, tickMs: () => tickMs });
const work = (tookMs: number) => async (): Promise<number> => {
  works += 1;
  tickMs += tookMs;
  return works;
};

describe('kept answers', () => {
  it('are worked out once while the facts are the same, however many ask at once', async () => {
    const answers = keeper();
    const both = await Promise.all([answers.keep('a', 'v1', work(1)), answers.keep('a', 'v1', work(1))]);
    nowMs = 3_600_000;
    expect(await answers.keep('a', 'v1', work(1))).toEqual({ value: 1, olderMs: null });
    expect([...both, await answers.keep('a', 'v1', work(1))].map(({ value }) => value)).toEqual([1, 1, 1]);
    expect((await answers.keep('b', 'v1', work(1))).value).toBe(2);
  });

  it('are worked out anew when the facts have changed and it takes no time', async () => {
    const answers = keeper();
    await answers.keep('a', 'v1', work(100));
    expect((await answers.keep('a', 'v2', work(100))).value).toBe(2);
  });

  it('that took long are given again for twenty times as long, and say as of when', async () => {
    const answers = keeper();
    await answers.keep('a', 'v1', work(1000));
    nowMs = 19_999;
    expect(await answers.keep('a', 'v2', work(1000))).toEqual({ value: 1, olderMs: 0 });
    nowMs = 20_000;
    expect(await answers.keep('a', 'v3', work(1000))).toEqual({ value: 2, olderMs: null });
  });

  it('that failed are not kept', async () => {
    const answers = keeper();
    const failing = (): Promise<number> => Promise.reject(new Error('down'));
    await expect(answers.keep('a', 'v1', failing)).rejects.toThrow('down');
    expect((await answers.keep('a', 'v1', work(1))).value).toBe(1);
  });
});
