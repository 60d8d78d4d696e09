/** Rows waiting to be written together. */
export interface Chunk<Row> {
  readonly rows: Row[];
  /** Data rows read for it, good and bad. */
  read: number;
}

export interface ChunkLimits {
  /** A chunk ends at the first change of group after this many rows, */
  readonly rows: number;
  /** and at this many whatever the group. */
  readonly maxRows: number;
}

/** Whether the chunk is full, seen from the next row's group. */
export function isFull<Row>(chunk: Chunk<Row>, limits: ChunkLimits, sameGroup: boolean): boolean {
  return chunk.read >= limits.maxRows || (chunk.read >= limits.rows && !sameGroup);
}
