/** Where the brand meets people; each has its own export with its own columns. */
export const SOURCES = ['tmall', 'jd', 'shop', 'store', 'wechat', 'agent', 'phone', 'newsletter'] as const;
export type Source = (typeof SOURCES)[number];

/** Where things are sold. */
export const SELLING_SOURCES = [
  'tmall',
  'jd',
  'shop',
  'store',
  'wechat',
  'agent',
  'phone',
] as const satisfies readonly Source[];
export type SellingSource = (typeof SELLING_SOURCES)[number];

/** What of a record differs from the truth; `records.csv` lists them. */
export const MISTAKES = [
  'name_homophone',
  'name_nickname',
  'name_honorific',
  'name_traditional',
  'name_spaced',
  'name_missing',
  'phone_masked',
  'phone_old',
  'phone_shared',
  'phone_swapped',
  'phone_full_width',
  'phone_spaced',
  'phone_missing',
  'phone_short',
  'email_typo',
  'email_upper_case',
  'birthday_default',
  'address_short',
  'address_traditional',
] as const;
export type Mistake = (typeof MISTAKES)[number];

/** What one source holds about somebody, as its export says it. Empty where it says nothing. */
export interface Account {
  readonly source: Source;
  readonly person: number;
  /** What the source calls him; null where phone or e-mail is all there is. */
  readonly account: string | null;
  /** The record's key as the platform forms it: `account:…`, `phone:+86…` or `email:…`. */
  readonly key: string;
  /** Day number. */
  readonly registered: number;
  readonly name: string;
  readonly phone: string;
  readonly email: string;
  readonly province: string;
  readonly city: string;
  readonly address: string;
  readonly birthday: string;
  readonly gender: string;
  readonly card: string;
  readonly unionid: string;
  readonly openid: string;
  readonly mistakes: readonly Mistake[];
  /** Meant to be listed as a fault: its phone number cannot be one. */
  readonly faulty: boolean;
}
