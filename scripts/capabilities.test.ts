import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { describeCoverage, readCoverage } from './capabilities.ts';

const LIST = [
  { id: 'C901', title: { en: 'Card', zh: '卡' }, mark: 'E', state: 'built' },
  { id: 'C901a', title: { en: 'Second card', zh: null }, mark: 'D', state: 'planned' },
  { id: 'C902', title: { en: 'Letter', zh: null }, mark: 'I', state: 'planned' },
];

const folders: string[] = [];

afterEach(() => {
  for (const folder of folders.splice(0)) {
    rmSync(folder, { recursive: true, force: true });
  }
});

function plant(testFile: string) {
  const root = mkdtempSync(path.join(tmpdir(), 'zhike-capabilities-'));
  folders.push(root);
  mkdirSync(path.join(root, 'docs'));
  mkdirSync(path.join(root, 'server'));
  writeFileSync(path.join(root, 'docs/capabilities.json'), JSON.stringify(LIST));
  writeFileSync(path.join(root, 'server/card.test.ts'), testFile);
  return readCoverage(root);
}

describe('capabilities', () => {
  it('says which test names which id, also in tables and when a title names several', () => {
    const coverage = plant(`it('[C901] [C901a] keeps the card', f);\nit.each([1, 2])('[C901] keeps card %s', f);`);
    expect([...coverage.tests]).toEqual([
      [
        'C901',
        [
          { file: 'server/card.test.ts', title: '[C901] [C901a] keeps the card' },
          { file: 'server/card.test.ts', title: '[C901] keeps card %s' },
        ],
      ],
      ['C901a', [{ file: 'server/card.test.ts', title: '[C901] [C901a] keeps the card' }]],
    ]);
    expect(describeCoverage(coverage)).toContain('C901 Card 卡 (built)\n    server/card.test.ts: [C901] [C901a] keeps');
    expect(describeCoverage(coverage)).toMatch(/3 capabilities: 1 built, 2 named by a test, 0 built without a test$/);
  });

  it.each([
    ['a comment', "// it('[C901] keeps the card')"],
    ['a string inside a test', "it('keeps the card', () => { const text = '[C901]'; });"],
    ['a skipped test', "it.skip('[C901] keeps the card', f);"],
    ['a test yet to be written', "it.todo('[C901] keeps the card');"],
  ])('does not take %s for a test of a built capability', (_what, text) => {
    expect(plant(text).untested).toEqual(['C901']);
  });

  it('tells an id that the list does not know', () => {
    expect(plant("it('[C901] [C999] keeps the card', f);").unknown).toEqual(['C999']);
  });
});

describe('docs/capabilities.json', () => {
  const { capabilities, untested, unknown } = readCoverage(path.resolve(import.meta.dirname, '..'));

  it('lists 250 capabilities and their 150 parts once each, in order, with a title', () => {
    const ids = capabilities.map(({ id }) => id);
    expect(ids.filter((id) => /^C\d{3}$/.test(id))).toHaveLength(250);
    expect(ids.filter((id) => /^C\d{3}[a-z]$/.test(id))).toHaveLength(150);
    expect(ids).toEqual([...new Set(ids)].sort());
    expect(capabilities.filter(({ title }) => title.en.trim() === '' || title.zh?.trim() === '')).toEqual([]);
  });

  it('calls nothing built that no test names, and the tests name nothing that it does not know', () => {
    expect({ untested, unknown }).toEqual({ untested: [], unknown: [] });
  });
});
