import { type Context, may } from '#kernel/context.ts';
import type { Db } from '#kernel/db/postgres.ts';
import type { Text } from '#kernel/pure/text.ts';
import { type CaseRow, selectCasesAbout } from '../cases/store.ts';
import type { CaseStatus } from '../cases/transitions.ts';
import type { Processes } from '../processes/registry.ts';
import { selectTasksOf } from '../tasks/store.ts';
import type { Viewing } from '../viewing/service.ts';

/** A case on the time-line of what it is about; fits the interface of `3-customers`, which stands above. */
export interface CaseEntry {
  readonly id: string;
  readonly at: Date;
  readonly kind: string;
  readonly title: Text;
  readonly detail: string | null;
  readonly outcome: string | null;
  readonly channel: null;
  readonly staff: { readonly id: string; readonly name: string } | null;
  readonly ref: { readonly type: string; readonly id: string };
  readonly amount: null;
}

export interface CaseTimeline {
  readonly name: string;
  readonly label: Text;
  entries(
    db: Db,
    options: {
      readonly customerId: string;
      readonly before: { readonly at: Date; readonly id: string } | null;
      readonly limit: number;
      readonly context: Context;
    },
  ): Promise<readonly CaseEntry[]>;
}

const STATUS: Readonly<Record<CaseStatus, Text>> = {
  open: { 'zh-CN': '进行中', en: 'open' },
  paused: { 'zh-CN': '已暂停', en: 'paused' },
  done: { 'zh-CN': '已完成', en: 'done' },
  cancelled: { 'zh-CN': '已取消', en: 'cancelled' },
};

/** Cases about customers, for their time-lines: those that the reader may see. */
export function caseTimeline(viewing: Pick<Viewing, 'viewer'>, processes: Processes): CaseTimeline {
  return {
    name: 'work.cases',
    label: { 'zh-CN': '任务与工单', en: 'Tasks and cases' },
    entries: async (db, { customerId, before, limit, context }) => {
      if (!may(context.actor, 'work.read')) {
        return [];
      }
      const viewer = await viewing.viewer(db, context);
      const rows = await selectCasesAbout(db, { subject: { type: 'customer', id: customerId }, before, limit }, viewer);
      const labels = new Map(processes.list().map(({ name, label }) => [name, label]));
      return rows.map((row) => ({
        id: row.id,
        at: row.createdAt,
        kind: 'case',
        title: labels.get(row.kind) ?? { 'zh-CN': row.kind, en: row.kind },
        detail: row.title,
        outcome: STATUS[row.status][context.locale],
        channel: null,
        staff: row.createdBy === null ? null : { id: row.createdBy, name: row.createdName },
        ref: { type: 'case', id: row.id },
        amount: null,
      }));
    },
  };
}

/** A case that is not over, as whoever meets the customer has to know it. */
export interface OpenCase {
  readonly id: string;
  readonly kind: Text;
  readonly title: string;
  readonly priority: CaseRow['priority'];
  readonly since: Date;
  /** Of the task that is open; null while nothing is due. */
  readonly dueAt: Date | null;
}

export type OpenAbout = (db: Db, context: Context, customerId: string, limit: number) => Promise<readonly OpenCase[]>;

/** What is still to be done about a customer, as far as the reader may see it, newest first. */
export function openAbout(viewing: Pick<Viewing, 'viewer'>, processes: Processes): OpenAbout {
  return async (db, context, customerId, limit) => {
    if (!may(context.actor, 'work.read')) {
      return [];
    }
    const viewer = await viewing.viewer(db, context);
    const subject = { type: 'customer', id: customerId };
    const rows = await selectCasesAbout(db, { subject, before: null, limit, isOpen: true }, viewer);
    const labels = new Map(processes.list().map(({ name, label }) => [name, label]));
    return Promise.all(
      rows.map(async ({ id, kind, title, priority, createdAt }) => {
        const open = (await selectTasksOf(db, id)).find(({ closedAt }) => closedAt === null);
        const label = labels.get(kind) ?? { 'zh-CN': kind, en: kind };
        return { id, kind: label, title, priority, since: createdAt, dueAt: open?.dueAt ?? null };
      }),
    );
  };
}
