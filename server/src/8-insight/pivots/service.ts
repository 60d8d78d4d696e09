import type { Notify, Staff } from '#access';
import type { Outgoing } from '#intake';
import { newId } from '#kernel/clock.ts';
import { type Context, may } from '#kernel/context.ts';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import { AppError, notFound } from '#kernel/errors.ts';
import type { Kernel } from '#kernel/module.ts';
import { zoneOf } from '#kernel/pure/dates.ts';
import type { Text } from '#kernel/pure/text.ts';
import { authorise } from '../metrics/service.ts';
import type { PivotTables } from '../pivot-tables/service.ts';
import { nextDue } from './due.ts';
import type { Pivot, SavedPivot } from './schema.ts';
import * as store from './store.ts';

export const SCHEDULE_TIMER = 'insight.pivot_schedule';
export const RUN_JOB = 'insight.run_pivot';

export interface PivotsOptions {
  readonly kernel: Pick<Kernel, 'postgres' | 'clock' | 'config' | 'timers' | 'jobs' | 'transaction'>;
  readonly tables: Pick<PivotTables, 'fix' | 'columns'>;
  /** Where files of schedules go: the list of exports of the owner. */
  readonly exports: Pick<Outgoing['exports'], 'create'>;
  readonly staff: Pick<Staff, 'find'>;
  readonly notify: Notify;
}

export type Pivots = ReturnType<typeof createPivots>;
type Changed = SavedPivot & { readonly baseVersion: number };

const NOUN: Text = { 'zh-CN': '透视表', en: 'pivot' };

const ownerOf = ({ actor }: Context): string => `${actor.kind}:${actor.id ?? ''}`;

/** Pivots that people saved: of one's own, or shared with everybody who sees numbers. */
export function createPivots(options: PivotsOptions) {
  const { kernel } = options;
  const { db } = kernel.postgres;
  return {
    list: async (context: Context) => {
      authorise(context);
      const rows = await store.listPivots(db, ownerOf(context));
      const runs = await store.lastRuns(
        db,
        rows.map(({ id }) => id),
      );
      return { items: rows.map((row) => present(context, row, runs.get(row.id) ?? null)) };
    },
    get: async (context: Context, id: string): Promise<Pivot> => {
      authorise(context);
      return withRun(db, context, visible(context, await store.findPivot(db, id), id));
    },
    create: (tx: Tx, context: Context, given: SavedPivot) => create(options, { tx, context, given }),
    update: (tx: Tx, context: Context, id: string, given: Changed) => update(options, { tx, context, given }, id),
    archive: async (tx: Tx, context: Context, id: string): Promise<void> => {
      authorise(context);
      visible(context, await store.lockPivot(tx, id), id);
      await store.archivePivot(tx, id, kernel.clock.now());
      await kernel.timers.cancel(tx, SCHEDULE_TIMER, id);
    },
    restore: async (tx: Tx, context: Context, id: string): Promise<Pivot> => {
      authorise(context);
      const before = visible(context, await store.lockPivot(tx, id, true), id);
      const row = { ...before, nextRunAt: due(kernel, before) };
      await store.restorePivot(tx, id, row.nextRunAt);
      await setTimer(kernel, tx, context, row);
      return withRun(tx, context, row);
    },
    fire: (tx: Tx, context: Context, asked: { readonly id: string; readonly dueAt: Date }) =>
      fire(options, { tx, context }, asked),
    run: (context: Context, asked: { readonly pivotId: string; readonly dueAt: Date }) => run(options, context, asked),
  };
}

async function withRun(reader: Db | Tx, context: Context, row: store.PivotRow): Promise<Pivot> {
  return present(context, row, (await store.lastRuns(reader, [row.id])).get(row.id) ?? null);
}

interface Saving<Given> {
  readonly tx: Tx;
  readonly context: Context;
  readonly given: Given;
}

async function create({ kernel, tables }: PivotsOptions, { tx, context, given }: Saving<SavedPivot>): Promise<Pivot> {
  authorise(context);
  await tables.fix(context, given.question);
  requireFiles(context, given);
  const now = kernel.clock.now();
  const row: store.PivotRow = {
    ...given,
    id: newId(),
    owner: ownerOf(context),
    ownerName: context.actor.name,
    nextRunAt: due(kernel, given),
    version: 1,
    createdAt: now,
    updatedAt: now,
    updatedBy: context.actor.name,
  };
  await store.savePivot(tx, row);
  await setTimer(kernel, tx, context, row);
  return withRun(tx, context, row);
}

async function update(
  { kernel, tables }: PivotsOptions,
  { tx, context, given: { baseVersion, ...given } }: Saving<Changed>,
  id: string,
): Promise<Pivot> {
  authorise(context);
  const before = visible(context, await store.lockPivot(tx, id), id);
  requireBase(before, baseVersion);
  await tables.fix(context, given.question);
  requireOwner(context, before, given);
  const row: store.PivotRow = {
    ...before,
    ...given,
    nextRunAt: isSame(before.schedule, given.schedule) ? before.nextRunAt : due(kernel, given),
    version: before.version + 1,
    updatedAt: kernel.clock.now(),
    updatedBy: context.actor.name,
  };
  await store.savePivot(tx, row);
  await setTimer(kernel, tx, context, row);
  return withRun(tx, context, row);
}

/** The time of a schedule has come: one run, and the next time. */
async function fire(
  { kernel }: PivotsOptions,
  { tx, context }: Omit<Saving<null>, 'given'>,
  { id, dueAt }: { readonly id: string; readonly dueAt: Date },
): Promise<void> {
  const row = await store.lockPivot(tx, id);
  if (row === null || row.schedule === null) {
    return;
  }
  if (await store.insertRun(tx, id, dueAt)) {
    const payload = { pivotId: id, dueAt: dueAt.toISOString() };
    await kernel.jobs.add(tx, context, RUN_JOB, payload, { key: `${RUN_JOB}:${id}:${dueAt.toISOString()}` });
  }
  // Times that passed while the platform was down are made up for once.
  const nextRunAt = nextDue(row.schedule, kernel.clock.now(), zoneOf(kernel.config.timeZone));
  await store.setNextRun(tx, id, nextRunAt);
  await setTimer(kernel, tx, context, { ...row, nextRunAt });
}

function isSame(a: SavedPivot['schedule'], b: SavedPivot['schedule']): boolean {
  return JSON.stringify(a, Object.keys(a ?? {}).toSorted()) === JSON.stringify(b, Object.keys(b ?? {}).toSorted());
}

function due(
  { clock, config }: Pick<Kernel, 'clock' | 'config'>,
  { schedule }: Pick<SavedPivot, 'schedule'>,
): Date | null {
  return schedule === null ? null : nextDue(schedule, clock.now(), zoneOf(config.timeZone));
}

async function setTimer(
  { timers }: Pick<Kernel, 'timers'>,
  tx: Tx,
  context: Context,
  { id, nextRunAt }: Pick<store.PivotRow, 'id' | 'nextRunAt'>,
): Promise<void> {
  if (nextRunAt === null) {
    await timers.cancel(tx, SCHEDULE_TIMER, id);
  } else {
    await timers.schedule(tx, context, { kind: SCHEDULE_TIMER, key: id, dueAt: nextRunAt, payload: { pivotId: id } });
  }
}

/** Of somebody else and not shared: there is none. */
function visible(context: Context, row: store.PivotRow | null, id: string): store.PivotRow {
  if (row === null || !(row.shared || row.owner === ownerOf(context))) {
    throw notFound(NOUN, id);
  }
  return row;
}

/** Nobody's change is overwritten unseen. */
function requireBase({ version, name, updatedBy }: store.PivotRow, baseVersion: number): void {
  if (baseVersion !== version) {
    throw new AppError('pivot_changed', 409, {
      message: {
        'zh-CN': `${updatedBy} 刚刚改过“${name}”，请先查看对方的修改`,
        en: `${updatedBy} has just changed “${name}”; look at that change first`,
      },
    });
  }
}

/** Files of schedules are the owner's, who has to be somebody with the right to have them. */
function requireFiles(context: Context, { schedule }: Pick<SavedPivot, 'schedule'>): void {
  if (schedule === null) {
    return;
  }
  if (context.actor.kind !== 'user' || !may(context.actor, 'exports.write')) {
    throw new AppError('schedule_not_allowed', 403, {
      message: {
        'zh-CN': '定时导出需要以员工身份登录，并有导出权限',
        en: 'A schedule is for staff who may export',
      },
    });
  }
}

/** Others change what a shared pivot asks; whose it is, who sees it and when its files are made is the owner's. */
function requireOwner(context: Context, before: store.PivotRow, given: SavedPivot): void {
  const isOwn = before.owner === ownerOf(context);
  const changes = before.shared !== given.shared || !isSame(before.schedule, given.schedule);
  if (!isOwn && changes) {
    throw new AppError('pivot_of_other', 403, {
      message: {
        'zh-CN': `共享和定时由所有者 ${before.ownerName} 设置；你可以另存一份`,
        en: `Who sees it and when files are made is set by its owner, ${before.ownerName}; save one of your own instead`,
      },
    });
  }
  if (isOwn && !isSame(before.schedule, given.schedule)) {
    requireFiles(context, given);
  }
}

/** Asks for the file of a run in the name of the owner, as the owner may now. Exactly once, however often it is tried. */
async function run(
  options: PivotsOptions,
  context: Context,
  { pivotId, dueAt }: { readonly pivotId: string; readonly dueAt: Date },
): Promise<void> {
  const { kernel, tables, exports, notify } = options;
  const { db } = kernel.postgres;
  const row = await store.findPivot(db, pivotId);
  const owner = row === null ? null : await ownerContext(options, context, row);
  if (row === null || row.schedule === null || owner === null) {
    await fail(options, context, { pivotId, dueAt, failure: NOBODYS });
    return;
  }
  const { format } = row.schedule;
  // The heads of its columns are counted before a transaction is open.
  const refusal = await refusalOf(() => tables.fix(owner, row.question).then(tables.columns));
  if (refusal !== null) {
    await fail(options, context, { pivotId, dueAt, failure: refusal, tell: { owner, row } });
    return;
  }
  await kernel.transaction(owner, async (tx) => {
    if (!(await store.lockWaitingRun(tx, pivotId, dueAt))) {
      return;
    }
    const filter = { question: row.question, name: row.name };
    const file = await exports.create(tx, owner, { kind: 'pivots', format, filter, unmasked: false });
    await store.endRun(tx, { pivotId, dueAt, state: 'made', exportId: file.id, failure: null });
    await notify(tx, {
      userIds: [owner.actor.id ?? ''],
      kind: 'insight.pivot_made',
      text: {
        'zh-CN': `“${row.name}”的定时文件已在“导出”中`,
        en: `The scheduled file of “${row.name}” is among your exports`,
      },
      ref: { type: 'export', id: file.id },
      key: `insight.pivot:${pivotId}:${dueAt.toISOString()}`,
    });
  });
}

/** Why a question cannot be asked any more; what may pass is thrown, and tried again. */
async function refusalOf(ask: () => Promise<unknown>): Promise<Text | null> {
  try {
    await ask();
    return null;
  } catch (error) {
    if (error instanceof AppError && error.status < 500) {
      return error.text;
    }
    throw error;
  }
}

interface Failing {
  readonly pivotId: string;
  readonly dueAt: Date;
  readonly failure: Text;
  /** An owner who is still there hears of it. */
  readonly tell?: { readonly owner: Context; readonly row: store.PivotRow };
}

async function fail(
  { kernel, notify }: PivotsOptions,
  context: Context,
  { pivotId, dueAt, failure, tell }: Failing,
): Promise<void> {
  await kernel.transaction(context, async (tx) => {
    if (!(await store.lockWaitingRun(tx, pivotId, dueAt))) {
      return;
    }
    await store.endRun(tx, { pivotId, dueAt, state: 'failed', exportId: null, failure });
    if (tell !== undefined) {
      await notify(tx, {
        userIds: [tell.owner.actor.id ?? ''],
        kind: 'insight.pivot_failed',
        text: {
          'zh-CN': `“${tell.row.name}”的定时文件没有生成：${failure['zh-CN']}`,
          en: `The scheduled file of “${tell.row.name}” was not made: ${failure.en}`,
        },
        ref: { type: 'pivot', id: pivotId },
        key: `insight.pivot:${pivotId}:${dueAt.toISOString()}`,
      });
    }
  });
}

const NOBODYS: Text = {
  'zh-CN': '所有者已停用或不再有权查看、导出，定时文件没有生成',
  en: 'Its owner is disabled, or may no longer see or export this: no file was made',
};

/** The owner as they are now; null who may not any more. */
async function ownerContext(
  { kernel, staff }: PivotsOptions,
  context: Context,
  { owner }: store.PivotRow,
): Promise<Context | null> {
  const [kind, id = ''] = owner.split(':');
  const member = kind === 'user' ? (await staff.find(kernel.postgres.db, [id])).get(id) : undefined;
  if (member === undefined || member.disabled || member.scopeIds !== null) {
    return null;
  }
  const { name, permissions, scopeIds } = member;
  const actor = { kind: 'user' as const, id, name, permissions, scopeIds };
  return may(actor, 'insight.read') && may(actor, 'exports.write')
    ? { actor, requestId: context.requestId, locale: context.locale }
    : null;
}

function present(context: Context, row: store.PivotRow, lastRun: store.PivotRun | null): Pivot {
  const { owner, ownerName, createdAt, updatedAt, nextRunAt, ...rest } = row;
  return {
    ...rest,
    owner: ownerName,
    isMine: owner === ownerOf(context),
    createdAt: createdAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
    nextRunAt: nextRunAt?.toISOString() ?? null,
    lastRun:
      lastRun === null
        ? null
        : {
            dueAt: lastRun.dueAt.toISOString(),
            state: lastRun.state,
            exportId: lastRun.exportId,
            failure: lastRun.failure,
          },
  };
}
