/** What conditions about the profile ask for. */
export interface ProfileFacts {
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

/** The lookup that says of a field whether its values are masked. */
export const FIELD_MASKS = 'customers.field_masks';

export const NO_PROFILE: ProfileFacts = {
  region: '',
  attributes: {},
  known: [],
  tags: [],
  sources: [],
  organisations: [],
};

export const PROFILE_GROUP = { 'zh-CN': '客户资料', en: 'Profile' } as const;

/** What was found, or that nothing was. */
export function shown(values: readonly string[]): { readonly 'zh-CN': string; readonly en: string } {
  return values.length === 0 ? { 'zh-CN': '没有', en: 'none' } : { 'zh-CN': values.join('、'), en: values.join(', ') };
}
