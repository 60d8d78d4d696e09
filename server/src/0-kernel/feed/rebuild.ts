import { randomUUID } from 'node:crypto';
import type { Olap } from '#kernel/db/olap.ts';
import type { Db, Postgres } from '#kernel/db/postgres.ts';
import { holdReader, type Position, releaseReader, savePosition } from '#kernel/events/store.ts';
import { createBeside, dropBeside, exchange, readTableState } from './analytic-table.ts';
import { copyRows, inSnapshot } from './copy.ts';
import { claimWork, nextVersion, readFeedTables, releaseWork, saveIncomplete, saveRebuilt } from './store.ts';
import type { AnalyticTable } from './table.ts';

export interface RebuildOptions {
  readonly postgres: Postgres;
  readonly olap: Olap;
  readonly table: AnalyticTable;
  readonly readerName: string;
  /** Rebuilds only when the analytic table is not the one that was fed. */
  readonly onlyIfForeign: boolean;
}

/**
 * Fills an empty table from one snapshot and puts it in place of the old one, while writes and readers go on.
 * Returns the number of rows, or null when there was no need. One at a time for each table, over all processes.
 */
export async function rebuildTable(options: RebuildOptions): Promise<number | null> {
  const { postgres, olap, table } = options;
  return postgres.db.connection().execute(async (session) => {
    await claimWork(session, 'rebuild', table.name);
    try {
      if (options.onlyIfForeign && !(await isForeign(session, olap, table.name))) {
        return null;
      }
      return await fillAndSwitch(session, options);
    } finally {
      await releaseWork(session, 'rebuild', table.name);
    }
  });
}

async function isForeign(db: Db, olap: Olap, name: string): Promise<boolean> {
  const fed = (await readFeedTables(db)).get(name)?.mark ?? null;
  const state = await readTableState(olap, name);
  if (fed !== null && state.mark === fed) {
    return false;
  }
  await saveIncomplete(db, name);
  return true;
}

async function fillAndSwitch(session: Db, options: RebuildOptions): Promise<number> {
  const { postgres, olap, table, readerName } = options;
  const mark = randomUUID();
  // Before the snapshot: what is fed from here on knows at least as much and gets a larger version.
  const version = (await nextVersion(postgres.db)) * 2 + 1;
  const target = await createBeside(olap, table.name, mark);
  const filled = await inSnapshot(postgres, async (client) => {
    // All transactions below xmin have ended and are in the snapshot; the reader goes on from there.
    const { rows } = await client.query<{ xmin: string }>(
      'select pg_snapshot_xmin(pg_current_snapshot())::text as xmin',
    );
    const position: Position = { xid: rows[0]?.xmin ?? '0', seq: 0 };
    return { position, rows: await copyRows(client, olap, { table, target, part: { kind: 'all' }, version }) };
  });
  await holdReader(session, readerName);
  try {
    // The position first: should this process end before the exchange, the old table only gets some events again,
    // and the marks, which differ then, tell the next start to rebuild.
    await session.transaction().execute(async (tx) => {
      await savePosition(tx, readerName, filled.position);
      await saveRebuilt(tx, { name: table.name, version, mark });
    });
    await exchange(olap, table.name);
  } finally {
    await releaseReader(session, readerName);
  }
  await dropBeside(olap, table.name);
  return filled.rows;
}
