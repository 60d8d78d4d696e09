import { newId } from '#kernel/clock.ts';
import { type Context, may, requirePermission } from '#kernel/context.ts';
import type { Tx } from '#kernel/db/postgres.ts';
import { AppError, invalidInput, notFound } from '#kernel/errors.ts';
import type { Kernel } from '#kernel/module.ts';
import { decodeCursor, encodeCursor } from '#kernel/pure/cursor.ts';
import type { FactOwner } from '../facts.ts';
import { maskText } from '../profile/mask-text.ts';
import type { Profiles } from '../profile/service.ts';
import { anchorsOf, visibleAmong } from '../profile/store.ts';
import type { TimelineEntry, TimelineSource } from '../timeline/source.ts';
import type { Introduction, IntroductionStep, NewIntroduction } from './schema.ts';
import * as store from './store.ts';
import { introducedTitle, RESULT_LABELS, resultTitle } from './words.ts';

export interface Introductions {
  list(
    context: Context,
    query: {
      readonly cursor?: string | undefined;
      readonly limit: number;
      readonly state: 'open' | 'settled';
      readonly customerId?: string | undefined;
    },
  ): Promise<{ items: Introduction[]; nextCursor: string | null }>;
  record(tx: Tx, context: Context, given: NewIntroduction): Promise<Introduction>;
  /** What was heard since; the last word counts. */
  step(tx: Tx, context: Context, id: string, step: IntroductionStep): Promise<Introduction>;
  remove(tx: Tx, context: Context, id: string): Promise<void>;
  restore(tx: Tx, context: Context, id: string): Promise<Introduction>;
}

const NOUN = { 'zh-CN': '介绍记录', en: 'introduction' } as const;
const WRITE = 'relations.write';
/** Clocks of clients differ a little. */
const MAX_AHEAD_MS = 5 * 60_000;

/** Customers who were made known to each other, and what came of it. */
export function createIntroductions(
  kernel: Pick<Kernel, 'postgres' | 'clock' | 'events'>,
  { profiles }: { readonly profiles: Pick<Profiles, 'requireVisible'> },
): Introductions {
  const { db } = kernel.postgres;
  const held = async (tx: Tx, context: Context, id: string): Promise<store.IntroductionRow> => {
    requirePermission(context, WRITE);
    await store.lockIntroduction(tx, id);
    return find(tx, context, id);
  };
  return {
    list: async (context, { cursor, limit, state, customerId }) => {
      requirePermission(context, 'customers.read');
      const page = { state, customerId: customerId ?? null, after: placeOf(cursor), limit: limit + 1 };
      const rows = await store.listIntroductions(db, context.actor.scopeIds, page);
      const items = rows.slice(0, limit);
      const last = items.at(-1);
      return {
        items: items.map((row) => present(row, context)),
        nextCursor:
          rows.length > limit && last !== undefined
            ? encodeCursor([last.nextOn, last.introducedAt.toISOString(), last.id])
            : null,
      };
    },
    record: recording(kernel, profiles),
    step: async (tx, context, id, step) => {
      await held(tx, context, id);
      await store.addStep(tx, id, {
        id: newId(),
        result: step.result,
        note: orNull(step.note),
        nextStep: orNull(step.nextStep),
        nextOn: step.nextOn ?? null,
        at: kernel.clock.now(),
        actorId: context.actor.id,
        actorName: context.actor.name,
      });
      return present(await find(tx, context, id), context);
    },
    remove: async (tx, context, id) => {
      await held(tx, context, id);
      await store.setRemoved(tx, id, kernel.clock.now());
    },
    restore: async (tx, context, id) => {
      await held(tx, context, id);
      await store.setRemoved(tx, id, null);
      return present(await find(tx, context, id), context);
    },
  };
}

async function find(reader: Tx, context: Context, id: string): Promise<store.IntroductionRow> {
  const row = await store.findIntroduction(reader, context.actor.scopeIds, id);
  if (row === undefined) {
    throw notFound(NOUN, id);
  }
  return row;
}

function recording(
  kernel: Pick<Kernel, 'clock' | 'events'>,
  profiles: Pick<Profiles, 'requireVisible'>,
): Introductions['record'] {
  return async (tx, context, given) => {
    requirePermission(context, WRITE);
    const { leftId, rightId } = given;
    await profiles.requireVisible(context, leftId);
    await profiles.requireVisible(context, rightId);
    const records = new Map((await anchorsOf(tx, [leftId, rightId])).map((each) => [each.customerId, each.recordId]));
    const [leftRecordId, rightRecordId] = [records.get(leftId), records.get(rightId)];
    if (leftId === rightId || leftRecordId === undefined || rightRecordId === undefined) {
      throw new AppError('introduction_same', 422, {
        message: { 'zh-CN': '请选择两位不同的客户', en: 'Choose two different customers' },
      });
    }
    const id = newId();
    const now = kernel.clock.now();
    await store.insertIntroduction(
      tx,
      {
        id,
        leftId,
        leftRecordId,
        rightId,
        rightRecordId,
        suggestionId: given.suggestionId ?? null,
        goods: orNull(given.goods),
        how: given.how,
        introducedAt: momentOf(given.introducedAt, now),
        note: orNull(given.note),
        result: 'open',
        nextStep: orNull(given.nextStep),
        nextOn: given.nextOn ?? null,
        byId: context.actor.id,
        by: context.actor.name,
      },
      now,
    );
    await kernel.events.append(tx, context, [
      { type: 'customers.introduced', data: { introductionId: id, customerIds: [leftId, rightId] } },
    ]);
    return present(await find(tx, context, id), context);
  };
}

/** Introductions on the time-lines of both, and what was heard since. */
export const introductionTimeline: TimelineSource = {
  name: 'introductions',
  label: { 'zh-CN': '介绍认识', en: 'Introductions' },
  entries: async (db, { customerId, before, limit, context }) => {
    const rows = await store.toldOf(db, customerId, { before, limit });
    const others = [...new Set(rows.map(({ otherId }) => otherId))];
    const seen = new Set(await visibleAmong(db, others, context.actor.scopeIds));
    const shown = shownTo(context);
    return rows.map((row): TimelineEntry => {
      const other = seen.has(row.otherId) ? row.otherName : null;
      const parts = [row.result === null ? row.goods : null, row.note].filter((part) => part !== null);
      return {
        id: row.id,
        at: row.at,
        kind: row.result === null ? 'introduction' : 'introduction.result',
        title: row.result === null ? introducedTitle(other) : resultTitle(other, row.result),
        detail: shown(parts.length === 0 ? null : parts.join('\n')),
        outcome: shown(row.nextStep),
        channel: null,
        staff: { id: row.actorId ?? row.actorName, name: row.actorName },
        ref: seen.has(row.otherId) ? { type: 'customer', id: row.otherId } : null,
        amount: null,
      };
    });
  },
};

/** Introductions go where their records go. */
export const introductionFacts: FactOwner = {
  name: 'customers.introductions',
  reassign: (tx, _context, records) => store.reassign(tx, records),
  usedRecords: (tx, recordIds) => store.usedRecords(tx, recordIds),
};

/** Whoever may reveal reads what was written; others read it without phone numbers and addresses. */
function shownTo({ actor }: Context): (text: string | null) => string | null {
  return may(actor, 'customers.reveal') ? (text) => text : (text) => (text === null ? null : maskText(text));
}

function present(row: store.IntroductionRow, context: Context): Introduction {
  const shown = shownTo(context);
  return {
    id: row.id,
    left: { id: row.leftId, name: row.leftName },
    right: { id: row.rightId, name: row.rightName },
    goods: row.goods,
    how: row.how,
    introducedAt: row.introducedAt.toISOString(),
    note: shown(row.note),
    result: row.result,
    resultLabel: { ...RESULT_LABELS[row.result] },
    nextStep: shown(row.nextStep),
    nextOn: row.nextOn,
    by: row.by,
    steps: row.steps.map(({ id, result, note, at, actorName }) => ({
      id,
      result,
      resultLabel: { ...RESULT_LABELS[result] },
      note: shown(note),
      at: new Date(at).toISOString(),
      by: actorName,
    })),
    can: { write: may(context.actor, WRITE) },
  };
}

function momentOf(given: string | undefined, now: Date): Date {
  const moment = given === undefined ? now : new Date(given);
  if (moment.getTime() > now.getTime() + MAX_AHEAD_MS) {
    throw invalidInput([
      {
        field: 'introducedAt',
        code: 'time_ahead',
        message: { 'zh-CN': '介绍的时间不能在将来', en: 'an introduction cannot lie in the future' },
      },
    ]);
  }
  return moment;
}

function placeOf(cursor: string | undefined): store.IntroductionPage['after'] {
  if (cursor === undefined) {
    return null;
  }
  const [on, at, id] = decodeCursor(cursor) ?? [];
  if (typeof at !== 'string' || typeof id !== 'string' || !/^[\da-f-]{36}$/u.test(id)) {
    throw invalidInput([
      {
        field: 'cursor',
        code: 'cursor_invalid',
        message: { 'zh-CN': '请使用上一页返回的 nextCursor', en: 'use the nextCursor of the page before' },
      },
    ]);
  }
  return { on: typeof on === 'string' ? on : null, at, id };
}

function orNull(text: string | null | undefined): string | null {
  return text === undefined || text === '' ? null : text;
}
