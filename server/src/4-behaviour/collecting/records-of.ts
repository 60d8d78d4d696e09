import type { Batch } from './schema.ts';

/** A row for the records API. */
export interface CollectedRow {
  readonly source: string;
  readonly key: string;
  readonly type: 'behaviour';
  readonly occurredAt: string;
  readonly customer: { readonly identifiers: readonly { readonly type: 'account'; readonly value: string }[] } | null;
  readonly data: Readonly<Record<string, unknown>>;
}

export interface CollectingOptions {
  readonly source: string;
  readonly now: Date;
  /** Whether the shop vouches that this account signed in. */
  readonly vouches: (account: string, proof: string | undefined) => boolean;
}

const MINUTE_MS = 60_000;
/** Events that waited longer in a browser are dated as old as this. */
const MAX_AGE_MS = 30 * 24 * 60 * MINUTE_MS;

/**
 * What a browser sent, as rows. Its clock is put right by whole minutes, so that an event that is sent again has the
 * same time. Who somebody is counts only when the shop vouches for it.
 */
export function rowsOf(batch: Batch, { source, now, vouches }: CollectingOptions): readonly CollectedRow[] {
  const skewMs = Math.round((now.getTime() - batch.sentAt) / MINUTE_MS) * MINUTE_MS;
  return batch.events.flatMap(({ key, at, visit, account, proof, ...rest }) => {
    const known = rest.event === 'identify' && account !== undefined && vouches(account, proof);
    if (rest.event === 'identify' && !known) {
      return [];
    }
    const time = Math.max(Math.min(at + skewMs, now.getTime()), now.getTime() - MAX_AGE_MS);
    return [
      {
        source,
        key: `${batch.id}:${key}`,
        type: 'behaviour',
        occurredAt: new Date(time).toISOString(),
        customer: known && account !== undefined ? { identifiers: [{ type: 'account', value: account }] } : null,
        data: { ...rest, anonymousId: batch.id, ...(visit === undefined ? {} : { visitId: visit }) },
      },
    ];
  });
}
