import { z } from 'zod';
import { notFound } from '#kernel/errors.ts';

const idSchema = z.uuid();

/** Throws 404 for an import that is not there, or that the asker may not know of. */
export function importMissing(id: string): never {
  throw notFound({ 'zh-CN': '导入', en: 'import' }, id.slice(0, 100));
}

/** Throws 404 for what cannot be the id of an import. */
export function requireImportId(id: string): void {
  if (!idSchema.safeParse(id).success) {
    importMissing(id);
  }
}
