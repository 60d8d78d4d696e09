import { sql } from 'kysely';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import { type ReportContent, reportContentSchema } from './schema.ts';

/** A report as it is stored. */
export interface ReportRow {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly content: ReportContent;
  readonly knownUpTo: Date;
  readonly madeAt: Date;
  readonly madeBy: string | null;
}

const COLUMNS = sql.raw(`id, first_day as "from", last_day as "to", content, known_up_to as "knownUpTo",
  made_at as "madeAt", made_by as "madeBy"`);

const parsed = (row: ReportRow): ReportRow => ({ ...row, content: reportContentSchema.parse(row.content) });

/** Newest week first, those before a week. */
export async function selectReports(
  db: Db,
  page: { readonly before: string | null; readonly limit: number },
): Promise<ReportRow[]> {
  const { rows } = await sql<ReportRow>`
    select ${COLUMNS} from insight.reports
    where kind = 'channel_week' and (${page.before}::date is null or first_day < ${page.before}::date)
    order by first_day desc limit ${page.limit}`.execute(db);
  return rows.map(parsed);
}

export async function selectReport(db: Db, id: string): Promise<ReportRow | null> {
  const { rows } = await sql<ReportRow>`select ${COLUMNS} from insight.reports where id = ${id}`.execute(db);
  return rows[0] === undefined ? null : parsed(rows[0]);
}

export async function hasReport(db: Db | Tx, from: string): Promise<boolean> {
  const { rows } = await sql`
    select from insight.reports where kind = 'channel_week' and first_day = ${from}::date`.execute(db);
  return rows.length > 0;
}

/** One week has one report, which keeps its id when it is made again. */
export async function saveReport(tx: Tx, report: ReportRow): Promise<ReportRow> {
  const { rows } = await sql<ReportRow>`
    insert into insight.reports (id, kind, first_day, last_day, content, known_up_to, made_at, made_by)
    values (${report.id}, 'channel_week', ${report.from}, ${report.to}, ${JSON.stringify(report.content)}::jsonb,
      ${report.knownUpTo}, ${report.madeAt}, ${report.madeBy})
    on conflict (kind, first_day) do update set content = excluded.content, known_up_to = excluded.known_up_to,
      made_at = excluded.made_at, made_by = excluded.made_by
    returning ${COLUMNS}`.execute(tx);
  return parsed(rows[0] ?? report);
}
