import { existsSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { LONGEST, longestFirst } from './test-order.ts';

const ROOT = path.resolve(import.meta.dirname, '..');

it('names files that are there, each once', () => {
  expect(LONGEST.filter((file) => !existsSync(path.join(ROOT, file)))).toEqual([]);
  expect(new Set(LONGEST).size).toBe(LONGEST.length);
});

it('starts the longest first and leaves the others in their order', () => {
  const [longest = '', second = ''] = LONGEST;
  const files = ['web/a.test.ts', second, 'server/b.test.ts', longest].map((file) => ({
    moduleId: path.join(ROOT, file),
  }));
  expect(longestFirst(files, ROOT).map(({ moduleId }) => path.relative(ROOT, moduleId))).toEqual([
    longest,
    second,
    'web/a.test.ts',
    'server/b.test.ts',
  ]);
});
