import { describe, expect, it } from 'vitest';
import type { TodoFacts } from './api.ts';
import { todosOf } from './todo.ts';

const now = new Date('2026-11-23T02:00:00Z');
const nothing: TodoFacts = { imports: null, webhooks: null, deadLetters: null, segments: null };

// The parts that decide; the rest of each shape says nothing here.
const run = (over: object) =>
  ({
    id: 'i',
    fileName: '订单.csv',
    status: 'done',
    rejected: 0,
    dryRun: false,
    createdAt: '2026-11-22T02:00:00Z',
    ...over,
  }) as never;
const hook = (over: object) =>
  ({ id: 'w', name: '仓库', state: 'active', failingSince: null, failed: 0, ...over }) as never;

describe('what needs doing', () => {
  it('is nothing where nothing is wrong, and nothing that the reader may not see', () => {
    expect(todosOf(nothing, now)).toEqual([]);
    expect(todosOf({ ...nothing, imports: [run({})], webhooks: [hook({})] }, now)).toEqual([]);
  });

  it('names imports with faults, but no trials and none that lie long behind', () => {
    const imports = [
      run({ rejected: 3 }),
      run({ id: 'f', status: 'failed' }),
      run({ rejected: 9, dryRun: true }),
      run({ rejected: 9, createdAt: '2026-10-01T02:00:00Z' }),
    ];
    expect(todosOf({ ...nothing, imports }, now)).toEqual([
      { kind: 'import_rejected', id: 'i', file: '订单.csv', count: 3 },
      { kind: 'import_failed', id: 'f', file: '订单.csv' },
    ]);
  });

  it('names each webhook once, by the worst about it', () => {
    const since = '2026-11-22T20:00:00Z';
    const webhooks = [
      hook({ state: 'disabled', failingSince: since, failed: 4 }),
      hook({ id: 'x', failingSince: since, failed: 4 }),
      hook({ id: 'y', failed: 4 }),
      hook({ id: 'z', state: 'paused', failingSince: since }),
    ];
    expect(todosOf({ ...nothing, webhooks }, now).map(({ kind, id }) => [kind, id])).toEqual([
      ['webhook_disabled', 'w'],
      ['webhook_failing', 'x'],
      ['webhook_failed', 'y'],
    ]);
  });

  it('begins with work that stands still, and counts segments that are used', () => {
    const facts: TodoFacts = {
      ...nothing,
      deadLetters: [{ id: 'j1' } as never, { id: 't2' } as never],
      segments: [{ state: 'saved', stale: true } as never, { state: 'draft', stale: true } as never],
    };
    expect(todosOf(facts, now)).toEqual([
      { kind: 'jobs', id: 'jobs', ids: ['j1', 't2'] },
      { kind: 'segments', id: 'segments', count: 1 },
    ]);
  });
});
