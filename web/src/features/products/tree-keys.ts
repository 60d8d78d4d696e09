import type { TreeRow } from './tree-rows.ts';

/** What a key asks of the tree. */
export type KeyAction =
  | { readonly do: 'focus'; readonly id: string | undefined }
  | { readonly do: 'toggle'; readonly isOpen: boolean }
  | { readonly do: 'select' }
  | { readonly do: 'rename' }
  | { readonly do: 'move'; readonly position: number };

/** What a key means on a line, after the tree pattern of the ARIA practices. */
export function keyAction(
  event: { readonly key: string; readonly altKey: boolean; readonly metaKey: boolean; readonly ctrlKey: boolean },
  o: { readonly rows: readonly TreeRow[]; readonly index: number; readonly row: TreeRow; readonly canWrite: boolean },
): KeyAction | null {
  const { rows, index, row, canWrite } = o;
  if (event.metaKey || event.ctrlKey) {
    return null;
  }
  if (event.altKey) {
    const step = event.key === 'ArrowUp' ? -1 : event.key === 'ArrowDown' ? 1 : 0;
    const position = row.place + step;
    return canWrite && step !== 0 && position >= 1 && position <= row.siblings ? { do: 'move', position } : null;
  }
  switch (event.key) {
    case 'ArrowDown':
    case 'j':
      return { do: 'focus', id: rows[index + 1]?.category.id };
    case 'ArrowUp':
    case 'k':
      return { do: 'focus', id: rows[index - 1]?.category.id };
    case 'Home':
      return { do: 'focus', id: rows[0]?.category.id };
    case 'End':
      return { do: 'focus', id: rows.at(-1)?.category.id };
    case 'ArrowRight':
      return row.hasChildren && !row.isOpen
        ? { do: 'toggle', isOpen: true }
        : { do: 'focus', id: rows[index + 1]?.category.id };
    case 'ArrowLeft':
      return row.isOpen ? { do: 'toggle', isOpen: false } : { do: 'focus', id: row.category.parentId ?? undefined };
    case 'Enter':
    case ' ':
      return { do: 'select' };
    case 'F2':
      return canWrite ? { do: 'rename' } : null;
    default:
      return null;
  }
}
