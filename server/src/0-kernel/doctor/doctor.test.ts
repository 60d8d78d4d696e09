import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { readConfig } from '#kernel/config/config.ts';
import { systemContext } from '#kernel/context.ts';
import { openOlap } from '#kernel/db/olap.ts';
import { openPostgres } from '#kernel/db/postgres.ts';
import { AppError } from '#kernel/errors.ts';
import { makeTempDir, TEST_NOW, useKernel } from '#test/harness.ts';
import { type DoctorCheck, type Finding, ok, runDoctor } from './doctor.ts';
import { kernelChecks } from './kernel-checks.ts';
import { judgeFreeSpace, machineChecks } from './machine-checks.ts';
import { judgeMemory, placeChecks } from './place-checks.ts';
import { judgeSettings } from './postgres-checks.ts';
import { listLongWriters } from './store.ts';

const kernel = useKernel();
const fresh = async () => ({ upTo: TEST_NOW, secondsBehind: 0, stale: false });

function statuses(findings: readonly Finding[]): Readonly<Record<string, string>> {
  return Object.fromEntries(findings.map((finding) => [finding.check, finding.status]));
}

async function examine(overrides: Partial<Parameters<typeof kernelChecks>[0]> = {}): Promise<readonly Finding[]> {
  return runDoctor(kernelChecks({ kernel, readerNames: ['probe.reader'], feed: { freshness: fresh }, ...overrides }));
}

function find(findings: readonly Finding[], check: string): Finding | undefined {
  return findings.find((finding) => finding.check === check);
}

describe('the doctor', () => {
  it('finds nothing at fault with a healthy installation', async () => {
    kernel.clock.set(new Date());
    const findings = await examine();
    // The tests' server gives up safety for speed, and says so; the disk is whatever it is.
    const {
      'postgres.settings': settings,
      'data.disk': disk,
      'machine.memory': memory,
      'web.address': address,
      ...rest
    } = statuses(findings);
    expect(settings).toBe('fail');
    expect([disk, memory, address]).not.toContain(undefined);
    expect(rest).toEqual({
      'keys.data': 'ok',
      'node.version': 'ok',
      'postgres.programs': 'ok',
      'analytic.programs': 'ok',
      'data.folder': 'ok',
      'postgres.version': 'ok',
      'postgres.migrations': 'ok',
      'postgres.clock': 'ok',
      'postgres.long_transactions': 'ok',
      'events.readers': 'ok',
      'work.dead_letters': 'ok',
      'work.timers': 'ok',
      'work.jobs': 'ok',
      'analytic.store': 'ok',
      'analytic.migrations': 'ok',
      'analytic.freshness': 'ok',
    });
    expect(JSON.parse(JSON.stringify(findings))).toEqual(findings);
  });

  it('says in both languages what is wrong and what to do, for everything that is behind or given up', async () => {
    kernel.clock.set(new Date());
    const context = systemContext('r');
    const early = new Date(kernel.clock.now().getTime() - 3_600_000);
    await kernel.transaction(context, async (tx) => {
      await kernel.events.append(tx, context, [{ type: 'probe.thing_done', data: {} }]);
      await kernel.timers.schedule(tx, context, { kind: 'probe.late', key: '1', dueAt: early, payload: {} });
      await kernel.jobs.add(tx, context, 'probe.waiting', {});
      await sql`update graphile_worker._private_jobs set run_at = now() - interval '1 hour'`.execute(tx);
      await sql`
        insert into kernel.dead_letters
          (id, origin, kind, payload, error, attempts, request_id, actor_kind, locale, failed_at)
        values (uuidv7(), 'job', 'probe.dead', '{}', '客户 13800000000 无效', 1, 'r', 'system', 'en', now())`.execute(
        tx,
      );
      await sql`update kernel.events set at = ${early}`.execute(tx);
    });
    const stale = async () => ({ upTo: early, secondsBehind: 3600, stale: true });
    const findings = await examine({ feed: { freshness: stale } });
    expect(statuses(findings)).toMatchObject({
      'events.readers': 'fail',
      'work.dead_letters': 'warn',
      'work.timers': 'warn',
      'work.jobs': 'warn',
      'analytic.freshness': 'warn',
    });
    expect(find(findings, 'events.readers')?.message.en).toMatch(/probe\.reader \(36\d\d s\)/);
    for (const finding of findings.filter(({ status }) => status !== 'ok')) {
      expect(finding.message['zh-CN'], finding.check).toMatch(/\p{Script=Han}/u);
      expect(finding.remedy?.en, finding.check).toBeTruthy();
      expect(finding.remedy?.['zh-CN'], finding.check).toMatch(/\p{Script=Han}/u);
    }
    expect(JSON.stringify(findings)).not.toContain('13800000000');
  });

  it('sees a clock that is wrong and a transaction that holds back the readers', async () => {
    kernel.clock.set(new Date(Date.now() + 10_000));
    expect(statuses(await examine())['postgres.clock']).toBe('warn');
    kernel.clock.set(new Date(Date.now() - 3_600_000));
    expect(statuses(await examine())['postgres.clock']).toBe('fail');

    const client = await kernel.postgres.pool.connect();
    try {
      await client.query('begin');
      await client.query('select pg_current_xact_id()');
      const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
      expect((await listLongWriters(kernel.postgres.db, 0)).map(({ who }) => who)).toEqual([
        expect.stringContaining(`pid ${rows[0]?.pid}`),
      ]);
      expect(await listLongWriters(kernel.postgres.db, 60)).toEqual([]);
    } finally {
      await client.query('rollback');
      client.release();
    }
  });

  it('sees migrations that have not run or were edited', async () => {
    const { rows } = await sql<{ name: string; checksum: string; applied_at: Date }>`
      delete from kernel.migrations where name like '0002%' returning *`.execute(kernel.postgres.db);
    const pending = find(await examine(), 'postgres.migrations');
    expect(pending?.status).toBe('fail');
    expect(pending?.message.en).toContain(rows[0]?.name);
    await sql`insert into kernel.migrations (name, checksum) values (${rows[0]?.name}, 'edited')`.execute(
      kernel.postgres.db,
    );
    expect(find(await examine(), 'postgres.migrations')?.message.en).toContain('edited');
    await sql`update kernel.migrations set checksum = ${rows[0]?.checksum} where checksum = 'edited'`.execute(
      kernel.postgres.db,
    );
    expect(find(await examine(), 'postgres.migrations')?.status).toBe('ok');
  });

  it('goes on when servers are down or a check hangs, within its time and without telling a secret', async () => {
    const url = 'postgres://zhike:verysecret@127.0.0.1:1/zhike';
    const postgres = openPostgres(url, { onError: () => undefined });
    const olap = openOlap({ url: 'http://zhike:verysecret@127.0.0.1:1', database: 'x', log: kernel.log });
    const dataDir = path.join(await makeTempDir('doctor'), 'none');
    const config = readConfig({ ZHIKE_DATA: dataDir, DATABASE_URL: url });
    const leaky: DoctorCheck = {
      name: 'probe.leaky',
      run: async () => {
        throw new Error(`no answer from ${url}`);
      },
    };
    const own: DoctorCheck = {
      name: 'probe.own',
      run: async () => {
        throw new AppError('thing_broken', 500, { message: { 'zh-CN': '坏了', en: 'It broke' } });
      },
    };
    const hanging: DoctorCheck = { name: 'probe.hanging', run: () => new Promise(() => undefined) };
    const fine: DoctorCheck = { name: 'probe.fine', run: async () => ok('probe.fine', { 'zh-CN': '好', en: 'Fine' }) };
    try {
      const { clock } = kernel;
      const checks = kernelChecks({ kernel: { config, clock, postgres, olap }, readerNames: [], feed: null });
      const findings = await runDoctor([hanging, leaky, own, ...checks, fine], { timeoutMs: 3000 });
      const {
        'node.version': _node,
        'analytic.programs': _programs,
        'postgres.programs': _used,
        'machine.memory': _memory,
        'web.address': _address,
        ...rest
      } = statuses(findings);
      expect(rest).toMatchObject({ 'probe.fine': 'ok', 'probe.hanging': 'fail', 'data.folder': 'fail' });
      expect(Object.values(rest).filter((status) => status !== 'fail')).toEqual(['ok']);
      expect(find(findings, 'probe.own')?.message['zh-CN']).toBe('坏了');
      expect(JSON.stringify(findings)).not.toContain('verysecret');
    } finally {
      await postgres.close();
      await olap.close();
    }
  });

  it('sees whether the address is free, held by Zhike, or by another program', async () => {
    let answer = '{"status":"ok","version":"1.0.0"}';
    const server = createServer((_request, response) => response.end(answer));
    server.listen({ host: '127.0.0.1', port: 0 });
    await once(server, 'listening');
    // The address of a server that listens on a port.
    const { port } = server.address() as AddressInfo;
    const look = async (): Promise<Finding | undefined> =>
      find(await runDoctor(placeChecks({ ...kernel.config, host: '127.0.0.1', port })), 'web.address');
    expect(await look()).toMatchObject({ status: 'ok', message: { en: expect.stringContaining('Zhike answers') } });
    answer = 'another program';
    expect(await look()).toMatchObject({ status: 'fail', message: { en: expect.stringContaining('PORT') } });
    await new Promise((resolve) => server.close(resolve));
    expect(await look()).toMatchObject({ status: 'ok', message: { en: expect.stringContaining('free') } });
  });

  it('knows an old Node.js, a full disk and unsafe settings', async () => {
    const [node] = await runDoctor(machineChecks(kernel.config, '20.19.5').slice(0, 1));
    expect(node?.status).toBe('fail');
    const gib = 1024 ** 3;
    expect([0.5, 2, 50].map((free) => judgeFreeSpace(free * gib).status)).toEqual(['fail', 'warn', 'ok']);
    expect([1, 2, 8].map((size) => judgeMemory(size * gib).status)).toEqual(['fail', 'warn', 'ok']);
    const safe = {
      fsync: 'on',
      full_page_writes: 'on',
      synchronous_commit: 'on',
      server_encoding: 'UTF8',
      max_connections: '100',
    };
    expect(judgeSettings(safe).status).toBe('ok');
    expect(judgeSettings({ ...safe, max_connections: '20' }).status).toBe('warn');
    expect(judgeSettings({ ...safe, server_encoding: 'SQL_ASCII' }).status).toBe('fail');
    expect(judgeSettings({ ...safe, fsync: 'off' }).message.en).toContain('fsync');
  });
});
