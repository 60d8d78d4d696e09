import { parseAmount } from '#kernel/pure/money.ts';

const AMOUNT = /^\d{1,9}(?:\.\d{1,2})?$/u;

/** The amount of a slip in major units with two decimals (`¥1,498` → `1498.00`); null for what is none above zero. */
export function readAmount(given: string): string | null {
  const text = parseAmount(given);
  return text === null || !AMOUNT.test(text) || Number(text) <= 0 ? null : Number(text).toFixed(2);
}
