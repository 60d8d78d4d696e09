import { describe, expect, it } from 'vitest';
import { keyAction } from './tree-keys.ts';
import type { TreeRow } from './tree-rows.ts';

const row = (id: string, more: Partial<TreeRow> = {}): TreeRow => ({
  category: { id, parentId: null, name: id, note: null, position: 1, archivedAt: null, products: 0 },
  level: 1,
  hasChildren: false,
  isOpen: false,
  place: 1,
  siblings: 3,
  ...more,
});
const ROWS = [
  row('a', { hasChildren: true, isOpen: true }),
  row('a1', { level: 2 }),
  row('b', { hasChildren: true, place: 2 }),
];

describe('keys in the category tree', () => {
  const press = (key: string, index: number, more: { readonly alt?: boolean; readonly canWrite?: boolean } = {}) =>
    keyAction(
      { key, altKey: more.alt === true, metaKey: false, ctrlKey: false },
      { rows: ROWS, index, row: ROWS[index] ?? row('x'), canWrite: more.canWrite ?? true },
    );

  it.each([
    ['ArrowDown', 0, { do: 'focus', id: 'a1' }],
    ['ArrowUp', 1, { do: 'focus', id: 'a' }],
    ['End', 0, { do: 'focus', id: 'b' }],
    ['ArrowLeft', 0, { do: 'toggle', isOpen: false }],
    ['ArrowRight', 2, { do: 'toggle', isOpen: true }],
    ['ArrowRight', 0, { do: 'focus', id: 'a1' }],
    ['Enter', 0, { do: 'select' }],
    ['F2', 0, { do: 'rename' }],
    ['x', 0, null],
  ])('%s on line %d', (key, index, action) => {
    expect(press(key, index)).toEqual(action);
  });

  it('with Alt move a category among its siblings, not beyond them', () => {
    expect(press('ArrowDown', 0, { alt: true })).toEqual({ do: 'move', position: 2 });
    expect(press('ArrowUp', 2, { alt: true })).toEqual({ do: 'move', position: 1 });
    expect(press('ArrowUp', 0, { alt: true })).toBeNull();
  });

  it('change nothing for whoever only reads', () => {
    expect(press('F2', 0, { canWrite: false })).toBeNull();
    expect(press('ArrowDown', 0, { alt: true, canWrite: false })).toBeNull();
  });
});
