/** What a key does in a grid. `move` names the row to go to. */
export type GridCommand =
  | { readonly type: 'move'; readonly index: number }
  | { readonly type: 'open' }
  | { readonly type: 'peek' }
  | { readonly type: 'select' }
  | { readonly type: 'close' };

export interface GridPosition {
  /** Row with the focus, −1 before any. */
  readonly index: number;
  readonly count: number;
  /** Rows that fit on the screen. */
  readonly pageRows: number;
}

export interface GridKey {
  readonly key: string;
  readonly hasModifier: boolean;
}

/** Decides what a key means: arrows or j/k, Home/End or G, paging, Enter, Space, x, Escape. Null for all others. */
export function commandOfKey(pressed: GridKey, position: GridPosition): GridCommand | null {
  if (pressed.hasModifier) {
    return null;
  }
  if (pressed.key === 'Escape') {
    return { type: 'close' };
  }
  const target = targetOf(pressed.key, position);
  if (target !== null) {
    return position.count === 0 ? null : { type: 'move', index: clamp(target, position.count) };
  }
  if (position.index < 0 || position.index >= position.count) {
    return null;
  }
  if (pressed.key === 'Enter') {
    return { type: 'open' };
  }
  if (pressed.key === 'x') {
    return { type: 'select' };
  }
  return pressed.key === ' ' ? { type: 'peek' } : null;
}

function targetOf(key: string, { index, count, pageRows }: GridPosition): number | null {
  switch (key) {
    case 'ArrowDown':
    case 'j':
      return index + 1;
    case 'ArrowUp':
    case 'k':
      return index < 0 ? 0 : index - 1;
    case 'Home':
      return 0;
    case 'End':
    case 'G':
      return count - 1;
    case 'PageDown':
      return Math.max(0, index) + pageRows;
    case 'PageUp':
      return index - pageRows;
    default:
      return null;
  }
}

const clamp = (index: number, count: number): number => Math.min(Math.max(index, 0), count - 1);
