import { maskAddress, maskEmail, maskPhone } from '#access/pure';
import { maskText } from '#customers/pure';
import type { Locale, Text } from '#kernel/pure/text.ts';
import type { FieldNote, NotedValue } from './schema.ts';

/** A field of the profile as the reader may see it now. */
export interface KnownField {
  readonly key: string;
  readonly label: Text;
  readonly sensitivity: 'public' | 'open' | 'personal' | 'sensitive';
  readonly options: readonly { readonly value: string; readonly label: Text }[];
  readonly text: string | null;
  readonly origin: { readonly label: string; readonly at: string } | null;
}

const MASKS: Readonly<Record<string, (value: string) => string>> = {
  phone: (value) => maskPhone(value),
  email: (value) => maskEmail(value),
  address: (value) => maskAddress(value),
};

/** What was noted of a field, as those see it who may not see contact data. */
export function maskNoted(
  value: NotedValue,
  { key, sensitivity, options }: Pick<KnownField, 'key' | 'sensitivity' | 'options'>,
  locale: Locale,
): string {
  const words = (Array.isArray(value) ? value : [value]).map(String);
  const mask = MASKS[key];
  if (mask !== undefined) {
    return words.map(mask).join('、');
  }
  if (sensitivity === 'personal' || sensitivity === 'sensitive') {
    return '***';
  }
  return words
    .map((word) => options.find((option) => option.value === word)?.label[locale] ?? maskText(word))
    .join('、');
}

/** Noted beside what is known; of decided notes the fields alone are left. */
export function presentChanges(
  {
    changes,
    fields,
  }: { readonly changes: Readonly<Record<string, NotedValue>> | null; readonly fields: readonly string[] },
  known: readonly KnownField[],
  locale: Locale,
): FieldNote['changes'] {
  return fields.map((key) => {
    const field = known.find((each) => each.key === key);
    const value = changes?.[key];
    const origin = field?.origin ?? null;
    return {
      field: key,
      label: field?.label ?? { 'zh-CN': key, en: key },
      noted: value === undefined || field === undefined ? null : maskNoted(value, field, locale),
      current: field?.text ?? null,
      origin: origin === null ? null : { label: origin.label, at: origin.at },
    };
  });
}
