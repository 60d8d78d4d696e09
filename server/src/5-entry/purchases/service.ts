import type { CreditGuard } from '#commerce';
import type { Customers } from '#customers';
import { NO_ATTRIBUTES } from '#customers/pure';
import type { Records } from '#intake';
import type { Context } from '#kernel/context.ts';
import type { Tx } from '#kernel/db/postgres.ts';
import { AppError } from '#kernel/errors.ts';
import type { Kernel } from '#kernel/module.ts';
import { startOfBusinessDate, zoneOf } from '#kernel/pure/dates.ts';
import { roundMinor } from '#kernel/pure/money.ts';

/** Something bought at a counter with a card: what kind, for how much, on which day. */
export interface Purchase {
  readonly source: string;
  /** Names it at its source for good. */
  readonly number: string;
  readonly card: string;
  readonly productType: string;
  readonly amount: string;
  readonly soldOn: string;
  readonly scopeId: string | null;
  /** Why it is taken although the customer is over the credit limit. */
  readonly creditReason?: string | null | undefined;
  /** It was sold before anybody knew whose the card is: nothing is asked any more. */
  readonly isSold?: boolean;
}

export interface Purchased {
  readonly orderId: string | null;
  readonly recordId: string;
  readonly customerId: string;
}

export interface Purchases {
  /** An order of the holder of the card, through the one recording path. Throws 409 where it cannot be one. */
  record(tx: Tx, context: Context, purchase: Purchase): Promise<Purchased>;
}

export interface PurchaseNeeds {
  readonly records: Pick<Records, 'takeWithin'>;
  readonly customers: Pick<Customers, 'identity'>;
  readonly credit: CreditGuard;
  readonly defaultCurrency: () => Promise<string>;
}

const UNSAID = {
  account: null,
  name: null,
  phone: null,
  email: null,
  address: null,
  region: null,
  attributes: NO_ATTRIBUTES,
} as const;
const NOON_MS = 12 * 3_600_000;

/** Purchases that people type in. */
export function createPurchases(kernel: Pick<Kernel, 'clock' | 'config'>, needs: PurchaseNeeds): Purchases {
  const zone = zoneOf(kernel.config.timeZone);
  return {
    record: async (tx, context, purchase) => {
      await requireCredit(needs, tx, context, purchase);
      const { source, number, card, productType, amount, soldOn, scopeId } = purchase;
      // Slips tell the day: noon of it, or now when it is not noon yet.
      const noon = startOfBusinessDate(soldOn, zone).getTime() + NOON_MS;
      const at = new Date(Math.min(noon, kernel.clock.now().getTime())).toISOString();
      const row = {
        source,
        key: number,
        type: 'order',
        occurredAt: at,
        customer: { identifiers: [{ type: 'member_card', value: card }] },
        data: {
          status: 'completed',
          placedAt: at,
          lines: [{ sku: productType, name: productType, quantity: '1', amount }],
        },
      };
      const [taken] = await needs.records.takeWithin(tx, context, [row], { scopeId: scopeId ?? undefined });
      if (taken?.outcome === 'rejected') {
        throw new AppError(taken.fault.code, 409, { message: taken.fault.reason });
      }
      if (taken === undefined || taken.customerId === null) {
        throw new Error('A purchase with a known card has no customer');
      }
      // The record that the order came with; saying it again changes nothing.
      const said = { ...UNSAID, identifiers: [{ kind: 'member_card', value: card } as const], statedAt: new Date(at) };
      const [who] = await needs.customers.identity.takeIn(tx, context, [said], { source, importId: null, scopeId });
      if (who === undefined || who === null) {
        throw new Error('A purchase with a known card has no record');
      }
      return { orderId: taken.id, ...who };
    },
  };
}

/** Over the limit it takes a reason; whoever holds no known card owes nothing yet. */
async function requireCredit(
  { credit, customers, defaultCurrency }: PurchaseNeeds,
  tx: Tx,
  context: Context,
  { card, amount, creditReason, isSold = false }: Purchase,
): Promise<void> {
  const customerId = isSold ? null : await customers.identity.findByIdentifier(tx, 'member_card', card);
  if (customerId !== null) {
    const currency = await defaultCurrency();
    const amountMinor = roundMinor(currency, amount);
    await credit.requireWithin(tx, context, { customerId, amountMinor, currency, goOn: creditReason });
  }
}
