import { sql } from 'kysely';
import { copyBlocks, copyInto } from '#kernel/db/copy.ts';
import type { Db, Tx } from '#kernel/db/postgres.ts';

export type RunState = 'learning' | 'applying' | 'done' | 'failed';

export interface RunRow {
  readonly id: string;
  readonly state: RunState;
  readonly askedBy: string;
  readonly startedAt: Date;
  readonly finishedAt: Date | null;
  readonly modelVersion: number | null;
  readonly modelId: string | null;
  readonly pairs: number;
  readonly applied: number;
  readonly merged: number;
  readonly proposed: number;
  readonly heldBack: number;
  readonly problem: string | null;
}

const RUN = sql.raw(`r.id, r.state, r.asked_by as "askedBy", r.started_at as "startedAt",
  r.finished_at as "finishedAt", m.version as "modelVersion", r.model_id as "modelId", r.pairs, r.applied, r.merged,
  r.proposed, r.held_back as "heldBack", r.problem
  from customers.match_runs r left join customers.match_models m on m.id = r.model_id`);

const LOCK = sql.raw(`hashtextextended('zhike.match_run', 0)`);

/** Makes this connection the only one that runs, or says that another one does. */
export async function tryClaimRun(session: Db): Promise<boolean> {
  const { rows } = await sql<{ claimed: boolean }>`select pg_try_advisory_lock(${LOCK}) as claimed`.execute(session);
  return rows[0]?.claimed ?? false;
}

export async function releaseRun(session: Db): Promise<void> {
  await sql`select pg_advisory_unlock(${LOCK})`.execute(session);
}

/** The run that was begun and not finished. */
export async function unfinishedRun(reader: Db | Tx): Promise<RunRow | undefined> {
  const { rows } = await sql<RunRow>`select ${RUN} where r.finished_at is null`.execute(reader);
  return rows[0];
}

export async function findRun(reader: Db | Tx, id: string): Promise<RunRow | undefined> {
  const { rows } = await sql<RunRow>`select ${RUN} where r.id = ${id}`.execute(reader);
  return rows[0];
}

/** Newest first. */
export async function listRuns(db: Db, limit: number): Promise<RunRow[]> {
  const { rows } = await sql<RunRow>`select ${RUN} order by r.started_at desc, r.id desc limit ${limit}`.execute(db);
  return rows;
}

/** When the last run began, however it ended. */
export async function lastStarted(tx: Tx): Promise<Date | null> {
  const { rows } = await sql<{ at: Date | null }>`
    select max(started_at) as at from customers.match_runs`.execute(tx);
  return rows[0]?.at ?? null;
}

/** Runs of interest; older ones go. */
const KEPT = 100;

export async function beginRun(
  tx: Tx,
  run: { readonly id: string; readonly askedBy: string; readonly now: Date },
): Promise<void> {
  await sql`
    insert into customers.match_runs (id, state, asked_by, started_at)
    values (${run.id}, 'learning', ${run.askedBy}, ${run.now})`.execute(tx);
  await sql`
    delete from customers.match_runs where finished_at is not null and id not in (
      select id from customers.match_runs order by started_at desc limit ${KEPT})`.execute(tx);
}

/** Pairs that wait because a model found them, and that this run has not found any more. */
export async function withdrawUnfound(tx: Tx, runId: string): Promise<void> {
  await sql`
    delete from customers.review_pairs p
    using customers.records l, customers.records r
    where p.state = 'open' and p.origin = 'matching' and l.id = p.left_record_id and r.id = p.right_record_id
      and not exists (
        select from customers.match_pairs m
        where m.run_id = ${runId} and least(m.left_id, m.right_id) = least(l.customer_id, r.customer_id)
          and greatest(m.left_id, m.right_id) = greatest(l.customer_id, r.customer_id))`.execute(tx);
}

/** From here on the run has a model and pairs, and goes on with them after an interruption. */
export async function learned(
  tx: Tx,
  runId: string,
  { modelId, pairs }: { readonly modelId: string; readonly pairs: number },
): Promise<void> {
  await sql`
    update customers.match_runs set state = 'applying', model_id = ${modelId}, pairs = ${pairs}
    where id = ${runId}`.execute(tx);
}

export interface PairRow {
  readonly place: number;
  readonly left: string;
  readonly right: string;
  readonly probability: number;
  readonly codes: Uint8Array;
  readonly cluster: number | null;
}

/** Keeps what a run has to do. */
export async function copyPairs(tx: Tx, runId: string, pairs: Iterable<PairRow>): Promise<number> {
  const columns = 'run_id, place, left_id, right_id, probability, codes, cluster';
  return copyInto(tx, `copy customers.match_pairs (${columns}) from stdin`, copyBlocks(pairLines(runId, pairs)));
}

function* pairLines(runId: string, pairs: Iterable<PairRow>): Generator<string> {
  for (const { place, left, right, probability, codes, cluster } of pairs) {
    const hex = Buffer.from(codes).toString('hex');
    yield `${runId}\t${place}\t${left}\t${right}\t${probability}\t\\\\x${hex}\t${cluster ?? '\\N'}\n`;
  }
}

const PAIR = sql.raw('place, left_id as "left", right_id as "right", probability, codes, cluster');

/** The pairs of the next cluster, all of them; none when all clusters are done with. */
export async function nextCluster(tx: Tx, runId: string): Promise<PairRow[]> {
  const { rows } = await sql<PairRow>`
    select ${PAIR} from customers.match_pairs where run_id = ${runId} and cluster = (
      select min(cluster) from customers.match_pairs where run_id = ${runId} and cluster is not null)
    order by place`.execute(tx);
  return rows;
}

/** The next pairs in their order. */
export async function nextPairs(tx: Tx, runId: string, limit: number): Promise<PairRow[]> {
  const { rows } = await sql<PairRow>`
    select ${PAIR} from customers.match_pairs where run_id = ${runId} order by place limit ${limit}`.execute(tx);
  return rows;
}

export interface Applied {
  readonly merged: number;
  readonly proposed: number;
  readonly heldBack: number;
}

/** These pairs are done with, in the transaction of what was done. */
export async function applied(tx: Tx, runId: string, places: readonly number[], done: Applied): Promise<void> {
  await sql`delete from customers.match_pairs where run_id = ${runId} and place = any(${places}::integer[])`.execute(
    tx,
  );
  await sql`
    update customers.match_runs set applied = applied + ${places.length}, merged = merged + ${done.merged},
      proposed = proposed + ${done.proposed}, held_back = held_back + ${done.heldBack}
    where id = ${runId}`.execute(tx);
}

export async function endRun(
  db: Db | Tx,
  runId: string,
  { problem, now }: { readonly problem: string | null; readonly now: Date },
): Promise<void> {
  await sql`delete from customers.match_pairs where run_id = ${runId}`.execute(db);
  await sql`
    update customers.match_runs
    set state = ${problem === null ? sql.lit('done') : sql.lit('failed')}, finished_at = ${now}, problem = ${problem}
    where id = ${runId}`.execute(db);
}

/**
 * Whether anything speaks against it that these customers are one: somebody said so, their ID numbers differ, or a
 * phone or card that two of them state was kept from joining them.
 */
export async function isSpokenAgainst(tx: Tx, ids: readonly string[]): Promise<boolean> {
  const { rows } = await sql<{ found: boolean }>`
    with own as (select id, customer_id from customers.records where customer_id = any(${ids}::uuid[]))
    select exists (
        select from customers.aparts a join own l on l.id = a.left_record_id join own r on r.id = a.right_record_id
        where l.customer_id <> r.customer_id)
      or exists (
        select from customers.review_pairs p join own l on l.id = p.left_record_id
        join own r on r.id = p.right_record_id
        where l.customer_id <> r.customer_id and p.state in ('rejected', 'split'))
      or (select count(distinct coalesce(c.attributes #>> '{nationalId,t,0}', c.attributes #>> '{nationalId}')) > 1 from customers.customers c
        where c.id = any(${ids}::uuid[]))
      or exists (
        select from customers.withheld_identifiers w join own l on l.id = w.record_id
        join customers.record_identifiers s on s.kind = w.kind and s.value = w.value
        join own r on r.id = s.record_id
        where l.customer_id <> r.customer_id) as found`.execute(tx);
  return rows[0]?.found ?? true;
}
