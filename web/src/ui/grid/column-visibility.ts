import { useState } from 'react';
import type { GridColumn } from './columns.ts';

export type Visibility = Readonly<Record<string, boolean>>;

/** Which columns show at first. */
export function defaultVisibility<Row>(columns: readonly GridColumn<Row>[]): Visibility {
  return Object.fromEntries(columns.map((column) => [column.id, column.isHiddenAtFirst !== true]));
}

/** What was stored, as far as it still fits: unknown columns are dropped, new ones get their default. */
export function mergeVisibility(defaults: Visibility, stored: string | null): Visibility {
  if (stored === null) {
    return defaults;
  }
  const parsed: unknown = parseJson(stored);
  const known = typeof parsed === 'object' && parsed !== null ? new Map(Object.entries(parsed)) : new Map();
  return Object.fromEntries(
    Object.entries(defaults).map(([id, isShown]) => {
      const kept: unknown = known.get(id);
      return [id, typeof kept === 'boolean' ? kept : isShown];
    }),
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Somebody else's value under our key: as good as nothing.
    return null;
  }
}

/** Column visibility remembered on this device under `storageKey`. */
export function useColumnVisibility<Row>(columns: readonly GridColumn<Row>[], storageKey: string) {
  const key = `zhike.columns.${storageKey}`;
  const defaults = defaultVisibility(columns);
  const [stored, setStored] = useState(() => ({ key, text: window.localStorage.getItem(key) }));
  // Another list, other columns: what was chosen there stays there.
  const text = stored.key === key ? stored.text : window.localStorage.getItem(key);
  // Merged each time: columns may come later than the page, those of custom fields do.
  const visibility = mergeVisibility(defaults, text);
  const keep = (next: Visibility): void => {
    const kept = JSON.stringify(next);
    window.localStorage.setItem(key, kept);
    setStored({ key, text: kept });
  };
  return {
    visibility,
    show(id: string, isShown: boolean): void {
      keep({ ...visibility, [id]: isShown });
    },
    reset(): void {
      window.localStorage.removeItem(key);
      setStored({ key, text: null });
    },
  };
}
