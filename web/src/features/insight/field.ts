import type { RfmGroup } from '@zhike/server/contracts';
import type { Depth } from '../../app/search-params.ts';
import type { RfmCell, RfmMap } from './api.ts';

export const SCORES = [1, 2, 3, 4, 5] as const;

/** One square of the 5 × 5 field, empty ones included. */
export interface FieldCell {
  readonly r: number;
  readonly f: number;
  readonly cell: RfmCell | null;
  /** 0 to 1 of the fullest square, by square root so that small ones stay visible. */
  readonly depth: number;
  /** Sides on which another group begins. */
  readonly edges: { readonly top: boolean; readonly right: boolean; readonly bottom: boolean; readonly left: boolean };
  /** Whether the group's name stands here. */
  readonly isNamed: boolean;
}

const valueOf = (cell: RfmCell, by: Depth): number =>
  by === 'size' ? cell.customers : Math.max(0, cell.monetaryMinor);

/** The field row by row as it is drawn: frequency 5 on top, recency 1 at the left. */
export function fieldOf(map: Pick<RfmMap, 'cells'>, by: Depth): readonly FieldCell[] {
  const filled = new Map(map.cells.filter((cell) => cell.customers > 0).map((cell) => [`${cell.r}:${cell.f}`, cell]));
  const groupAt = (r: number, f: number): RfmGroup | null => filled.get(`${r}:${f}`)?.group ?? null;
  const top = Math.max(1, ...[...filled.values()].map((cell) => valueOf(cell, by)));
  const named = namedCells([...filled.values()]);
  return SCORES.toReversed().flatMap((f) =>
    SCORES.map((r) => {
      const cell = filled.get(`${r}:${f}`) ?? null;
      const differs = (otherR: number, otherF: number): boolean =>
        cell !== null && groupAt(otherR, otherF) !== cell.group;
      return {
        r,
        f,
        cell,
        depth: cell === null ? 0 : Math.sqrt(valueOf(cell, by) / top),
        edges: { top: differs(r, f + 1), right: differs(r + 1, f), bottom: differs(r, f - 1), left: differs(r - 1, f) },
        isNamed: cell !== null && named.has(cell),
      };
    }),
  );
}

/** Of each group the square with the most people carries its name. */
function namedCells(cells: readonly RfmCell[]): ReadonlySet<RfmCell> {
  const largest = new Map<RfmGroup, RfmCell>();
  for (const cell of cells) {
    const known = largest.get(cell.group);
    if (known === undefined || cell.customers > known.customers) {
      largest.set(cell.group, cell);
    }
  }
  return new Set(largest.values());
}

/** The words for a limit of frequency. */
export function frequencyWords({ limit, isLast, isVoid }: ReturnType<typeof limitsOf>[number]) {
  if (isVoid) {
    return 'common.none';
  }
  if (isLast) {
    return 'rfm.cutFLast';
  }
  return limit === 0 ? 'rfm.cutFNone' : 'rfm.cutF';
}

/**
 * Limits of the scores 1 to 5 in words-to-be: four cut points, and "above the last" for the fifth. A score is void
 * when ties leave nobody between its limit and the one before.
 */
export function limitsOf(
  cuts: readonly number[],
): readonly { readonly limit: number; readonly isLast: boolean; readonly isVoid: boolean }[] {
  return SCORES.map((score) => {
    const limit = cuts[Math.min(score, 4) - 1] ?? 0;
    return { limit, isLast: score === 5, isVoid: score > 1 && score < 5 && limit === cuts[score - 2] };
  });
}
