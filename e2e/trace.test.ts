import { rm } from 'node:fs/promises';
import path from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readAddresses } from '../server/src/0-kernel/boot/open-stores.ts';
import { systemClock } from '../server/src/0-kernel/clock.ts';
import { openPostgres } from '../server/src/0-kernel/db/postgres.ts';
import { createEventLog, type EventReader, type StoredEvent } from '../server/src/0-kernel/events/log.ts';
import { createLogger } from '../server/src/0-kernel/logging/logger.ts';
import { listAudit } from '../server/src/1-access/audit/schema.ts';
import { type Client, getCustomer, getRfmMap, lookupCustomer } from '../server/src/contracts.ts';
import { makeTempDir } from '../server/test/temp-dir.ts';
import { buildWebOnce, type PlatformProcess, SERVER_POLL_MS, startPlatform, until } from './platform.ts';
import { importWith, keyClient, makeKey, sendOrders } from './shop-client.ts';
import { shopSheet } from './shop-orders.ts';

const SHEET = shopSheet({ customers: 40, seed: 9 });
const REQUEST_ID = 'trace-0001-of-the-shop';
/** What "within seconds" may take, file to lookup, on a busy machine. */
const SECONDS = 20;

describe('what happens to a file', () => {
  let dir: string;
  let platform: PlatformProcess;
  let client: Client;
  let database: pg.Client;

  beforeAll(async () => {
    dir = await makeTempDir('trace');
    await buildWebOnce();
    platform = await startPlatform({ dataDir: path.join(dir, 'data'), isPrepared: true });
    client = keyClient(platform.url, await makeKey(platform.url));
    database = new pg.Client({ connectionString: await databaseOf(path.join(dir, 'data')) });
    await database.connect();
  }, 180_000);

  afterAll(async () => {
    await database?.end();
    await platform?.stop();
    await rm(dir, { recursive: true, force: true });
  });

  it('[C239a] is found again under its request id at every step, down to the score', { timeout: 120_000 }, async () => {
    const importId = await sendOrders(client, SHEET.csv, { source: 'shop', headers: { 'x-request-id': REQUEST_ID } });
    await importWith(client, importId, 'done');

    const lines = await until(
      () => {
        const found = platform.log().filter((line) => line['requestId'] === REQUEST_ID);
        return found.some((line) => line['job'] === 'intake.run_import') ? found : null;
      },
      { what: 'the log lines of the job' },
    );
    expect(lines).toContainEqual(
      expect.objectContaining({ msg: 'request', method: 'POST', route: '/api/v1/imports', status: 202 }),
    );

    const events = await database.query<{ type: string; data: { importId?: string } }>(
      'select type, data from kernel.events where request_id = $1 order by seq',
      [REQUEST_ID],
    );
    expect(events.rows.map(({ type }) => type)).toEqual(
      expect.arrayContaining(['commerce.orders_imported', 'intake.import_finished']),
    );
    expect(events.rows.find(({ type }) => type === 'commerce.orders_imported')?.data.importId).toBe(importId);

    const audit = await client.call(listAudit, { query: { subjectType: 'import', subjectId: importId } });
    expect(audit.items).toContainEqual(
      expect.objectContaining({ action: 'intake.import_created', requestId: REQUEST_ID }),
    );

    const map = await until(
      async () => {
        const answer = await client.call(getRfmMap, { query: { asOf: '2026-11-30' } });
        return answer.customers === SHEET.yuanBuyers ? answer : null;
      },
      { what: 'the analytic store to know the orders', pollMs: SERVER_POLL_MS },
    );
    const runs = await database.query<{ customers: number; as_of: string }>(
      `select customers, to_char(as_of, 'YYYY-MM-DD') as as_of from segments.rfm_runs order by computed_at desc limit 1`,
    );
    expect(runs.rows[0]?.as_of).toBe(map.asOf);
    expect(runs.rows[0]?.customers).toBeGreaterThanOrEqual(map.customers);
  });

  it('[C239] carries a changed phone to a subscriber and to the lookup within seconds', {
    timeout: 60_000,
  }, async () => {
    const head = '订单号,下单时间,商品编码,数量,单价,客户账号,客户姓名,手机\n';
    const before = '13700000001';
    const after = '13700000002';
    const sheet = (phone: string, at: string): string => `${head}P1,${at},A-1,1,88.00,会员P,钱多多,${phone}\n`;
    await importWith(
      client,
      await sendOrders(client, sheet(before, '2026-03-01 10:00:00'), { source: 'phones' }),
      'done',
    );
    const { customer } = await client.call(lookupCustomer, { body: { type: 'phone', value: before } });
    expect(customer?.account).toBe('会员P');

    const told: StoredEvent[] = [];
    const reader: EventReader = {
      name: 'e2e.changed_records',
      types: ['customers.records_changed'],
      handle: (events) => {
        told.push(...events);
        return Promise.resolve();
      },
    };
    await listening(path.join(dir, 'data'), reader, async () => {
      const sentMs = performance.now();
      const importId = await sendOrders(client, sheet(after, '2026-03-02 10:00:00'), { source: 'phones' });
      const found = await until(
        async () => (await client.call(lookupCustomer, { body: { type: 'phone', value: after } })).customer,
        { what: 'the lookup by the new number', ms: SECONDS * 1000 },
      );
      expect(found.id).toBe(customer?.id);
      const event = await until(() => told.find(({ data }) => data['importId'] === importId), {
        what: 'the subscriber to hear of the change',
        ms: SECONDS * 1000,
      });
      expect((performance.now() - sentMs) / 1000).toBeLessThan(SECONDS);
      const { records } = await client.call(getCustomer, { params: { id: found.id } });
      expect(event.data['recordIds']).toEqual(records.map(({ id }) => id));
      expect(JSON.stringify(event)).not.toMatch(/1370000000|钱多多/);
    });
  });
});

/** Runs an event reader of its own on the log, as any other process may. */
async function listening(dataDir: string, reader: EventReader, work: () => Promise<void>): Promise<void> {
  const log = createLogger({ level: 'silent' });
  const postgres = openPostgres(await databaseOf(dataDir), { onError: () => undefined });
  const events = createEventLog({ postgres, clock: systemClock, log });
  try {
    events.start([reader]);
    await work();
  } finally {
    await events.stop();
    await postgres.close();
  }
}

/** The address of the database that the server of a data folder runs. */
async function databaseOf(dataDir: string): Promise<string> {
  const addresses = await readAddresses(dataDir);
  if (addresses === null) {
    throw new Error(`No server runs on ${dataDir}`);
  }
  return addresses.databaseUrl;
}
