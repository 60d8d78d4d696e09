import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeWithData } from '#test/data-sets.ts';
import { mineBasketsFile } from './file-mode/service.ts';
import { createBaskets, leastCount, mineItemSets, rulesOf } from './mine.ts';

describe('item sets and rules', () => {
  it('are those that counting every subset one by one finds', () => {
    const item = fc.constantFrom('a', 'b', 'c', 'd', 'e');
    fc.assert(
      fc.property(
        fc.array(fc.array(item, { minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 70 }),
        fc.integer({ min: 1, max: 9 }),
        (all: readonly (readonly string[])[], least) => {
          const gathered = createBaskets();
          for (const basket of all) {
            gathered.add(basket);
          }
          const baskets = gathered.finish();
          const found = new Map(
            mineItemSets(baskets, least).map(({ items, count }) => [
              items.map((n) => baskets.items[n]).join(''),
              count,
            ]),
          );
          const letters: readonly string[] = 'abcde'.split('');
          const wanted = new Map<string, number>();
          for (let bits = 1; bits < 32; bits += 1) {
            const set = letters.filter((_, n) => (bits >> n) & 1);
            const count = all.filter((basket) => set.every((letter) => basket.includes(letter))).length;
            if (count >= least) {
              wanted.set(set.join(''), count);
            }
          }
          expect(found).toEqual(wanted);
          for (const rule of rulesOf(mineItemSets(baskets, least), { baskets: all.length, confidence: 0.3 })) {
            const names = rule.left.map((n) => baskets.items[n] ?? '');
            const right = baskets.items[rule.right] ?? '';
            const withLeft = all.filter((basket) => names.every((name) => basket.includes(name)));
            const share = withLeft.filter((basket) => basket.includes(right)).length / withLeft.length;
            expect(rule.confidence).toBeCloseTo(share, 12);
            expect(rule.lift).toBeCloseTo(
              share / (all.filter((basket) => basket.includes(right)).length / all.length),
              10,
            );
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it('need as many baskets as the share says, and not one more for a decimal', () => {
    expect(leastCount(0.1, 30)).toBe(3);
    expect(leastCount(0.07, 100)).toBe(7);
    expect(leastCount(0.001, 9835)).toBe(10);
    expect(leastCount(0.000_1, 5)).toBe(1);
  });
});

describe('item sets beyond counting', () => {
  it('are given up at the bound, before they fill the memory', () => {
    const gathered = createBaskets();
    gathered.add(Array.from({ length: 40 }, (_, n) => `item ${n}`));
    expect(() => mineItemSets(gathered.finish(), 1, { most: 1000 })).toThrow(RangeError);
    const few = createBaskets();
    few.add(['a', 'b', 'c']);
    expect(mineItemSets(few.finish(), 1, { most: 7 })).toHaveLength(7);
    expect(() => mineItemSets(few.finish(), 1, { most: 6 })).toThrow(RangeError);
  });

  it('are found by the same counts when seldom items are dropped at once', () => {
    const [whole, thin] = [createBaskets(), createBaskets()];
    for (let n = 0; n < 90; n += 1) {
      const basket = [`seldom ${n}`, n % 2 === 0 ? 'tea' : 'cup', n % 3 === 0 ? 'tea' : 'pot'];
      whole.add(basket);
      thin.add(basket);
    }
    const [all, kept] = [whole.finish(), thin.finish(() => 30)];
    expect(kept.items).toEqual(all.items);
    expect(mineItemSets(kept, 30)).toEqual(mineItemSets(all, 30));
    expect(kept.holders.filter(({ length }) => length > 0)).toHaveLength(3);
  });
});

describeWithData('groceries', 'one month of a supermarket', (folder) => {
  const mine = (minSupport: number, minConfidence: number) =>
    mineBasketsFile({ file: path.join(folder, 'groceries_baskets.csv'), columns: null, minSupport, minConfidence });

  it.each([
    [0.1, 8],
    [0.05, 31],
    [0.02, 122],
    [0.01, 333],
    [0.005, 1001],
    [0.001, 13_492],
  ])('has the known number of item sets at support %d', async (support, sets) => {
    const found = await mine(support, 1);
    expect([found.baskets, found.items, found.itemsets.length]).toEqual([9835, 169, sets]);
  });

  it.each([
    [0.001, 0.8, 410],
    [0.001, 0.5, 5668],
    [0.001, 0.9, 129],
    [0.006, 0.25, 463],
    [0.005, 0.5, 120],
    [0.01, 0.5, 15],
    [0.01, 0.3, 125],
    [0.01, 0.2, 231],
    [0.02, 0.3, 37],
  ])('has the known number of rules at support %d and confidence %d', async (support, confidence, rules) => {
    expect((await mine(support, confidence)).rules).toHaveLength(rules);
  });

  it('has the known figures of single rules', async () => {
    const found = await mine(0.001, 0.4);
    const rule = (left: string, right: string) =>
      found.rules.find((one) => one.left.join(' + ') === left && one.right === right);
    expect(rule('herbs', 'root vegetables')).toMatchObject({ count: 69, confidence: 0.431_25 });
    expect(rule('herbs', 'root vegetables')?.lift).toBeCloseTo(3.956_477_4, 6);
    expect(rule('liquor + red/blush wine', 'bottled beer')?.count).toBe(19);
    expect(rule('liquor + red/blush wine', 'bottled beer')?.lift).toBeCloseTo(11.235_269_4, 6);
    expect((await mine(0.001, 0.8)).rulesByLength).toEqual({ 3: 29, 4: 229, 5: 140, 6: 12 });
  });
});

describe('files of baskets', () => {
  let dir = '';
  beforeAll(async () => {
    dir = await mkdtemp(path.join(os.tmpdir(), 'zhike-baskets-'));
  });
  afterAll(async () => {
    await rm(dir, { recursive: true, force: true });
  });

  it('reads a table with a line for each item, and writes what it found', async () => {
    const file = path.join(dir, 'lines.csv');
    await writeFile(file, 'order;goods\n1;茶\n1;杯\n1;茶\n2;茶\n2; 杯 \n3;茶\n4;糖\n;茶\n');
    const found = await mineBasketsFile({
      file,
      columns: { basket: 'order', item: 'goods' },
      minSupport: 0.5,
      minConfidence: 0.9,
      out: dir,
    });
    expect(found).toMatchObject({
      baskets: 4,
      items: 3,
      minCount: 2,
      rules: [{ left: ['杯'], right: '茶', count: 2, confidence: 1 }],
    });
    expect(await readFile(path.join(dir, 'rules.csv'), 'utf8')).toContain(`杯,茶,2,0.5,1,${4 / 3}`);
    expect((await readFile(path.join(dir, 'itemsets.csv'), 'utf8')).trim().split('\n')).toHaveLength(4);
  });

  it('names the support where one basket alone would make a billion sets', async () => {
    const file = path.join(dir, 'huge.csv');
    await writeFile(file, `${Array.from({ length: 60 }, (_, n) => `sku${n}`).join(',')}\ntea,cup\n`);
    const asked = { file, columns: null, minSupport: 0.1, minConfidence: 0.5 };
    await expect(mineBasketsFile(asked)).rejects.toMatchObject({
      code: 'input_invalid',
      faults: [{ field: 'min-support', code: 'support_too_low' }],
    });
  });

  it('says what is wrong with what was asked', async () => {
    const file = path.join(dir, 'empty.csv');
    await writeFile(file, '\n\n');
    const asked = { file, columns: null, minSupport: 0.1, minConfidence: 0.5 };
    await expect(mineBasketsFile(asked)).rejects.toMatchObject({ code: 'too_few' });
    await expect(mineBasketsFile({ ...asked, minSupport: 0 })).rejects.toMatchObject({ code: 'input_invalid' });
    await expect(mineBasketsFile({ ...asked, columns: { basket: 'b', item: 'i' } })).rejects.toMatchObject({
      code: 'column_missing',
    });
  });
});
