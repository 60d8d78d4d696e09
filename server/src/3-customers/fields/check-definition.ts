import { AppError, type Fault, invalidInput, notFound } from '#kernel/errors.ts';
import { BUILT_IN_FIELDS, RESERVED_KEYS } from './built-in.ts';
import type { FieldDefinition, FieldOption } from './definition.ts';
import { keyFromLabel } from './field-key.ts';
import type { NewField } from './schema.ts';

const MAX_FIELDS = 500;
const BUILT_IN_KEYS = new Set(BUILT_IN_FIELDS.map(({ key }) => key));

/** The key of a new field, given or made of its label. Throws 409 when it is taken. */
export function newKey(field: NewField, known: readonly { readonly key: string }[]): string {
  if (known.length >= MAX_FIELDS) {
    throw new AppError('fields_too_many', 409, {
      message: { 'zh-CN': `最多 ${MAX_FIELDS} 个自定义字段`, en: `There can be ${MAX_FIELDS} custom fields at most` },
    });
  }
  const custom = new Set(known.map(({ key }) => key));
  const isTaken = (key: string): boolean => custom.has(key) || BUILT_IN_KEYS.has(key) || RESERVED_KEYS.has(key);
  const key = field.key ?? keyFromLabel(field.label, isTaken);
  if (isTaken(key)) {
    throw new AppError('field_key_taken', 409, {
      message: {
        'zh-CN': `字段 ${key} 已存在，请换一个标识`,
        en: `There is a field ${key} already; use another key`,
      },
      faults: [{ field: 'key', code: 'field_key_taken', message: { 'zh-CN': '已存在', en: 'already taken' } }],
    });
  }
  return key;
}

/** The custom field of the key. Throws 404, or 409 for a built-in one. */
export function requireCustom<Field extends { readonly key: string }>(known: readonly Field[], key: string): Field {
  const field = known.find((each) => each.key === key);
  if (field !== undefined) {
    return field;
  }
  if (BUILT_IN_KEYS.has(key)) {
    throw new AppError('field_built_in', 409, {
      message: { 'zh-CN': '系统自带的字段不能修改', en: 'Built-in fields cannot be changed' },
    });
  }
  throw notFound({ 'zh-CN': '字段', en: 'field' }, key);
}

/** Only numbers are counted in something. */
export function requireUnit({ type, unit }: Pick<FieldDefinition, 'type' | 'unit'>): void {
  if (unit !== null && type !== 'number') {
    const message = { 'zh-CN': '只有数字字段有单位', en: 'only numbers have a unit' };
    throw invalidInput([{ field: 'unit', code: 'unit_unexpected', message }]);
  }
}

/** The options as they are going to be: values are there once, and those there are stay. */
export function optionsOf(
  type: FieldDefinition['type'],
  given: NewField['options'],
  stored: readonly FieldOption[],
): FieldOption[] {
  const hasOptions = type === 'choice' || type === 'choices';
  const options = given.map(({ value, label }) => ({ value: value ?? label['zh-CN'], label }));
  const values = new Set(options.map((option) => option.value));
  const faults: Fault[] = [];
  const say = (code: string, zh: string, en: string): void => {
    faults.push({ field: 'options', code, message: { 'zh-CN': zh, en } });
  };
  if (hasOptions && options.length === 0) {
    say('options_missing', '选择字段至少要有一个选项', 'a field of choices needs an option at least');
  }
  if (!hasOptions && options.length > 0) {
    say('options_unexpected', '只有选择字段有选项', 'only fields of choices have options');
  }
  if (values.size !== options.length) {
    say('option_twice', '有重复的选项', 'an option is there twice');
  }
  const lost = stored.filter((option) => !values.has(option.value));
  if (lost.length > 0) {
    const [zh, en] = [lost.map(({ label }) => label['zh-CN']).join('、'), lost.map(({ label }) => label.en).join(', ')];
    say('option_removed', `已有的选项不能删除：${zh}`, `options that exist cannot be removed: ${en}`);
  }
  if (faults.length > 0) {
    throw invalidInput(faults);
  }
  return options;
}
