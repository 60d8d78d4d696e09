import { hash } from 'node:crypto';
import { maskAddress, maskPhone } from '#access';
import { type Context, requirePermission } from '#kernel/context.ts';
import type { Tx } from '#kernel/db/postgres.ts';
import { AppError, invalidInput, notFound } from '#kernel/errors.ts';
import type { Kernel } from '#kernel/module.ts';
import { decodeCursor, encodeCursor } from '#kernel/pure/cursor.ts';
import type { FactOwner } from '../facts.ts';
import { REASON_LABELS, relationLabel, SUGGESTION_REASONS, type SuggestionReason } from '../relations/kinds.ts';
import type { Relations } from '../relations/service.ts';
import { doorOf } from './address-key.ts';
import type { RelationSuggestion, SuggestionState } from './schema.ts';
import * as store from './store.ts';

interface Decided {
  readonly id: string;
  readonly state: SuggestionState;
  readonly relationId: string | null;
}

export interface RelationSuggestions {
  list(
    context: Context,
    query: {
      readonly cursor?: string | undefined;
      readonly limit: number;
      readonly state: SuggestionState;
      readonly reason?: SuggestionReason | undefined;
      readonly customerId?: string | undefined;
    },
  ): Promise<{ items: RelationSuggestion[]; nextCursor: string | null }>;
  /** The link stands with both. Throws 409 when it was decided already. */
  accept(tx: Tx, context: Context, id: string, word?: string | null): Promise<Decided>;
  reject(tx: Tx, context: Context, id: string): Promise<Decided>;
  undo(tx: Tx, context: Context, id: string): Promise<Decided>;
  requestScan(tx: Tx, context: Context): Promise<{ queued: boolean }>;
  /** Looks through all customers; answers how many are new. */
  scan(context: Context, options?: { readonly signal?: AbortSignal }): Promise<number>;
}

export const RELATION_SCAN_JOB = 'customers.scan_for_relations';
const WRITE = 'relations.write';
const FIRST_ID = '00000000-0000-0000-0000-000000000000';
/** Addresses read in one go. */
const PART = 2000;

/** Links that are likely, with the reason; what staff decide of them stands. */
export function createRelationSuggestions(
  kernel: Kernel,
  { relations }: { readonly relations: Pick<Relations, 'add' | 'remove'> },
): RelationSuggestions {
  const { db } = kernel.postgres;
  return {
    ...createDeciding(kernel, relations),
    list: async (context, { cursor, limit, state, reason, customerId }) => {
      requirePermission(context, WRITE);
      const page = {
        state,
        reason: reason ?? null,
        customerId: customerId ?? null,
        after: placeOf(cursor),
        limit: limit + 1,
      };
      const rows = await store.listSuggestions(db, context.actor.scopeIds, page);
      const items = rows.slice(0, limit);
      return { items: items.map(present), nextCursor: rows.length > limit ? cursorOf(items.at(-1)) : null };
    },
    requestScan: async (tx, context) => {
      requirePermission(context, 'customers.review');
      await kernel.jobs.add(tx, context, RELATION_SCAN_JOB, {}, { key: RELATION_SCAN_JOB });
      return { queued: true };
    },
    scan: async (context, { signal } = {}) => {
      await keyAddresses(kernel, context, signal);
      let added = 0;
      for (const reason of SUGGESTION_REASONS) {
        signal?.throwIfAborted();
        added += await kernel.transaction(context, (tx) => store.propose(tx, reason, kernel.clock.now()));
      }
      return added;
    },
  };
}

/** What staff say of a suggestion. */
function createDeciding(
  kernel: Kernel,
  relations: Pick<Relations, 'add' | 'remove'>,
): Pick<RelationSuggestions, 'accept' | 'reject' | 'undo'> {
  const held = async (tx: Tx, context: Context, id: string): Promise<store.SuggestionRow> => {
    requirePermission(context, WRITE);
    await store.lockSuggestion(tx, id);
    const row = await store.findSuggestion(tx, context.actor.scopeIds, id);
    if (row === undefined) {
      throw notFound({ 'zh-CN': '建议', en: 'suggestion' }, id);
    }
    return row;
  };
  const decide = async (tx: Tx, context: Context, decided: Decided): Promise<Decided> => {
    const { actor } = context;
    await store.decideSuggestion(tx, decided.id, { ...decided, actor, now: kernel.clock.now() });
    return decided;
  };
  return {
    accept: async (tx, context, id, word) => {
      const row = requireOpen(await held(tx, context, id));
      const given = { otherId: row.rightId, kind: row.kind, otherIs: 'to', origin: 'suggestion' } as const;
      const { reason } = row;
      const relation = await relations.add(tx, context, row.leftId, { ...given, reason, word: word ?? null });
      return decide(tx, context, { id, state: 'accepted', relationId: relation.id });
    },
    reject: async (tx, context, id) => {
      requireOpen(await held(tx, context, id));
      return decide(tx, context, { id, state: 'rejected', relationId: null });
    },
    undo: async (tx, context, id) => {
      const row = await held(tx, context, id);
      if (row.relationId !== null) {
        await relations.remove(tx, context, row.relationId);
      }
      return decide(tx, context, { id, state: 'open', relationId: null });
    },
  };
}

/** Part by part, each in a transaction of its own: what an address comes to is kept as a digest. */
async function keyAddresses(kernel: Kernel, context: Context, signal: AbortSignal | undefined): Promise<void> {
  await kernel.transaction(context, (tx) => store.dropStaleKeys(tx));
  for (let after = FIRST_ID; ; ) {
    signal?.throwIfAborted();
    const part = await store.unkeyedAddresses(kernel.postgres.db, { after, limit: PART });
    const last = part.at(-1);
    if (last === undefined) {
      return;
    }
    const keys = part.map(({ id, address, region, updatedAt }) => {
      const door = address === null ? null : doorOf(address, region);
      return { id, key: door === null ? null : hash('sha256', door, 'hex'), seenAt: updatedAt };
    });
    await kernel.transaction(context, (tx) => store.saveAddressKeys(tx, keys));
    after = last.id;
  }
}

function requireOpen(row: store.SuggestionRow): store.SuggestionRow {
  if (row.state !== 'open') {
    throw new AppError('suggestion_decided', 409, {
      message: {
        'zh-CN': `${row.decidedBy ?? '系统'} 已处理这条建议，请刷新`,
        en: `${row.decidedBy ?? 'The platform'} decided this already; look again`,
      },
    });
  }
  return row;
}

function present(row: store.SuggestionRow): RelationSuggestion {
  const side = (at: 'left' | 'right') => {
    const phone = row[`${at}Phone`];
    return {
      id: row[`${at}Id`],
      name: row[`${at}Name`],
      phone: phone === null ? null : maskPhone(phone),
      organisation: row[`${at}Organisation`],
    };
  };
  return {
    id: row.id,
    kind: row.kind,
    kindLabel: { ...relationLabel(row.kind, 'to') },
    reason: row.reason,
    reasonLabel: { ...REASON_LABELS[row.reason] },
    detail: detailOf(row),
    sharers: row.sharers,
    left: side('left'),
    right: side('right'),
    state: row.state,
    proposedAt: row.proposedAt.toISOString(),
    decision:
      row.decidedAt === null || row.decidedBy === null ? null : { by: row.decidedBy, at: row.decidedAt.toISOString() },
    introduced: row.introduced,
  };
}

function detailOf({ reason, address, company, goods }: store.SuggestionRow): string | null {
  switch (reason) {
    case 'address':
      return address === null ? null : maskAddress(address);
    case 'company':
      return company;
    case 'goods':
      return goods.join('、');
    default:
      return null;
  }
}

function cursorOf(row: store.SuggestionRow | undefined): string | null {
  return row === undefined ? null : encodeCursor([row.sharers, row.decidedAt?.toISOString() ?? null, row.id]);
}

function placeOf(cursor: string | undefined): store.SuggestionPage['after'] {
  if (cursor === undefined) {
    return null;
  }
  const [sharers, at, id] = decodeCursor(cursor) ?? [];
  if (typeof sharers !== 'number' || typeof id !== 'string' || !/^[\da-f-]{36}$/u.test(id)) {
    throw invalidInput([
      {
        field: 'cursor',
        code: 'cursor_invalid',
        message: { 'zh-CN': '请使用上一页返回的 nextCursor', en: 'use the nextCursor of the page before' },
      },
    ]);
  }
  return { sharers, at: typeof at === 'string' ? new Date(at) : null, id };
}

/** Suggestions go where their records go; they keep no record alive. */
export const suggestionFacts: FactOwner = {
  name: 'customers.relation_suggestions',
  reassign: (tx, _context, records) => store.reassignSuggestions(tx, records),
  usedRecords: async () => new Set(),
};
