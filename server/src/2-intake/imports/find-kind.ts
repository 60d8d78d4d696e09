import { invalidInput } from '#kernel/errors.ts';
import type { ImportKind } from './kind.ts';

/** The kind of that name. Throws `input_invalid` listing those there are. */
export function findKind(kinds: ReadonlyMap<string, ImportKind>, name: string): ImportKind {
  const kind = kinds.get(name);
  if (kind === undefined) {
    const known = [...kinds.keys()].join(', ');
    throw invalidInput([
      {
        field: 'kind',
        code: 'kind_unknown',
        message: { 'zh-CN': `没有这种导入，可用的有：${known}`, en: `no such kind; there are: ${known}` },
      },
    ]);
  }
  return kind;
}

/** Fields that the kind needs and a mapping lacks. */
export function missingFields(kind: ImportKind, mapped: ReadonlySet<string>): string[] {
  const required = kind.fields.filter((field) => field.required && !mapped.has(field.name)).map((field) => field.name);
  return [...required, ...kind.missing(mapped)];
}
