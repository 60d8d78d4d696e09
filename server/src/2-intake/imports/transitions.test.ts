import { describe, expect, it } from 'vitest';
import { IMPORT_STATUSES } from './schema.ts';
import { canResume, canUndo, statusesBefore, TRANSITIONS } from './transitions.ts';

describe('what an import may become', () => {
  it.each([
    ['queued', 'running failed'],
    ['running', 'running done failed'],
    ['failed', 'queued undoing'],
    ['done', 'undoing'],
    ['undoing', 'undone failed'],
    ['undone', ''],
  ] as const)('from %s: %s', (status, after) => {
    expect(TRANSITIONS[status].join(' ')).toBe(after);
  });

  it('reads backwards too, over every status', () => {
    for (const status of IMPORT_STATUSES) {
      expect(statusesBefore(status)).toEqual(
        IMPORT_STATUSES.filter((before) => TRANSITIONS[before].includes(status)).toSorted(byTable),
      );
    }
  });

  it.each([
    ['failed', 0, true],
    ['failed', 1, false],
    ['done', 0, false],
    ['running', 0, false],
  ] as const)('%s with %i chunks undone can be resumed: %s', (status, chunksUndone, expected) => {
    expect(canResume({ status, chunksUndone })).toBe(expected);
  });

  it.each([
    ['done', 5, true],
    ['failed', 5, true],
    ['done', 0, false],
    ['running', 5, false],
    ['undoing', 5, false],
    ['undone', 5, false],
  ] as const)('%s with %i rows taken in can be undone: %s', (status, accepted, expected) => {
    expect(canUndo({ status, accepted, dryRun: false })).toBe(expected);
  });
});

function byTable(a: (typeof IMPORT_STATUSES)[number], b: (typeof IMPORT_STATUSES)[number]): number {
  const order = Object.keys(TRANSITIONS);
  return order.indexOf(a) - order.indexOf(b);
}
