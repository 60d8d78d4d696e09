/** What the shape of the tree depends on. */
export interface TreeNode {
  readonly id: string;
  readonly parentId: string | null;
  readonly name: string;
  readonly position: number;
  readonly archivedAt: Date | null;
}

/** Deeper trees help nobody who has to choose. */
export const MAX_DEPTH = 6;

export const MOVE_FAULTS = ['parent_unknown', 'parent_archived', 'under_itself', 'too_deep', 'name_taken'] as const;
export type MoveFault = (typeof MOVE_FAULTS)[number];

/** The node and everything below it, top first. */
export function subtreeOf<Node extends TreeNode>(nodes: readonly Node[], id: string): readonly Node[] {
  const below = Map.groupBy(nodes, (node) => node.parentId);
  const found: Node[] = nodes.filter((node) => node.id === id);
  for (const node of found) {
    found.push(...(below.get(node.id) ?? []));
  }
  return found;
}

/** From the root down to the node; empty for an id that is not there. */
export function pathOf<Node extends TreeNode>(nodes: readonly Node[], id: string | null): readonly Node[] {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const path: Node[] = [];
  for (let node = byId.get(id ?? ''); node !== undefined; node = byId.get(node.parentId ?? '')) {
    path.unshift(node);
  }
  return path;
}

function heightOf(nodes: readonly TreeNode[], id: string): number {
  const below = nodes.filter((node) => node.parentId === id && node.archivedAt === null);
  return 1 + Math.max(0, ...below.map((node) => heightOf(nodes, node.id)));
}

/** Why a node (null: a new one) cannot stand under a parent by a name, or null when it can. */
export function placeFault(
  nodes: readonly TreeNode[],
  place: { readonly id: string | null; readonly parentId: string | null; readonly name: string },
): MoveFault | null {
  const { id, parentId, name } = place;
  const parent = nodes.find((node) => node.id === parentId);
  if (parentId !== null && parent === undefined) {
    return 'parent_unknown';
  }
  const above = pathOf(nodes, parentId);
  if (id !== null && above.some((node) => node.id === id)) {
    return 'under_itself';
  }
  if (above.some((node) => node.archivedAt !== null)) {
    return 'parent_archived';
  }
  if (above.length + (id === null ? 1 : heightOf(nodes, id)) > MAX_DEPTH) {
    return 'too_deep';
  }
  const isTaken = siblingsOf(nodes, parentId).some((node) => node.id !== id && sameName(node.name, name));
  return isTaken ? 'name_taken' : null;
}

function sameName(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

/** The visible children of a parent, in their order. */
export function siblingsOf<Node extends TreeNode>(nodes: readonly Node[], parentId: string | null): readonly Node[] {
  return nodes
    .filter((node) => node.parentId === parentId && node.archivedAt === null)
    .toSorted((a, b) => a.position - b.position);
}

/** The order of the children of a parent once `id` stands at `index` (from 0, beyond the end: last). */
export function orderWith(
  nodes: readonly TreeNode[],
  { id, parentId, index }: { readonly id: string; readonly parentId: string | null; readonly index: number },
): readonly string[] {
  const others = siblingsOf(nodes, parentId)
    .map((node) => node.id)
    .filter((other) => other !== id);
  return others.toSpliced(Math.min(Math.max(index, 0), others.length), 0, id);
}

/** Own counts added up the tree: how many products stand in each node or below it. */
export function totalCounts(nodes: readonly TreeNode[], own: ReadonlyMap<string, number>): ReadonlyMap<string, number> {
  const parents = new Map(nodes.map((node) => [node.id, node.parentId]));
  const totals = new Map<string, number>();
  for (const [id, count] of own) {
    for (let at: string | null = id; at !== null; at = parents.get(at) ?? null) {
      totals.set(at, (totals.get(at) ?? 0) + count);
    }
  }
  return totals;
}

/** The names from the root down to a category. */
export type CategoryPath = (id: string) => readonly string[];

/** Paths of one tree. */
export function createCategoryPath(nodes: readonly TreeNode[]): CategoryPath {
  return (id) => pathOf(nodes, id).map((node) => node.name);
}
