import { sql } from 'kysely';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import type { LabelledPair } from '../reviews/measure.ts';

export interface LabelRow {
  readonly leftRecordId: string;
  readonly rightRecordId: string;
  readonly same: boolean;
}

/** The record that each of these texts means: of a customer the oldest, a record itself, or an account of a source. */
export async function recordsMeant(
  tx: Tx,
  texts: readonly string[],
  scopeIds: readonly string[] | null,
): Promise<ReadonlyMap<string, string>> {
  const { rows } = await sql<{ text: string; id: string }>`
    select given.text, found.id from unnest(${texts}::text[]) as given (text)
    cross join lateral (
      select r.id, r.scope_id from customers.records r
      where given.text ~ '^[0-9a-f-]{36}$' and (r.id = given.text::uuid or r.customer_id = given.text::uuid)
      union all
      select r.id, r.scope_id from customers.records r
      where given.text !~ '^[0-9a-f-]{36}$' and strpos(given.text, ':') > 0
        and r.source = split_part(given.text, ':', 1)
        and r.key = 'account:' || substr(given.text, strpos(given.text, ':') + 1)
      order by id limit 1) found
    where ${scopeIds === null ? sql`true` : sql`found.scope_id = any(${scopeIds}::uuid[])`}`.execute(tx);
  return new Map(rows.map(({ text, id }) => [text, id]));
}

export async function replaceLabels(
  tx: Tx,
  labels: readonly LabelRow[],
  { fileName, now }: { readonly fileName: string; readonly now: Date },
): Promise<void> {
  await sql`delete from customers.match_labels`.execute(tx);
  await sql`
    insert into customers.match_labels (left_record_id, right_record_id, same, score, file_name, labelled_at)
    select distinct on (1, 2) least(a, b), greatest(a, b), same, 0, ${fileName}, ${now}
    from unnest(
      ${labels.map((label) => label.leftRecordId)}::uuid[], ${labels.map((label) => label.rightRecordId)}::uuid[],
      ${labels.map((label) => label.same)}::boolean[]) as given (a, b, same)
    where a <> b order by 1, 2, same`.execute(tx);
}

export interface StandingLabel {
  readonly leftRecordId: string;
  readonly rightRecordId: string;
  /** The customers as they are now. */
  readonly left: string;
  readonly right: string;
}

/** The next labelled pairs in the order of their records. */
export async function nextLabels(
  tx: Tx,
  after: Pick<StandingLabel, 'leftRecordId' | 'rightRecordId'>,
  limit: number,
): Promise<StandingLabel[]> {
  const { rows } = await sql<StandingLabel>`
    select p.left_record_id as "leftRecordId", p.right_record_id as "rightRecordId", l.customer_id as "left",
      r.customer_id as "right"
    from customers.match_labels p join customers.records l on l.id = p.left_record_id
    join customers.records r on r.id = p.right_record_id
    where (p.left_record_id, p.right_record_id) > (${after.leftRecordId}::uuid, ${after.rightRecordId}::uuid)
    order by 1, 2 limit ${limit}`.execute(tx);
  return rows;
}

export async function setScores(
  tx: Tx,
  scores: readonly (Pick<StandingLabel, 'leftRecordId' | 'rightRecordId'> & { readonly score: number })[],
): Promise<void> {
  await sql`
    update customers.match_labels p set score = given.score
    from unnest(
      ${scores.map((each) => each.leftRecordId)}::uuid[], ${scores.map((each) => each.rightRecordId)}::uuid[],
      ${scores.map((each) => each.score)}::double precision[]) as given (a, b, score)
    where p.left_record_id = given.a and p.right_record_id = given.b`.execute(tx);
}

/** What the labels from outside say, and the file they came from. */
export async function labelledInFile(
  db: Db,
): Promise<{ readonly pairs: readonly LabelledPair[]; readonly fileName: string | null }> {
  const { rows } = await sql<LabelledPair & { fileName: string }>`
    select score, same, 1 as "standsFor", file_name as "fileName" from customers.match_labels`.execute(db);
  return { pairs: rows, fileName: rows[0]?.fileName ?? null };
}
