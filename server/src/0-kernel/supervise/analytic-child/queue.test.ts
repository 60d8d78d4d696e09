import { describe, expect, it, vi } from 'vitest';
import { createQueue } from './queue.ts';

const never = new AbortController().signal;

describe('the queue of statements', () => {
  it('runs so many at once and the others in the order they came', async () => {
    const queue = createQueue({ places: 2, waiting: 10 });
    const started: number[] = [];
    const gates = Array.from({ length: 4 }, () => Promise.withResolvers<void>());
    const works = gates.map((gate, index) =>
      queue.run(async () => {
        started.push(index);
        await gate.promise;
      }, never),
    );
    await Promise.resolve();
    expect([started, queue.size()]).toEqual([[0, 1], 4]);
    gates[1]?.resolve();
    await works[1];
    gates[2]?.resolve();
    await works[2];
    await vi.waitFor(() => expect(started).toHaveLength(4));
    expect(started).toEqual([0, 1, 2, 3]);
    gates[0]?.resolve();
    gates[3]?.resolve();
    await Promise.all(works);
    expect(queue.size()).toBe(0);
  });

  it('gives the place on after a failure, refuses above its length, and lets go of who left', async () => {
    const queue = createQueue({ places: 1, waiting: 1 });
    const gate = Promise.withResolvers<void>();
    const first = queue.run(() => gate.promise, never);
    const leaver = new AbortController();
    const second = queue.run(() => Promise.resolve('second'), leaver.signal);
    await expect(queue.run(() => Promise.resolve(), never)).rejects.toMatchObject({ code: 202 });
    leaver.abort();
    await expect(second).rejects.toMatchObject({ code: 394 });
    const third = queue.run(() => Promise.resolve('third'), never);
    gate.reject(new Error('broken'));
    await expect(first).rejects.toThrow('broken');
    expect(await third).toBe('third');
    expect(queue.size()).toBe(0);
  });
});
