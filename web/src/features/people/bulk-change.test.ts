import { describe, expect, it } from 'vitest';
import { actionsFor, isComplete } from './bulk-change.ts';

describe('one field of many people', () => {
  it('is set or emptied; several choices can be added to and taken from', () => {
    expect(actionsFor('date')).toEqual(['set', 'clear']);
    expect(actionsFor('choices')).toEqual(['set', 'add', 'remove', 'clear']);
  });

  it.each([
    ['set', '上海', true],
    ['set', '  ', false],
    ['set', null, false],
    ['set', false, true],
    ['add', [], false],
    ['remove', ['网球'], true],
    ['clear', null, true],
  ] as const)('%s with %j can be sent: %s', (action, value, isReady) => {
    expect(isComplete(action, typeof value === 'object' && value !== null ? [...value] : value)).toBe(isReady);
  });
});
