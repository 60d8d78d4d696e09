import type { Text } from '#kernel/pure/text.ts';

/** What conditions about the profile ask for. */
export interface ProfileFacts {
  readonly customerId: string;
  readonly region: string;
  /** Field → its values as text; one for most, several for choices. */
  readonly attributes: Readonly<Record<string, readonly string[]>>;
  /** Which of name, phone, e-mail and address are known; the values stay where they are. */
  readonly known: readonly string[];
  readonly tags: readonly string[];
  readonly sources: readonly string[];
  readonly organisations: readonly string[];
}

/** The source of facts behind all of them: also the population, because every customer has a profile. */
export const PROFILE_SOURCE = 'customers.profiles';

/** Where the analytic store has a row for every customer. */
export const PROFILE_POPULATION = {
  table: 'customers_profiles',
  customerColumn: 'customer_id',
  hash: 'sipHash64(customer_id)',
} as const;

/** The lookup that says of a field whether its values are masked. */
export const FIELD_MASKS = 'customers.field_masks';

/** The lookup that says whether rules can ask about the values of a field that are kept sealed. */
export const FIELD_SEALS = 'customers.field_seals';

/** The lookup that says what a sealed value equal to this one is known by; nothing for a field that is not sealed. */
export const FIELD_TOKENS = 'customers.field_tokens';

/** Field and value as the key of that lookup. */
export const tokenKey = {
  write: (field: string, value: string): string => `${field}=${value}`,
  read: (key: string): { readonly field: string; readonly value: string } => {
    const at = key.indexOf('=');
    return { field: key.slice(0, at), value: key.slice(at + 1) };
  },
} as const;

/** The lookup that says which tag another one has gone into; nothing for a tag that stands by itself. */
export const CURRENT_TAGS = 'customers.current_tags';

export const NO_PROFILE: ProfileFacts = {
  customerId: '',
  region: '',
  attributes: {},
  known: [],
  tags: [],
  sources: [],
  organisations: [],
};

export const PROFILE_GROUP = { 'zh-CN': '客户资料', en: 'Profile' } as const;

/** A value that is known, but not shown. */
export const MASKED: Text = { 'zh-CN': '有值（不显示）', en: 'known (not shown)' };

/** What was found, or that nothing was. */
export function shown(values: readonly string[]): { readonly 'zh-CN': string; readonly en: string } {
  return values.length === 0 ? { 'zh-CN': '没有', en: 'none' } : { 'zh-CN': values.join('、'), en: values.join(', ') };
}
