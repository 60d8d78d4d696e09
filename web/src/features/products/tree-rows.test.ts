import type { Category } from '@zhike/server/contracts';
import { describe, expect, it } from 'vitest';
import { pathText, treeRows } from './tree-rows.ts';

const node = (id: string, parentId: string | null, position: number): Category => ({
  id,
  parentId,
  name: id,
  note: null,
  position,
  archivedAt: null,
  products: 0,
});
const TREE = [node('b', null, 2), node('a', null, 1), node('a1', 'a', 1), node('a2', 'a', 2), node('a11', 'a1', 1)];

describe('the lines of the category tree', () => {
  it('are the roots in their order, and the children of what is open', () => {
    const show = (open: string[]) => treeRows(TREE, new Set(open)).map((row) => `${row.level}${row.category.id}`);
    expect(show([])).toEqual(['1a', '1b']);
    expect(show(['a'])).toEqual(['1a', '2a1', '2a2', '1b']);
    expect(show(['a', 'a1', 'b'])).toEqual(['1a', '2a1', '3a11', '2a2', '1b']);
    expect(show(['a1'])).toEqual(['1a', '1b']);
  });

  it('know their place among their siblings', () => {
    const row = treeRows(TREE, new Set(['a'])).find((each) => each.category.id === 'a2');
    expect(row).toMatchObject({ place: 2, siblings: 2, hasChildren: false });
  });

  it('have a path of names', () => {
    expect(pathText(TREE, 'a11')).toBe('a / a1 / a11');
    expect(pathText(TREE, 'gone')).toBe('');
  });
});
