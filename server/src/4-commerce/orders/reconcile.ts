import type { LineFacts } from './place.ts';

export interface StoredLine extends LineFacts {
  readonly lineNo: number;
}

export interface Reconciled {
  /** All lines of the order afterwards, by number. */
  readonly lines: readonly StoredLine[];
  /** Numbers of the lines that the file has spoken of now. */
  readonly spokenOf: readonly number[];
  readonly added: number;
  readonly changed: number;
  readonly same: number;
}

/**
 * Brings the lines that a file states together with those that are stored, line by line, each stored line taken once:
 * first lines that are equal in everything, then lines of the same SKU in their order, then, when the file states as
 * many lines as there are, the rest in their order (a corrected SKU). What is left is added. A line that the file
 * does not mention stays: a file with three corrected rows is no order to delete the others.
 * `spokenOf` are numbers that earlier rows of the same file have taken already.
 */
export function reconcileLines(
  stored: readonly StoredLine[],
  incoming: readonly LineFacts[],
  spokenOf: ReadonlySet<number>,
): Reconciled {
  const free = stored.filter((line) => !spokenOf.has(line.lineNo));
  const partner: (StoredLine | undefined)[] = incoming.map(() => undefined);
  const pair = (fits: (line: StoredLine, candidate: LineFacts) => boolean): void => {
    incoming.forEach((candidate, index) => {
      if (partner[index] === undefined) {
        const at = free.findIndex((line) => fits(line, candidate));
        if (at >= 0) {
          partner[index] = free.splice(at, 1)[0];
        }
      }
    });
  };
  pair(sameLine);
  pair((line, candidate) => line.sku === candidate.sku);
  if (spokenOf.size === 0 && incoming.length === stored.length) {
    pair(() => true);
  }
  return apply(stored, incoming, partner);
}

function sameLine(a: LineFacts, b: LineFacts): boolean {
  return (
    a.sku === b.sku &&
    a.name === b.name &&
    a.quantity === b.quantity &&
    a.unitPrice === b.unitPrice &&
    a.amountMinor === b.amountMinor
  );
}

function apply(
  stored: readonly StoredLine[],
  incoming: readonly LineFacts[],
  partner: readonly (StoredLine | undefined)[],
): Reconciled {
  const lines = new Map(stored.map((line) => [line.lineNo, line]));
  let nextNo = stored.reduce((highest, line) => Math.max(highest, line.lineNo), 0) + 1;
  const counts = { added: 0, changed: 0, same: 0 };
  const spokenOf = incoming.map((candidate, index) => {
    const line = partner[index];
    if (line === undefined) {
      lines.set(nextNo, { ...candidate, lineNo: nextNo });
      counts.added += 1;
      nextNo += 1;
      return nextNo - 1;
    }
    if (sameLine(line, candidate)) {
      counts.same += 1;
    } else {
      lines.set(line.lineNo, { ...candidate, lineNo: line.lineNo });
      counts.changed += 1;
    }
    return line.lineNo;
  });
  return { lines: [...lines.values()].toSorted((a, b) => a.lineNo - b.lineNo), spokenOf, ...counts };
}
