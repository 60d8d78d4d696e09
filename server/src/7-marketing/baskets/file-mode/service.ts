import path from 'node:path';
import { AppError, invalidInput } from '#kernel/errors.ts';
import { csvLine, findColumns } from '#kernel/files/plain/columns.ts';
import { readPlainTable, writePlainLines } from '#kernel/files/plain/plain-table.ts';
import { type Baskets, createBaskets, type ItemSet, leastCount, mineItemSets, rulesOf } from '../mine.ts';
import type { BasketsFileSummary } from './summary.ts';

export interface MineBasketsFileOptions {
  /** CSV, also compressed as .gz. */
  readonly file: string;
  /** Header names of a table with a line for each item; without them every line is a basket, without a header. */
  readonly columns: { readonly basket: string; readonly item: string } | null;
  /** Share of all baskets, above 0 and at most 1. */
  readonly minSupport: number;
  /** Between 0 and 1. */
  readonly minConfidence: number;
  /** The folder for `itemsets.csv` and `rules.csv`; made when it is missing. */
  readonly out?: string | undefined;
}

/** More would be a floor of support that says nothing, and answers that nobody reads. */
const MOST_SETS = 500_000;

/**
 * Finds which items of a file are bought together, without any store. Names are trimmed. Throws AppError
 * `file_missing`, `file_unreadable`, `column_missing`, `input_invalid`, and `too_few` for a file without baskets.
 */
export async function mineBasketsFile(options: MineBasketsFileOptions): Promise<BasketsFileSummary> {
  checkOptions(options);
  const gathered =
    options.columns === null ? await readLines(options.file) : await readTable(options.file, options.columns);
  const baskets = gathered.finish((count) => leastCount(options.minSupport, count));
  if (baskets.count === 0) {
    throw new AppError('too_few', 400, {
      message: { 'zh-CN': '文件里没有购物篮', en: 'There are no baskets in the file' },
    });
  }
  const startedMs = performance.now();
  const minCount = leastCount(options.minSupport, baskets.count);
  const sets = setsOf(baskets, minCount);
  const rules = rulesOf(sets, { baskets: baskets.count, confidence: options.minConfidence });
  const name = (item: number): string => baskets.items[item] ?? '';
  const itemsets = sets.map(({ items, count }) => ({ items: items.map(name), count, support: count / baskets.count }));
  const told = rules.map(({ left, right, ...rest }) => ({ left: left.map(name), right: name(right), ...rest }));
  const tookMs = Math.round(performance.now() - startedMs);
  const found = {
    baskets: baskets.count,
    items: baskets.items.length,
    minSupport: options.minSupport,
    minCount,
    minConfidence: options.minConfidence,
    itemsetsBySize: countBy(sets, ({ items }) => items.length),
    rulesByLength: countBy(rules, ({ left }) => left.length + 1),
    itemsets,
    rules: told,
    tookMs,
  };
  return { ...found, outFiles: options.out === undefined ? [] : await writeResults(options.out, found) };
}

function setsOf(baskets: Baskets, least: number): readonly ItemSet[] {
  try {
    return mineItemSets(baskets, least, { most: MOST_SETS });
  } catch (error) {
    if (!(error instanceof RangeError)) {
      throw error;
    }
    throw invalidInput([
      {
        field: 'min-support',
        code: 'support_too_low',
        message: {
          'zh-CN': `项集超过 ${MOST_SETS} 个，请提高支持度`,
          en: `gives more than ${MOST_SETS} item sets: raise it`,
        },
      },
    ]);
  }
}

function checkOptions({ minSupport, minConfidence }: MineBasketsFileOptions): void {
  const faults = [
    {
      field: 'min-support',
      isRight: minSupport > 0 && minSupport <= 1,
      zh: '应大于 0，不超过 1',
      en: 'must be above 0 and at most 1',
    },
    {
      field: 'min-confidence',
      isRight: minConfidence >= 0 && minConfidence <= 1,
      zh: '应在 0 到 1 之间',
      en: 'must lie between 0 and 1',
    },
  ]
    .filter(({ isRight }) => !isRight)
    .map(({ field, zh, en }) => ({ field, code: 'number_invalid', message: { 'zh-CN': zh, en } }));
  if (faults.length > 0) {
    throw invalidInput(faults);
  }
}

type Gathered = ReturnType<typeof createBaskets>;

async function readLines(file: string): Promise<Gathered> {
  const baskets = createBaskets();
  for await (const cells of readPlainTable(file)) {
    const items = cells.map((cell) => cell.trim()).filter((cell) => cell !== '');
    if (items.length > 0) {
      baskets.add(items);
    }
  }
  return baskets;
}

async function readTable(file: string, columns: { readonly basket: string; readonly item: string }): Promise<Gathered> {
  const held = new Map<string, Set<string>>();
  let places: readonly number[] | null = null;
  for await (const cells of readPlainTable(file)) {
    if (places === null) {
      places = findColumns(cells, [columns.basket, columns.item]);
      continue;
    }
    const [basket = '', item = ''] = places.map((place) => cells[place]?.trim() ?? '');
    if (basket !== '' && item !== '') {
      const items = held.get(basket) ?? new Set<string>();
      held.set(basket, items.add(item));
    }
  }
  if (places === null) {
    findColumns([], [columns.basket, columns.item]);
  }
  const baskets = createBaskets();
  for (const items of held.values()) {
    baskets.add(items);
  }
  return baskets;
}

function countBy<T>(all: readonly T[], size: (one: T) => number): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const one of all) {
    counts[size(one)] = (counts[size(one)] ?? 0) + 1;
  }
  return counts;
}

async function writeResults(
  out: string,
  { itemsets, rules }: Pick<BasketsFileSummary, 'itemsets' | 'rules'>,
): Promise<readonly string[]> {
  const files = [path.join(out, 'itemsets.csv'), path.join(out, 'rules.csv')] as const;
  const join = (items: readonly string[]): string => items.join(' + ');
  await writePlainLines(files[0], [
    csvLine(['items', 'size', 'count', 'support']),
    ...itemsets.map(({ items, count, support }) =>
      csvLine([join(items), String(items.length), String(count), String(support)]),
    ),
  ]);
  await writePlainLines(files[1], [
    csvLine(['left', 'right', 'count', 'support', 'confidence', 'lift']),
    ...rules.map(({ left, right, ...numbers }) =>
      csvLine([join(left), right, ...[numbers.count, numbers.support, numbers.confidence, numbers.lift].map(String)]),
    ),
  ]);
  return files;
}
