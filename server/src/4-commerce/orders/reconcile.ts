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
  const free = new Set(stored.filter((line) => !spokenOf.has(line.lineNo)));
  const partner: (StoredLine | undefined)[] = incoming.map(() => undefined);
  // By queues rather than by search: an order of 50,000 lines must not take 50,000² looks.
  const pair = (keyOf: (line: LineFacts) => string): void => {
    const queues = new Map([...Map.groupBy(free, keyOf)].map(([key, lines]) => [key, lines.values()]));
    incoming.forEach((candidate, index) => {
      const line = partner[index] === undefined ? queues.get(keyOf(candidate))?.next().value : undefined;
      if (line !== undefined) {
        partner[index] = line;
        free.delete(line);
      }
    });
  };
  pair(contentOf);
  pair((line) => line.sku);
  if (spokenOf.size === 0 && incoming.length === stored.length) {
    pair(() => '');
  }
  return apply(stored, incoming, partner);
}

function contentOf(line: LineFacts): string {
  return JSON.stringify([line.sku, line.name, line.quantity, line.unitPrice, line.amountMinor]);
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
    if (contentOf(line) === contentOf(candidate)) {
      counts.same += 1;
    } else {
      lines.set(line.lineNo, { ...candidate, lineNo: line.lineNo });
      counts.changed += 1;
    }
    return line.lineNo;
  });
  return { lines: [...lines.values()].toSorted((a, b) => a.lineNo - b.lineNo), spokenOf, ...counts };
}
