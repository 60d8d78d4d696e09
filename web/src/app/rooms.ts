import type { IconName } from '../ui/icon.tsx';
import { openEntryPages } from './entry-pages.ts';
import { openSettingsPages } from './settings-pages.ts';

/** The entries of the rail, in the order of the loop. One without its permission is absent. */
export const ROOMS = [
  { id: 'home', to: '/', icon: 'home', permission: 'insight.read' },
  { id: 'customers', to: '/customers', icon: 'people', permission: 'customers.read' },
  // Open to whoever may enter one of its pages.
  { id: 'entry', to: '/entry', icon: 'edit', permission: null },
  { id: 'work', to: '/work', icon: 'work', permission: 'work.read' },
  { id: 'segments', to: '/segments', icon: 'segments', permission: 'segments.read' },
  { id: 'insight', to: '/insight', icon: 'map', permission: 'scores.read' },
  { id: 'sales', to: '/orders', icon: 'orders', permission: 'orders.read' },
  { id: 'supply', to: '/products', icon: 'goods', permission: 'products.read' },
  { id: 'imports', to: '/imports', icon: 'import', permission: 'imports.read' },
  // Open to whoever may enter one of its pages.
  { id: 'settings', to: '/settings', icon: 'settings', permission: null },
] as const satisfies readonly { id: string; to: string; icon: IconName; permission: string | null }[];

export type Room = (typeof ROOMS)[number];

/** The letter that leads to a room after `g`. */
const ROOM_KEYS: Readonly<Record<string, string>> = {
  home: 'h',
  customers: 'c',
  entry: 'e',
  work: 'w',
  segments: 's',
  insight: 'i',
  sales: 'o',
  supply: 'p',
  imports: 'm',
  settings: ',',
};

/** The letter after `g`, null for a room without one. */
export const roomKey = (id: string): string | null => ROOM_KEYS[id] ?? null;

/** Rooms that these permissions open. */
export function openRooms(may: (permission: string) => boolean): readonly Room[] {
  return ROOMS.filter(({ id, permission }) => {
    if (permission !== null) {
      return may(permission);
    }
    return id === 'entry' ? openEntryPages(may).length > 0 : openSettingsPages(may).length > 0;
  });
}
