import { describe, expect, it } from 'vitest';
import { commandOfKey } from './grid-keys.ts';

const press = (key: string, index: number, count = 100) =>
  commandOfKey({ key, hasModifier: false }, { index, count, pageRows: 15 });

describe('keys of the grid', () => {
  it.each([
    ['j', 4, 5],
    ['ArrowDown', -1, 0],
    ['k', 4, 3],
    ['k', -1, 0],
    ['ArrowUp', 0, 0],
    ['j', 99, 99],
    ['Home', 50, 0],
    ['G', 3, 99],
    ['PageDown', 10, 25],
    ['PageDown', 95, 99],
    ['PageUp', 10, 0],
  ])('%s on row %i goes to row %i', (key, from, to) => {
    expect(press(key, from)).toEqual({ type: 'move', index: to });
  });

  it('Enter opens and Space peeks at the focused row', () => {
    expect(press('Enter', 3)).toEqual({ type: 'open' });
    expect(press(' ', 3)).toEqual({ type: 'peek' });
  });

  it('nothing opens before a row has the focus, or when rows went away', () => {
    expect(press('Enter', -1)).toBeNull();
    expect(press(' ', 100)).toBeNull();
    expect(press('j', -1, 0)).toBeNull();
  });

  it('Escape closes, also in an empty list', () => {
    expect(press('Escape', -1, 0)).toEqual({ type: 'close' });
  });

  it('x selects the focused row', () => {
    expect(press('x', 3)).toEqual({ type: 'select' });
    expect(press('x', -1)).toBeNull();
  });

  it('leaves letters and chords to others', () => {
    expect(press('y', 3)).toBeNull();
    expect(commandOfKey({ key: 'k', hasModifier: true }, { index: 3, count: 9, pageRows: 5 })).toBeNull();
  });
});
