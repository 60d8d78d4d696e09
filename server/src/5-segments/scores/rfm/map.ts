import { groupAt, RFM_GROUP_INFO } from './groups.ts';
import { RFM_GROUPS, type RfmGroup } from './schema.ts';

/** Customers with the same scores and group, counted together. Sums, so that larger counts can be made of them. */
export interface RfmTile {
  readonly r: number;
  readonly f: number;
  /** Place in RFM_GROUPS. */
  readonly groupIndex: number;
  readonly customers: number;
  readonly monetaryMinor: number;
  readonly recencyDays: number;
  readonly frequency: number;
}

interface Total {
  customers: number;
  monetaryMinor: number;
  recencyDays: number;
  frequency: number;
}

function addUp(tiles: readonly RfmTile[]): Total {
  const total: Total = { customers: 0, monetaryMinor: 0, recencyDays: 0, frequency: 0 };
  for (const tile of tiles) {
    total.customers += tile.customers;
    total.monetaryMinor += tile.monetaryMinor;
    total.recencyDays += tile.recencyDays;
    total.frequency += tile.frequency;
  }
  return total;
}

/** All eight groups in their order, empty ones included. */
export function groupsOf(tiles: readonly RfmTile[]) {
  return RFM_GROUPS.map((group, index) => {
    const total = addUp(tiles.filter((tile) => tile.groupIndex === index));
    const isEmpty = total.customers === 0;
    return {
      group,
      ...RFM_GROUP_INFO[group],
      customers: total.customers,
      monetaryMinor: total.monetaryMinor,
      meanRecencyDays: isEmpty ? null : total.recencyDays / total.customers,
      meanFrequency: isEmpty ? null : total.frequency / total.customers,
    };
  });
}

/** The 25 cells of recency by frequency, empty ones left out; each with the group that most of it is in. */
export function cellsOf(tiles: readonly RfmTile[]) {
  const byCell = Map.groupBy(tiles, (tile) => tile.r * 10 + tile.f);
  return [...byCell.values()].map((cell) => {
    const { customers, monetaryMinor } = addUp(cell);
    const { r = 1, f = 1 } = cell[0] ?? {};
    return { r, f, customers, monetaryMinor, group: mainGroup(cell) };
  });
}

function mainGroup(cell: readonly RfmTile[]): RfmGroup {
  const sizes = RFM_GROUPS.map((_, index) => addUp(cell.filter((tile) => tile.groupIndex === index)).customers);
  return groupAt(sizes.indexOf(Math.max(...sizes)));
}
