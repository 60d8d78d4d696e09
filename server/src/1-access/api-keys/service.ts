import { newId } from '#kernel/clock.ts';
import { type Context, requirePermission } from '#kernel/context.ts';
import type { Tx } from '#kernel/db/postgres.ts';
import { invalidInput, notFound } from '#kernel/errors.ts';
import type { Kernel } from '#kernel/module.ts';
import type { Audit } from '../audit/service.ts';
import { digestSecret, newSecret } from '../credentials/service.ts';
import { isRoleName, type PermissionDefinition } from '../roles/roles.ts';
import { requireGrantable } from '../users/service.ts';
import { API_KEY_PREFIX, type ApiKey, type NewApiKey } from './schema.ts';
import { type ApiKeyRow, insertApiKey, lockApiKey, markApiKeyRevoked, selectApiKeys } from './store.ts';

export interface ApiKeys {
  list(context: Context): Promise<{ items: ApiKey[] }>;
  /** The key itself is returned this once and stored nowhere. Throws `grant_exceeds_own`, `input_invalid`. */
  create(tx: Tx, context: Context, key: NewApiKey): Promise<{ id: string; key: string }>;
  /** Holds from the next request on; a second time does nothing. */
  revoke(tx: Tx, context: Context, id: string): Promise<void>;
}

export interface ApiKeysOptions {
  readonly declared: readonly PermissionDefinition[];
  readonly audit: Audit;
}

/** The prefix and six characters of 43: too little to help guessing. */
const HINT_LENGTH = API_KEY_PREFIX.length + 6;

/** API keys over one kernel. */
export function createApiKeys(kernel: Kernel, options: ApiKeysOptions): ApiKeys {
  const { declared, audit } = options;
  return {
    list: async (context) => {
      requirePermission(context, 'api_keys.manage');
      const rows = await selectApiKeys(kernel.postgres.db, context.actor.scopeIds);
      return { items: rows.flatMap(presentApiKey) };
    },
    create: async (tx, context, wanted) => {
      requirePermission(context, 'api_keys.manage');
      const grant = { role: wanted.role, scopeId: wanted.scopeId };
      await requireGrantable(tx, { context, grants: [grant], declared });
      const at = kernel.clock.now();
      const expiresAt = wanted.expiresAt === null ? null : requireFuture(new Date(wanted.expiresAt), at);
      const id = newId();
      const key = newSecret(API_KEY_PREFIX);
      await insertApiKey(tx, {
        id,
        name: wanted.name,
        keyHash: digestSecret(key),
        hint: key.slice(0, HINT_LENGTH),
        ...grant,
        createdBy: context.actor.kind === 'user' ? context.actor.id : null,
        at,
        expiresAt,
      });
      await audit(tx, context, {
        action: 'access.api_key_created',
        subjectType: 'api_key',
        subjectId: id,
        detail: { ...grant, expiresAt },
      });
      return { id, key };
    },
    revoke: async (tx, context, id) => {
      requirePermission(context, 'api_keys.manage');
      const row = await lockApiKey(tx, id);
      if (row === null || !isVisible(context, row)) {
        throw notFound({ 'zh-CN': 'API 密钥', en: 'API key' }, id);
      }
      await requireGrantable(tx, { context, grants: [{ role: row.role, scopeId: row.scope_id }], declared });
      if (row.revoked_at !== null) {
        return;
      }
      await markApiKeyRevoked(tx, id, kernel.clock.now());
      await audit(tx, context, {
        action: 'access.api_key_revoked',
        subjectType: 'api_key',
        subjectId: id,
        detail: { role: row.role, scopeId: row.scope_id },
      });
    },
  };
}

function isVisible(context: Context, row: ApiKeyRow): boolean {
  const { scopeIds } = context.actor;
  return scopeIds === null || (row.scope_id !== null && scopeIds.includes(row.scope_id));
}

function requireFuture(expiresAt: Date, now: Date): Date {
  if (expiresAt <= now) {
    throw invalidInput([
      {
        field: 'expiresAt',
        code: 'time_past',
        message: { 'zh-CN': '应晚于现在', en: 'should be later than now' },
      },
    ]);
  }
  return expiresAt;
}

/** A role that this version does not know gives nothing; its keys are not shown. */
function presentApiKey(row: ApiKeyRow): readonly ApiKey[] {
  if (!isRoleName(row.role)) {
    return [];
  }
  return [
    {
      id: row.id,
      name: row.name,
      hint: row.hint,
      role: row.role,
      scopeId: row.scope_id,
      createdAt: row.created_at.toISOString(),
      expiresAt: row.expires_at?.toISOString() ?? null,
      lastUsedAt: row.last_used_at?.toISOString() ?? null,
      revokedAt: row.revoked_at?.toISOString() ?? null,
    },
  ];
}
