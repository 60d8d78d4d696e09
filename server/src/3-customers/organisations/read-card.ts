import { type Fault, invalidInput } from '#kernel/errors.ts';
import { normalizeText } from '#kernel/pure/text.ts';
import { NO_ATTRIBUTES } from '../identity/attributes.ts';
import { IDENTIFIERS } from '../identity/identifier-kinds.ts';
import { NO_IDENTIFIERS, type Statement } from '../identity/statement.ts';

export interface Card {
  readonly name: string;
  readonly phone?: string | undefined;
  readonly email?: string | undefined;
  readonly address?: string | undefined;
  readonly region?: string | undefined;
}

/** What a business card says about a person. Throws when it has neither a phone nor an e-mail address to know them by. */
export function readCard(card: Card, statedAt: Date): Statement {
  const faults: Fault[] = [];
  const read = (field: 'phone' | 'email'): string | null => {
    const given = normalizeText(card[field] ?? '');
    const value = given === '' ? null : IDENTIFIERS[field].normalize(given);
    if (given !== '' && value === null) {
      faults.push({ field: `card.${field}`, code: `${field}_invalid`, message: IDENTIFIERS[field].wanted });
    }
    return value;
  };
  const phone = read('phone');
  const email = read('email');
  if (faults.length === 0 && phone === null && email === null) {
    faults.push({
      field: 'card.phone',
      code: 'identifier_missing',
      message: {
        'zh-CN': '请填电话或邮箱，以便认出这个人',
        en: 'give a phone or an e-mail address to know the person by',
      },
    });
  }
  if (faults.length > 0) {
    throw invalidInput(faults);
  }
  const textOf = (value: string | undefined): string | null => normalizeText(value ?? '') || null;
  return {
    account: null,
    phone,
    email,
    name: textOf(card.name),
    address: textOf(card.address),
    region: textOf(card.region),
    statedAt,
    identifiers: NO_IDENTIFIERS,
    attributes: NO_ATTRIBUTES,
  };
}
