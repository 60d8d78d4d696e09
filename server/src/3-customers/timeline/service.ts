import { z } from 'zod';
import { type Context, requirePermission } from '#kernel/context.ts';
import { invalidInput } from '#kernel/errors.ts';
import type { Kernel } from '#kernel/module.ts';
import { decodeCursor, encodeCursor } from '#kernel/pure/cursor.ts';
import { moveLabel } from '../explaining/move-label.ts';
import { lastContactAt } from '../interactions/store.ts';
import type { Profiles } from '../profile/service.ts';
import { mergeEntries, type SourcedEntry } from './merge-entries.ts';
import type { ShownTimelineEntry } from './schema.ts';
import type { TimelineEntry, TimelinePlace, TimelineSource } from './source.ts';
import * as store from './store.ts';

export interface TimelinePageRequest {
  readonly cursor?: string | undefined;
  readonly limit: number;
  readonly types?: readonly string[] | undefined;
}

export interface TimelinePage {
  readonly items: ShownTimelineEntry[];
  readonly nextCursor: string | null;
  readonly sources: { name: string; label: { 'zh-CN': string; en: string } }[];
  readonly lastContactAt: string | null;
}

export interface Timeline {
  get(context: Context, customerId: string, request: TimelinePageRequest): Promise<TimelinePage>;
}

/** Everything that happened with a customer, from every registered source, newest first. */
export function createTimeline(
  kernel: Pick<Kernel, 'postgres'>,
  profiles: Pick<Profiles, 'requireVisible'>,
  sources: readonly TimelineSource[],
): Timeline {
  const { db } = kernel.postgres;
  return {
    get: async (context, customerId, { cursor, limit, types }) => {
      requirePermission(context, 'customers.read');
      await profiles.requireVisible(context, customerId);
      const before = placeOf(cursor);
      const asked = types === undefined ? sources : sources.filter(({ name }) => types.includes(name));
      const lists = await Promise.all(
        asked.map(async (source) => ({
          source: source.name,
          entries: await source.entries(db, { customerId, before, limit: limit + 1, context }),
        })),
      );
      const { entries, hasMore } = mergeEntries(lists, limit);
      const last = entries.at(-1);
      return {
        items: entries.map(presentEntry),
        nextCursor: hasMore && last !== undefined ? encodeCursor([last.at.toISOString(), last.id]) : null,
        sources: sources.map(({ name, label }) => ({ name, label: { ...label } })),
        lastContactAt: (await lastContactAt(db, customerId))?.toISOString() ?? null,
      };
    },
  };
}

/** Where a page of a time-line begins. */
export function placeOf(cursor: string | undefined): TimelinePlace | null {
  if (cursor === undefined) {
    return null;
  }
  const [at, id] = decodeCursor(cursor) ?? [];
  if (!z.iso.datetime().safeParse(at).success || !z.uuid().safeParse(id).success) {
    throw invalidInput([
      {
        field: 'cursor',
        code: 'cursor_invalid',
        message: { 'zh-CN': '请使用上一页返回的 nextCursor', en: 'use the nextCursor of the page before' },
      },
    ]);
  }
  return { at: new Date(String(at)), id: String(id) };
}

/** An entry as it leaves the server. */
export function presentEntry(entry: SourcedEntry): ShownTimelineEntry {
  const { source, id, at, kind, title, detail, outcome, channel, staff, ref, amount } = entry;
  return {
    source,
    id,
    at: at.toISOString(),
    kind,
    title: { ...title },
    detail,
    outcome: outcome ?? null,
    channel,
    staff: staff === null ? null : { ...staff },
    ref: ref === null ? null : { ...ref },
    amount: amount === null ? null : { ...amount },
  };
}

const BARE = { detail: null, channel: null, staff: null, ref: null, amount: null } as const;

/** Sources that spoke of the customer for the first time, records that were joined, the first order. */
export const lifeTimeline: TimelineSource = {
  name: 'life',
  label: { 'zh-CN': '来源与身份', en: 'Sources and identity' },
  entries: async (db, { customerId, before, limit, context }) => {
    const page = { before, limit };
    const [records, joins, convertedAt] = await Promise.all([
      store.recordsOf(db, customerId, { ...page, scopeIds: context.actor.scopeIds }),
      store.joinsOf(db, customerId, { ...page, scopeIds: context.actor.scopeIds }),
      store.conversionOf(db, customerId, page),
    ]);
    const entries: TimelineEntry[] = [
      ...records.map(({ id, at, source }) => ({
        ...BARE,
        id,
        at,
        kind: 'record.added',
        channel: source,
        title: { 'zh-CN': '新增来源记录', en: 'New source record' },
      })),
      ...joins.map(({ id, at, cause, source }) => ({
        ...BARE,
        id,
        at,
        kind: 'customer.merged',
        channel: source,
        title: moveLabel(cause),
      })),
    ];
    if (convertedAt !== null) {
      const title = { 'zh-CN': '首次下单，由潜客成为客户', en: 'First order: the prospect became a customer' };
      entries.push({ ...BARE, id: customerId, at: convertedAt, kind: 'prospect.converted', title });
    }
    return mergeEntries([{ source: 'life', entries }], limit).entries;
  },
};
