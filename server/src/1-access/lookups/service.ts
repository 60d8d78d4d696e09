import { newId } from '#kernel/clock.ts';
import { type Context, requirePermission } from '#kernel/context.ts';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import { AppError, notFound } from '#kernel/errors.ts';
import { readIdCursor } from '#kernel/http/id-cursor.ts';
import type { Kernel } from '#kernel/module.ts';
import { encodeCursor } from '#kernel/pure/cursor.ts';
import type { Audit } from '../audit/service.ts';
import type { Notify } from '../notices/service.ts';
import { requireEverywhere } from '../roles/require-everywhere.ts';
import { isUser } from '../sessions/own-id.ts';
import { LOOKS_PER_HOUR, REVEALS_PER_HOUR } from '../settings/lookup-settings.ts';
import type { Settings } from '../settings/service.ts';
import type { Staff } from '../staff/service.ts';
import type { AlertState, LookAlert, LookKind } from './schema.ts';
import * as store from './store.ts';

/**
 * Those of the customers that somebody had a contact with lately: an interaction, a task, a case. Declared by the
 * modules that own contacts, registered in `wiring.ts`.
 */
export interface ContactSource {
  readonly name: string;
  contacted(
    reader: Db | Tx,
    ask: { readonly userId: string; readonly customerIds: readonly string[]; readonly since: Date },
  ): Promise<readonly string[]>;
}

export interface Lookups {
  registerContacts(source: ContactSource): void;
  /**
   * Notes that somebody opened a customer or saw values unmasked; more than is usual without a contact raises an
   * alert. Keys and the platform itself are not people. Without `tx` in a transaction of its own.
   */
  look(context: Context, look: { readonly kind: LookKind; readonly subjectId: string }, tx?: Tx): Promise<void>;
  /** Whom somebody looked at, for the register of incidents. */
  subjectsBetween: typeof store.subjectsBetween;
  list(context: Context, query: AlertQuery): Promise<{ items: LookAlert[]; nextCursor: string | null }>;
  /** Throws 403 for one's own, 409 for one that was answered. */
  answer(
    tx: Tx,
    context: Context,
    answer: { readonly id: string; readonly state: 'explained' | 'incident'; readonly note: string },
  ): Promise<LookAlert>;
}

export interface AlertQuery {
  readonly cursor?: string | undefined;
  readonly limit: number;
  readonly state?: AlertState | undefined;
}

export interface LookupsOptions {
  readonly settings: Settings;
  readonly audit: Audit;
  readonly notify: Notify;
  readonly staff: Pick<Staff, 'active'>;
}

const HOUR_MS = 3_600_000;
/** A contact this long before counts: people look again at whom they served yesterday. */
const CONTACT_MS = 48 * HOUR_MS;
const NAMED_SUBJECTS = 500;
const SETTING = { profile: LOOKS_PER_HOUR, reveal: REVEALS_PER_HOUR } as const;
const NOUN = { 'zh-CN': '提醒', en: 'alert' } as const;

/** Who looks at whom, and whether that is unusual, over one kernel. */
export function createLookups(kernel: Kernel, tools: LookupsOptions): Lookups {
  const { db } = kernel.postgres;
  const sources: ContactSource[] = [];
  return {
    registerContacts: (source) => {
      sources.push(source);
    },
    subjectsBetween: store.subjectsBetween,
    look: async (context, { kind, subjectId }, tx) => {
      const { actor } = context;
      // Absent for whoever did not sign in: keys, the platform itself.
      if (!isUser(actor) || actor.attestedUntil === undefined) {
        return;
      }
      const look = { userId: actor.id, kind, subjectId, at: kernel.clock.now() };
      if (!(await store.insertLook(tx ?? db, look))) {
        return;
      }
      const since = new Date(look.at.getTime() - HOUR_MS);
      const allowed = await tools.settings.value<number>(SETTING[kind], tx ?? db);
      const subjects = await store.subjectsSince(tx ?? db, { userId: actor.id, kind, since });
      if (subjects.length <= allowed) {
        return;
      }
      const judging = { sources, look, since, allowed, subjects };
      await (tx === undefined
        ? kernel.transaction(context, (own) => judge(own, context, tools, judging))
        : judge(tx, context, tools, judging));
    },
    list: async (context, { cursor, limit, state }) => {
      requirePermission(context, 'alerts.read');
      requireEverywhere(context);
      const beforeId = cursor === undefined ? null : readIdCursor(cursor);
      const rows = await store.selectAlerts(db, { state: state ?? null, beforeId, limit: limit + 1 });
      const items = rows.slice(0, limit);
      const last = items.at(-1);
      return {
        items: items.map((row) => present(row, context)),
        nextCursor: rows.length > limit && last !== undefined ? encodeCursor([last.id]) : null,
      };
    },
    answer: (tx, context, answer) => answerAlert(tx, context, { tools, answer, at: kernel.clock.now() }),
  };
}

interface Answering {
  readonly tools: LookupsOptions;
  readonly answer: Parameters<Lookups['answer']>[2];
  readonly at: Date;
}

async function answerAlert(tx: Tx, context: Context, { tools, answer, at }: Answering): Promise<LookAlert> {
  const { id, state, note } = answer;
  requirePermission(context, 'alerts.read');
  requireEverywhere(context);
  const alert = await store.selectAlert(tx, id);
  if (alert === null) {
    throw notFound(NOUN, id);
  }
  if (alert.userId === context.actor.id) {
    throw ownAlert();
  }
  const by = isUser(context.actor) ? context.actor.id : null;
  if (!(await store.answerAlert(tx, { id, state, note, by, at }))) {
    throw answered();
  }
  await tools.audit(tx, context, {
    action: 'access.look_alert_answered',
    subjectType: 'look_alert',
    subjectId: id,
    reason: note,
    detail: { state, userId: alert.userId },
  });
  const row = await store.selectAlert(tx, id);
  return present(row ?? alert, context);
}

interface Judging {
  readonly sources: readonly ContactSource[];
  readonly look: store.Look;
  readonly since: Date;
  readonly allowed: number;
  readonly subjects: readonly string[];
}

/** More than allowed without a contact, and no alert within the hour: one alert, a row in the trail, a notice. */
async function judge(tx: Tx, context: Context, tools: LookupsOptions, judging: Judging): Promise<void> {
  const { look, since, allowed, subjects } = judging;
  const { userId, kind, at } = look;
  await store.lockLooker(tx, userId);
  if (await store.hasAlertSince(tx, { userId, kind, since })) {
    return;
  }
  const ask = { userId, customerIds: subjects, since: new Date(at.getTime() - CONTACT_MS) };
  const contacted = new Set<string>();
  for (const source of judging.sources) {
    for (const id of await source.contacted(tx, ask)) {
      contacted.add(id);
    }
  }
  const strangers = subjects.filter((id) => !contacted.has(id));
  if (strangers.length <= allowed) {
    return;
  }
  const id = newId();
  const subjectIds = strangers.slice(0, NAMED_SUBJECTS);
  await store.insertAlert(tx, {
    id,
    userId,
    kind,
    raisedAt: at,
    windowFrom: since,
    looked: strangers.length,
    allowed,
    subjectIds,
  });
  await tools.audit(tx, context, {
    action: 'access.look_alert_raised',
    subjectType: 'look_alert',
    subjectId: id,
    detail: { kind, looked: strangers.length, allowed },
  });
  await tellManagers(tx, context, tools, { id, kind, looked: strangers.length });
}

async function tellManagers(
  tx: Tx,
  { actor }: Context,
  { notify, staff }: LookupsOptions,
  alert: { readonly id: string; readonly kind: LookKind; readonly looked: number },
): Promise<void> {
  const readers = (await staff.active(tx)).filter(
    ({ id, permissions, scopeIds }) => id !== actor.id && scopeIds === null && permissions.has('alerts.read'),
  );
  const what = {
    profile: { 'zh-CN': '打开', en: 'opened' },
    reveal: { 'zh-CN': '查看了完整信息的', en: 'saw unmasked values of' },
  }[alert.kind];
  await notify(tx, {
    userIds: readers.map(({ id }) => id),
    kind: 'access.look_alert_raised',
    text: {
      'zh-CN': `${actor.name} 一小时内${what['zh-CN']} ${alert.looked} 位没有联系过的客户`,
      en: `${actor.name} ${what.en} ${alert.looked} customers within an hour without a contact`,
    },
    ref: { type: 'look_alert', id: alert.id },
    key: `look_alert:${alert.id}`,
  });
}

function present(row: store.AlertRow, { actor }: Context): LookAlert {
  return {
    id: row.id,
    user: { id: row.userId, name: row.userName },
    kind: row.kind,
    raisedAt: row.raisedAt.toISOString(),
    from: row.windowFrom.toISOString(),
    looked: row.looked,
    allowed: row.allowed,
    subjectIds: [...row.subjectIds],
    state: row.state,
    answeredBy: row.answeredBy === null ? null : { id: row.answeredBy, name: row.answeredByName ?? '' },
    answeredAt: row.answeredAt?.toISOString() ?? null,
    note: row.note,
    can: { answer: row.state === 'open' && row.userId !== actor.id },
  };
}

function ownAlert(): AppError {
  return new AppError('look_alert_own', 403, {
    message: { 'zh-CN': '关于你自己的提醒要由别人处理', en: 'An alert about you is answered by somebody else' },
  });
}

function answered(): AppError {
  return new AppError('look_alert_answered', 409, {
    message: { 'zh-CN': '这条提醒已经处理过', en: 'This alert was answered already' },
  });
}
