import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, rm } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { lockDataDir } from '#kernel/supervise/data-lock.ts';
import { makeTempDir } from '#test/harness.ts';

const PROGRAM = `
const { lockDataDir } = await import(process.env.LOCK_MODULE);
await lockDataDir(process.env.LOCK_DIR);
console.log('locked');
setInterval(() => undefined, 1000);`;

describe('the lock of the data folder', () => {
  let dir: string;

  beforeEach(async () => {
    dir = path.join(await makeTempDir('lock'), 'data');
  });

  afterEach(() => rm(path.dirname(dir), { recursive: true }));

  it('lets one in at a time and names the folder to the other', async () => {
    const lock = await lockDataDir(dir);
    await expect(lockDataDir(dir)).rejects.toMatchObject({
      code: 'data_folder_in_use',
      message: expect.stringContaining(dir),
      text: { 'zh-CN': expect.stringContaining(dir) },
    });
    lock.release();
    (await lockDataDir(dir)).release();
  });

  it('ends with its process, killed without warning', async () => {
    const child = spawn(process.execPath, ['--input-type=module', '-e', PROGRAM], {
      env: { ...process.env, LOCK_DIR: dir, LOCK_MODULE: path.join(import.meta.dirname, 'data-lock.ts') },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    onTestFinished(() => {
      child.kill('SIGKILL');
    });
    await once(child.stdout, 'data');
    await expect(lockDataDir(dir)).rejects.toMatchObject({ code: 'data_folder_in_use' });
    child.kill('SIGKILL');
    await once(child, 'exit');
    (await lockDataDir(dir)).release();
  });

  it.skipIf(process.getuid?.() === 0)('says which folder cannot be written (needs an ordinary user)', async () => {
    await chmod(path.dirname(dir), 0o500);
    await expect(lockDataDir(dir)).rejects.toMatchObject({
      code: 'data_folder_not_writable',
      message: expect.stringContaining(dir),
    });
    await chmod(path.dirname(dir), 0o700);
  });
});
