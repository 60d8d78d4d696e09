import type { SlipBatch, SlipResult } from './api.ts';

/** In the order in which a row is typed. */
export const SLIP_FIELDS = ['card', 'productType', 'amount', 'number'] as const;
export type SlipField = (typeof SLIP_FIELDS)[number];

/** It was held back because of the credit limit, and waits for a reason. */
export function isOverLimit({ result }: SlipRow): boolean {
  return result?.fault?.code === 'credit_over_limit';
}

/** One slip as it is being typed. */
export interface SlipRow {
  /** What is sent as its number where none is printed; sent again it is the same slip. */
  readonly key: string;
  readonly card: string;
  readonly productType: string;
  readonly amount: string;
  readonly number: string;
  /** Why it is taken although it is over the credit limit. */
  readonly creditReason: string;
  readonly result: SlipResult | null;
}

/** An empty row that goes on with the type of the one before. */
export function newRow(key: string, productType: string): SlipRow {
  return { key, card: '', productType, amount: '', number: '', creditReason: '', result: null };
}

export function isEmptyRow({ card, amount, number }: SlipRow): boolean {
  return card.trim() === '' && amount.trim() === '' && number.trim() === '';
}

/** Rows that have to be sent: typed in, and not taken yet. */
export function openRows(rows: readonly SlipRow[]): readonly SlipRow[] {
  return rows.filter((row) => !isEmptyRow(row) && (row.result === null || row.result.outcome === 'rejected'));
}

/** Fields that are empty and must not be; nothing is sent while there are any. */
export function missingIn(row: SlipRow): readonly ('card' | 'productType' | 'amount')[] {
  return (['card', 'productType', 'amount'] as const).filter((field) => row[field].trim() === '');
}

export function slipsOf(rows: readonly SlipRow[]): SlipBatch['slips'] {
  return rows.map(({ key, card, productType, amount, number, creditReason }) => ({
    number: number.trim() === '' ? key : number.trim(),
    card: card.trim(),
    productType: productType.trim(),
    amount: amount.trim(),
    ...(creditReason.trim() === '' ? {} : { creditReason: creditReason.trim() }),
  }));
}

/** The rows with what came of those that were sent. */
export function withResults(
  rows: readonly SlipRow[],
  sent: readonly SlipRow[],
  results: readonly SlipResult[],
): readonly SlipRow[] {
  const byKey = new Map(sent.map(({ key }, index) => [key, results.find((result) => result.index === index) ?? null]));
  return rows.map((row) => (byKey.has(row.key) ? { ...row, result: byKey.get(row.key) ?? null } : row));
}
