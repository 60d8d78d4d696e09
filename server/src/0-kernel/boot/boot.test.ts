import { mkdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { readConfig } from '#kernel/config/config.ts';
import { createLogger } from '#kernel/logging/logger.ts';
import { lockDataDir } from '#kernel/supervise/data-lock.ts';
import { makeTempDir } from '#test/harness.ts';
import { endAll } from './end-all.ts';
import { listenFault } from './listen-fault.ts';
import { openStores, readAddresses, shareStores } from './open-stores.ts';
import { isStale } from './web-build.ts';

const log = createLogger({ level: 'silent' });

describe('ending what was started', () => {
  it('goes backwards, and on where one fails to end; the first error is told in the end', async () => {
    const ended: string[] = [];
    const endings = ['a', 'b', 'c'].map((name) => async () => {
      ended.push(name);
      if (name === 'b') {
        throw new Error('b is stuck');
      }
    });
    await expect(endAll(endings)).rejects.toThrow('b is stuck');
    expect(ended).toEqual(['c', 'b', 'a']);
    await expect(endAll([...endings, ...endings])).rejects.toThrow(AggregateError);
  });
});

describe('a place where the server cannot listen', () => {
  it.each([
    ['EADDRINUSE', 'port_in_use', 'PORT=8788'],
    ['EACCES', 'port_forbidden', '1024'],
    ['EADDRNOTAVAIL', 'host_unknown', '10.9.9.9'],
  ])('by %s is told as %s with what to do', (code, told, words) => {
    const fault = listenFault(Object.assign(new Error(code), { code }), { host: '10.9.9.9', port: 80 });
    expect(fault).toMatchObject({
      code: told,
      text: { 'zh-CN': expect.stringContaining(words), en: expect.stringContaining(words) },
    });
  });

  it('for any other reason keeps its error', () => {
    const error = new Error('odd');
    expect(listenFault(error, { host: '', port: 1 })).toBe(error);
  });
});

describe('the built pages', () => {
  let root: string;
  const put = async (file: string, ageSeconds: number): Promise<void> => {
    const at = path.join(root, file);
    await mkdir(path.dirname(at), { recursive: true });
    await writeFile(at, '');
    const when = new Date(Date.now() - ageSeconds * 1000);
    await utimes(at, when, when);
    for (let dir = path.dirname(at); dir !== root; dir = path.dirname(dir)) {
      await utimes(dir, new Date(0), new Date(0));
    }
  };

  beforeEach(async () => {
    // A clone may lie anywhere, even below a folder of such a name.
    root = path.join(await makeTempDir('web'), 'server', 'src', 'clone');
    await put('web/src/app.tsx', 100);
    await put('server/src/1-access/users/schema.ts', 100);
    await put('web/dist/index.html', 50);
  });

  it('are fresh when nothing they are made of is newer', async () => {
    await put('server/src/1-access/users/store.ts', 0);
    expect(await isStale(root)).toBe(false);
  });

  it.each([
    'web/src/app.tsx',
    'web/index.html',
    'server/src/1-access/users/schema.ts',
    'server/src/0-kernel/pure/money.ts',
  ])('are stale when %s is newer', async (file) => {
    await put(file, 0);
    expect(await isStale(root)).toBe(true);
  });

  it('are stale when they are missing, or a source file has gone', async () => {
    await put('web/src/old.tsx', 100);
    await rm(path.join(root, 'web/src/old.tsx'));
    expect(await isStale(root)).toBe(true);
    await rm(path.join(root, 'web/dist'), { recursive: true });
    expect(await isStale(root)).toBe(true);
  });
});

describe('the stores of a data folder', { timeout: 60_000 }, () => {
  it('that cannot all start leave nothing running and let the folder go', async () => {
    const dataDir = await makeTempDir('stores');
    await writeFile(path.join(dataDir, 'analytic'), 'a file where a folder belongs');
    const config = readConfig({ ZHIKE_DATA: dataDir });
    await expect(openStores(config, log)).rejects.toThrow(/./);
    await expect(readFile(path.join(dataDir, 'postgres', 'postmaster.pid'), 'utf8')).rejects.toMatchObject({
      code: 'ENOENT',
    });
    (await lockDataDir(dataDir)).release();
  });

  it('are not shared by addresses that a killed process left, but refused until the new ones stand there', async () => {
    const dataDir = await makeTempDir('stores');
    const config = readConfig({ ZHIKE_DATA: dataDir });
    const lock = await lockDataDir(dataDir);
    await expect(shareStores(config, log)).rejects.toMatchObject({ code: 'data_folder_in_use' });
    const addresses = { databaseUrl: 'postgres://x', clickhouseUrl: null };
    await writeFile(path.join(dataDir, 'addresses.json'), JSON.stringify(addresses));
    expect(await shareStores(config, log)).toMatchObject(addresses);
    lock.release();
    const outside = readConfig({ ZHIKE_DATA: dataDir, DATABASE_URL: 'postgres://db/x', CLICKHOUSE_URL: 'http://ch:1' });
    expect(await openStores(outside, log)).toMatchObject({
      databaseUrl: 'postgres://db/x',
      clickhouseUrl: 'http://ch:1',
    });
    const own = await openStores(readConfig({ ZHIKE_DATA: dataDir, CLICKHOUSE_URL: 'http://ch:1' }), log);
    expect((await readAddresses(dataDir))?.databaseUrl).toBe(own.databaseUrl);
    await own.close();
    expect(await readAddresses(dataDir)).toBeNull();
  });
});
