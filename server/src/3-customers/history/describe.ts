import type { Locale, Text } from '#kernel/pure/text.ts';
import { BASIC_FIELDS, isBasicKey } from '../fields/basic.ts';
import type { FieldDefinition } from '../fields/definition.ts';
import { isMasked, showField } from '../fields/present.ts';
import type { StoredValue } from '../identity/attributes.ts';
import type { ChangeOrigin } from './schema.ts';

/** Fields by key, archived ones included: history speaks of those too. */
export type Definitions = ReadonlyMap<string, FieldDefinition>;

/** How a field is called. */
export function fieldLabel(field: string, definitions: Definitions): Text {
  return isBasicKey(field)
    ? BASIC_FIELDS[field].label
    : (definitions.get(field)?.label ?? { 'zh-CN': field, en: field });
}

/** Whether everybody may read the values of a field. */
export function isOpen(field: string, definitions: Definitions): boolean {
  if (isBasicKey(field)) {
    return !isMasked(BASIC_FIELDS[field]);
  }
  const definition = definitions.get(field);
  return definition !== undefined && !isMasked(definition);
}

/** A former value as people may read it. */
export function describeValue(
  field: string,
  value: StoredValue | null,
  { definitions, locale }: { readonly definitions: Definitions; readonly locale: Locale },
): string | null {
  if (value === null) {
    return null;
  }
  if (isBasicKey(field)) {
    // Basic fields are texts, and never sealed.
    return typeof value === 'string' ? BASIC_FIELDS[field].mask(value) : null;
  }
  const definition = definitions.get(field);
  if (definition === undefined) {
    return '***';
  }
  return showField(definition, value, locale);
}

const VERBS: Readonly<Record<ChangeOrigin, Text>> = {
  hand: { 'zh-CN': '修改了', en: 'Changed' },
  bulk: { 'zh-CN': '批量修改了', en: 'Changed in bulk' },
  undo: { 'zh-CN': '撤销了修改：', en: 'Took back a change of' },
  import: { 'zh-CN': '导入更新了', en: 'Updated by an import' },
  record: { 'zh-CN': '接口更新了', en: 'Updated by the API' },
};
const SHOWN_FIELDS = 4;

/** `修改了职业、身高`, for the time-line. */
export function changeTitle(origin: ChangeOrigin, fields: readonly string[], definitions: Definitions): Text {
  const labels = fields.slice(0, SHOWN_FIELDS).map((field) => fieldLabel(field, definitions));
  const more = fields.length > SHOWN_FIELDS;
  const colon = origin === 'import' || origin === 'record' ? ': ' : ' ';
  return {
    'zh-CN': `${VERBS[origin]['zh-CN']}${labels.map((label) => label['zh-CN']).join('、')}${more ? `等 ${fields.length} 项` : ''}`,
    en: `${VERBS[origin].en}${colon}${labels.map((label) => label.en).join(', ')}${more ? ` and ${fields.length - SHOWN_FIELDS} more` : ''}`,
  };
}
