import type { listPrices, ReceivedOf } from '@zhike/server/contracts';

export type PriceChange = ReceivedOf<typeof listPrices>['items'][number];

/** From an instant on, one SKU costs so much. */
export interface PriceStep {
  readonly at: number;
  readonly minor: number;
  readonly isSale: boolean;
}

/** What a customer pays for one SKU over time, one step for each change of it; cancelled changes left out. */
export function priceSteps(changes: readonly PriceChange[], skuId: string): readonly PriceStep[] {
  const ordered = changes
    .filter((change) => change.cancelledAt === null && change.kind !== 'cost')
    .flatMap((change) =>
      change.lines
        .filter((line) => line.skuId === skuId)
        .map((line) => ({
          at: Date.parse(change.effectiveAt),
          id: change.id,
          kind: change.kind,
          minor: line.amountMinor,
        })),
    )
    .toSorted((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
  const steps: PriceStep[] = [];
  let list: number | null = null;
  let sale: number | null = null;
  for (const { at, kind, minor } of ordered) {
    if (kind === 'sale') {
      sale = minor;
    } else {
      list = minor;
    }
    const payable = sale ?? list;
    if (payable !== null) {
      // Of two at one instant the later holds.
      if (steps.at(-1)?.at === at) {
        steps.pop();
      }
      if (steps.at(-1)?.minor !== payable) {
        steps.push({ at, minor: payable, isSale: sale !== null });
      }
    }
  }
  return steps;
}
