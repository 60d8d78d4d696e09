import { z } from 'zod';
import { type Access, maskAddress, maskEmail, maskPhone } from '#access';
import { type Context, may, requirePermission } from '#kernel/context.ts';
import type { Tx } from '#kernel/db/postgres.ts';
import { AppError, invalidInput, notFound } from '#kernel/errors.ts';
import type { Kernel } from '#kernel/module.ts';
import { decodeCursor, encodeCursor } from '#kernel/pure/cursor.ts';
import { normalizeText } from '#kernel/pure/text.ts';
import { normalizeAccount, normalizeEmail, normalizePhone } from '../identity/normalize.ts';
import { maskAccount } from './mask-account.ts';
import type { Customer, CustomerSummary, RevealableField } from './schema.ts';
import * as store from './store.ts';

const NOUN = { 'zh-CN': '客户', en: 'customer' } as const;

export interface PageRequest {
  readonly cursor?: string | undefined;
  readonly limit: number;
  readonly source?: string | undefined;
}

export interface CustomerPage {
  readonly items: CustomerSummary[];
  readonly nextCursor: string | null;
}

export interface Profiles {
  list(context: Context, page: PageRequest): Promise<CustomerPage & { readonly total: number }>;
  search(context: Context, text: string, page: PageRequest): Promise<CustomerPage>;
  lookup(
    context: Context,
    identifier: {
      readonly type: 'phone' | 'email' | 'account';
      readonly value: string;
      readonly source?: string | undefined;
    },
  ): Promise<CustomerSummary | null>;
  get(context: Context, id: string): Promise<Customer>;
  /** Throws 404 for customers that the actor may not see. */
  requireVisible(context: Context, id: string): Promise<void>;
  /** Those of the ids that the actor may see, in the order given. */
  visibleAmong(context: Context, ids: readonly string[]): Promise<string[]>;
  reveal(
    tx: Tx,
    context: Context,
    id: string,
    request: { readonly fields: readonly RevealableField[]; readonly reason: string },
  ): Promise<Partial<Record<RevealableField, string | null>>>;
  /** How many customers the actor may see. */
  count(context: Context): Promise<number>;
  /** Names for lists of other modules; no personal data beyond the name. */
  names(ids: readonly string[]): Promise<ReadonlyMap<string, { name: string | null; account: string | null }>>;
}

/** Reading customers: masked by default, limited to the actor's scopes, unmasked only with a logged reason. */
export function createProfiles(kernel: Pick<Kernel, 'postgres'>, access: Pick<Access, 'audit'>): Profiles {
  const { db } = kernel.postgres;
  const filterOf = (context: Context, source?: string): store.Filter => ({ scopeIds: context.actor.scopeIds, source });
  const find = async (context: Context, id: string): Promise<store.CustomerRow> => {
    const row = await store.findCustomer(db, id, filterOf(context));
    if (row === undefined) {
      throw notFound(NOUN, id);
    }
    return row;
  };
  return {
    list: async (context, page) => {
      requirePermission(context, 'customers.read');
      const filter = filterOf(context, page.source);
      const rows = await store.listCustomers(db, filter, pageOf(page));
      return { ...presentPage(rows, page.limit), total: await store.countCustomers(db, filter) };
    },
    search: async (context, text, page) => {
      requirePermission(context, 'customers.read');
      const rows = await store.searchCustomers(db, termsOf(text), filterOf(context, page.source), pageOf(page));
      return presentPage(rows, page.limit);
    },
    lookup: async (context, identifier) => {
      requirePermission(context, 'customers.read');
      const row = await lookupRow(db, identifier, filterOf(context));
      return row === undefined ? null : present(row);
    },
    get: async (context, id) => {
      requirePermission(context, 'customers.read');
      const row = await find(context, id);
      return presentCustomer(context, row, await store.recordsOf(db, id, context.actor.scopeIds));
    },
    requireVisible: async (context, id) => {
      await find(context, id);
    },
    visibleAmong: async (context, ids) => {
      const visible = new Set(await store.visibleAmong(db, ids, filterOf(context)));
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
      return Object.fromEntries(fields.map((field) => [field, row[field]]));
    },
    count: (context) => store.countCustomers(db, filterOf(context)),
    names: async (ids) => {
      const rows = await store.namesOf(db, ids);
      return new Map(rows.map((row) => [row.id, { name: row.name, account: maskAccount(row.account) }]));
    },
  };
}

/** What the text may be; a name in any case. */
function termsOf(text: string): store.SearchTerms {
  const name = normalizeText(text);
  return { name, account: name, phone: normalizePhone(text), email: normalizeEmail(text) };
}

function pageOf(page: PageRequest): store.Page {
  if (page.cursor === undefined) {
    return { before: null, limit: page.limit };
  }
  const before = decodeCursor(page.cursor)?.[0];
  // A cursor comes from outside, perhaps from another list: what the database would choke on is refused here.
  if (typeof before !== 'string' || !z.uuid().safeParse(before).success) {
    throw invalidInput([
      {
        field: 'cursor',
        code: 'cursor_invalid',
        message: { 'zh-CN': '请使用上一页返回的 nextCursor', en: 'use the nextCursor of the page before' },
      },
    ]);
  }
  return { before, limit: page.limit };
}

async function lookupRow(
  db: Kernel['postgres']['db'],
  identifier: {
    readonly type: 'phone' | 'email' | 'account';
    readonly value: string;
    readonly source?: string | undefined;
  },
  filter: store.Filter,
): Promise<store.CustomerRow | undefined> {
  if (identifier.type === 'account') {
    if (identifier.source === undefined) {
      throw invalidInput([
        {
          field: 'source',
          code: 'source_missing',
          message: { 'zh-CN': '按账号查找时需要来源', en: 'an account needs the source that gave it' },
        },
      ]);
    }
    const account = normalizeAccount(identifier.value) ?? '';
    return store.customerByAccount(db, { source: identifier.source, account }, filter);
  }
  const value = identifier.type === 'phone' ? normalizePhone(identifier.value) : normalizeEmail(identifier.value);
  if (value === null) {
    throw new AppError('identifier_invalid', 400, {
      message:
        identifier.type === 'phone'
          ? { 'zh-CN': '不是有效的电话号码，例如 13812341234', en: 'Not a phone number, such as 13812341234' }
          : { 'zh-CN': '不是有效的邮箱，例如 li@example.com', en: 'Not an e-mail address, such as li@example.com' },
      faults: [
        {
          field: 'value',
          code: 'identifier_invalid',
          message: { 'zh-CN': '无法识别', en: 'not recognised' },
        },
      ],
    });
  }
  return store.customerByIdentifier(db, { kind: identifier.type, value }, filter);
}

function presentPage(rows: readonly store.CustomerRow[], limit: number): CustomerPage {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return {
    items: items.map(present),
    nextCursor: rows.length > limit && last !== undefined ? encodeCursor([last.id]) : null,
  };
}

function present(row: store.CustomerRow): CustomerSummary {
  return {
    id: row.id,
    name: row.name,
    phone: row.phone === null ? null : maskPhone(row.phone),
    email: row.email === null ? null : maskEmail(row.email),
    region: row.region,
    account: maskAccount(row.account),
    sources: row.sources,
    createdAt: row.createdAt.toISOString(),
  };
}

function presentCustomer(context: Context, row: store.CustomerRow, records: readonly store.RecordRow[]): Customer {
  return {
    ...present(row),
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
    can: { reveal: may(context.actor, 'customers.reveal') },
  };
}
