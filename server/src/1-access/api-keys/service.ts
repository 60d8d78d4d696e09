import { newId } from '#kernel/clock.ts';
import { type Actor, type Context, requirePermission } from '#kernel/context.ts';
import type { Tx } from '#kernel/db/postgres.ts';
import { AppError, invalidInput, notFound } from '#kernel/errors.ts';
import type { BodyOf } from '#kernel/http/contract.ts';
import type { Kernel } from '#kernel/module.ts';
import type { Audit } from '../audit/service.ts';
import { digestSecret, newSecret } from '../credentials/service.ts';
import { isRoleName, type PermissionDefinition } from '../roles/roles.ts';
import { requireGrantable } from '../users/service.ts';
import { API_KEY_PREFIX, type ApiKey, type changeApiKey, type NewApiKey } from './schema.ts';
import { type ApiKeyRow, insertApiKey, lockApiKey, markApiKeyRevoked, selectApiKeys, updateApiKey } from './store.ts';

export interface ApiKeys {
  list(context: Context): Promise<{ items: ApiKey[] }>;
  /** The key itself is returned this once and stored nowhere. Throws `grant_exceeds_own`, `input_invalid`. */
  create(tx: Tx, context: Context, key: NewApiKey): Promise<{ id: string; key: string }>;
  /** Holds from the next request on. Throws `grant_exceeds_own`; 409 for a key that was revoked. */
  change(tx: Tx, context: Context, id: string, change: ApiKeyChange): Promise<ApiKey>;
  /** Holds from the next request on; a second time does nothing. */
  revoke(tx: Tx, context: Context, id: string): Promise<void>;
}

export type ApiKeyChange = BodyOf<typeof changeApiKey>;

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
      const sources = unique(wanted.sources);
      requireOwnSources(context.actor, sources);
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
        sources,
        createdBy: context.actor.kind === 'user' ? context.actor.id : null,
        at,
        expiresAt,
      });
      await audit(tx, context, {
        action: 'access.api_key_created',
        subjectType: 'api_key',
        subjectId: id,
        detail: { ...grant, sources, expiresAt },
      });
      return { id, key };
    },
    change: (tx, context, id, change) => changeKey(options, tx, context, { id, change }),
    revoke: async (tx, context, id) => {
      requirePermission(context, 'api_keys.manage');
      const row = await lockOwn(tx, context, id, declared);
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

async function changeKey(
  { declared, audit }: ApiKeysOptions,
  tx: Tx,
  context: Context,
  { id, change }: { readonly id: string; readonly change: ApiKeyChange },
): Promise<ApiKey> {
  requirePermission(context, 'api_keys.manage');
  const row = await lockOwn(tx, context, id, declared);
  if (row.revoked_at !== null) {
    throw new AppError('api_key_revoked', 409, {
      message: { 'zh-CN': '密钥已吊销，不能再修改', en: 'The key was revoked; it cannot be changed any more' },
    });
  }
  const name = change.name ?? row.name;
  const sources = change.sources === undefined ? row.sources : unique(change.sources);
  requireOwnSources(context.actor, sources);
  await updateApiKey(tx, { id, name, sources });
  await audit(tx, context, {
    action: 'access.api_key_changed',
    subjectType: 'api_key',
    subjectId: id,
    detail: { sources, sourcesBefore: row.sources },
  });
  const [changed] = presentApiKey({ ...row, name, sources });
  if (changed === undefined) {
    throw notFound(NOUN, id);
  }
  return changed;
}

const NOUN = { 'zh-CN': 'API 密钥', en: 'API key' } as const;

/** The key, for whoever may give what it has, locked until the transaction ends. */
async function lockOwn(
  tx: Tx,
  context: Context,
  id: string,
  declared: readonly PermissionDefinition[],
): Promise<ApiKeyRow> {
  const row = await lockApiKey(tx, id);
  if (row === null || !isVisible(context, row)) {
    throw notFound(NOUN, id);
  }
  await requireGrantable(tx, { context, grants: [{ role: row.role, scopeId: row.scope_id }], declared });
  requireOwnSources(context.actor, row.sources);
  return row;
}

function unique(sources: readonly string[] | null): readonly string[] | null {
  return sources === null ? null : [...new Set(sources)];
}

/** A key that is limited to some sources gives no more than those. */
function requireOwnSources({ sources: own }: Actor, wanted: readonly string[] | null): void {
  if (own !== undefined && (wanted === null || wanted.some((source) => !own.includes(source)))) {
    throw new AppError('grant_exceeds_own', 403, {
      message: {
        'zh-CN': `不能授予超出自己的来源：${own.join('、')}`,
        en: `You cannot give more sources than your own: ${own.join(', ')}`,
      },
    });
  }
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
      sources: row.sources === null ? null : [...row.sources],
      createdAt: row.created_at.toISOString(),
      expiresAt: row.expires_at?.toISOString() ?? null,
      lastUsedAt: row.last_used_at?.toISOString() ?? null,
      revokedAt: row.revoked_at?.toISOString() ?? null,
    },
  ];
}
