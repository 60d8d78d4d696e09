import type { ExportAsk, ExportColumn, ExportValue } from '#intake';
import { wallClockOf, type Zone } from '#kernel/pure/dates.ts';
import { BASIC_FIELDS, BASIC_KEYS, isBasicKey } from '../fields/basic.ts';
import { CLEARANCE } from '../fields/clearance.ts';
import type { AttributeValue, FieldDefinition } from '../fields/definition.ts';
import { maskField, presentField } from '../fields/present.ts';
import { isSealed, type StoredValue } from '../identity/attributes.ts';

/** A customer as it is exported. */
export interface ExportedCustomer {
  readonly id: string;
  readonly name: string | null;
  readonly phone: string | null;
  readonly email: string | null;
  readonly address: string | null;
  readonly region: string | null;
  readonly account: string | null;
  readonly sources: readonly string[];
  readonly tags: readonly { readonly name: string }[];
  readonly attributes: Readonly<Record<string, StoredValue>> | null;
  readonly firstOrderAt: Date | null;
  readonly createdAt: Date;
}

/** What every export of customers offers beside the fields of the registry. */
const OWN_COLUMNS: readonly ExportColumn[] = [
  ...BASIC_KEYS.map((key) => ({ key, label: BASIC_FIELDS[key].label })),
  { key: 'account', label: { 'zh-CN': '客户账号', en: 'Customer account' } },
  { key: 'sources', label: { 'zh-CN': '来源', en: 'Sources' } },
  { key: 'tags', label: { 'zh-CN': '标签', en: 'Tags' } },
  { key: 'firstOrderAt', label: { 'zh-CN': '首次下单', en: 'First order' } },
  { key: 'createdAt', label: { 'zh-CN': '建档时间', en: 'Known since' } },
  { key: 'id', label: { 'zh-CN': '客户编号', en: 'Customer id' }, isExtra: true },
];

const OWN_KEYS = new Set(OWN_COLUMNS.map(({ key }) => key));

/** The columns of customers with the fields that are defined at the moment. */
export function customerColumns(fields: readonly FieldDefinition[]): readonly ExportColumn[] {
  return [
    ...OWN_COLUMNS,
    ...fields
      .filter(({ key }) => !OWN_KEYS.has(key))
      .map(({ key, label, sensitivity }) => ({
        key,
        label,
        isExtra: true,
        // Masked it would say nothing at all: the column is for whoever may see its values.
        ...(sensitivity === 'sensitive' ? { permission: CLEARANCE.sensitive } : {}),
      })),
  ];
}

export interface Reading {
  readonly ask: ExportAsk;
  readonly zone: Zone;
  readonly fields: ReadonlyMap<string, FieldDefinition>;
  /** Opens a sealed value of a field. */
  readonly open: (key: string, value: StoredValue) => AttributeValue;
}

/** One cell; personal values are masked unless the export was allowed to show them. */
export function customerCell(customer: ExportedCustomer, key: string, reading: Reading): ExportValue {
  if (isBasicKey(key)) {
    const value = customer[key];
    return value === null || reading.ask.unmasked ? value : BASIC_FIELDS[key].mask(value);
  }
  const joint = reading.ask.locale === 'zh-CN' ? '、' : ', ';
  switch (key) {
    case 'id':
      return customer.id;
    case 'account':
      return customer.account;
    case 'sources':
      return customer.sources.join(joint);
    case 'tags':
      return customer.tags.map(({ name }) => name).join(joint);
    case 'firstOrderAt':
      return instant(customer.firstOrderAt, reading);
    case 'createdAt':
      return instant(customer.createdAt, reading);
    default:
      return fieldCell(customer.attributes?.[key], reading.fields.get(key), reading);
  }
}

function instant(at: Date | null, { ask, zone }: Reading): string | null {
  if (at === null) {
    return null;
  }
  return ask.format === 'jsonl' ? at.toISOString() : wallClockOf(at, zone);
}

function fieldCell(
  value: StoredValue | undefined,
  field: FieldDefinition | undefined,
  { ask, open }: Reading,
): ExportValue {
  if (value === undefined || field === undefined) {
    return null;
  }
  // Only for whoever may see it: a sealed value is opened for no other cell.
  const shown = ask.unmasked ? open(field.key, value) : maskField(field, value);
  const isWhole = ask.unmasked || (!isSealed(value) && shown === value);
  if (ask.format === 'jsonl') {
    return typeof shown === 'object' ? shown.join(',') : shown;
  }
  // A masked value is no choice any more: it is shown as it is.
  return isWhole && typeof shown !== 'number' ? presentField(field, shown, ask.locale) : plain(shown);
}

function plain(value: AttributeValue): ExportValue {
  return typeof value === 'object' ? value.join(', ') : value;
}
