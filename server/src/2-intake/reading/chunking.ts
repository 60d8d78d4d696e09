export interface ChunkLimits {
  /** A chunk ends at the first change of group after this many rows, */
  readonly rows: number;
  /** and at this many whatever the group. */
  readonly maxRows: number;
}

/** Whether a chunk of so many rows, good and bad, is full, seen from the next row's group. */
export function isFull(rows: number, limits: ChunkLimits, sameGroup: boolean): boolean {
  return rows >= limits.maxRows || (rows >= limits.rows && !sameGroup);
}
