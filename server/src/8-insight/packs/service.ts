import { newId } from '#kernel/clock.ts';
import type { Context } from '#kernel/context.ts';
import type { Tx } from '#kernel/db/postgres.ts';
import { AppError, invalidInput, notFound } from '#kernel/errors.ts';
import type { Kernel } from '#kernel/module.ts';
import { decodeCursor, encodeCursor } from '#kernel/pure/cursor.ts';
import { addDays, businessDateOf, startOfBusinessDate, zoneOf } from '#kernel/pure/dates.ts';
import type { Text } from '#kernel/pure/text.ts';
import { cellsOf, findKind, type Ground, NOTHING, settle } from '../counting/service.ts';
import { DIMENSION_LABELS, labelOf, monthOf } from '../metrics/dimensions.ts';
import type { Span } from '../metrics/kind.ts';
import { ordered, valueOf } from '../metrics/rows.ts';
import type { DimensionName } from '../metrics/schema.ts';
import { authorise } from '../metrics/service.ts';
import { MONTHS, PACK_PLAN, packContent, type SectionAnswers, type Split, type Three } from './content.ts';
import { daysOfMonth } from './months.ts';
import {
  PACK_SECTIONS,
  type Pack,
  type PackComment,
  type PackHead,
  type PackPart,
  type PackSection,
} from './schema.ts';
import * as store from './store.ts';

export const PACK_JOB = 'insight.make_pack';

export interface PacksOptions {
  readonly kernel: Pick<Kernel, 'postgres' | 'clock' | 'config' | 'transaction'>;
  readonly ground: Ground;
}

export type Packs = ReturnType<typeof createPacks>;

const NOUN: Text = { 'zh-CN': '经营月报', en: 'monthly pack' };

/** Monthly packs for managers: what the numbers said when they were made, and what people wrote about them. */
export function createPacks(options: PacksOptions) {
  const { kernel } = options;
  const { db } = kernel.postgres;
  const zone = zoneOf(kernel.config.timeZone);
  const read = async (id: string): Promise<Pack> => {
    const row = await store.selectPack(db, id);
    if (row === null) {
      throw notFound(NOUN, id);
    }
    return present(row, await store.lastComments(db, [id]));
  };
  const make = async (context: Context, month: string, madeBy: string | null): Promise<string> => {
    const { to } = daysOfMonth(month);
    const { upTo } = await options.ground.feed.freshness();
    if (upTo === null || upTo < startOfBusinessDate(addDays(to, 1), zone)) {
      throw behind();
    }
    const content = await gather(options, month);
    const row = { id: newId(), month, content, knownUpTo: upTo, madeAt: kernel.clock.now(), madeBy };
    return kernel.transaction(context, (tx) => store.savePack(tx, row));
  };
  return {
    list: (context: Context, page: PackPage) => list(options, context, page),
    get: async (context: Context, id: string): Promise<Pack> => {
      authorise(context);
      return read(id);
    },
    /** The pack of the month that a day lies in, made now. Throws 400 while that month is not over. */
    make: async (context: Context, day: string): Promise<Pack> => {
      authorise(context);
      const { from, to } = daysOfMonth(day);
      if (to >= businessDateOf(kernel.clock.now(), zone)) {
        throw notOver(from);
      }
      return read(await make(context, from, context.actor.name));
    },
    /** Makes the pack of a month unless there is one. Throws `analytic_store_behind` (503) while facts of it are missing. */
    makeDue: async (context: Context, month: string): Promise<void> => {
      if (!(await store.hasPack(db, month))) {
        await make(context, month, null);
      }
    },
    write: async (tx: Tx, context: Context, asked: Writing): Promise<PackComment> => {
      authorise(context);
      return write({ tx, context, now: kernel.clock.now() }, asked);
    },
  };
}

interface PackPage {
  readonly cursor?: string | undefined;
  readonly limit: number;
}

async function list({ kernel }: PacksOptions, context: Context, { cursor, limit }: PackPage) {
  authorise(context);
  const { db } = kernel.postgres;
  const before = cursor === undefined ? null : readPlace(cursor);
  const rows = await store.selectPacks(db, { before, limit: limit + 1 });
  const items = rows.slice(0, limit);
  const comments = await store.lastComments(
    db,
    items.map(({ id }) => id),
  );
  const last = rows.length > limit ? items.at(-1) : undefined;
  return {
    items: items.map((row) => presentHead(row, comments)),
    nextCursor: last === undefined ? null : encodeCursor([last.month]),
  };
}

interface Writing {
  readonly id: string;
  readonly section: PackSection;
  readonly text: string;
  readonly baseRevision: number;
}

async function write(
  { tx, context, now }: { readonly tx: Tx; readonly context: Context; readonly now: Date },
  { id, section, text, baseRevision }: Writing,
): Promise<PackComment> {
  if (!(await store.lockPack(tx, id))) {
    throw notFound(NOUN, id);
  }
  const last = (await store.lastComments(tx, [id])).find((one) => one.section === section);
  if (baseRevision !== (last?.revision ?? 0)) {
    throw new AppError('comment_changed', 409, {
      message: {
        'zh-CN': `${last?.author ?? ''} 刚刚写过这段点评，请先看对方写的`,
        en: `${last?.author ?? ''} has just written here; look at that first`,
      },
    });
  }
  const { name: author } = context.actor;
  const row = { packId: id, section, revision: (last?.revision ?? 0) + 1, body: text, author, writtenAt: now };
  await store.insertComment(tx, row);
  return presentComment(row);
}

const RETRY_SECONDS = 30;

function behind(): AppError {
  return new AppError('analytic_store_behind', 503, {
    message: {
      'zh-CN': '分析库还没有收到这个月的全部数据，请稍后再试',
      en: 'The analytic store does not have all of that month yet. Try again shortly',
    },
    retryAfterSeconds: RETRY_SECONDS,
  });
}

function notOver(month: string): AppError {
  return invalidInput([
    {
      field: 'month',
      code: 'month_not_over',
      message: {
        'zh-CN': `${month.slice(0, 7)} 尚未结束，请选择已结束的月份`,
        en: `${month.slice(0, 7)} is not over; choose a month that is`,
      },
    },
  ]);
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;

function readPlace(cursor: string): string {
  const [day] = decodeCursor(cursor) ?? [];
  if (typeof day !== 'string' || !DAY.test(day)) {
    throw new AppError('cursor_malformed', 400, {
      message: { 'zh-CN': '游标无效', en: 'The cursor is not one of ours' },
    });
  }
  return day;
}

interface Counted {
  readonly currency: string | null;
  readonly value: number | null;
  readonly split: Split;
}

/** A metric over a month, or its split. */
async function count(ground: Ground, name: string, span: Span, by: readonly DimensionName[] = []): Promise<Counted> {
  const settled = await settle(ground, NOBODYS, name, { ...span, asOf: span.to, by: [...by] });
  const { kind } = settled;
  const { cells, isDivided } = await cellsOf(ground, settled, { span, by, whole: by.length === 0 });
  const said = ordered(cells, by, span).map((cell) => [cell.keys[0] ?? '', valueOf(kind, cell, isDivided)] as const);
  return {
    currency: kind.unit === 'money' ? settled.currency : null,
    value: valueOf(kind, cells[0] ?? NOTHING, isDivided),
    split: new Map(said),
  };
}

/** Segments are not told of. */
const NOBODYS = { segments: [] };

/** The first figure of a part in every month of a year, in one go where it is split by months. */
async function overMonths(ground: Ground, name: string, month: string): Promise<SectionAnswers['months']> {
  const months = Array.from({ length: MONTHS }, (_, at) => monthOf(month, at + 1 - MONTHS));
  if (!findKind(ground, name).by.includes('month')) {
    const found: SectionAnswers['months'][number][] = [];
    for (const one of months) {
      found.push({ month: one, value: (await count(ground, name, daysOfMonth(one))).value });
    }
    return found;
  }
  const span = { from: months[0] ?? month, to: daysOfMonth(month).to };
  const { split } = await count(ground, name, span, ['month']);
  return months.map((one) => ({ month: one, value: split.get(one) ?? null }));
}

async function sectionOf(ground: Ground, section: PackSection, month: string): Promise<SectionAnswers> {
  const { metrics, by } = PACK_PLAN[section];
  const [first = ''] = metrics;
  const three = async (name: string, split: readonly DimensionName[] = []): Promise<Three<Counted>> => ({
    now: await count(ground, name, daysOfMonth(month), split),
    before: await count(ground, name, daysOfMonth(month, -1), split),
    yearAgo: await count(ground, name, daysOfMonth(month, -12), split),
  });
  const figures: SectionAnswers['figures'][number][] = [];
  for (const name of metrics) {
    const { now, before, yearAgo } = await three(name);
    const whole = { now: now.value, before: before.value, yearAgo: yearAgo.value };
    figures.push({ kind: findKind(ground, name), currency: now.currency, whole });
  }
  const { now, before, yearAgo } = await three(first, [by]);
  return {
    figures,
    months: await overMonths(ground, first, month),
    split: { now: now.split, before: before.split, yearAgo: yearAgo.split },
  };
}

/** Everything that the parts are made of, counted as the metrics of the same names are. */
async function gather({ ground }: PacksOptions, month: string): Promise<readonly PackPart[]> {
  const found = new Map<PackSection, SectionAnswers>();
  for (const section of PACK_SECTIONS) {
    found.set(section, await sectionOf(ground, section, month));
  }
  const { channels } = await ground.naming.places();
  const names = { channel: channels };
  return packContent(
    // `as`: every section was just counted
    Object.fromEntries(found) as Record<PackSection, SectionAnswers>,
    {
      dimension: (name) => DIMENSION_LABELS[name],
      value: (name, key) => ({
        'zh-CN': labelOf(name, key, { names, locale: 'zh-CN' }),
        en: labelOf(name, key, { names, locale: 'en' }),
      }),
    },
  );
}

function presentComment({ packId: _, body, writtenAt, ...row }: store.CommentRow): PackComment {
  return { ...row, text: body, writtenAt: writtenAt.toISOString() };
}

function present({ content, knownUpTo, madeAt, ...row }: store.PackRow, comments: readonly store.CommentRow[]): Pack {
  return {
    ...row,
    ...daysOfMonth(row.month),
    madeAt: madeAt.toISOString(),
    knownUpTo: knownUpTo.toISOString(),
    parts: [...content],
    comments: comments.filter(({ packId }) => packId === row.id).map(presentComment),
  };
}

/** A first look: the first figure of each part. */
function presentHead(row: store.PackRow, all: readonly store.CommentRow[]): PackHead {
  const { parts, comments, ...head } = present(row, all);
  return {
    ...head,
    figures: parts.flatMap(({ figures }) => figures.slice(0, 1)),
    comments: comments.filter(({ text }) => text !== '').length,
  };
}
