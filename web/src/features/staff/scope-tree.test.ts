import { expect, it } from 'vitest';
import { scopeLines } from './scope-tree.ts';

const scope = (id: string, parentId: string | null = null) => ({ id, name: id, parentId });

it('scopes stand below the one that contains them, with the whole way in their path', () => {
  const lines = scopeLines([scope('杭州店', '华东'), scope('华东'), scope('华北'), scope('一号柜', '杭州店')]);
  expect(lines.map(({ path, depth }) => [path, depth])).toEqual([
    ['华东', 0],
    ['华东 › 杭州店', 1],
    ['华东 › 杭州店 › 一号柜', 2],
    ['华北', 0],
  ]);
});

it('whoever does not see the region sees the shop at the top', () => {
  expect(scopeLines([scope('杭州店', '华东')]).map(({ path }) => path)).toEqual(['杭州店']);
});
