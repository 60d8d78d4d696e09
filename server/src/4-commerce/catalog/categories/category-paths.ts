import { normalizeText } from '#kernel/pure/text.ts';
import { pathOf, type TreeNode } from './tree.ts';

export type FoundCategory =
  | { readonly found: 'one'; readonly id: string }
  | { readonly found: 'none' }
  | { readonly found: 'several' };

/** `男装 > 衬衫`, `男装／衬衫` and `男装/衬衫` are one path. */
function keyOf(path: string): string {
  return normalizeText(path)
    .split(/\s*[/>›»\\]\s*/u)
    .filter((part) => part !== '')
    .join('/')
    .toLowerCase();
}

/**
 * Finds categories by their path of names. Names may hold a slash themselves (`POLO衫/T恤`), so whole paths are
 * compared; a single name will do where only one category has it.
 */
export function createCategoryPaths(nodes: readonly TreeNode[]): (path: string) => FoundCategory {
  const byPath = new Map<string, Set<string>>();
  const byName = new Map<string, Set<string>>();
  const add = (map: Map<string, Set<string>>, key: string, id: string): void => {
    map.set(key, (map.get(key) ?? new Set()).add(id));
  };
  for (const node of nodes) {
    const path = pathOf(nodes, node.id);
    if (path.every((each) => each.archivedAt === null)) {
      add(byPath, keyOf(path.map((each) => each.name).join('/')), node.id);
      add(byName, keyOf(node.name), node.id);
    }
  }
  return (text) => {
    const key = keyOf(text);
    const [id, ...others] = byPath.get(key) ?? byName.get(key) ?? [];
    if (id === undefined) {
      return { found: 'none' };
    }
    return others.length === 0 ? { found: 'one', id } : { found: 'several' };
  };
}
