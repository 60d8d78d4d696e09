import type { Olap } from '#kernel/db/olap.ts';
import { ask } from '../metrics/store.ts';
import { looksSql, type Split, salesSql, type TrendQuestion } from './counting.ts';

/** What of a category, or of everything, happened in the span, in the one before and a year ago. */
export interface Counted {
  readonly category: string;
  readonly buyers: readonly [now: number, before: number, year: number];
  readonly soldMinor: readonly [now: number, before: number, year: number];
  readonly lookers: readonly [now: number, before: number, year: number];
  /** Buyers with a name, and those of them who had never bought of it before. */
  readonly known: number;
  readonly fresh: number;
}

type Row = Readonly<Record<string, string | undefined>>;

/** Counts by category, or of everything as one row. */
export async function readTrends(olap: Olap, question: TrendQuestion, split: Split): Promise<readonly Counted[]> {
  const [sales, looks] = await Promise.all([
    ask<Row>(olap, salesSql(question, split)),
    ask<Row>(olap, looksSql(question, split)),
  ]);
  const bought = new Map(sales.map((row) => [row['category'] ?? '', row]));
  const looked = new Map(looks.map((row) => [row['category'] ?? '', row]));
  const three = (row: Row | undefined, name: string): readonly [number, number, number] => [
    Number(row?.[`now_${name}`] ?? 0),
    Number(row?.[`before_${name}`] ?? 0),
    Number(row?.[`year_${name}`] ?? 0),
  ];
  return [...new Set([...bought.keys(), ...looked.keys()])].map((category) => {
    const [sale, look] = [bought.get(category), looked.get(category)];
    return {
      category,
      buyers: three(sale, 'buyers'),
      soldMinor: three(sale, 'sold'),
      lookers: three(look, 'lookers'),
      known: Number(sale?.['known'] ?? 0),
      fresh: Number(sale?.['fresh'] ?? 0),
    };
  });
}
