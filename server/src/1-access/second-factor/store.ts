import { sql } from 'kysely';
import type { Db, Tx } from '#kernel/db/postgres.ts';

export interface SecondFactorRow {
  readonly secret: string;
  readonly confirmedAt: Date | null;
  readonly lastStep: number;
  readonly codesLeft: number;
}

export async function selectSecondFactor(reader: Db | Tx, userId: string): Promise<SecondFactorRow | null> {
  const { rows } = await sql<SecondFactorRow>`
    select secret, confirmed_at as "confirmedAt", last_step as "lastStep",
      (select count(*) from access.recovery_codes r where r.user_id = f.user_id and r.used_at is null) as "codesLeft"
    from access.second_factors f where f.user_id = ${userId}`.execute(reader);
  return rows[0] ?? null;
}

/** A secret that nothing is asked of yet; one that was confirmed stays. False when there is one. */
export async function putUnconfirmed(
  tx: Tx,
  row: { readonly userId: string; readonly secret: string; readonly at: Date },
): Promise<boolean> {
  const { rows } = await sql`
    insert into access.second_factors (user_id, secret, created_at) values (${row.userId}, ${row.secret}, ${row.at})
    on conflict (user_id) do update set secret = excluded.secret, created_at = excluded.created_at, last_step = 0
    where second_factors.confirmed_at is null returning user_id`.execute(tx);
  return rows.length > 0;
}

/** Whether the code of this half minute is new: of two that come at once one wins. */
export async function takeStep(reader: Db | Tx, userId: string, step: number): Promise<boolean> {
  const { rows } = await sql`
    update access.second_factors set last_step = ${step}
    where user_id = ${userId} and last_step < ${step} returning user_id`.execute(reader);
  return rows.length > 0;
}

export async function markConfirmed(tx: Tx, userId: string, at: Date): Promise<void> {
  await sql`update access.second_factors set confirmed_at = ${at} where user_id = ${userId}`.execute(tx);
}

export async function replaceRecoveryCodes(tx: Tx, userId: string, digests: readonly Buffer[]): Promise<void> {
  await sql`delete from access.recovery_codes where user_id = ${userId}`.execute(tx);
  for (const digest of digests) {
    await sql`insert into access.recovery_codes (user_id, digest) values (${userId}, ${digest})`.execute(tx);
  }
}

/** Whether there was such a code and nobody had used it. */
export async function takeRecoveryCode(
  reader: Db | Tx,
  code: { readonly userId: string; readonly digest: Buffer; readonly at: Date },
): Promise<boolean> {
  const { rows } = await sql`
    update access.recovery_codes set used_at = ${code.at}
    where user_id = ${code.userId} and digest = ${code.digest} and used_at is null returning user_id`.execute(reader);
  return rows.length > 0;
}

/** Whether there was one. */
export async function deleteSecondFactor(tx: Tx, userId: string): Promise<boolean> {
  await sql`delete from access.recovery_codes where user_id = ${userId}`.execute(tx);
  const { rows } = await sql`
    delete from access.second_factors where user_id = ${userId} returning user_id`.execute(tx);
  return rows.length > 0;
}
