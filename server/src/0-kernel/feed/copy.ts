import type { Readable } from 'node:stream';
import type pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import type { Olap } from '#kernel/db/olap.ts';
import type { Postgres } from '#kernel/db/postgres.ts';
import { type AnalyticTable, type IdRange, joinRanges } from './table.ts';

/** Rows to copy: all of them, or those named. */
export type CopyPart =
  | { readonly kind: 'all' }
  | { readonly kind: 'named'; readonly ids: readonly string[]; readonly ranges: readonly IdRange[] };

export interface CopyRequest {
  readonly table: AnalyticTable;
  /** Where the rows go, when not to the table itself. */
  readonly target?: string;
  readonly part: CopyPart;
  readonly version: number;
}

/** COPY takes no parameters, so values travel as settings of the transaction. */
const VERSION = `current_setting('zhike.feed_version')::bigint`;
const IDS = `string_to_array(current_setting('zhike.feed_ids'), ',')::uuid[]`;
const FIRSTS = `string_to_array(current_setting('zhike.feed_firsts'), ',')::uuid[]`;
const LASTS = `string_to_array(current_setting('zhike.feed_lasts'), ',')::uuid[]`;

/** Of each sort while everything is copied, which is rare and one at a time. */
const SORTING_MEMORY = '128MB';

/** The SELECT whose rows are copied. Everything in its text comes from declarations, nothing from data. */
export function copySelect(table: AnalyticTable, kind: CopyPart['kind']): string {
  const { source, key } = table;
  const columns = [...Object.values(table.columns), VERSION, '0'].join(', ');
  const owner = `${nameIn(source)}.${key.source}`;
  const own = table.parts ?? [];
  if (kind === 'all') {
    const joined = own.map(({ all }) => ` left join ${all.source} on ${nameIn(all.source)}.${all.key} = ${owner}`);
    return `select ${columns} from ${source}${joined.join('')}`;
  }
  const parts = own.map((part) => ` cross join lateral ${part.source}(${owner})`).join('');
  return `select ${columns} from ${source}${parts} where ${key.source} = any(${IDS})
    union all
    select ${columns} from unnest(${FIRSTS}, ${LASTS}) as feed_range (feed_first, feed_last)
      join ${source} on ${source}.${key.source} between feed_first and feed_last${parts}`;
}

/** What a table goes by where nothing else is said. */
function nameIn(source: string): string {
  return source.slice(source.indexOf('.') + 1);
}

/**
 * Pipes rows of PostgreSQL into the analytic store as CSV, in bounded memory and unread. `client` is in a
 * transaction of its own. Returns the number of rows. A stream that breaks may leave some rows behind; they are true
 * ones, and the next attempt has a larger version.
 */
export async function copyRows(client: pg.PoolClient, olap: Olap, request: CopyRequest): Promise<number> {
  const { table, part } = request;
  const ranges = part.kind === 'named' ? joinRanges(part.ranges) : [];
  await client.query(
    `select set_config('timezone', 'UTC', true), set_config('datestyle', 'ISO, YMD', true),
       set_config('zhike.feed_version', $1, true), set_config('zhike.feed_ids', $2, true),
       set_config('zhike.feed_firsts', $3, true), set_config('zhike.feed_lasts', $4, true),
       set_config('work_mem', coalesce($5, current_setting('work_mem')), true)`,
    [
      String(request.version),
      part.kind === 'named' ? part.ids.join(',') : '',
      ranges.map(([first]) => first).join(','),
      ranges.map(([, last]) => last).join(','),
      part.kind === 'all' ? SORTING_MEMORY : null,
    ],
  );
  const rows = client.query(copyTo(`copy (${copySelect(table, part.kind)}) to stdout (format csv)`));
  const columns = [...Object.keys(table.columns), 'version', 'is_deleted'];
  await insertCsv(olap, { table: request.target ?? table.name, columns, rows });
  return rows.rowCount;
}

async function insertCsv(
  olap: Olap,
  load: { readonly table: string; readonly columns: readonly string[]; readonly rows: Readable },
): Promise<void> {
  try {
    await olap.insertCsv(load.table, load.columns, load.rows);
  } finally {
    // When the store went away the rest of the rows has nowhere to go.
    load.rows.destroy();
  }
}

/**
 * A connection of its own in one repeatable-read transaction. Read only, so it never gets a transaction id and no
 * reader of the log waits for it.
 */
export async function inSnapshot<T>(postgres: Postgres, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await postgres.pool.connect();
  let failure: Error | undefined;
  try {
    await client.query('begin isolation level repeatable read read only');
    const result = await work(client);
    await client.query('commit');
    return result;
  } catch (error) {
    failure = error instanceof Error ? error : new Error(String(error));
    throw error;
  } finally {
    // After a failure rows may still be on their way: close the connection rather than clean it.
    client.release(failure);
  }
}
