import type { Reach } from '#customers';
import type { ContactChannel } from '#customers/pure';
import type { Db } from '#kernel/db/postgres.ts';
import type { Kernel } from '#kernel/module.ts';
import type { AddressDigest } from '../addresses/service.ts';
import type { SuppressionReason } from '../suppressions/schema.ts';
import { selectAbout } from '../suppressions/store.ts';

/** What is on the suppression list about somebody and their addresses now, for whoever meets them. */
export type HeedOf = (
  db: Db,
  reach: Reach,
) => Promise<readonly { readonly reason: SuppressionReason; readonly channel: ContactChannel | null }[]>;

export function createHeeding({ clock }: Pick<Kernel, 'clock'>, digest: AddressDigest): HeedOf {
  return async (db, { customerId, addresses }) => {
    const digests = await Promise.all([...new Set(Object.values(addresses))].map((address) => digest(address)));
    const lines = await selectAbout(db, { digests, customerIds: [customerId] });
    const now = clock.now();
    return lines
      .filter(({ until }) => until === null || until > now)
      .map(({ reason, channel }) => ({ reason, channel }));
  };
}
