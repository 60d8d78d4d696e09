import type { Category } from '@zhike/server/contracts';

/** One line of the tree as drawn. */
export interface TreeRow {
  readonly category: Category;
  /** From 1. */
  readonly level: number;
  readonly hasChildren: boolean;
  readonly isOpen: boolean;
  /** Among its visible siblings. */
  readonly place: number;
  readonly siblings: number;
}

/** The lines that show, top to bottom: roots, and the children of what is open. */
export function treeRows(categories: readonly Category[], open: ReadonlySet<string>): readonly TreeRow[] {
  const children = Map.groupBy(categories, (category) => category.parentId);
  const rowsOf = (parentId: string | null, level: number): TreeRow[] => {
    const siblings = (children.get(parentId) ?? []).toSorted((a, b) => a.position - b.position);
    return siblings.flatMap((category, index) => {
      const hasChildren = children.has(category.id);
      const isOpen = hasChildren && open.has(category.id);
      const row = { category, level, hasChildren, isOpen, place: index + 1, siblings: siblings.length };
      return [row, ...(isOpen ? rowsOf(category.id, level + 1) : [])];
    });
  };
  return rowsOf(null, 1);
}

/** Ids from the root down to a category, itself included; empty when it is not there. */
export function pathIds(categories: readonly Category[], id: string | undefined): readonly string[] {
  const byId = new Map(categories.map((category) => [category.id, category]));
  const path: string[] = [];
  for (let at = byId.get(id ?? ''); at !== undefined; at = byId.get(at.parentId ?? '')) {
    path.unshift(at.id);
  }
  return path;
}

/** The names of that path, as one text. */
export function pathText(categories: readonly Category[], id: string | undefined): string {
  const names = new Map(categories.map((category) => [category.id, category.name]));
  return pathIds(categories, id)
    .map((each) => names.get(each) ?? '')
    .join(' / ');
}
