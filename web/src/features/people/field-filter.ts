import type { Locale } from '@zhike/server/contracts';
import type { Field } from './api.ts';

export type FilterValue = string | number | boolean | readonly string[];

/** A wanted value of a field. */
export interface FieldFilter {
  readonly key: string;
  readonly value: FilterValue;
}

/** What was picked or typed, as the server compares it: several choices as a list of those wanted. */
export function fieldValue(field: Pick<Field, 'type'>, text: string): FilterValue {
  switch (field.type) {
    case 'choices':
      return [text];
    case 'number':
      return Number(text);
    case 'boolean':
      return text === 'true';
    default:
      return text;
  }
}

const YES_NO = { 'zh-CN': ['是', '否'], en: ['yes', 'no'] } as const;

/** The value in words: choices by their labels. */
export function wordsOfValue(
  value: FilterValue,
  { field, locale }: { readonly field: Pick<Field, 'options'> | undefined; readonly locale: Locale },
): string {
  if (typeof value === 'boolean') {
    return YES_NO[locale][value ? 0 : 1];
  }
  const label = (text: string): string => field?.options.find((option) => option.value === text)?.label[locale] ?? text;
  return typeof value === 'object' ? value.map(label).join(locale === 'en' ? ', ' : '、') : label(String(value));
}

/** Filters on fields as the server takes them; null values of a broken view are left out. */
export function toAttributes(filters: readonly FieldFilter[]): Record<string, string | number | boolean | string[]> {
  return Object.fromEntries(filters.map(({ key, value }) => [key, typeof value === 'object' ? [...value] : value]));
}

/** Filters on fields as a saved view keeps them. */
export function fromAttributes(attributes: Readonly<Record<string, unknown>> | undefined): readonly FieldFilter[] {
  return Object.entries(attributes ?? {}).flatMap(([key, value]) => {
    const isList = Array.isArray(value) && value.every((each) => typeof each === 'string');
    const isPlain = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
    return isList || isPlain ? [{ key, value }] : [];
  });
}
