import type { Context } from '#kernel/context.ts';
import { invalidInput } from '#kernel/errors.ts';
import type { Kernel } from '#kernel/module.ts';
import { businessDateOf, zoneOf } from '#kernel/pure/dates.ts';
import { type Reason, SIDES } from '../reasons/schema.ts';
import type { Reasons } from '../reasons/service.ts';
import { requireCare } from '../rules/service.ts';
import { WIN_BACK_DAYS } from '../settings.ts';
import { WIN_BACK_RESULTS } from '../stages/process.ts';
import * as store from './store.ts';

export interface ReportNeeds {
  readonly kernel: Pick<Kernel, 'postgres' | 'clock' | 'config'>;
  readonly reasons: Pick<Reasons, 'all'>;
  readonly setting: (key: string) => Promise<unknown>;
}

export interface ReportAsked extends store.Span {
  readonly currency?: string | undefined;
}

/** Why customers left, and who was won back, over a span. */
export async function churnReport({ kernel, reasons, setting }: ReportNeeds, context: Context, asked: ReportAsked) {
  requireCare(context, 'care.read');
  if (asked.to < asked.from) {
    throw invalidInput([
      {
        field: 'to',
        code: 'dates_reversed',
        message: { 'zh-CN': '结束日期不早于开始日期', en: 'is not before the first day' },
      },
    ]);
  }
  const { db } = kernel.postgres;
  const currencies = await store.currencies(db);
  const currency = asked.currency ?? currencies[0] ?? 'CNY';
  const all = await reasons.all(db);
  const days = Number(await setting(WIN_BACK_DAYS.key));
  const today = businessDateOf(kernel.clock.now(), zoneOf(kernel.config.timeZone));
  const found = (await store.byReason(db, asked, currency)).flatMap(({ reasonId, ...figure }) => {
    const reason = all.get(reasonId);
    return reason === undefined ? [] : [{ reason: named(reason), ...figure }];
  });
  const treated = await store.treated(db, asked, { days, today });
  return {
    currency,
    currencies: [...currencies],
    sides: SIDES.map((side) => {
      const own = found.filter(({ reason }) => reason.side === side);
      return { side, customers: sumOf(own, 'customers'), valueMinor: sumOf(own, 'valueMinor') };
    }),
    reasons: found,
    competitors: [...(await store.byCompetitor(db, asked, currency))],
    unsaid: await store.withoutReason(db, asked, currency),
    winBack: {
      days,
      treated: { ...rated(treated), running: sumOf(treated, 'running') },
      untreated: await store.untreated(db, asked, days),
      results: WIN_BACK_RESULTS.map((result) => ({
        result,
        customers: sumOf(
          treated.filter((row) => row.result === result),
          'customers',
        ),
      })),
      weeks: [...Map.groupBy(treated, ({ week }) => week)].map(([week, rows]) => ({ week, ...rated(rows) })),
      causes: [...Map.groupBy(treated, ({ reasonId }) => reasonId)].map(([reasonId, rows]) => {
        const reason = reasonId === null ? undefined : all.get(reasonId);
        return { reason: reason === undefined ? null : named(reason), ...rated(rows) };
      }),
    },
  };
}

function named({ id, side, label }: Reason) {
  return { id, side, label };
}

function rated(rows: readonly store.TreatedRow[]) {
  return { customers: sumOf(rows, 'customers'), wonBack: sumOf(rows, 'wonBack') };
}

function sumOf<Key extends string>(rows: readonly Readonly<Record<Key, number>>[], key: Key): number {
  return rows.reduce((sum, row) => sum + row[key], 0);
}
