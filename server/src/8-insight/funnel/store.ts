import type { Olap } from '#kernel/db/olap.ts';
import { ask, readIds } from '../metrics/store.ts';
import { type FunnelQuestion, reachedSql, type Stop, stoppedSql, type Tracked, trackedSql } from './ladder.ts';
import { FUNNEL_STEPS, type Reached } from './steps.ts';

/** Which steps each place sends. */
export async function readTracked(olap: Olap, question: FunnelQuestion): Promise<Tracked> {
  const rows = await ask<Record<string, string | number>>(olap, trackedSql(question));
  return new Map(
    rows.map((row) => [String(row['place']), FUNNEL_STEPS.map((_, at) => Number(row[`s${at}`]) === 1)] as const),
  );
}

/** How many people came to each step of each place. */
export async function readReached(
  olap: Olap,
  question: FunnelQuestion,
  tracked: Tracked,
): Promise<ReadonlyMap<string, Reached>> {
  const rows = await ask<Record<string, string>>(olap, reachedSql(question, tracked));
  return new Map(
    rows.map((row) => [
      row['place'] ?? '',
      {
        people: FUNNEL_STEPS.map((_, at) => Number(row[`n${at}`])),
        known: FUNNEL_STEPS.map((_, at) => Number(row[`k${at}`])),
        apart: Number(row['beside']),
      },
    ]),
  );
}

/** The customers who stopped at a step: a page of them after an id, and how many they are. */
export async function readStopped(
  olap: Olap,
  { question, tracked, stop }: { readonly question: FunnelQuestion; readonly tracked: Tracked; readonly stop: Stop },
  page: { readonly after: string | null; readonly limit: number },
): Promise<{ readonly ids: readonly string[]; readonly total: number }> {
  return readIds(olap, stoppedSql(question, tracked, stop), page);
}
