import type { Olap } from '#kernel/db/olap.ts';
import { AppError } from '#kernel/errors.ts';
import type { AnalyticTable, IdRange } from './table.ts';

const REBUILD_SECONDS = 3600;
const MARK = /^[0-9a-f-]{36}$/;

/** What the analytic store says about one of its tables. */
export interface TableState {
  readonly mark: string | null;
  readonly rows: number;
  readonly parts: number;
}

export async function readTableState(olap: Olap, name: string): Promise<TableState> {
  const [found] = await olap.rows<{ comment: string; rows: string; parts: string }>({
    sql: `SELECT comment,
        (SELECT sum(rows) FROM system.parts WHERE database = {database:String} AND table = {name:String} AND active) AS rows,
        (SELECT count() FROM system.parts WHERE database = {database:String} AND table = {name:String} AND active) AS parts
      FROM system.tables WHERE database = {database:String} AND name = {name:String}`,
    params: { name, database: olap.database },
  });
  if (found === undefined) {
    throw new AppError('analytic_table_missing', 503, {
      message: {
        'zh-CN': `分析库里没有表 ${name}；请重新启动，让迁移建立它`,
        en: `The analytic store has no table ${name}. Start again, so that the migrations make it`,
      },
    });
  }
  const mark = found.comment.replace(/^feed:/, '');
  return { mark: MARK.test(mark) ? mark : null, rows: Number(found.rows), parts: Number(found.parts) };
}

/** Rows that are gone at their source: they stay as markers with a version until the engine tidies up. */
export async function removeIds(
  olap: Olap,
  removal: { readonly table: AnalyticTable; readonly ids: readonly string[]; readonly version: number },
): Promise<void> {
  const { table, ids, version } = removal;
  if (ids.length > 0) {
    await olap.insert(
      table.name,
      ids.map((id) => ({ [table.key.column]: id, version, is_deleted: 1 })),
    );
  }
}

/**
 * As `removeIds` for all rows of ranges that the analytic store knows. Compared as numbers, because the engine
 * sorts UUIDs by their second half.
 */
export async function removeRanges(
  olap: Olap,
  removal: { readonly table: AnalyticTable; readonly ranges: readonly IdRange[]; readonly version: number },
): Promise<void> {
  const { table, ranges, version } = removal;
  // A column of an INSERT cannot be a parameter.
  const key = checkedName(table.key.column);
  if (ranges.length === 0) {
    return;
  }
  await olap.run({
    sql: `INSERT INTO {table:Identifier} (${key}, version, is_deleted)
      SELECT DISTINCT ${key}, {version:UInt64}, 1 FROM {table:Identifier}
      WHERE is_deleted = 0 AND arrayExists(
        (first, last) -> toUInt128(${key}) BETWEEN toUInt128(first) AND toUInt128(last),
        {firsts:Array(UUID)}, {lasts:Array(UUID)})`,
    params: {
      table: table.name,
      version,
      firsts: ranges.map(([first]) => first),
      lasts: ranges.map(([, last]) => last),
    },
    maxSeconds: REBUILD_SECONDS,
  });
}

function checkedName(name: string): string {
  if (!/^[a-z_]+$/.test(name)) {
    throw new TypeError(`${JSON.stringify(name)} is not a name`);
  }
  return name;
}

/** An empty table beside the one named, with the mark as its comment. */
export async function createBeside(olap: Olap, name: string, mark: string): Promise<string> {
  if (!MARK.test(mark)) {
    throw new TypeError(`${mark} is no mark`);
  }
  const beside = `${name}_rebuild`;
  await dropBeside(olap, name);
  // Neither the table after AS nor a comment can be a parameter.
  await olap.run({ sql: `CREATE TABLE {beside:Identifier} AS ${checkedName(name)}`, params: { beside } });
  await olap.run({ sql: `ALTER TABLE {beside:Identifier} MODIFY COMMENT 'feed:${mark}'`, params: { beside } });
  return beside;
}

/** Both names change their tables at once; whoever is reading keeps the one that was begun with. */
export async function exchange(olap: Olap, name: string): Promise<void> {
  await olap.run({
    sql: 'EXCHANGE TABLES {name:Identifier} AND {beside:Identifier}',
    params: { name, beside: `${name}_rebuild` },
  });
}

export async function dropBeside(olap: Olap, name: string): Promise<void> {
  await olap.run({ sql: 'DROP TABLE IF EXISTS {beside:Identifier} SYNC', params: { beside: `${name}_rebuild` } });
}

/** Merges everything into one part, which makes FINAL as cheap as no FINAL. Takes seconds per ten million rows. */
export async function tidy(olap: Olap, name: string): Promise<void> {
  await olap.run({ sql: 'OPTIMIZE TABLE {name:Identifier} FINAL', params: { name }, maxSeconds: REBUILD_SECONDS });
}
