import type { DimensionName, MetricRow } from '@zhike/server/contracts';

export type Key = MetricRow['key'];

/** One part of a split over time, with its figure at each point. */
export interface Part {
  readonly id: string;
  readonly name: string;
  readonly values: readonly number[];
  readonly total: number;
}

const keyAt = (row: MetricRow, dimension: DimensionName): string => row.key[dimension] ?? '';
const nameAt = (row: MetricRow, dimension: DimensionName): string => row.label[dimension] ?? row.key[dimension] ?? '';

/** Rows as parts over points of time, the largest part first. */
export function partsOf(
  rows: readonly MetricRow[],
  o: { readonly over: DimensionName; readonly by?: DimensionName | undefined; readonly name?: string },
): { readonly points: readonly string[]; readonly parts: readonly Part[] } {
  const points = valuesOf(rows, o.over);
  const placeOf = new Map(points.map((point, index) => [point, index]));
  const found = new Map<string, { name: string; values: number[] }>();
  for (const row of rows) {
    const id = o.by === undefined ? '' : keyAt(row, o.by);
    const part = found.get(id) ?? {
      name: o.by === undefined ? (o.name ?? '') : nameAt(row, o.by),
      values: points.map(() => 0),
    };
    part.values[placeOf.get(keyAt(row, o.over)) ?? 0] = row.value ?? 0;
    found.set(id, part);
  }
  const parts = [...found].map(([id, { name, values }]) => ({
    id,
    name,
    values,
    total: values.reduce((sum, value) => sum + value, 0),
  }));
  return { points, parts: parts.toSorted((a, b) => b.total - a.total) };
}

/** Rows of one dimension, the largest first. */
export function ranked(
  rows: readonly MetricRow[],
  dimension: DimensionName,
): readonly { readonly id: string; readonly name: string; readonly value: number; readonly of?: number }[] {
  return rows
    .map((row) => ({
      id: keyAt(row, dimension),
      name: nameAt(row, dimension),
      value: row.value ?? 0,
      ...(row.of === undefined ? {} : { of: row.of }),
    }))
    .toSorted((a, b) => b.value - a.value);
}

/** Figures by two dimensions, looked up by their keys. */
export function fieldBy(
  rows: readonly MetricRow[],
  [first, second]: readonly [DimensionName, DimensionName],
): (one: string, other: string) => MetricRow | null {
  const found = new Map(rows.map((row) => [`${keyAt(row, first)}\n${keyAt(row, second)}`, row]));
  return (one, other) => found.get(`${one}\n${other}`) ?? null;
}

/** The values of a dimension in their own order: numbers by size, dates by time. */
export function valuesOf(rows: readonly MetricRow[], dimension: DimensionName): readonly string[] {
  return [...new Set(rows.map((row) => keyAt(row, dimension)))].toSorted((a, b) =>
    /^\d+$/u.test(a) && /^\d+$/u.test(b) ? Number(a) - Number(b) : a < b ? -1 : 1,
  );
}

export interface Cohort {
  readonly month: string;
  readonly size: number;
  /** By months since; null where that month has not come yet. */
  readonly cells: readonly ({ readonly share: number; readonly people: number } | null)[];
}

/** Buyers by the month of their first purchase: how many bought again so many months later. */
export function cohortsOf(rows: readonly MetricRow[]): {
  readonly cohorts: readonly Cohort[];
  readonly offsets: readonly number[];
  /** The largest share after the first month, which everybody has by definition. */
  readonly top: number;
} {
  const at = fieldBy(rows, ['cohort', 'offset']);
  const offsets = valuesOf(rows, 'offset').map(Number);
  const cohorts = valuesOf(rows, 'cohort').map((month) => {
    const size = Math.max(0, ...offsets.map((offset) => at(month, String(offset))?.of ?? 0));
    const cells = offsets.map((offset) => {
      const row = at(month, String(offset));
      const share = row?.value ?? null;
      return share === null ? null : { share, people: Math.round(share * (row?.of ?? 0)) };
    });
    return { month, size, cells };
  });
  const later = cohorts.flatMap(({ cells }) =>
    cells.flatMap((cell, n) => (cell === null || offsets[n] === 0 ? [] : [cell.share])),
  );
  return { cohorts, offsets, top: Math.max(0, ...later) };
}

/** For each month since, the share over all cohorts that have come so far. */
export function meanRetention(cohorts: readonly Cohort[], offsets: readonly number[]): readonly (number | null)[] {
  return offsets.map((_, n) => {
    const there = cohorts.flatMap(({ size, cells }) => {
      const cell = cells[n];
      return cell === null || cell === undefined ? [] : [{ size, people: cell.people }];
    });
    const all = there.reduce((sum, { size }) => sum + size, 0);
    return all === 0 ? null : there.reduce((sum, { people }) => sum + people, 0) / all;
  });
}
