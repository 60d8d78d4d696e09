import { sql } from 'kysely';
import { z } from 'zod';
import type { Olap } from '#kernel/db/olap.ts';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import type { Place } from './place.ts';
import { pyramidPlaceSchema } from './schema.ts';

export interface Revision {
  readonly revision: number;
  readonly places: readonly Place[];
  readonly savedBy: string;
  readonly savedAt: Date;
}

/** The map in force; null before the first one. */
export async function newestRevision(reader: Db | Tx): Promise<Revision | null> {
  const { rows } = await sql<Revision>`
    select revision, places, saved_by as "savedBy", saved_at as "savedAt"
    from marketing.pyramids order by revision desc limit 1`.execute(reader);
  const [row] = rows;
  return row === undefined ? null : { ...row, places: z.array(pyramidPlaceSchema).parse(row.places) };
}

/** False: somebody else has written that revision. */
export async function insertRevision(tx: Tx, row: Revision): Promise<boolean> {
  const { rows } = await sql`
    insert into marketing.pyramids (revision, places, saved_by, saved_at)
    values (${row.revision}, ${JSON.stringify(row.places)}::jsonb, ${row.savedBy}, ${row.savedAt})
    on conflict (revision) do nothing returning revision`.execute(tx);
  return rows.length > 0;
}

export interface CountAsked {
  /** The computation of the purchasing power. */
  readonly run: string;
  readonly asOf: string;
  /** Lower ends of the age bands, from 0 on. */
  readonly ages: readonly number[];
  /** Of each place the SKUs of its goods. */
  readonly skus: readonly (readonly string[])[];
}

const integer = z.coerce.number().int();
const cellsSchema = z.array(
  z.object({ power: z.string(), age: integer, customers: integer, buyers: z.array(integer) }),
);

/** Who stands where: everybody by power (empty: none) and place of the age band (-1: unknown), with the buyers of each place. */
export async function countCells(olap: Olap, { run, asOf, ages, skus }: CountAsked) {
  const buyers = skus.map(
    (_, place) =>
      `countIf(arrayExists((sku, day) -> sku IN {skus${place}:Array(String)} AND day <= {asOf:Date32}, sold_skus, sold_days))`,
  );
  const rows = await olap.rows({
    sql: `SELECT power, age, count() AS customers, [${buyers.join(', ')}]::Array(UInt64) AS buyers
      FROM (SELECT sold_skus, sold_days, band AS power,
          if(birthday < '1900-01-01' OR years < 0, -1, toInt32(arrayCount(start -> start <= years, {ages:Array(Int32)})) - 1) AS age,
          age('year', toDate32OrZero(birthday), {asOf:Date32}) AS years
        FROM (SELECT customer_id, birthday, sold_skus, sold_days FROM customers_profiles FINAL) AS profiles
        LEFT JOIN (SELECT customer_id, toString(band) AS band FROM segments_score_values WHERE run_id = {run:UUID}) AS powers
          USING (customer_id))
      GROUP BY power, age ORDER BY power, age`,
    params: { run, asOf, ages, ...Object.fromEntries(skus.map((some, place) => [`skus${place}`, some])) },
  });
  return cellsSchema.parse(rows);
}
