import { invalidInput } from '#kernel/errors.ts';
import type { ImportField, ImportKind } from './kind.ts';

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

/** As much of a kind as looking at a file needs. */
export type NamedKind = Pick<ImportKind, 'name' | 'missing'>;

/** A kind with the fields that it has at this moment. */
export interface LoadedKind<Kind extends NamedKind = ImportKind> {
  readonly kind: Kind;
  readonly fields: readonly ImportField[];
}

/** Asks the kind for its fields. */
export async function loadKind(kind: ImportKind): Promise<LoadedKind> {
  return { kind, fields: await kind.fields() };
}

/** Fields that the kind needs and a mapping lacks. */
export function missingFields({ kind, fields }: LoadedKind<NamedKind>, mapped: ReadonlySet<string>): string[] {
  const required = fields.filter((field) => field.required && !mapped.has(field.name)).map((field) => field.name);
  return [...required, ...kind.missing(mapped)];
}
