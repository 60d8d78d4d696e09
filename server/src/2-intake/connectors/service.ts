import { z } from 'zod';
import type { Access } from '#access';
import { newId } from '#kernel/clock.ts';
import { type Context, may, requirePermission } from '#kernel/context.ts';
import type { Tx } from '#kernel/db/postgres.ts';
import { invalidInput, notFound } from '#kernel/errors.ts';
import type { GuardedFetch } from '#kernel/http/guarded-fetch.ts';
import { newWebhookSecret } from '#kernel/http/standard-webhooks.ts';
import { faultsOf } from '#kernel/http/zod-faults.ts';
import type { Kernel } from '#kernel/module.ts';
import { decodeCursor, encodeCursor } from '#kernel/pure/cursor.ts';
import type { Locale } from '#kernel/pure/text.ts';
import type { SecretBox } from '#kernel/secrets/secret-box.ts';
import { requireOwnScope } from '../creating/own-scope.ts';
import type { Records } from '../records/service.ts';
import type { ConnectorKind } from './kind.ts';
import { createPulling, type Pulling } from './pulling/service.ts';
import { createReceiving, type Receiving } from './receiving/service.ts';
import {
  type Connector,
  type ConnectorChange,
  type Delivery,
  type NewConnector,
  SECRET_NAMES,
  type SecretName,
} from './schema.ts';
import { replaceSecret } from './secrets/service.ts';
import * as store from './store.ts';

export interface Connectors {
  readonly kinds: readonly ConnectorKind[];
  readonly receiving: Receiving;
  readonly pulling: Pulling;
  list(context: Context): Promise<{ items: Connector[]; can: { manage: boolean } }>;
  /** A signing secret that was made is returned this once. */
  create(tx: Tx, context: Context, wanted: NewConnector): Promise<{ connector: Connector; signing: string | null }>;
  change(tx: Tx, context: Context, id: string, change: ConnectorChange): Promise<Connector>;
  rotate(tx: Tx, context: Context, id: string): Promise<{ connector: Connector; signing: string }>;
  pull(tx: Tx, context: Context, id: string): Promise<Connector>;
  test(context: Context, id: string): Promise<{ ok: boolean; items: number; problem: string | null }>;
  deliveries(
    context: Context,
    id: string,
    page: { readonly cursor?: string | undefined; readonly limit: number },
  ): Promise<{ items: Delivery[]; nextCursor: string | null }>;
}

export interface ConnectorsOptions {
  readonly kinds: readonly ConnectorKind[];
  readonly audit: Access['audit'];
  readonly records: Pick<Records, 'take'>;
  readonly secrets: SecretBox;
  readonly fetch: GuardedFetch;
}

const NOUN = { 'zh-CN': '接入', en: 'connector' };

/** Connected systems. */
export function createConnectors(kernel: Kernel, options: ConnectorsOptions): Connectors {
  const { kinds, secrets, fetch, records } = options;
  const kindOf: KindOf = (row) => readKind(kinds, row);
  const pulling = createPulling(kernel, { records, secrets, fetch, kindOf });
  const parts: Parts = { kernel, options, kindOf, pulling };
  return {
    kinds,
    pulling,
    receiving: createReceiving(kernel, { records, secrets, kindOf }),
    ...createReading(parts),
    ...createChanging(parts),
  };
}

type KindOf = (row: Pick<store.ConnectorRow, 'kind' | 'settings'>) => ReadKind;

interface Parts {
  readonly kernel: Kernel;
  readonly options: ConnectorsOptions;
  readonly kindOf: KindOf;
  readonly pulling: Pulling;
}

function createReading({ kernel, kindOf, pulling }: Parts): Pick<Connectors, 'list' | 'test' | 'deliveries'> {
  const { db } = kernel.postgres;
  return {
    list: async (context) => {
      requirePermission(context, 'connections.read');
      const rows = await store.selectConnectors(db, context.actor.scopeIds);
      return {
        items: rows.map((row) => present(row, { locale: context.locale, pulls: pulls(kindOf(row)) })),
        can: { manage: may(context.actor, 'connections.manage') },
      };
    },
    test: async (context, id) => {
      requirePermission(context, 'connections.manage');
      const row = requireVisible(context, await store.findConnector(db, id), id);
      if (!pulls(kindOf(row))) {
        throw invalidInput([{ field: 'settings.pull', code: 'pull_missing', message: PULL_MISSING }]);
      }
      const { ok, items, problem } = await pulling.test(row);
      return { ok, items, problem: problem?.[context.locale] ?? null };
    },
    deliveries: async (context, id, { cursor, limit }) => {
      requirePermission(context, 'connections.read');
      requireVisible(context, await store.findConnector(db, id), id);
      const rows = await store.selectDeliveries(db, id, { before: placeOf(cursor), limit });
      const items = rows.slice(0, limit);
      const last = items.at(-1);
      return {
        items: items.map((row) => ({ ...row, at: row.at.toISOString(), reason: row.reason?.[context.locale] ?? null })),
        nextCursor: rows.length > limit && last !== undefined ? encodeCursor([last.id]) : null,
      };
    },
  };
}

function createChanging(parts: Parts): Pick<Connectors, 'create' | 'change' | 'rotate' | 'pull'> {
  const { kernel, kindOf, pulling } = parts;
  const { audit, secrets, fetch } = parts.options;
  const record = (tx: Tx, context: Context, action: string, id: string, detail: Record<string, unknown>) =>
    audit(tx, context, { action, subjectType: 'connector', subjectId: id, detail });
  const lock = async (tx: Tx, context: Context, id: string): Promise<store.ConnectorRow> => {
    requirePermission(context, 'connections.manage');
    return requireVisible(context, await store.lockConnector(tx, id), id);
  };
  const shown = (context: Context, row: store.ConnectorRow): Connector =>
    present({ ...row, lastDelivery: null }, { locale: context.locale, pulls: pulls(kindOf(row)) });
  return {
    create: async (tx, context, wanted) => {
      requirePermission(context, 'connections.manage');
      requireOwnScope(context, wanted.scopeId);
      const now = kernel.clock.now();
      const made = wanted.secrets.signing === undefined ? newWebhookSecret() : null;
      const bare = newRow(wanted, now);
      await requireSettings(kindOf(bare), fetch);
      const given = { ...wanted.secrets, ...(made === null ? {} : { signing: made }) };
      const row = { ...bare, secrets: await sealAll(secrets, bare, { given, now }) };
      const createdBy = context.actor.kind === 'user' ? context.actor.id : null;
      await store.insertConnector(tx, row, { createdBy });
      await pulling.schedule(tx, context, row);
      await record(tx, context, 'intake.connector_created', row.id, { kind: row.kind, source: row.source });
      return { connector: shown(context, row), signing: made };
    },
    change: async (tx, context, id, change) => {
      const before = await lock(tx, context, id);
      const now = kernel.clock.now();
      const anew = change.settings !== undefined || change.enabled === true;
      const row: store.ConnectorRow = {
        ...before,
        name: change.name ?? before.name,
        settings: change.settings ?? before.settings,
        enabled: change.enabled ?? before.enabled,
        secrets: await sealAll(secrets, before, { given: change.secrets ?? {}, now }),
      };
      await requireSettings(kindOf(row), fetch);
      await store.updateConnector(tx, row, { now, anew });
      await pulling.schedule(tx, context, row);
      await record(tx, context, 'intake.connector_changed', id, { fields: Object.keys(change) });
      return shown(context, row);
    },
    rotate: async (tx, context, id) => {
      const before = await lock(tx, context, id);
      const now = kernel.clock.now();
      const signing = newWebhookSecret();
      const row = { ...before, secrets: await sealAll(secrets, before, { given: { signing }, now }) };
      await store.updateConnector(tx, row, { now, anew: false });
      await record(tx, context, 'intake.connector_secret_rotated', id, {});
      return { connector: shown(context, row), signing };
    },
    pull: async (tx, context, id) => {
      const row = await lock(tx, context, id);
      await pulling.schedule(tx, context, row);
      return shown(context, row);
    },
  };
}

interface Sealing {
  readonly given: Partial<Record<SecretName, string | undefined>>;
  readonly now: Date;
}

async function sealAll(
  box: SecretBox,
  row: store.ConnectorRow,
  { given, now }: Sealing,
): Promise<store.ConnectorRow['secrets']> {
  const sealed: Partial<Record<SecretName, store.StoredSecret>> = { ...row.secrets };
  for (const name of SECRET_NAMES) {
    const value = given[name];
    if (value !== undefined) {
      sealed[name] = await replaceSecret(box, row, { name, value, now });
    }
  }
  return sealed;
}

interface ReadKind {
  readonly kind: ConnectorKind;
  readonly settings: unknown;
}

const PULL_MISSING = { 'zh-CN': '这个接入没有设置拉取', en: 'this connector is not set up to pull' };

function newRow(wanted: NewConnector, now: Date): store.ConnectorRow {
  const { kind, name, source, settings, scopeId } = wanted;
  const fresh = { pullCursor: null, pulledAt: null, failures: 0, lastFailure: null, enabled: true, createdAt: now };
  return { id: newId(), kind, name, source, settings, scopeId, secrets: {}, ...fresh };
}

/** The kind of a connector with its settings as the kind reads them; throws 400 that names every setting at fault. */
function readKind(kinds: readonly ConnectorKind[], row: Pick<store.ConnectorRow, 'kind' | 'settings'>): ReadKind {
  const kind = kinds.find(({ name }) => name === row.kind);
  if (kind === undefined) {
    const known = kinds.map(({ name }) => name).join(', ');
    const message = { 'zh-CN': `可用：${known}`, en: `should be one of ${known}` };
    throw invalidInput([{ field: 'kind', code: 'kind_unknown', message }]);
  }
  const parsed = kind.settings.safeParse(row.settings, { reportInput: true });
  if (!parsed.success) {
    const faults = faultsOf(parsed.error.issues, 'settings');
    throw invalidInput(
      faults.map((fault) => ({
        ...fault,
        field: fault.field === 'settings' ? fault.field : `settings.${fault.field}`,
      })),
      parsed.error,
    );
  }
  return { kind, settings: parsed.data };
}

function pulls({ kind, settings }: ReadKind): boolean {
  return kind.pullEveryMinutes(settings) !== null;
}

/** An address into the own network is refused when it is typed in, not only when it is asked. */
async function requireSettings({ kind, settings }: ReadKind, fetch: GuardedFetch): Promise<void> {
  if (kind.pullEveryMinutes(settings) !== null) {
    await fetch.requireAllowed(kind.pullRequest(settings, { cursor: null, token: null }).url);
  }
}

function requireVisible({ actor }: Context, row: store.ConnectorRow | undefined, id: string): store.ConnectorRow {
  const isVisible =
    row !== undefined && (actor.scopeIds === null || (row.scopeId !== null && actor.scopeIds.includes(row.scopeId)));
  if (!isVisible) {
    throw notFound(NOUN, id);
  }
  return row;
}

function placeOf(cursor: string | undefined): string | null {
  if (cursor === undefined) {
    return null;
  }
  const id = z.uuid().safeParse(decodeCursor(cursor)?.[0]);
  if (!id.success) {
    const message = { 'zh-CN': '请使用上一页返回的 nextCursor', en: 'use the nextCursor of the page before' };
    throw invalidInput([{ field: 'cursor', code: 'cursor_invalid', message }]);
  }
  return id.data;
}

function present(
  row: store.ListedConnector,
  { locale, pulls: isPulling }: { readonly locale: Locale; readonly pulls: boolean },
): Connector {
  return {
    id: row.id,
    kind: row.kind,
    name: row.name,
    source: row.source,
    settings: { ...row.settings },
    // The schema knows no other names.
    secrets: Object.keys(row.secrets) as SecretName[],
    enabled: row.enabled,
    webhookPath: `/api/v1/connectors/${row.id}/webhook`,
    pulls: isPulling,
    pulledAt: row.pulledAt?.toISOString() ?? null,
    failures: row.failures,
    lastFailure: row.lastFailure?.[locale] ?? null,
    lastDelivery:
      row.lastDelivery === null
        ? null
        : { at: new Date(row.lastDelivery.at).toISOString(), status: row.lastDelivery.status },
    createdAt: row.createdAt.toISOString(),
  };
}
