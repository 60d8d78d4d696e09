import { invalidInput } from '#kernel/errors.ts';
import type { Text } from '#kernel/pure/text.ts';
import { BASIC_FIELDS } from '../fields/basic.ts';
import type { AttributeValue, FieldDefinition } from '../fields/definition.ts';
import { parseFieldJson } from '../fields/parse.ts';
import type { BULK_ACTIONS } from './schema.ts';

export interface BulkChange {
  readonly field: string;
  /** What the field becomes, from what it is; null for none. */
  readonly next: (now: AttributeValue | null) => AttributeValue | null;
}

export interface BulkRequest {
  readonly field: string;
  readonly action: (typeof BULK_ACTIONS)[number];
  readonly value?: unknown;
}

function refuse(field: 'field' | 'action' | 'value', code: string, message: Text): never {
  throw invalidInput([{ field, code, message }]);
}

/** What a bulk edit does to the value of each customer. Throws `input_invalid` for what cannot be done. */
export function readBulkChange(request: BulkRequest, definitions: readonly FieldDefinition[]): BulkChange {
  const { field, action } = request;
  if (field === 'region') {
    return { field, next: () => readRegion(request) };
  }
  const definition = definitions.find(({ key }) => key === field);
  if (definition === undefined) {
    const message = { 'zh-CN': '没有这个字段，或不能批量修改', en: 'no such field, or not one to change in bulk' };
    return refuse('field', 'field_unknown', message);
  }
  if (action === 'clear') {
    return { field, next: () => null };
  }
  const parsed = parseFieldJson(definition, request.value);
  if (!parsed.ok) {
    return refuse('value', parsed.fault.code, parsed.fault.reason);
  }
  const { value } = parsed;
  if (value === null) {
    return refuse('value', 'value_missing', { 'zh-CN': '缺少值；要清空请用 clear', en: 'missing; to clear use clear' });
  }
  if (action === 'set') {
    return { field, next: () => value };
  }
  if (typeof value !== 'object') {
    const message = { 'zh-CN': '只有多选字段可以增减选项', en: 'only fields of several choices can be added to' };
    return refuse('action', 'action_unfit', message);
  }
  return { field, next: action === 'add' ? adding(definition, value) : removing(value) };
}

function readRegion({ action, value }: BulkRequest): string | null {
  if (action === 'clear') {
    return null;
  }
  const parsed = action === 'set' && typeof value === 'string' ? BASIC_FIELDS.region.parse(value) : null;
  if (parsed === null || !parsed.ok || typeof parsed.value !== 'string') {
    return refuse('value', 'value_invalid', {
      'zh-CN': '应为地区名称，如 上海',
      en: 'should be a region, such as 上海',
    });
  }
  return parsed.value;
}

/** Anew through the parser, which puts choices into their order. */
function adding(definition: FieldDefinition, more: readonly string[]): BulkChange['next'] {
  return (now) => {
    const parsed = parseFieldJson(definition, [...(typeof now === 'object' && now !== null ? now : []), ...more]);
    return parsed.ok ? parsed.value : now;
  };
}

function removing(gone: readonly string[]): BulkChange['next'] {
  const out = new Set(gone);
  return (now) => {
    const left = typeof now === 'object' && now !== null ? now.filter((each) => !out.has(each)) : [];
    return left.length === 0 ? null : left;
  };
}
