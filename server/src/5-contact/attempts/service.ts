import { type Belonging, type Customers, type FactOwner, GOES_WITH_RECORD, type TimelineSource } from '#customers';
import { CHANNEL_LABELS } from '#customers/pure';
import { type Context, requirePermission } from '#kernel/context.ts';
import { notFound } from '#kernel/errors.ts';
import { readIdCursor } from '#kernel/http/id-cursor.ts';
import type { Kernel } from '#kernel/module.ts';
import { encodeCursor } from '#kernel/pure/cursor.ts';
import type { Text } from '#kernel/pure/text.ts';
import { reasonText, STATE_TEXTS } from './reason-text.ts';
import type { Attempt, AttemptQuery } from './schema.ts';
import type { AttemptState } from './states.ts';
import * as store from './store.ts';

export interface Attempts {
  list(context: Context, query: AttemptQuery): Promise<{ items: Attempt[]; nextCursor: string | null }>;
  get(context: Context, id: string): Promise<Attempt & { steps: Step[] }>;
  outcomes(context: Context, days: number): Promise<{ items: (Omit<Step, 'at'> & { count: number })[] }>;
}

interface Step {
  at: string;
  state: AttemptState;
  reason: string | null;
  reasonText: Text | null;
}

const READ = 'contact.read';
const DAY_MS = 86_400_000;

/** What came of every message. */
export function createAttempts(
  kernel: Pick<Kernel, 'postgres' | 'clock'>,
  profiles: Pick<Customers['profiles'], 'visibleAmong' | 'names'>,
): Attempts {
  const { db } = kernel.postgres;
  /** Attempts at customers whom the reader may not see are left out. */
  const shown = async (context: Context, rows: readonly store.AttemptRow[]): Promise<Attempt[]> => {
    const ids = [...new Set(rows.map(({ customerId }) => customerId))];
    const visible = new Set(context.actor.scopeIds === null ? ids : await profiles.visibleAmong(context, ids));
    const names = await profiles.names([...visible]);
    return rows
      .filter(({ customerId }) => visible.has(customerId))
      .map((row) => presentAttempt(row, names.get(row.customerId)?.name ?? null));
  };
  return {
    list: async (context, query) => {
      requirePermission(context, READ);
      const rows = await store.selectPage(db, {
        state: query.state ?? null,
        reason: query.reason ?? null,
        customerId: query.customerId ?? null,
        purpose: query.purpose ?? null,
        channel: query.channel ?? null,
        beforeId: query.cursor === undefined ? null : readIdCursor(query.cursor),
        limit: query.limit + 1,
      });
      const page = rows.slice(0, query.limit);
      const lastId = page.at(-1)?.id;
      const hasMore = rows.length > query.limit && lastId !== undefined;
      return { items: await shown(context, page), nextCursor: hasMore ? encodeCursor([lastId]) : null };
    },
    get: async (context, id) => {
      requirePermission(context, READ);
      const [found] = await shown(context, await store.selectAttempts(db, [id]));
      if (found === undefined) {
        throw notFound({ 'zh-CN': '触达记录', en: 'attempt' }, id);
      }
      const steps = await store.selectSteps(db, id);
      return {
        ...found,
        steps: steps.map((step) => ({ ...step, at: step.at.toISOString(), reasonText: reasonText(step.reason) })),
      };
    },
    outcomes: async (context, days) => {
      requirePermission(context, READ);
      const since = new Date(kernel.clock.now().getTime() - days * DAY_MS);
      const items = await store.countOutcomes(db, since);
      return { items: items.map((item) => ({ ...item, reasonText: reasonText(item.reason) })) };
    },
  };
}

/** An attempt as lists show it. */
export function presentAttempt(row: store.AttemptRow, customerName: string | null): Attempt {
  return {
    id: row.id,
    customerId: row.customerId,
    customerName,
    purpose: row.purpose,
    channel: row.channel,
    template: { key: row.templateKey, name: row.templateName, version: row.templateVersion },
    state: row.state,
    reason: row.reason,
    reasonText: reasonText(row.reason),
    until: row.until?.toISOString() ?? null,
    address: row.addressShown,
    detail: row.detail,
    isUrgent: row.isUrgent,
    origin: row.origin,
    tries: row.tries,
    requestedAt: row.requestedAt.toISOString(),
    requestedBy: row.requestedByName,
    sentAt: row.sentAt?.toISOString() ?? null,
    endedAt: row.endedAt?.toISOString() ?? null,
  };
}

/** Messages on the time-line, those that did not go with their reason. */
export const attemptTimeline: TimelineSource = {
  name: 'contact',
  label: { 'zh-CN': '触达', en: 'Messages' },
  entries: async (db, { customerId, context, ...page }) =>
    (await store.ofCustomer(db, customerId, page)).map((row) => ({
      id: row.id,
      at: row.requestedAt,
      kind: `message.${row.state}`,
      title: {
        'zh-CN': `${CHANNEL_LABELS[row.channel]['zh-CN']}：${row.templateName}`,
        en: `Message by ${CHANNEL_LABELS[row.channel].en}: ${row.templateName}`,
      },
      detail: reasonText(row.reason)?.[context.locale] ?? null,
      outcome: STATE_TEXTS[row.state][context.locale],
      channel: row.channel,
      staff: null,
      ref: null,
      amount: null,
    })),
};

/** Messages and suppressions go where their record goes. */
export const contactFacts: FactOwner = {
  name: 'contact',
  reassign: (tx, _context, records) => store.reassign(tx, records),
  usedRecords: (tx, recordIds) => store.usedRecords(tx, recordIds),
};

/** What merging customers does to messages and suppressions. */
export const CONTACT_BELONGINGS: readonly Belonging[] = [
  {
    name: 'contact.attempts',
    label: { 'zh-CN': '触达记录', en: 'Messages' },
    owner: contactFacts.name,
    merging: {
      'zh-CN': '全部归合并后的客户，频率上限按合在一起的数量计算',
      en: 'All belong to the customer who remains, and count together against the caps',
    },
    unmerging: GOES_WITH_RECORD.unmerging,
    count: (reader, recordIds) => store.countByRecord(reader, 'attempts', recordIds),
  },
  {
    name: 'contact.suppressions',
    label: { 'zh-CN': '禁发名单', en: 'Suppression list' },
    owner: contactFacts.name,
    merging: {
      'zh-CN': '任何一方在名单上，合并后的客户就在名单上；按地址的记录不受影响',
      en: 'If either was on it, the customer who remains is; lines about an address are not touched',
    },
    unmerging: GOES_WITH_RECORD.unmerging,
    count: (reader, recordIds) => store.countByRecord(reader, 'suppressions', recordIds),
  },
];
