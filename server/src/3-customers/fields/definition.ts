import type { Text } from '#kernel/pure/text.ts';

export const FIELD_TYPES = ['text', 'long_text', 'number', 'date', 'boolean', 'choice', 'choices'] as const;
export type FieldType = (typeof FIELD_TYPES)[number];

/**
 * The four levels of care. `public` may be shown outside the business; `open` (internal) is shown to all staff who see
 * the customer; `personal` (confidential) in part, `sensitive` not at all, unless revealed for a reason.
 */
export const SENSITIVITIES = ['public', 'open', 'personal', 'sensitive'] as const;
export type Sensitivity = (typeof SENSITIVITIES)[number];

export const FIELD_FORMATS = ['phone', 'deliveryWindow', 'nationalId'] as const;
export type FieldFormat = (typeof FIELD_FORMATS)[number];

/** A date is `YYYY-MM-DD`, several choices are their values in the order of the options. */
export type { AttributeValue } from '../identity/attributes.ts';

export interface FieldOption {
  readonly value: string;
  readonly label: Text;
  /** Other words for it in files. */
  readonly synonyms?: readonly string[];
}

/** One field of a customer beside name, phone, e-mail, address and region. */
export interface FieldDefinition {
  /** Stable: what records, imports and rules call it. */
  readonly key: string;
  readonly label: Text;
  readonly type: FieldType;
  /** A key of FIELD_GROUPS, or a heading of one's own. */
  readonly group: string;
  /** Of choices. */
  readonly options: readonly FieldOption[];
  /** Whether choices other than the options are welcome too. */
  readonly openOptions: boolean;
  /** What a number is counted in, such as `cm`; null for all else. */
  readonly unit: string | null;
  readonly sensitivity: Sensitivity;
  /** Why it is kept. */
  readonly purpose: Text | null;
  /** Where its values come from. */
  readonly source: Text | null;
  /** After how many days a value should be asked for again. */
  readonly updateCycleDays: number | null;
  readonly builtIn: boolean;
  readonly archived: boolean;
  readonly position: number;
  /** Other names that files give it. */
  readonly synonyms: readonly string[];
  /** Kept by special rules: a phone number, an ID number, days and hours at which parcels are welcome. */
  readonly format: FieldFormat | null;
}

/** The headings that forms and lists use; a field may name another one. */
export const FIELD_GROUPS: Readonly<Record<string, Text>> = {
  basic: { 'zh-CN': '基本情况', en: 'Basics' },
  work: { 'zh-CN': '工作与收入', en: 'Work and income' },
  body: { 'zh-CN': '身材与配送', en: 'Body and delivery' },
  personal: { 'zh-CN': '爱好与性格', en: 'Hobbies and character' },
  preference: { 'zh-CN': '偏好', en: 'Preferences' },
  relation: { 'zh-CN': '客户关系', en: 'Relationship' },
};

/** The heading as people read it. */
export function groupLabel(group: string): Text {
  return FIELD_GROUPS[group] ?? { 'zh-CN': group, en: group };
}

/** The option that a value stands for; of open options the value itself. */
export function optionLabel(definition: FieldDefinition, value: string): Text {
  return definition.options.find((option) => option.value === value)?.label ?? { 'zh-CN': value, en: value };
}
