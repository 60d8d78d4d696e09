/** What is wrong with the first broken row. */
export const CHAIN_FAULTS = ['changed', 'deleted', 'inserted', 'reordered', 'unknown_key'] as const;
export type ChainFault = (typeof CHAIN_FAULTS)[number];

/** A seal beside its row, both as the database has them, with what they should be. */
export interface SealedRow {
  readonly seq: number;
  readonly auditId: string;
  /** Null when the row is gone. */
  readonly row: {
    /** Null in rows from before rows were signed. */
    readonly mac: Buffer | null;
    /** What the signature should be; null when its key is not there. */
    readonly expectedMac: Buffer | null;
  } | null;
  readonly hash: Buffer;
  /** What the seal should be; null when its key is not there. */
  readonly expectedHash: Buffer | null;
}

export interface BrokenRow {
  readonly seq: number | null;
  readonly auditId: string | null;
  readonly fault: ChainFault;
}

/** Looks at one seal after the other; the first fault is the answer. `isSigned`: rows before this one were signed. */
export function judgeSeal(
  sealed: SealedRow,
  { previousSeq, isSigned }: { readonly previousSeq: number; readonly isSigned: boolean },
): BrokenRow | null {
  if (sealed.seq !== previousSeq + 1) {
    return { seq: previousSeq + 1, auditId: null, fault: 'deleted' };
  }
  const broken = (fault: ChainFault): BrokenRow => ({ seq: sealed.seq, auditId: sealed.auditId, fault });
  const { row } = sealed;
  if (row === null) {
    return broken('deleted');
  }
  if (row.mac === null && isSigned) {
    return broken('inserted');
  }
  // A made-up name of a key must not make a row pass: what cannot be judged is a fault too.
  if ((row.mac !== null && row.expectedMac === null) || sealed.expectedHash === null) {
    return broken('unknown_key');
  }
  if (row.mac !== null && row.expectedMac !== null && !row.mac.equals(row.expectedMac)) {
    return broken('changed');
  }
  if (!sealed.hash.equals(sealed.expectedHash)) {
    // Of a signed row the content is right, so the seal belongs elsewhere; of an older one only the seal can tell.
    return broken(row.mac === null ? 'changed' : 'reordered');
  }
  return null;
}
