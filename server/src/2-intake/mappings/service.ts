import { type Context, requirePermission } from '#kernel/context.ts';
import type { Tx } from '#kernel/db/postgres.ts';
import { notFound } from '#kernel/errors.ts';
import type { Kernel } from '#kernel/module.ts';
import * as store from './store.ts';

/** The mappings that were used last, by kind and source. */
export interface Mappings {
  list(context: Context, options: { readonly kind?: string | undefined }): Promise<store.SavedMapping[]>;
  /** Throws 404 when it is gone. */
  forget(tx: Tx, context: Context, id: string): Promise<void>;
}

/** What is remembered of files. */
export function createMappings({ postgres }: Pick<Kernel, 'postgres'>): Mappings {
  return {
    list: (context, { kind }) => {
      requirePermission(context, 'imports.read');
      return store.listMappings(postgres.db, kind ?? null);
    },
    forget: async (tx, context, id) => {
      requirePermission(context, 'imports.write');
      if (!(await store.deleteMapping(tx, id))) {
        throw notFound({ 'zh-CN': '列对应关系', en: 'saved mapping' }, id);
      }
    },
  };
}
