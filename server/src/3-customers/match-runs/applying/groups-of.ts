interface Pair {
  readonly left: string;
  readonly right: string;
}

/** People who hang together by pairs, with these pairs. */
export interface Group<P extends Pair> {
  /** Ascending. */
  readonly ids: readonly string[];
  readonly pairs: readonly P[];
}

/** The groups that pairs make, in the order of their first pair. */
export function groupsOf<P extends Pair>(pairs: readonly P[]): Group<P>[] {
  const parent = new Map<string, string>();
  const rootOf = (id: string): string => {
    let root = id;
    for (let up = parent.get(root); up !== undefined; up = parent.get(root)) {
      root = up;
    }
    return root;
  };
  for (const { left, right } of pairs) {
    const [a, b] = [rootOf(left), rootOf(right)];
    if (a !== b) {
      parent.set(a > b ? a : b, a > b ? b : a);
    }
  }
  const groups = Map.groupBy(pairs, ({ left }) => rootOf(left));
  return [...groups.values()].map((own) => ({
    ids: [...new Set(own.flatMap(({ left, right }) => [left, right]))].toSorted(),
    pairs: own,
  }));
}
