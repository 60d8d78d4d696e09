import type { Customers } from '#customers';
import { type Context, may, requirePermission } from '#kernel/context.ts';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import { notFound } from '#kernel/errors.ts';
import type { Kernel } from '#kernel/module.ts';
import { findOrder, linesOf } from '../orders/store.ts';
import type { Shops } from '../shops/service.ts';
import type { DeliveryNote } from './schema.ts';

export interface DeliveryNotes {
  /** Throws 404 for orders that the actor may not see. */
  get(context: Context, orderId: string): Promise<DeliveryNote>;
  /** With phone and address in full; who saw them, and why, is in the audit trail. */
  reveal(tx: Tx, context: Context, orderId: string, reason: string): Promise<DeliveryNote>;
}

export interface DeliveryNotesNeeds {
  readonly kernel: Pick<Kernel, 'postgres'>;
  readonly customers: Pick<Customers, 'profiles' | 'values'>;
  readonly shops: Pick<Shops, 'bySource'>;
  /** Empty when nobody named it. */
  readonly brandName: () => Promise<string>;
}

const NOUN = { 'zh-CN': '订单', en: 'order' } as const;
const REVEALED = ['phone', 'address'] as const;
type Recipient = NonNullable<DeliveryNote['recipient']>;
type InFull = Pick<Recipient, (typeof REVEALED)[number]>;

/** What lies in the parcel: the goods, whom they go to, and what makes them arrive and fit. */
export function createDeliveryNotes(needs: DeliveryNotesNeeds): DeliveryNotes {
  return {
    get: async (context, orderId) => {
      requirePermission(context, 'orders.read');
      return noteOf(needs, needs.kernel.postgres.db, context, { orderId });
    },
    reveal: async (tx, context, orderId, reason) => {
      requirePermission(context, 'orders.read');
      requirePermission(context, 'customers.reveal');
      const note = await noteOf(needs, tx, context, { orderId });
      if (note.recipient === null) {
        return note;
      }
      const { values } = await needs.customers.values.reveal(tx, context, note.recipient.customerId, {
        fields: REVEALED,
        reason,
      });
      const inFull: InFull = { phone: values['phone']?.text ?? null, address: values['address']?.text ?? null };
      return { ...note, recipient: { ...note.recipient, ...inFull, isMasked: false } };
    },
  };
}

async function noteOf(
  { customers, shops, brandName }: DeliveryNotesNeeds,
  reader: Db | Tx,
  context: Context,
  { orderId }: { readonly orderId: string },
): Promise<DeliveryNote> {
  const row = await findOrder(reader, orderId, context.actor.scopeIds);
  if (row === undefined) {
    throw notFound(NOUN, orderId);
  }
  const { id, number, kind, status, placedAt, currency, totalMinor } = row;
  const shop = (await shops.bySource()).get(row.source)?.name ?? null;
  return {
    order: { id, number, kind, status, placedAt: placedAt.toISOString(), currency, totalMinor },
    lines: (await linesOf(reader, [orderId])).get(orderId) ?? [],
    brand: (await brandName()).trim() || shop,
    shop,
    recipient: await recipientOf(customers, reader, context, row.customerId),
    can: { reveal: may(context.actor, 'customers.reveal') },
  };
}

async function recipientOf(
  { profiles, values }: DeliveryNotesNeeds['customers'],
  reader: Db | Tx,
  context: Context,
  customerId: string | null,
): Promise<Recipient | null> {
  const [visible] = customerId === null ? [] : await profiles.visibleAmong(context, [customerId]);
  if (visible === undefined || !may(context.actor, 'customers.read')) {
    return null;
  }
  const { fields } = await values.of(reader, context, visible);
  const text = new Map(fields.map((field) => [field.key, field]));
  const of = (key: string): string | null => text.get(key)?.text ?? null;
  return {
    customerId: visible,
    name: of('name'),
    phone: of('phone'),
    address: of('address'),
    isMasked: REVEALED.some((key) => text.get(key)?.masked === true),
    height: of('heightCm'),
    build: of('build'),
    clothingSize: of('clothingSize'),
    shoeSize: of('shoeSizeEu'),
    parcelTime: of('preferredParcelTime'),
  };
}
