import { sql } from 'kysely';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import type { BrokenRow } from './judge.ts';

export interface ContentRow {
  readonly id: string;
  readonly at: string;
  readonly requestId: string;
  readonly actorKind: string;
  readonly actorId: string | null;
  readonly action: string;
  readonly subjectType: string;
  readonly subjectId: string | null;
  readonly reason: string | null;
  readonly detail: unknown;
  readonly mac: Buffer | null;
  readonly keyId: string | null;
}

export interface SealRow {
  readonly seq: number;
  readonly auditId: string;
  readonly keyId: string;
  readonly hash: Buffer;
}

const CONTENT = sql`
  a.id, to_char(a.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at, a.request_id as "requestId",
  a.actor_kind as "actorKind", a.actor_id as "actorId", a.action, a.subject_type as "subjectType",
  a.subject_id as "subjectId", a.reason, a.detail, a.mac, a.key_id as "keyId"`;

/** One process seals at a time; writers of the trail never wait for it. */
export async function lockSealing(tx: Tx): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtext('access.audit_seals'))`.execute(tx);
}

export async function selectHead(reader: Db | Tx): Promise<SealRow | null> {
  const { rows } = await sql<SealRow>`
    select seq, audit_id as "auditId", key_id as "keyId", hash from access.audit_seals
    order by seq desc limit 1`.execute(reader);
  return rows[0] ?? null;
}

export async function selectSealAt(reader: Db | Tx, seq: number): Promise<SealRow | null> {
  const { rows } = await sql<SealRow>`
    select seq, audit_id as "auditId", key_id as "keyId", hash from access.audit_seals where seq = ${seq}`.execute(
    reader,
  );
  return rows[0] ?? null;
}

/** Takes rows that wait, oldest first. A row that is gone stays on the list and is found by whoever verifies. */
export async function takeUnsealed(tx: Tx, limit: number): Promise<readonly ContentRow[]> {
  const { rows } = await sql<ContentRow>`
    with taken as (
      delete from access.audit_unsealed where audit_id in (
        select w.audit_id from access.audit_unsealed w join access.audit a on a.id = w.audit_id
        order by w.audit_id limit ${limit})
      returning audit_id)
    select ${CONTENT} from taken join access.audit a on a.id = taken.audit_id order by a.id`.execute(tx);
  return rows;
}

export async function insertSeals(tx: Tx, seals: readonly SealRow[], at: Date): Promise<void> {
  await sql`
    insert into access.audit_seals (seq, audit_id, sealed_at, key_id, hash)
    select seq, audit_id, ${at}, key_id, hash from unnest(
      ${seals.map(({ seq }) => seq)}::bigint[], ${seals.map(({ auditId }) => auditId)}::uuid[],
      ${seals.map(({ keyId }) => keyId)}::text[], ${seals.map(({ hash }) => `\\x${hash.toString('hex')}`)}::bytea[])
      as seal (seq, audit_id, key_id, hash)`.execute(tx);
}

export interface SealWithRow {
  readonly seal: SealRow;
  readonly row: ContentRow | null;
}

/** Seals behind a place, each with its row if it is still there. */
export async function selectSealed(
  reader: Db,
  { after, upTo, limit }: { readonly after: number; readonly upTo: number; readonly limit: number },
): Promise<readonly SealWithRow[]> {
  const { rows } = await sql<ContentRow & { seq: number; auditId: string; sealKeyId: string; hash: Buffer }>`
    select s.seq, s.audit_id as "auditId", s.key_id as "sealKeyId", s.hash, ${CONTENT}
    from access.audit_seals s left join access.audit a on a.id = s.audit_id
    where s.seq > ${after} and s.seq <= ${upTo} order by s.seq limit ${limit}`.execute(reader);
  return rows.map(({ seq, auditId, sealKeyId, hash, ...row }) => ({
    seal: { seq, auditId, keyId: sealKeyId, hash },
    row: row.id === null ? null : row,
  }));
}

/** A row that neither waits nor was sealed: written past the platform. */
export async function findStray(reader: Db): Promise<string | null> {
  const { rows } = await sql<{ id: string }>`
    select a.id from access.audit a
    where not exists (select from access.audit_seals s where s.audit_id = a.id)
      and not exists (select from access.audit_unsealed w where w.audit_id = a.id)
    order by a.id limit 1`.execute(reader);
  return rows[0]?.id ?? null;
}

/** What waits for its seal and is gone. */
export async function findLost(reader: Db): Promise<string | null> {
  const { rows } = await sql<{ id: string }>`
    select w.audit_id as id from access.audit_unsealed w
    where not exists (select from access.audit a where a.id = w.audit_id) order by w.audit_id limit 1`.execute(reader);
  return rows[0]?.id ?? null;
}

export interface VerificationRow {
  readonly id: string;
  readonly requestedAt: Date;
  readonly actorKind: 'user' | 'api-key' | 'system' | 'anonymous';
  readonly actorId: string | null;
  readonly actorName: string | null;
  readonly finishedAt: Date | null;
  readonly rowCount: number | null;
  readonly headSeq: number | null;
  readonly headHash: Buffer | null;
  readonly fault: BrokenRow | null;
}

const VERIFICATION = sql`
  select v.id, v.requested_at as "requestedAt", v.actor_kind as "actorKind", v.actor_id as "actorId",
    coalesce(users.name, api_keys.name) as "actorName", v.finished_at as "finishedAt", v.row_count as "rowCount",
    v.head_seq as "headSeq", v.head_hash as "headHash", v.fault
  from access.audit_verifications v
  left join access.users on v.actor_kind = 'user' and users.id = v.actor_id
  left join access.api_keys on v.actor_kind = 'api-key' and api_keys.id = v.actor_id`;

export async function insertVerification(
  tx: Tx,
  row: { readonly id: string; readonly at: Date; readonly actorKind: string; readonly actorId: string | null },
): Promise<void> {
  await sql`
    insert into access.audit_verifications (id, requested_at, actor_kind, actor_id)
    values (${row.id}, ${row.at}, ${row.actorKind}, ${row.actorId})`.execute(tx);
}

export async function finishVerification(
  db: Db,
  row: {
    readonly id: string;
    readonly at: Date;
    readonly rowCount: number;
    readonly head: SealRow | null;
    readonly fault: BrokenRow | null;
  },
): Promise<void> {
  await sql`
    update access.audit_verifications
    set finished_at = ${row.at}, row_count = ${row.rowCount}, head_seq = ${row.head?.seq ?? null},
      head_hash = ${row.head?.hash ?? null}, fault = ${row.fault === null ? null : JSON.stringify(row.fault)}::jsonb
    where id = ${row.id}`.execute(db);
}

export async function selectVerification(reader: Db | Tx, id: string): Promise<VerificationRow | null> {
  const { rows } = await sql<VerificationRow>`${VERIFICATION} where v.id = ${id}`.execute(reader);
  return rows[0] ?? null;
}

/** The last one that ended. */
export async function selectLastVerification(reader: Db | Tx): Promise<VerificationRow | null> {
  const { rows } = await sql<VerificationRow>`
    ${VERIFICATION} where v.finished_at is not null order by v.finished_at desc, v.id desc limit 1`.execute(reader);
  return rows[0] ?? null;
}

/** The last one that found nothing wrong: the chain has to contain its head. */
export async function selectLastWhole(reader: Db): Promise<VerificationRow | null> {
  const { rows } = await sql<VerificationRow>`
    ${VERIFICATION} where v.finished_at is not null and v.fault is null and v.head_seq is not null
    order by v.head_seq desc limit 1`.execute(reader);
  return rows[0] ?? null;
}

/** One that waits or runs; one that nobody finished within the hour counts as given up. */
export async function selectRunningVerification(reader: Db | Tx, since: Date): Promise<VerificationRow | null> {
  const { rows } = await sql<VerificationRow>`
    ${VERIFICATION} where v.finished_at is null and v.requested_at > ${since}
    order by v.requested_at desc limit 1`.execute(reader);
  return rows[0] ?? null;
}

export async function countTrail(reader: Db): Promise<{ readonly sealed: number; readonly waiting: number }> {
  const { rows } = await sql<{ sealed: number; waiting: number }>`
    select coalesce((select max(seq) from access.audit_seals), 0) as sealed,
      (select count(*) from access.audit_unsealed) as waiting`.execute(reader);
  return rows[0] ?? { sealed: 0, waiting: 0 };
}
