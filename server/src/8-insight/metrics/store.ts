import { ClickHouseError } from '@clickhouse/client';
import { PURCHASE } from '#commerce/pure';
import type { Olap, OlapQuery } from '#kernel/db/olap.ts';
import { AppError } from '#kernel/errors.ts';
import { cellsSql, type Part, peopleSql } from './compile.ts';
import { NOBODY } from './facts.ts';
import type { Measure } from './kind.ts';
import type { Cell } from './rows.ts';

/** A measure with the values that it was bound with. */
export interface Bound {
  readonly measure: Measure;
  readonly params: Readonly<Record<string, unknown>>;
}

/** No screen and no file needs more. */
const MAX_CELLS = 200_000;

/** What the engine says when it gives a question up. */
const GIVEN_UP: ReadonlySet<string | undefined> = new Set(['TIMEOUT_EXCEEDED', 'MEMORY_LIMIT_EXCEEDED', 'TOO_SLOW']);

/** Asks, and says so plainly when the engine gives up. Throws `metric_too_heavy` (503). */
export async function ask<Row>(olap: Olap, query: OlapQuery): Promise<Row[]> {
  try {
    return await olap.rows<Row>(query);
  } catch (error) {
    if (error instanceof ClickHouseError && GIVEN_UP.has(error.type)) {
      throw new AppError('metric_too_heavy', 503, {
        message: {
          'zh-CN': '统计所需时间或内存超出上限，请缩短日期范围或减少拆分维度',
          en: 'This takes more time or memory than there is. Choose a shorter span or a coarser split',
        },
        cause: error,
      });
    }
    throw error;
  }
}

function tooFine(): AppError {
  return new AppError('metric_too_fine', 422, {
    message: {
      'zh-CN': `拆分后超过 ${MAX_CELLS} 行，请缩短日期范围或减少拆分维度`,
      en: `That makes more than ${MAX_CELLS} rows. Choose a shorter span or a coarser split`,
    },
  });
}

/** The value of every cell. Throws `metric_too_fine` (422) for more than a file takes, `metric_too_heavy` (503). */
export async function readCells(olap: Olap, { measure, params }: Bound, part: Part): Promise<readonly Cell[]> {
  const rows = await ask<Record<string, string>>(olap, {
    sql: `${cellsSql(measure, part)} LIMIT ${MAX_CELLS + 1}`,
    params,
  });
  if (rows.length > MAX_CELLS) {
    throw tooFine();
  }
  return rows.map((row) => ({
    keys: part.by.map((_, at) => row[`k${at}`] ?? ''),
    value: Number(row['value']),
    of: Number(row['of']),
  }));
}

/** A page of ids. */
export interface IdPage {
  readonly after: string | null;
  readonly limit: number;
}

/** The customers behind a cell, a page after an id, and how many they are. */
export async function readPeople(
  olap: Olap,
  { measure, params }: Bound,
  page: IdPage & { readonly where: readonly string[] },
): Promise<{ readonly ids: readonly string[]; readonly total: number }> {
  return readIds(olap, { sql: peopleSql(measure, page.where), params }, page);
}

/** Of a statement that gives customers as `id`, once each: a page after an id, and how many there are. */
export async function readIds(
  olap: Olap,
  { sql, params = {} }: OlapQuery,
  page: IdPage,
): Promise<{ readonly ids: readonly string[]; readonly total: number }> {
  const [rows, [count]] = await Promise.all([
    ask<{ customer: string }>(olap, {
      sql: `SELECT toString(id) AS customer FROM (${sql}) AS found
        WHERE id > {afterId:UUID} ORDER BY id LIMIT {pageLimit:UInt32}`,
      params: { ...params, afterId: page.after ?? NOBODY, pageLimit: page.limit },
    }),
    ask<{ total: string }>(olap, { sql: `SELECT count() AS total FROM (${sql}) AS found`, params }),
  ]);
  return { ids: rows.map(({ customer }) => customer), total: Number(count?.total ?? 0) };
}

/** Currencies of purchases, the most frequent first. */
export async function readCurrencies(olap: Olap): Promise<readonly string[]> {
  const rows = await ask<{ name: string }>(olap, {
    sql: `SELECT toString(currency) AS name FROM commerce_orders FINAL WHERE ${PURCHASE}
      GROUP BY currency ORDER BY count() DESC, name`,
  });
  return rows.map(({ name }) => name);
}
