import type { Customers } from '#customers';
import { IDENTIFIERS, normalizeIdentifier } from '#customers/pure';
import type { Context } from '#kernel/context.ts';
import type { Tx } from '#kernel/db/postgres.ts';
import { AppError, invalidInput } from '#kernel/errors.ts';
import { CARD_PREFIX } from '../settings.ts';
import * as store from './store.ts';

/** A card for somebody: theirs already, as given, or the next of the series. */
export interface ChosenCard {
  /** Whom the form means, looked up when nobody else could be choosing. */
  readonly known: readonly string[];
  readonly number: string;
  readonly issued: boolean;
}

export interface Cards {
  /**
   * The card of a person who may be one of those that `findKnown` finds. From here to the end of the transaction nobody
   * else chooses one, so two forms at the same moment never give out one number, nor two numbers to one person.
   */
  choose(
    tx: Tx,
    context: Context,
    wanted: { readonly given: string | undefined; readonly findKnown: () => Promise<readonly string[]> },
  ): Promise<ChosenCard>;
}

export interface CardNeeds {
  readonly customers: Pick<Customers, 'identity' | 'values'>;
  readonly setting: <T>(key: string, reader?: Tx) => Promise<T>;
}

const DIGITS = 8;

/** Member cards: a series without holes or doubles. */
export function createCards({ customers, setting }: CardNeeds): Cards {
  const holderOf = (tx: Tx, card: string) => customers.identity.findByIdentifier(tx, 'member_card', card);
  return {
    choose: async (tx, context, { given, findKnown }) => {
      const prefix = await setting<string>(CARD_PREFIX.key, tx);
      const next = await store.lockSeries(tx, prefix);
      const known = await findKnown();
      if (given !== undefined) {
        const number = readCard(given);
        const holder = await holderOf(tx, number);
        if (holder !== null && !known.includes(holder) && (await hasPhone(customers, tx, context, holder))) {
          throw cardTaken(number);
        }
        return { known, number, issued: false };
      }
      for (const id of known) {
        const { identifiers } = await customers.values.of(tx, context, id);
        const card = identifiers.find(({ kind }) => kind === 'member_card');
        if (card !== undefined) {
          return { known, number: card.value, issued: false };
        }
      }
      for (let at = next; ; at += 1) {
        const number = `${prefix}${String(at).padStart(DIGITS, '0')}`;
        // Cards that were given by hand, or came from elsewhere, are passed over.
        if ((await holderOf(tx, number)) === null) {
          await store.setNext(tx, prefix, at + 1);
          return { known, number, issued: true };
        }
      }
    },
  };
}

/** A card that only purchases are known of belongs to nobody yet; one with a phone does. */
async function hasPhone(
  customers: CardNeeds['customers'],
  tx: Tx,
  context: Context,
  customerId: string,
): Promise<boolean> {
  const { fields } = await customers.values.of(tx, context, customerId);
  return fields.some(({ key, value }) => key === 'phone' && value !== null);
}

/** The number as it is kept. Throws `input_invalid` for what is none. */
export function readCard(given: string): string {
  const number = normalizeIdentifier('member_card', given);
  if (number === null) {
    throw invalidInput([{ field: 'cardNumber', code: 'identifier_invalid', message: IDENTIFIERS.member_card.wanted }]);
  }
  return number;
}

function cardTaken(number: string): AppError {
  const message = {
    'zh-CN': `卡 ${number} 已属于另一位客户（手机不同），请核对卡号，或先核实是不是同一人`,
    en: `Card ${number} belongs to another customer with another phone; check the number, or whether they are one`,
  };
  return new AppError('card_taken', 409, {
    message,
    faults: [{ field: 'cardNumber', code: 'card_taken', message }],
  });
}
