import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createCategoryPaths } from './category-paths.ts';
import { MAX_DEPTH, orderWith, pathOf, placeFault, siblingsOf, subtreeOf, type TreeNode, totalCounts } from './tree.ts';

const node = (id: string, parentId: string | null, position = 1, name = id): TreeNode => ({
  id,
  parentId,
  name,
  position,
  archivedAt: null,
});
const TREE = [
  node('men', null, 1, '男装'),
  node('shirts', 'men', 1, '衬衫'),
  node('business', 'shirts', 1, '商务衬衫'),
  node('polo', 'men', 2, 'POLO衫/T恤'),
  node('women', null, 2, '女装'),
  node('shirts2', 'women', 1, '衬衫'),
];

/** Moves as `change` applies them: refused ones change nothing. */
function move(
  nodes: readonly TreeNode[],
  step: { id: string; parentId: string | null; index: number },
): readonly TreeNode[] {
  const moved = nodes.find((each) => each.id === step.id);
  if (moved === undefined || placeFault(nodes, { ...step, name: moved.name }) !== null) {
    return nodes;
  }
  const order = orderWith(nodes, step);
  return nodes.map((each) => {
    const parentId = each.id === step.id ? step.parentId : each.parentId;
    const place = order.indexOf(each.id);
    return { ...each, parentId, position: place === -1 ? each.position : place + 1 };
  });
}

describe('moving categories', () => {
  const ids = TREE.map((each) => each.id);
  const steps = fc.array(
    fc.record({
      id: fc.constantFrom(...ids),
      parentId: fc.constantFrom(null, ...ids),
      index: fc.integer({ min: 0, max: 6 }),
    }),
    { maxLength: 30 },
  );

  it('never loses a category, closes a circle, repeats a name among siblings or goes too deep', () => {
    fc.assert(
      fc.property(steps, (moves) => {
        const after = moves.reduce(move, TREE);
        expect(after.map((each) => each.id)).toEqual(ids);
        for (const each of after) {
          const path = pathOf(after, each.id);
          expect(path[0]?.parentId).toBeNull();
          expect(path.length).toBeLessThanOrEqual(MAX_DEPTH);
          const siblings = siblingsOf(after, each.parentId);
          expect(new Set(siblings.map((one) => one.name)).size).toBe(siblings.length);
        }
        expect(after.filter((each) => each.parentId === null).flatMap((root) => subtreeOf(after, root.id)).length).toBe(
          ids.length,
        );
      }),
    );
  });

  it('puts the moved one where it was asked to stand', () => {
    fc.assert(
      fc.property(steps, fc.constantFrom(...ids), fc.integer({ min: 0, max: 9 }), (moves, id, index) => {
        const nodes = moves.reduce(move, TREE);
        const { parentId } = nodes.find((each) => each.id === id) ?? node('', null);
        const after = siblingsOf(move(nodes, { id, parentId, index }), parentId).map((each) => each.id);
        expect(after.indexOf(id)).toBe(Math.min(index, after.length - 1));
        const others = siblingsOf(nodes, parentId)
          .map((each) => each.id)
          .filter((other) => other !== id);
        expect(after.filter((other) => other !== id)).toEqual(others);
      }),
    );
  });

  it.each([
    ['into itself', { id: 'men', parentId: 'men', name: '男装' }, 'under_itself'],
    ['below itself', { id: 'men', parentId: 'business', name: '男装' }, 'under_itself'],
    ['where its name stands already', { id: 'shirts', parentId: 'women', name: '衬衫' }, 'name_taken'],
    ['under nothing', { id: 'shirts', parentId: 'gone', name: '衬衫' }, 'parent_unknown'],
    ['elsewhere', { id: 'shirts', parentId: null, name: '衬衫' }, null],
  ])('%s: %o → %s', (_, place, fault) => {
    expect(placeFault(TREE, place)).toBe(fault);
  });
});

describe('counting products', () => {
  it('adds up the tree', () => {
    const totals = totalCounts(
      TREE,
      new Map([
        ['business', 3],
        ['men', 1],
        ['shirts2', 2],
      ]),
    );
    expect(Object.fromEntries(totals)).toEqual({ business: 3, shirts: 3, men: 4, shirts2: 2, women: 2 });
  });
});

describe('category paths', () => {
  const find = createCategoryPaths(TREE);

  it.each([
    ['男装/衬衫/商务衬衫', { found: 'one', id: 'business' }],
    ['男装 > 衬衫 > 商务衬衫', { found: 'one', id: 'business' }],
    ['男装／POLO衫／T恤', { found: 'one', id: 'polo' }],
    ['男装/polo衫/t恤', { found: 'one', id: 'polo' }],
    ['商务衬衫', { found: 'one', id: 'business' }],
    ['衬衫', { found: 'several' }],
    ['男装/裙子', { found: 'none' }],
  ])('%s', (path, expected) => {
    expect(find(path)).toEqual(expected);
  });
});
