import type { RecordFault } from '#intake';
import { parseAmount, roundMinor } from '#kernel/pure/money.ts';
import type { LineFacts } from '../orders/place.ts';
import { ORDER_STATUSES, type OrderStatus } from '../orders/schema.ts';
import { statusOf } from '../orders/status-words.ts';
import type { OrderData } from './schema.ts';

export type Read<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly fault: RecordFault };

function fault(field: string, code: string, zh: string, en: string): Read<never> {
  return { ok: false, fault: { field, code, reason: { 'zh-CN': zh, en } } };
}

/** Minor units of one line; thousands of such lines still sum to a safe integer. */
const MAX_LINE_MINOR = 1e12;

/** An amount above zero, in minor units. */
export function readAmount(text: string, field: string, currency: string): Read<number> {
  const minor = roundMinor(currency, text);
  return minor > 0 && minor <= MAX_LINE_MINOR
    ? { ok: true, value: minor }
    : fault(field, 'amount_invalid', '应为大于零的金额，如 149.00', 'should be an amount above zero, like 149.00');
}

/** Null where nothing is said. */
export function readStatus(text: string | undefined): Read<OrderStatus | null> {
  if (text === undefined) {
    return { ok: true, value: null };
  }
  const status = ORDER_STATUSES.find((known) => known === text) ?? statusOf(text);
  return status === null
    ? fault(
        'data.status',
        'status_unknown',
        `不认识的状态，可用：${ORDER_STATUSES.join('、')}`,
        `unknown status; use one of ${ORDER_STATUSES.join(', ')}`,
      )
    : { ok: true, value: status };
}

/** The lines with their amounts: quantity with unit price, or with the amount of the line. */
export function readLines(lines: NonNullable<OrderData['lines']>, currency: string): Read<readonly LineFacts[]> {
  const read: LineFacts[] = [];
  for (const [index, line] of lines.entries()) {
    const field = `data.lines.${index}`;
    const quantity = parseAmount(line.quantity) ?? '0';
    const pieces = Number(quantity);
    const given = line.unitPrice ?? line.amount;
    if (given === undefined) {
      return fault(`${field}.unitPrice`, 'value_missing', '缺少单价或金额', 'neither unit price nor amount is given');
    }
    const unitPrice = line.unitPrice ?? unitPriceOf(given, pieces);
    const product = Math.abs(Number(unitPrice) * pieces);
    if (product * 100 > MAX_LINE_MINOR) {
      return fault(field, 'amount_too_large', '金额过大，一行最多一百亿', 'too large; a line is at most ten billion');
    }
    const amountMinor =
      line.unitPrice === undefined ? roundMinor(currency, given) : roundMinor(currency, unitPrice, quantity);
    read.push({
      sku: line.sku,
      name: line.name,
      quantity,
      unitPrice,
      amountMinor,
      sells: pieces > 0 && Number(unitPrice) > 0,
    });
  }
  return { ok: true, value: read };
}

const UNIT_PRICE_DIGITS = 6;

/** Zero pieces keep the amount as their price. */
function unitPriceOf(amount: string, pieces: number): string {
  return (Number(amount) / (pieces === 0 ? 1 : pieces)).toFixed(UNIT_PRICE_DIGITS);
}
