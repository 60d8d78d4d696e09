import { chown, mkdir, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { chooseDatabaseAccount, firstClosedFolder, parsePasswd } from '#kernel/supervise/postgres-account.ts';
import { makeTempDir } from '#test/harness.ts';

const PASSWD = `# comment
root:x:0:0:root:/root:/bin/sh
alice:x:1000:1000::/home/alice:/bin/sh
nobody:x:65534:65533:nobody:/:/sbin/nologin
`;

describe('the account of the database', () => {
  let dir: string;
  let passwd: string;

  beforeEach(async () => {
    dir = await makeTempDir('account');
    passwd = path.join(dir, 'passwd');
    await writeFile(passwd, PASSWD);
  });

  afterEach(() => {
    vi.restoreAllMocks();
  });

  const actAs = (uid: number): void => {
    vi.spyOn(process, 'getuid').mockReturnValue(uid);
  };

  it('is this process’s own for an ordinary user', async () => {
    actAs(1000);
    vi.spyOn(os, 'userInfo').mockReturnValue({ username: 'alice' } as never);
    expect(await chooseDatabaseAccount(dir, passwd)).toEqual({ name: 'alice', ids: {} });
  });

  it('must have a name, or the message says how to give it one', async () => {
    actAs(54_321);
    vi.spyOn(os, 'userInfo').mockImplementation(() => {
      throw new Error('ENOENT');
    });
    await expect(chooseDatabaseAccount(dir, passwd)).rejects.toMatchObject({
      code: 'user_without_name',
      message: expect.stringContaining('54321'),
    });
  });

  it('is an unprivileged one for root, the best at hand', async () => {
    actAs(0);
    expect(await chooseDatabaseAccount(dir, passwd)).toEqual({ name: 'nobody', ids: { uid: 65_534, gid: 65_533 } });
    await writeFile(passwd, `${PASSWD}postgres:x:101:104::/:/bin/sh\n`);
    expect(await chooseDatabaseAccount(dir, passwd)).toMatchObject({ name: 'postgres' });
    await writeFile(passwd, `${PASSWD}postgres:x:101:104::/:/bin/sh\nzhike:x:102:105::/:/bin/sh\n`);
    expect(await chooseDatabaseAccount(dir, passwd)).toMatchObject({ name: 'zhike' });
  });

  it.skipIf(process.getuid?.() !== 0)('stays the owner of an existing data folder (needs root)', async () => {
    await writeFile(path.join(dir, 'PG_VERSION'), '18\n');
    await chown(path.join(dir, 'PG_VERSION'), 1000, 1000);
    expect(await chooseDatabaseAccount(dir, passwd)).toMatchObject({ name: 'alice' });
  });

  it('is missed with a remedy where root finds none', async () => {
    actAs(0);
    await writeFile(passwd, 'root:x:0:0:root:/root:/bin/sh\n');
    await expect(chooseDatabaseAccount(dir, passwd)).rejects.toMatchObject({
      code: 'database_account_missing',
      message: expect.stringContaining('useradd'),
    });
  });

  it('is never root by another name, nor one of a negative id', () => {
    expect(parsePasswd('toor:x:0:0::/:/bin/sh\nnobody:*:-2:-2::/:/usr/bin/false\n')).toEqual([]);
  });

  it('can enter folders or not, the outermost closed one being named', async () => {
    const own = { name: 'self', ids: {} };
    await mkdir(path.join(dir, 'a', 'b'), { recursive: true });
    expect(await firstClosedFolder(own, path.join(dir, 'a', 'b'))).toBeNull();
    expect(await firstClosedFolder(own, path.join(dir, 'a', 'missing', 'b'))).toBe(path.join(dir, 'a', 'missing'));
  });
});
