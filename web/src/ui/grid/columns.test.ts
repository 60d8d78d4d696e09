import { describe, expect, it } from 'vitest';
import { defaultVisibility, mergeVisibility } from './column-visibility.ts';
import { type GridColumn, minimumWidth, templateOf } from './columns.ts';

const column = (id: string, more: Partial<GridColumn<object>> = {}): GridColumn<object> => ({
  id,
  header: id,
  width: 100,
  cell: () => id,
  ...more,
});
const columns = [
  column('name', { grow: 2 }),
  column('total', { isNumber: true }),
  column('created', { isHiddenAtFirst: true }),
];

describe('columns', () => {
  it('share the room that is left by their growth and give the outer ones the page inset', () => {
    expect(templateOf(columns)).toBe(
      'minmax(calc(92px + var(--grid-inset, 8px)), 2fr) 100px calc(92px + var(--grid-inset, 8px))',
    );
    expect(minimumWidth(columns)).toBe(300);
  });

  it('remember what was shown, forget columns that are gone, show new ones by default', () => {
    const defaults = defaultVisibility(columns);
    expect(defaults).toEqual({ name: true, total: true, created: false });
    expect(mergeVisibility(defaults, '{"created":true,"gone":true,"total":"yes"}')).toEqual({
      name: true,
      total: true,
      created: true,
    });
    expect(mergeVisibility(defaults, 'not json')).toEqual(defaults);
    expect(mergeVisibility(defaults, null)).toEqual(defaults);
  });
});
