import type { Access } from '#access';
import type { Customers } from '#customers';
import { newId } from '#kernel/clock.ts';
import { type Context, requirePermission } from '#kernel/context.ts';
import type { Tx } from '#kernel/db/postgres.ts';
import { invalidInput } from '#kernel/errors.ts';
import type { Kernel } from '#kernel/module.ts';
import { normalAddress } from '../addresses/normal.ts';
import type { AddressDigest } from '../addresses/service.ts';
import type { ShownSuppression } from '../suppressions/schema.ts';
import { presentLine } from '../suppressions/service.ts';
import * as store from '../suppressions/store.ts';
import type { BULK_OUTCOMES, BulkSuppression } from './schema.ts';

type Outcome = (typeof BULK_OUTCOMES)[number];

export interface SuppressionsDesk {
  /** Lines about an address, and about the customer whose address it is where the reader may see them. */
  find(context: Context, address: string): Promise<{ items: ShownSuppression[] }>;
  addMany(
    tx: Tx,
    context: Context,
    given: BulkSuppression,
  ): Promise<Record<Outcome, number> & { items: { index: number; outcome: Outcome }[] }>;
}

export interface SuppressionsDeskNeeds {
  readonly audit: Access['audit'];
  readonly customers: Pick<Customers, 'identity' | 'profiles'>;
  readonly digest: AddressDigest;
}

/** The suppression list as staff keep it: looked up by address, filled from a file. */
export function createSuppressionsDesk(
  kernel: Pick<Kernel, 'postgres' | 'clock' | 'events'>,
  needs: SuppressionsDeskNeeds,
): SuppressionsDesk {
  const { identity, profiles } = needs.customers;
  const { db } = kernel.postgres;
  return {
    find: async (context, address) => {
      requirePermission(context, 'contact.read');
      const known = normalAddress(address, null);
      if (known === null) {
        throw invalidInput([{ field: 'address', code: 'address_invalid', message: WANTED }]);
      }
      const kind = address.includes('@') ? 'email' : 'phone';
      const found = await identity.findByIdentifier(db, kind, known.normal);
      const customerIds = found === null ? [] : await profiles.visibleAmong(context, [found]);
      const rows = await store.selectAbout(db, { digests: [await needs.digest(known.normal)], customerIds });
      const names = await profiles.names([...customerIds]);
      return { items: rows.map((row) => presentLine(row, names.get(row.customerId ?? '')?.name ?? null)) };
    },
    addMany: async (tx, context, given) => {
      requirePermission(context, 'suppressions.write');
      const lines = await linesOf(context, needs.digest, { given, now: kernel.clock.now() });
      const rows = [...new Map(lines.flatMap((row) => (row === null ? [] : [[row.addressDigest, row]]))).values()];
      const added = await store.addAddresses(tx, rows);
      const { channel, purpose, reason } = given;
      await kernel.events.append(
        tx,
        context,
        [...added].map((suppressionId) => ({
          type: 'contact.suppression_added',
          recordId: null,
          customerId: null,
          data: { suppressionId, reason, channel, purpose },
        })),
      );
      // Of several lines with one address the first is the one that was added.
      const taken = new Set(added);
      const items = lines.map((row, index) => {
        const first = row === null ? undefined : rows.find(({ addressDigest }) => addressDigest === row.addressDigest);
        const isNew = first !== undefined && taken.delete(first.id);
        return {
          index,
          outcome: row === null ? ('invalid' as const) : isNew ? ('added' as const) : ('already' as const),
        };
      });
      const count = (outcome: Outcome): number => items.filter((item) => item.outcome === outcome).length;
      const counts = { added: count('added'), already: count('already'), invalid: count('invalid') };
      await needs.audit(tx, context, {
        action: 'contact.suppressions_added',
        subjectType: 'suppression',
        subjectId: null,
        detail: { ...counts, channel, purpose },
        ...(given.note === null ? {} : { reason: given.note }),
      });
      return { ...counts, items };
    },
  };
}

const WANTED = {
  'zh-CN': '应为邮箱（li@example.com）或手机号（13812341234）',
  en: 'should be an e-mail address such as li@example.com or a phone number such as 13812341234',
} as const;

/** In the order given; null for what is no address. */
function linesOf(
  { actor }: Context,
  digest: AddressDigest,
  { given, now }: { readonly given: BulkSuppression; readonly now: Date },
): Promise<(store.SuppressionRow | null)[]> {
  const { addresses, channel, purpose, reason, note } = given;
  return Promise.all(
    addresses.map(async (address) => {
      const known = normalAddress(address, channel);
      return known === null
        ? null
        : {
            id: newId(),
            addressDigest: await digest(known.normal),
            addressShown: known.shown,
            recordId: null,
            customerId: null,
            channel,
            purpose,
            reason,
            note,
            attemptId: null,
            createdBy: actor.kind === 'user' ? actor.id : null,
            createdByName: actor.name,
            createdAt: now,
            until: null,
          };
    }),
  );
}
