import type { SheetRow } from '#intake';
import type { Text } from '#kernel/pure/text.ts';
import { LIST_COLUMNS, maskListValue } from './columns.ts';
import type { ListItem, UploadOutcome } from './schema.ts';

export interface UploadResult {
  readonly row: number;
  readonly outcome: UploadOutcome;
  readonly column: string | null;
  readonly value: string | null;
  readonly firstRow: number | null;
  readonly reason: Text | null;
}

/** A row that names somebody, with how its result is shown. */
export interface NamedRow {
  readonly item: ListItem;
  readonly row: number;
  readonly column: string;
  readonly value: string;
}

const NOBODY_NAMED: Text = {
  'zh-CN': '这一行没有可用来查找客户的内容',
  en: 'this row has nothing to find a customer by',
};
const ID_INVALID: Text = { 'zh-CN': '不是客户编号', en: 'is not the id of a customer' };
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/u;

/** Who a row of a file means, or why that cannot be told. */
export function namedBy(row: SheetRow): NamedRow | UploadResult {
  if ('fault' in row) {
    const { columnName, value, reason } = row.fault;
    return refused(row.rowNo, { column: columnName, value, reason });
  }
  const column = LIST_COLUMNS.find(({ name }) => row.values.has(name))?.name;
  const given = column === undefined ? undefined : row.values.get(column)?.slice(0, 300);
  if (column === undefined || given === undefined) {
    return refused(row.rowNo, { column: null, value: null, reason: NOBODY_NAMED });
  }
  const value = maskListValue(column, given);
  if (column !== 'customerId') {
    return { item: { type: column, value: given }, row: row.rowNo, column, value };
  }
  const customerId = given.toLowerCase();
  return UUID.test(customerId)
    ? { item: { customerId }, row: row.rowNo, column, value }
    : refused(row.rowNo, { column, value, reason: ID_INVALID });
}

function refused(row: number, why: Pick<UploadResult, 'column' | 'value' | 'reason'>): UploadResult {
  return { row, outcome: 'refused', firstRow: null, ...why };
}

/** What became of a row that names somebody; `first` remembers in which row each customer stood first. */
export function resultOf(
  { row, column, value }: NamedRow,
  found: { readonly outcome: 'done' | 'same' | 'unknown'; readonly customerId: string | null },
  first: Map<string, number>,
): UploadResult {
  const earlier = found.customerId === null ? undefined : first.get(found.customerId);
  if (earlier !== undefined) {
    return { row, outcome: 'twice', column, value, firstRow: earlier, reason: null };
  }
  if (found.customerId !== null) {
    first.set(found.customerId, row);
  }
  return { row, outcome: found.outcome, column, value, firstRow: null, reason: null };
}
