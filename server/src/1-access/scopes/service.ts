import { newId } from '#kernel/clock.ts';
import { type Context, requirePermission } from '#kernel/context.ts';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import { AppError, invalidInput } from '#kernel/errors.ts';
import type { Kernel } from '#kernel/module.ts';
import type { Audit } from '../audit/service.ts';
import type { NewScope, Scope } from './schema.ts';
import { insertScope, type ScopeRow, selectScopes } from './store.ts';

export interface Scopes {
  /** Those the asker may see. */
  list(context: Context): Promise<{ items: Scope[] }>;
  create(tx: Tx, context: Context, scope: NewScope): Promise<Scope>;
}

/** Scopes over one kernel. */
export function createScopes(kernel: Kernel, options: { readonly audit: Audit }): Scopes {
  return {
    list: async (context) => {
      requirePermission(context, 'users.read');
      const rows = await selectScopes(kernel.postgres.db, context.actor.scopeIds);
      return { items: rows.map(presentScope) };
    },
    create: async (tx, context, scope) => {
      requirePermission(context, 'scopes.manage');
      await requireParent(tx, context, scope.parentId);
      const row = await insertScope(tx, { ...scope, id: newId(), at: kernel.clock.now() });
      if (row === null) {
        throw new AppError('scope_name_taken', 409, {
          message: {
            'zh-CN': `这里已有同类的数据范围“${scope.name}”`,
            en: `There is a ${scope.type} called "${scope.name}" here already`,
          },
        });
      }
      await options.audit(tx, context, {
        action: 'access.scope_created',
        subjectType: 'scope',
        subjectId: row.id,
        detail: { type: row.type, parentId: row.parent_id },
      });
      return presentScope(row);
    },
  };
}

/** Throws `input_invalid` naming `field` unless every scope exists. */
export async function requireScopes(
  db: Db | Tx,
  ids: readonly string[],
  options: { readonly field: string },
): Promise<void> {
  const wanted = [...new Set(ids)];
  if (wanted.length === 0) {
    return;
  }
  const found = new Set((await selectScopes(db, wanted)).map((row) => row.id));
  const missing = wanted.filter((id) => !found.has(id));
  if (missing.length > 0) {
    throw invalidInput(
      missing.map((id) => ({
        field: options.field,
        code: 'scope_unknown',
        message: { 'zh-CN': `没有数据范围 ${id}`, en: `there is no scope ${id}` },
      })),
    );
  }
}

/** Whoever is limited to some scopes adds only below them. */
async function requireParent(tx: Tx, context: Context, parentId: string | null): Promise<void> {
  const { scopeIds } = context.actor;
  if (scopeIds !== null && (parentId === null || !scopeIds.includes(parentId))) {
    throw new AppError('scope_missing', 403, {
      message: { 'zh-CN': '只能在自己的数据范围之下新建', en: 'You can add only below your own scopes' },
    });
  }
  await requireScopes(tx, parentId === null ? [] : [parentId], { field: 'parentId' });
}

function presentScope(row: ScopeRow): Scope {
  return {
    id: row.id,
    type: row.type,
    name: row.name,
    parentId: row.parent_id,
    createdAt: row.created_at.toISOString(),
  };
}
