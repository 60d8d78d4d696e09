import type { OrderLife, Pieces } from '../life/order-life.ts';
import type { Acted } from '../life/refusal.ts';
import { refuse } from '../life/refusal.ts';

type Named = { readonly line: number; readonly quantity: string } | { readonly sku: string; readonly quantity: string };

/** Pieces named by line or by SKU, as lines of the order; a SKU means its first line. */
export function readPieces(
  life: OrderLife,
  named: readonly Named[],
): { readonly ok: true; readonly pieces: readonly Pieces[] } | (Acted & { readonly ok: false }) {
  const pieces: Pieces[] = [];
  for (const item of named) {
    const line = life.lines.find((one) => ('line' in item ? one.lineNo === item.line : one.sku === item.sku));
    if (line === undefined) {
      const text = 'line' in item ? String(item.line) : item.sku;
      return refuse('line_unknown', 'data.lines', {
        'zh-CN': `这张订单没有 ${text} 这一行`,
        en: `the order has no line ${text}`,
      });
    }
    pieces.push({ lineNo: line.lineNo, quantity: item.quantity });
  }
  return { ok: true, pieces };
}
