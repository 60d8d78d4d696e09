import { randomBytes } from 'node:crypto';
import type { Access } from '#access';
import { newId } from '#kernel/clock.ts';
import { type Context, may, requirePermission } from '#kernel/context.ts';
import type { Tx } from '#kernel/db/postgres.ts';
import { AppError, notFound } from '#kernel/errors.ts';
import type { Kernel } from '#kernel/module.ts';
import type { SecretBox } from '#kernel/secrets/secret-box.ts';
import type { NewSite, Site, SiteChange } from './schema.ts';
import * as store from './store.ts';

export interface Sites {
  list(context: Context): Promise<{ items: Site[]; can: { manage: boolean } }>;
  /** The secret is returned this once. */
  create(tx: Tx, context: Context, site: NewSite): Promise<{ site: Site; secret: string }>;
  change(tx: Tx, context: Context, id: string, change: SiteChange): Promise<Site>;
  rotate(
    tx: Tx,
    context: Context,
    id: string,
    what: 'writeKey' | 'secret',
  ): Promise<{ site: Site; secret: string | null }>;
}

/** What the secret of a site is sealed for. */
export const SITE_SECRET = 'behaviour.site';

export interface SitesOptions {
  readonly audit: Access['audit'];
  readonly secrets: SecretBox;
}

/** Sites whose script may send events. */
export function createSites(kernel: Pick<Kernel, 'postgres' | 'clock'>, { audit, secrets }: SitesOptions): Sites {
  const record = (tx: Tx, context: Context, action: string, site: Pick<store.SiteRow, 'id'>, detail: object) =>
    audit(tx, context, { action, subjectType: 'site', subjectId: site.id, detail: { ...detail } });
  const find = async (tx: Tx, context: Context, id: string): Promise<store.SiteRow> => {
    requirePermission(context, 'connections.manage');
    const row = await store.lockSite(tx, id, context.actor.scopeIds);
    if (row === undefined) {
      throw notFound({ 'zh-CN': '网站', en: 'site' }, id);
    }
    return row;
  };
  return {
    list: async (context) => {
      requirePermission(context, 'connections.read');
      const rows = await store.selectSites(kernel.postgres.db, context.actor.scopeIds);
      return { items: rows.map(present), can: { manage: may(context.actor, 'connections.manage') } };
    },
    create: async (tx, context, wanted) => {
      requirePermission(context, 'connections.manage');
      requireOwnScope(context, wanted.scopeId);
      const secret = newSecret();
      const now = kernel.clock.now();
      const row = {
        ...wanted,
        id: newId(),
        writeKey: newWriteKey(),
        secret: await secrets.seal(secret, SITE_SECRET),
        enabled: true,
        createdBy: context.actor.kind === 'user' ? context.actor.id : null,
        now,
      };
      await store.insertSite(tx, row);
      await record(tx, context, 'behaviour.site_created', row, { source: row.source, origins: row.origins });
      return { site: present({ ...row, createdAt: now, lastEventAt: null }), secret };
    },
    change: async (tx, context, id, change) => {
      const before = await find(tx, context, id);
      const told = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
      const row: store.SiteRow = { ...before, ...told };
      await store.updateSite(tx, row, kernel.clock.now());
      await record(tx, context, 'behaviour.site_changed', row, { fields: Object.keys(told) });
      return present(row);
    },
    rotate: async (tx, context, id, what) => {
      const before = await find(tx, context, id);
      const secret = what === 'secret' ? newSecret() : null;
      const row: store.SiteRow =
        secret === null
          ? { ...before, writeKey: newWriteKey() }
          : { ...before, secret: await secrets.seal(secret, SITE_SECRET) };
      await store.updateSite(tx, row, kernel.clock.now());
      await record(tx, context, 'behaviour.site_key_rotated', row, { what });
      return { site: present(row), secret };
    },
  };
}

function newWriteKey(): string {
  return `zhw_${randomBytes(18).toString('base64url')}`;
}

function newSecret(): string {
  return `zhs_${randomBytes(32).toString('base64url')}`;
}

function requireOwnScope({ actor }: Context, scopeId: string | null): void {
  if (actor.scopeIds !== null && (scopeId === null || !actor.scopeIds.includes(scopeId))) {
    throw new AppError('scope_missing', 403, {
      message: {
        'zh-CN': '你的权限限于部分数据范围，请用 scopeId 指定其中之一',
        en: 'Your rights are limited to some scopes; name one of them as scopeId',
      },
    });
  }
}

function present(row: store.SiteRow): Site {
  return {
    id: row.id,
    name: row.name,
    source: row.source,
    writeKey: row.writeKey,
    origins: row.origins,
    consentRequired: row.consentRequired,
    proofRequired: row.proofRequired,
    enabled: row.enabled,
    createdAt: row.createdAt.toISOString(),
    lastEventAt: row.lastEventAt?.toISOString() ?? null,
  };
}
