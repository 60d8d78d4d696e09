export const PRICE_KINDS = ['list', 'sale', 'cost'] as const;
export type PriceKind = (typeof PRICE_KINDS)[number];

/** One figure of one SKU from an instant on. */
export interface PriceLine {
  /** Of the change it belongs to; of two that begin at one instant the later id holds. */
  readonly changeId: string;
  readonly skuId: string;
  readonly kind: PriceKind;
  readonly effectiveAt: Date;
  readonly cancelled: boolean;
  /** Null ends a sale price. */
  readonly amountMinor: number | null;
}

/** The line that holds at an instant: the newest of those that have begun and were not cancelled. */
export function lineAt(
  lines: readonly PriceLine[],
  { skuId, kind, at }: { readonly skuId: string; readonly kind: PriceKind; readonly at: Date },
): PriceLine | null {
  let holding: PriceLine | null = null;
  for (const line of lines) {
    if (line.skuId === skuId && line.kind === kind && !line.cancelled && line.effectiveAt <= at) {
      holding = holding === null || isLater(line, holding) ? line : holding;
    }
  }
  return holding;
}

function isLater(a: PriceLine, b: PriceLine): boolean {
  const difference = a.effectiveAt.getTime() - b.effectiveAt.getTime();
  return difference > 0 || (difference === 0 && a.changeId > b.changeId);
}

export interface SkuPrice {
  readonly listMinor: number | null;
  /** Null without a sale. */
  readonly saleMinor: number | null;
  /** What a customer pays: the sale price where there is one. */
  readonly payableMinor: number | null;
}

/** What one SKU costs a customer at an instant. */
export function priceAt(
  lines: readonly PriceLine[],
  { skuId, at }: { readonly skuId: string; readonly at: Date },
): SkuPrice {
  const listMinor = lineAt(lines, { skuId, kind: 'list', at })?.amountMinor ?? null;
  const saleMinor = lineAt(lines, { skuId, kind: 'sale', at })?.amountMinor ?? null;
  return { listMinor, saleMinor, payableMinor: saleMinor ?? listMinor };
}

/** What one SKU costs us at an instant. */
export function costAt(
  lines: readonly PriceLine[],
  { skuId, at }: { readonly skuId: string; readonly at: Date },
): number | null {
  return lineAt(lines, { skuId, kind: 'cost', at })?.amountMinor ?? null;
}

/** The smallest and largest of several figures; null when there is none. */
export function rangeOf(
  amounts: readonly (number | null)[],
): { readonly fromMinor: number; readonly toMinor: number } | null {
  const known = amounts.filter((amount) => amount !== null);
  return known.length === 0 ? null : { fromMinor: Math.min(...known), toMinor: Math.max(...known) };
}
