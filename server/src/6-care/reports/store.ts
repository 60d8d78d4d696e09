import { sql } from 'kysely';
import type { Db } from '#kernel/db/postgres.ts';
import type { WinBackResult } from '../stages/process.ts';

export interface Span {
  readonly from: string;
  readonly to: string;
}

interface Figure {
  readonly customers: number;
  readonly valueMinor: number;
}

/** Currencies of losses, the one of most first. */
export async function currencies(db: Db): Promise<readonly string[]> {
  const { rows } = await sql<{ currency: string }>`
    select currency from care.losses where undone_at is null group by currency order by count(*) desc, currency`.execute(
    db,
  );
  return rows.map(({ currency }) => currency);
}

const figures = (currency: string) => sql`count(*)::integer as customers,
  coalesce(sum(value_minor) filter (where currency = ${currency}), 0)::float8 as "valueMinor"`;

/** Closed in the span, by reason. */
export async function byReason(
  db: Db,
  { from, to }: Span,
  currency: string,
): Promise<readonly (Figure & { readonly reasonId: string })[]> {
  const { rows } = await sql<Figure & { readonly reasonId: string }>`
    select reason_id as "reasonId", ${figures(currency)} from care.losses
    where undone_at is null and closed_on between ${from}::date and ${to}::date
    group by reason_id order by customers desc, reason_id`.execute(db);
  return rows;
}

export async function byCompetitor(
  db: Db,
  { from, to }: Span,
  currency: string,
): Promise<readonly (Figure & { readonly competitor: string })[]> {
  const { rows } = await sql<Figure & { readonly competitor: string }>`
    select competitor, ${figures(currency)} from care.losses
    where undone_at is null and closed_on between ${from}::date and ${to}::date and competitor is not null
    group by competitor order by customers desc, competitor limit 20`.execute(db);
  return rows;
}

export async function withoutReason(db: Db, { from, to }: Span, currency: string): Promise<Figure> {
  const { rows } = await sql<Figure>`
    select ${figures(currency)} from care.losses
    where undone_at is null and closed_on is null and lost_on between ${from}::date and ${to}::date`.execute(db);
  return rows[0] ?? { customers: 0, valueMinor: 0 };
}

export interface TreatedRow {
  readonly week: string;
  readonly reasonId: string | null;
  readonly result: WinBackResult | null;
  readonly customers: number;
  readonly wonBack: number;
  readonly running: number;
}

/** Asked to come back in the span, by week, cause and result; who bought within the days is won back. */
export async function treated(
  db: Db,
  { from, to }: Span,
  { days, today }: { readonly days: number; readonly today: string },
): Promise<readonly TreatedRow[]> {
  const { rows } = await sql<TreatedRow>`
    select to_char(date_trunc('week', treated_on), 'YYYY-MM-DD') as week, reason_id as "reasonId", result,
      count(*)::integer as customers,
      (count(*) filter (where won_back_on between treated_on and treated_on + ${days}::integer))::integer as "wonBack",
      (count(*) filter (where won_back_on is null and treated_on + ${days}::integer >= ${today}::date))::integer as running
    from care.losses
    where undone_at is null and treated_on between ${from}::date and ${to}::date
    group by 1, 2, 3 order by 1, 2, 3`.execute(db);
  return rows;
}

/** Lost by the end of the span, not back when it began, and never asked: who came back by themselves within as many days. */
export async function untreated(
  db: Db,
  { from, to }: Span,
  days: number,
): Promise<{ readonly customers: number; readonly wonBack: number }> {
  const { rows } = await sql<{ customers: number; wonBack: number }>`
    select count(*)::integer as customers,
      (count(*) filter (where won_back_on <= greatest(lost_on, ${from}::date) + ${days}::integer))::integer as "wonBack"
    from care.losses
    where undone_at is null and treated_on is null and lost_on <= ${to}::date
      and (won_back_on is null or won_back_on >= ${from}::date)`.execute(db);
  return rows[0] ?? { customers: 0, wonBack: 0 };
}
