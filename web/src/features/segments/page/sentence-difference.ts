export interface DifferencePiece {
  readonly kind: 'same' | 'added' | 'removed';
  readonly text: string;
}

/** Conditions of a sentence stand between these. */
const PARTS = /[^；;（）()]+|[；;（）()]/gu;
/** Longer sentences are shown as they are: comparing grows with the square of their parts. */
const MAX_PARTS = 600;

/** What a sentence says otherwise than the one before, condition by condition. */
export function sentenceDifference(before: string | null, after: string): readonly DifferencePiece[] {
  const now = after.match(PARTS) ?? [];
  const old = before?.match(PARTS) ?? [];
  if (before === null || before === after || now.length > MAX_PARTS || old.length > MAX_PARTS) {
    return [{ kind: 'same', text: after }];
  }
  return joined(walk(old, now, commonLengths(old, now)));
}

/** How many parts two ends have in common, for each pair of beginnings. */
function commonLengths(old: readonly string[], now: readonly string[]): readonly (readonly number[])[] {
  const table = Array.from({ length: old.length + 1 }, () => Array.from({ length: now.length + 1 }, () => 0));
  for (let at = old.length - 1; at >= 0; at -= 1) {
    for (let to = now.length - 1; to >= 0; to -= 1) {
      const row = table[at] ?? [];
      row[to] =
        old[at] === now[to] ? (table[at + 1]?.[to + 1] ?? 0) + 1 : Math.max(table[at + 1]?.[to] ?? 0, row[to + 1] ?? 0);
    }
  }
  return table;
}

function walk(
  old: readonly string[],
  now: readonly string[],
  table: readonly (readonly number[])[],
): readonly DifferencePiece[] {
  const pieces: DifferencePiece[] = [];
  let [at, to] = [0, 0];
  while (at < old.length || to < now.length) {
    const [gone, come] = [old[at], now[to]];
    if (gone !== undefined && gone === come) {
      pieces.push({ kind: 'same', text: gone });
      at += 1;
      to += 1;
    } else if (gone !== undefined && (come === undefined || (table[at + 1]?.[to] ?? 0) >= (table[at]?.[to + 1] ?? 0))) {
      pieces.push({ kind: 'removed', text: gone });
      at += 1;
    } else {
      pieces.push({ kind: 'added', text: come ?? '' });
      to += 1;
    }
  }
  return pieces;
}

function joined(pieces: readonly DifferencePiece[]): readonly DifferencePiece[] {
  return pieces.reduce<DifferencePiece[]>((done, piece) => {
    const last = done.at(-1);
    return last?.kind === piece.kind
      ? [...done.slice(0, -1), { kind: piece.kind, text: last.text + piece.text }]
      : [...done, piece];
  }, []);
}
