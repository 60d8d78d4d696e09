import { AppError, invalidInput } from '#kernel/errors.ts';
import type { LoadedKind } from '../imports/find-kind.ts';
import type { ImportKind } from '../imports/kind.ts';
import type { Mapping } from '../imports/schema.ts';

/** Throws `input_invalid` unless the kind can find what is there by this field. */
export function requireKeyField(kind: ImportKind, key: string | undefined): void {
  const known = kind.keyFields ?? [];
  if (key !== undefined && !known.includes(key)) {
    const list =
      known.length === 0 ? { 'zh-CN': '无', en: 'none' } : { 'zh-CN': known.join('、'), en: known.join(', ') };
    throw invalidInput([
      {
        field: 'key',
        code: 'key_unknown',
        message: {
          'zh-CN': `不能按它更新，可用的有：${list['zh-CN']}`,
          en: `cannot be the key; there are: ${list.en}`,
        },
      },
    ]);
  }
}

/** Throws 422 `mapping_incomplete` when the chosen key has no column. */
export function requireKeyColumn({ fields }: LoadedKind, mapping: Mapping, key: string | undefined): void {
  if (key === undefined || mapping[key] !== undefined) {
    return;
  }
  const label = fields.find(({ name }) => name === key)?.label ?? { 'zh-CN': key, en: key };
  const message = {
    'zh-CN': `要按“${label['zh-CN']}”更新，就要有这一列（${key}）`,
    en: `to update by ${label.en}, the file needs a column for it (${key})`,
  };
  throw new AppError('mapping_incomplete', 422, { message, faults: [{ field: key, code: 'column_missing', message }] });
}
