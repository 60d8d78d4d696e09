import { type Access, maskAddress } from '#access';
import { type Context, may, requirePermission } from '#kernel/context.ts';
import type { Tx } from '#kernel/db/postgres.ts';
import { notFound } from '#kernel/errors.ts';
import type { Kernel } from '#kernel/module.ts';
import { customerErased } from './erased.ts';
import { maskAccount } from './mask-account.ts';
import { presentSummary } from './present.ts';
import type { Customer, CustomerSummary, RevealableField } from './schema.ts';
import * as store from './store.ts';

const NOUN = { 'zh-CN': '客户', en: 'customer' } as const;

export interface Profiles {
  get(context: Context, id: string): Promise<Customer>;
  /** Throws 404 for customers that the actor may not see, 410 for those who were erased. */
  requireVisible(context: Context, id: string): Promise<void>;
  /** As the list shows them: those of the ids that the actor may see, in the order given. */
  summaries(context: Context, ids: readonly string[]): Promise<CustomerSummary[]>;
  /** Those of the ids that the actor may see, in the order given. */
  visibleAmong(context: Context, ids: readonly string[]): Promise<string[]>;
  reveal(
    tx: Tx,
    context: Context,
    id: string,
    request: { readonly fields: readonly RevealableField[]; readonly reason: string },
  ): Promise<Partial<Record<RevealableField, string | null>>>;
  /** Names for lists of other modules; no personal data beyond the name. */
  names(ids: readonly string[]): Promise<ReadonlyMap<string, { name: string | null; account: string | null }>>;
}

/** Reading one customer: masked by default, limited to the actor's scopes, unmasked only with a logged reason. */
export function createProfiles(
  kernel: Pick<Kernel, 'postgres'>,
  access: Pick<Access, 'audit'> & Partial<Pick<Access, 'lookups'>>,
): Profiles {
  const { db } = kernel.postgres;
  const find = async (context: Context, id: string): Promise<store.CustomerRow> => {
    const row = await store.findCustomer(db, id, context.actor.scopeIds);
    if (row === undefined) {
      const at = await store.erasedAt(db, id);
      throw at === null ? notFound(NOUN, id) : customerErased(id, at);
    }
    return row;
  };
  return {
    get: async (context, id) => {
      requirePermission(context, 'customers.read');
      const row = await find(context, id);
      await access.lookups?.look(context, { kind: 'profile', subjectId: id });
      return presentCustomer(context, row, await store.recordsOf(db, id, context.actor.scopeIds));
    },
    requireVisible: async (context, id) => {
      await find(context, id);
    },
    summaries: async (context, ids) => {
      requirePermission(context, 'customers.read');
      const rows = await store.findCustomers(db, ids, context.actor.scopeIds);
      const byId = new Map(rows.map((row) => [row.id, row]));
      return ids.flatMap((id) => byId.get(id) ?? []).map(presentSummary);
    },
    visibleAmong: async (context, ids) => {
      const visible = new Set(await store.visibleAmong(db, ids, context.actor.scopeIds));
      return ids.filter((id) => visible.has(id));
    },
    reveal: async (tx, context, id, { fields, reason }) => {
      requirePermission(context, 'customers.reveal');
      const row = await find(context, id);
      await access.audit(tx, context, {
        action: 'customers.profile_revealed',
        subjectType: 'customer',
        subjectId: id,
        reason,
        detail: { fields },
      });
      await access.lookups?.look(context, { kind: 'reveal', subjectId: id }, tx);
      return Object.fromEntries(fields.map((field) => [field, row[field]]));
    },
    names: async (ids) => {
      const rows = await store.namesOf(db, ids);
      return new Map(rows.map((row) => [row.id, { name: row.name, account: maskAccount(row.account) }]));
    },
  };
}

function presentCustomer(context: Context, row: store.CustomerRow, records: readonly store.RecordRow[]): Customer {
  return {
    ...presentSummary(row),
    address: row.address === null ? null : maskAddress(row.address),
    records: records.map((record) => ({
      id: record.id,
      source: record.source,
      account: maskAccount(record.account),
      name: record.name,
      createdAt: record.createdAt.toISOString(),
      updatedAt: record.updatedAt.toISOString(),
      joinedBy: record.identifiers.filter((identifier) => identifier.shared).map((identifier) => identifier.kind),
    })),
    can: { reveal: may(context.actor, 'customers.reveal'), log: may(context.actor, 'interactions.write') },
  };
}
