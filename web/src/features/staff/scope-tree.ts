/** What of a scope says where it stands. */
export interface PlacedScope {
  readonly id: string;
  readonly name: string;
  readonly parentId: string | null;
}

export interface ScopeLine<S extends PlacedScope> {
  readonly scope: S;
  /** 0 at the top. */
  readonly depth: number;
  /** Its name behind those above it: 华东 › 杭州店. */
  readonly path: string;
}

/** Scopes as a tree read from the top, each below the one that contains it; one whose parent is out of sight is a top. */
export function scopeLines<S extends PlacedScope>(scopes: readonly S[]): readonly ScopeLine<S>[] {
  const known = new Set(scopes.map(({ id }) => id));
  const below = Map.groupBy(scopes, ({ parentId }) => (parentId !== null && known.has(parentId) ? parentId : null));
  const linesOf = (parentId: string | null, depth: number, above: string): readonly ScopeLine<S>[] =>
    (below.get(parentId) ?? []).flatMap((scope) => {
      const path = `${above}${scope.name}`;
      return [{ scope, depth, path }, ...linesOf(scope.id, depth + 1, `${path} › `)];
    });
  return linesOf(null, 0, '');
}
