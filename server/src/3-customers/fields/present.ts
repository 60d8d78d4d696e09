import { maskPhone } from '#access/pure';
import type { Locale } from '#kernel/pure/text.ts';
import { isSealed, type StoredValue } from '../identity/attributes.ts';
import { type AttributeValue, type FieldDefinition, optionLabel } from './definition.ts';
import { readDeliveryWindows, sayDeliveryWindows } from './delivery-window.ts';

const HIDDEN = '***';
const YES_NO = { 'zh-CN': ['是', '否'], en: ['Yes', 'No'] } as const;

/** The value as people read it. */
export function presentField(definition: FieldDefinition, value: AttributeValue, locale: Locale): string {
  switch (typeof value) {
    case 'boolean':
      return YES_NO[locale][value ? 0 : 1];
    case 'number':
      return definition.unit === null ? String(value) : `${value} ${definition.unit}`;
    case 'string':
      return presentText(definition, value, locale);
    default:
      return value.map((each) => optionLabel(definition, each)[locale]).join(locale === 'zh-CN' ? '、' : ', ');
  }
}

function presentText(definition: FieldDefinition, value: string, locale: Locale): string {
  if (definition.type === 'choice') {
    return optionLabel(definition, value)[locale];
  }
  const windows = definition.format === 'deliveryWindow' ? readDeliveryWindows(value) : null;
  return windows === null ? value : sayDeliveryWindows(windows, locale);
}

/** What it takes to see the value itself: null where everybody does. */
export function levelToReveal({ sensitivity }: Pick<FieldDefinition, 'sensitivity'>): 'personal' | 'sensitive' | null {
  return sensitivity === 'personal' || sensitivity === 'sensitive' ? sensitivity : null;
}

/** Whether somebody without a reason sees less than the value. */
export function isMasked({ sensitivity }: Pick<FieldDefinition, 'sensitivity'>): boolean {
  return levelToReveal({ sensitivity }) !== null;
}

/** What everybody may see of a value: all of an open one, the year of a personal date, the ends of a number to call. */
export function maskField(definition: FieldDefinition, value: StoredValue): AttributeValue {
  if (isSealed(value)) {
    return HIDDEN;
  }
  if (!isMasked(definition)) {
    return value;
  }
  if (definition.sensitivity === 'sensitive' || typeof value !== 'string') {
    return HIDDEN;
  }
  if (definition.format === 'phone') {
    return maskPhone(value);
  }
  return definition.type === 'date' ? `${value.slice(0, 4)}-**-**` : HIDDEN;
}

/** The value as everybody may read it: masked as far as its level wants. A sealed one is not opened for that. */
export function showField(definition: FieldDefinition, value: StoredValue, locale: Locale): string {
  return isMasked(definition) || isSealed(value)
    ? String(maskField(definition, value))
    : presentField(definition, value, locale);
}
