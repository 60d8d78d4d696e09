import { z } from 'zod';
import { type Context, requirePermission } from '#kernel/context.ts';
import { AppError, invalidInput } from '#kernel/errors.ts';
import type { Kernel } from '#kernel/module.ts';
import { decodeCursor, encodeCursor } from '#kernel/pure/cursor.ts';
import { type AttributeFilter, readAttributeFilter, type TokensOf } from '../fields/attribute-filter.ts';
import { lacksFor } from '../fields/clearance.ts';
import type { FieldDefinition } from '../fields/definition.ts';
import { showField } from '../fields/present.ts';
import type { Fields } from '../fields/service.ts';
import { IDENTIFIERS } from '../identity/identifier-kinds.ts';
import type { IdentifierKind } from '../identity/trusted-identifiers.ts';
import { normalizeAccount } from '../normalizing/normalizers.ts';
import { presentSummary } from '../profile/present.ts';
import type { CustomerSummary } from '../profile/schema.ts';
import type { CustomerRow } from '../profile/store.ts';
import { fieldSeal, tokensOf } from '../sealing/service.ts';
import { readSearchText } from './read-text.ts';
import type { CustomerFilter, CustomerSort, LookupType } from './schema.ts';
import * as store from './store.ts';
import { COUNTED_EACH_TIME, freshTotal, type KeptTotal, keepTotal } from './totals.ts';

export interface ListRequest extends Partial<CustomerFilter> {
  readonly cursor?: string | undefined;
  readonly limit: number;
  /** Rows passed over after the cursor. */
  readonly skip?: number | undefined;
  readonly sort: CustomerSort;
  /** Keys of fields to show. */
  readonly fields?: readonly string[] | undefined;
}

export interface CustomerPage {
  readonly items: CustomerSummary[];
  readonly nextCursor: string | null;
}

export interface CustomerSearch {
  /** `inAddress`: only open fields may be filtered by, since the filter stands in a URL. */
  list(
    context: Context,
    request: ListRequest,
    options: { readonly inAddress: boolean },
  ): Promise<CustomerPage & { readonly total: number }>;
  search(context: Context, text: string, request: ListRequest): Promise<CustomerPage>;
  lookup(
    context: Context,
    identifier: { readonly type: LookupType; readonly value: string; readonly source?: string | undefined },
  ): Promise<CustomerSummary | null>;
  /** How many customers the actor may see. */
  count(context: Context): Promise<number>;
}

const KIND_OF = {
  phone: 'phone',
  email: 'email',
  memberCard: 'member_card',
  wechatUnionId: 'wechat_unionid',
  wechatOpenId: 'wechat_openid',
  wecomId: 'wecom_id',
  marketplaceAccount: 'marketplace_account',
} as const satisfies Record<Exclude<LookupType, 'account'>, IdentifierKind>;

/** Finding customers: the list, the search box, the exact look-up. Masked and limited to the actor's scopes. */
export function createSearch(
  kernel: Pick<Kernel, 'postgres' | 'clock' | 'sealer'>,
  fields: Pick<Fields, 'list'>,
): CustomerSearch {
  const { db } = kernel.postgres;
  const totalOf = createTotals(kernel);
  const filterOf = async (context: Context, request: ListRequest, inAddress: boolean): Promise<store.Filter> => ({
    scopeIds: context.actor.scopeIds,
    ...plainFilter(request),
    contains: await readContains(context, request.attributes, {
      inAddress,
      definitions: () => fields.list(db),
      tokens: async () => tokensOf(await fieldSeal(kernel, db)),
    }),
  });
  const presentRows = (context: Context, rows: readonly CustomerRow[], keys?: readonly string[]) =>
    presentPage({ context, definitions: () => fields.list(db) }, rows, keys);
  return {
    list: async (context, request, { inAddress }) => {
      requirePermission(context, 'customers.read');
      const filter = await filterOf(context, request, inAddress);
      const after = await listPlace(db, request);
      const { sort, limit, skip = 0 } = request;
      const rows = await store.listCustomers(db, filter, { sort, after, skip, limit });
      const shown = rows.slice(0, request.limit);
      return {
        items: await presentRows(context, shown, request.fields),
        nextCursor: rows.length > shown.length ? cursorAfter(request.sort, shown.at(-1)) : null,
        total: await totalOf(filter),
      };
    },
    search: async (context, text, request) => {
      requirePermission(context, 'customers.read');
      if (request.skip !== undefined) {
        throw invalidInput([{ field: 'skip', code: 'skip_with_text', message: SKIP_WITH_TEXT }]);
      }
      const filter = await filterOf(context, request, false);
      const { limit } = request;
      const after = searchPlace(request.cursor);
      const rows = await store.searchCustomers(db, readSearchText(text), { filter, after, limit });
      const last = rows.length > limit ? rows[limit - 1] : undefined;
      return {
        items: await presentRows(context, rows.slice(0, limit), request.fields),
        nextCursor: last === undefined ? null : encodeCursor([last.way, last.sortKey, last.id]),
      };
    },
    lookup: async (context, identifier) => {
      requirePermission(context, 'customers.read');
      const row = await lookupRow(db, identifier, context);
      return row === undefined ? null : presentSummary(row);
    },
    count: (context) => totalOf({ scopeIds: context.actor.scopeIds }),
  };
}

/**
 * Totals that each page can afford: small ones are counted each time, large ones once a minute. So the total of a
 * million may be a minute old; that of a few thousand never is.
 */
function createTotals({
  postgres,
  clock,
}: Pick<Kernel, 'postgres' | 'clock'>): (filter: store.Filter) => Promise<number> {
  let kept: ReadonlyMap<string, KeptTotal> = new Map();
  return async (filter) => {
    const key = JSON.stringify(filter);
    const nowMs = clock.now().getTime();
    const fresh = freshTotal(kept, key, nowMs);
    if (fresh !== null) {
      return fresh;
    }
    const few = await store.countUpTo(postgres.db, filter, COUNTED_EACH_TIME + 1);
    if (few <= COUNTED_EACH_TIME) {
      return few;
    }
    const total = await store.countAll(postgres.db, filter);
    kept = keepTotal(kept, key, { total, nowMs });
    return total;
  };
}

/** What of a request is a filter as it is; totals are kept by it, so nothing else may be in it. */
function plainFilter(request: ListRequest): Omit<store.Filter, 'scopeIds' | 'contains'> {
  const { source, tag, status, prospectStatus, region, qualityMin, qualityMax, fault, heardBefore } = request;
  return { source, tag, status, prospectStatus, region, qualityMin, qualityMax, fault, heardBefore };
}

/** As the list shows them, with the fields that were asked for. */
async function presentPage(
  { context, definitions }: { readonly context: Context; definitions(): Promise<readonly FieldDefinition[]> },
  rows: readonly CustomerRow[],
  keys: readonly string[] = [],
): Promise<CustomerSummary[]> {
  if (keys.length === 0) {
    return rows.map(presentSummary);
  }
  const wanted = (await definitions()).filter(({ key }) => keys.includes(key));
  return rows.map((row) => ({ ...presentSummary(row), fields: presentFields(context, row, wanted) }));
}

async function readContains(
  context: Context,
  wanted: CustomerFilter['attributes'],
  options: {
    readonly inAddress: boolean;
    definitions(): Promise<readonly FieldDefinition[]>;
    tokens(): Promise<TokensOf>;
  },
): Promise<store.Filter['contains']> {
  if (wanted === undefined) {
    return undefined;
  }
  const filter: AttributeFilter = readAttributeFilter(wanted, {
    definitions: await options.definitions(),
    mayTell: (field) => !options.inAddress && lacksFor(context.actor, field) === null,
    tokens: await options.tokens(),
  });
  if (!filter.ok) {
    throw invalidInput(filter.faults);
  }
  return filter.contains;
}

function presentFields(
  context: Context,
  row: CustomerRow,
  definitions: readonly FieldDefinition[],
): Record<string, string> {
  return Object.fromEntries(
    definitions.flatMap((definition) => {
      const value = row.attributes?.[definition.key];
      if (value === undefined) {
        return [];
      }
      return [[definition.key, showField(definition, value, context.locale)]];
    }),
  );
}

const uuid = z.uuid();

const SKIP_WITH_TEXT = {
  'zh-CN': '查找文字时不能跳过，请用上一页返回的 nextCursor',
  en: 'what a text finds cannot be passed over; use the nextCursor of the page before',
} as const;

/** A cursor comes from outside, perhaps from another list: what the database would choke on is refused here. */
function cursorInvalid(): AppError {
  return invalidInput([
    {
      field: 'cursor',
      code: 'cursor_invalid',
      message: { 'zh-CN': '请使用上一页返回的 nextCursor', en: 'use the nextCursor of the page before' },
    },
  ]);
}

function cursorAfter(sort: CustomerSort, last: store.KeyedRow | undefined): string | null {
  if (last === undefined) {
    return null;
  }
  return encodeCursor(sort === 'lastOrder' ? [sort, last.id, last.sortKey] : [sort, last.id]);
}

async function listPlace(db: Kernel['postgres']['db'], { cursor, sort }: ListRequest): Promise<store.Place | null> {
  if (cursor === undefined) {
    return null;
  }
  const [of, id, key = null] = decodeCursor(cursor) ?? [];
  if (of !== sort || typeof id !== 'string' || !uuid.safeParse(id).success) {
    throw cursorInvalid();
  }
  if (sort === 'lastOrder') {
    if (typeof key !== 'string' || !(key === '-infinity' || Number.isFinite(Date.parse(key)))) {
      throw cursorInvalid();
    }
    return { key, id };
  }
  if (sort !== 'name') {
    return { key: null, id };
  }
  const name = await store.nameKeyOf(db, id);
  if (name === undefined) {
    throw new AppError('cursor_expired', 409, {
      message: {
        'zh-CN': '上一页的最后一位客户已被合并，请从第一页重新开始',
        en: 'The last customer of the page before was merged; start again at the first page',
      },
    });
  }
  return { key: name, id };
}

function searchPlace(cursor: string | undefined): store.SearchPlace | null {
  if (cursor === undefined) {
    return null;
  }
  const [way, key, id] = decodeCursor(cursor) ?? [];
  if (typeof way !== 'number' || !Number.isInteger(way) || way < 0 || typeof key !== 'string' || key.includes('\0')) {
    throw cursorInvalid();
  }
  if (typeof id !== 'string' || !uuid.safeParse(id).success) {
    throw cursorInvalid();
  }
  return { way, key, id };
}

async function lookupRow(
  db: Kernel['postgres']['db'],
  { type, value, source }: { readonly type: LookupType; readonly value: string; readonly source?: string | undefined },
  { actor: { scopeIds } }: Context,
): Promise<CustomerRow | undefined> {
  if (type === 'account') {
    if (source === undefined) {
      throw invalidInput([
        {
          field: 'source',
          code: 'source_missing',
          message: { 'zh-CN': '按账号查找时需要来源', en: 'an account needs the source that gave it' },
        },
      ]);
    }
    return store.customerByAccount(db, { source, account: normalizeAccount(value) ?? '' }, scopeIds);
  }
  const definition = IDENTIFIERS[KIND_OF[type]];
  const normalized = definition.normalize(value);
  if (normalized === null) {
    throw new AppError('identifier_invalid', 400, {
      message: {
        'zh-CN': `不是有效的${definition.label['zh-CN']}：${definition.wanted['zh-CN']}`,
        en: `Not a valid ${definition.label.en}: ${definition.wanted.en}`,
      },
      faults: [{ field: 'value', code: 'identifier_invalid', message: definition.wanted }],
    });
  }
  return store.customerByIdentifier(db, { kind: definition.kind, value: normalized }, scopeIds);
}
