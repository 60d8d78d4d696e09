import { lineAt, type PriceKind, type PriceLine } from './price-at.ts';
import type { PriceChange } from './schema.ts';

/** A change as stored. */
export interface PriceChangeRow {
  readonly id: string;
  readonly kind: PriceKind;
  readonly effectiveAt: Date;
  readonly reason: string;
  readonly by: string;
  readonly createdAt: Date;
  readonly cancelledAt: Date | null;
  readonly cancelledBy: string | null;
  readonly lines: readonly { readonly skuId: string; readonly skuCode: string; readonly amountMinor: number | null }[];
}

/** The history of prices, each line with what it replaced. */
export function presentChanges(rows: readonly PriceChangeRow[], now: Date): PriceChange[] {
  const all = rows.flatMap((row): PriceLine[] =>
    row.lines.map(({ skuId, amountMinor }) => ({
      changeId: row.id,
      skuId,
      kind: row.kind,
      effectiveAt: row.effectiveAt,
      cancelled: row.cancelledAt !== null,
      amountMinor,
    })),
  );
  return rows.map((row) => {
    const earlier = all.filter(
      (line) =>
        line.effectiveAt < row.effectiveAt ||
        (line.effectiveAt.getTime() === row.effectiveAt.getTime() && line.changeId < row.id),
    );
    return {
      ...row,
      effectiveAt: row.effectiveAt.toISOString(),
      hasBegun: row.effectiveAt <= now,
      createdAt: row.createdAt.toISOString(),
      cancelledAt: row.cancelledAt?.toISOString() ?? null,
      lines: row.lines.map((line) => ({
        ...line,
        beforeMinor: lineAt(earlier, { skuId: line.skuId, kind: row.kind, at: row.effectiveAt })?.amountMinor ?? null,
      })),
    };
  });
}
