interface Placed {
  readonly id: string;
  readonly parentId: string | null;
}

/** The scopes of the ids and everything below them. */
export function scopesBelow(all: readonly Placed[], ids: readonly string[]): readonly string[] {
  const found = new Set(ids);
  for (let grown = -1; grown !== found.size; ) {
    grown = found.size;
    for (const { id, parentId } of all) {
      if (parentId !== null && found.has(parentId)) {
        found.add(id);
      }
    }
  }
  return [...found];
}
