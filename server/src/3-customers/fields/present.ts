import { maskPhone } from '#access/pure';
import type { Locale } from '#kernel/pure/text.ts';
import { type AttributeValue, type FieldDefinition, optionLabel } from './definition.ts';

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
      return definition.type === 'choice' ? optionLabel(definition, value)[locale] : value;
    default:
      return value.map((each) => optionLabel(definition, each)[locale]).join(locale === 'zh-CN' ? '、' : ', ');
  }
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
export function maskField(definition: FieldDefinition, value: AttributeValue): AttributeValue {
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
