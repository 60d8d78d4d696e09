import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import path from 'node:path';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { makeTempDir } from '#test/harness.ts';

const MAIN = path.resolve(import.meta.dirname, 'main.ts');
const CLI = path.resolve(import.meta.dirname, 'cli.ts');
const PASSWORD = 'correct horse battery';
const WAIT_MS = 40_000;

interface Started {
  readonly child: ChildProcess;
  /** What people see. */
  readonly said: () => string;
  readonly ended: Promise<number | null>;
}

const running = new Set<ChildProcess>();

function launch(
  script: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Started & { out: () => string } {
  const child = spawn(process.execPath, [script, ...args], {
    env: { ...process.env, PORT: '0', ZHIKE_WEB_BUILD: 'never', ZHIKE_LOG_LEVEL: 'error', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.add(child);
  let said = '';
  let out = '';
  child.stderr.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  child.stdout.on('data', (chunk: Buffer) => {
    out += chunk.toString();
  });
  const ended = once(child, 'close').then(([code]) => {
    running.delete(child);
    return code as number | null;
  });
  return { child, said: () => said, out: () => out, ended };
}

/** Starts the platform and waits until it says that it is ready. */
async function startUp(
  dataDir: string,
  env: Readonly<Record<string, string>> = {},
): Promise<Started & { url: string }> {
  const started = launch(MAIN, [], { ZHIKE_DATA: dataDir, ...env });
  await until(() => started.said().includes('ready'), started);
  return { ...started, url: /https?:\/\/\S+/.exec(started.said())?.[0] ?? '' };
}

async function until(ask: () => boolean | Promise<boolean>, started?: Started): Promise<void> {
  const deadline = performance.now() + WAIT_MS;
  while (!(await ask())) {
    if (performance.now() > deadline || (started !== undefined && started.child.exitCode !== null)) {
      throw new Error(`It did not come to that: ${started?.said() ?? ask.toString()}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Processes below one, by /proc. */
async function descendants(pid: number): Promise<number[]> {
  const entries = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const parents = await Promise.all(
    entries.map(async (name) => {
      const stat = await readFile(`/proc/${name}/stat`, 'utf8').catch(() => '');
      return { pid: Number(name), parent: Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]) };
    }),
  );
  const below = (parent: number): number[] =>
    parents.filter((each) => each.parent === parent).flatMap((each) => [each.pid, ...below(each.pid)]);
  return below(pid);
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

async function expectGone(pids: readonly number[]): Promise<void> {
  expect(pids.length).toBeGreaterThan(0);
  await until(() => !pids.some(isAlive));
}

afterEach(() => {
  for (const child of running) {
    child.kill('SIGKILL');
  }
});

describe('the platform as a process', { timeout: 120_000 }, () => {
  let dataDir: string;

  beforeAll(async () => {
    dataDir = await makeTempDir('main');
  });

  it('starts on an empty folder, answers, lets the first administrator in, and ends on SIGTERM with nothing left', async () => {
    const started = await startUp(dataDir, { ZHIKE_ADMIN_EMAIL: 'mei@example.com', ZHIKE_ADMIN_PASSWORD: PASSWORD });
    const { url, child } = started;
    expect(started.said()).toContain('mei@example.com');
    expect(started.said()).not.toContain(PASSWORD);
    expect((await fetch(`${url}/api/v1/health`)).status).toBe(200);
    await until(async () => (await fetch(`${url}/api/v1/ready`)).status === 200, started);
    const signIn = (password: string) =>
      fetch(`${url}/api/v1/session`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin: url },
        body: JSON.stringify({ email: 'mei@example.com', password }),
      });
    expect((await signIn('wrong password!')).status).toBe(401);
    const session = await signIn(PASSWORD);
    expect(session.status).toBe(200);
    const cookie = session.headers.getSetCookie()[0]?.split(';')[0] ?? '';
    expect((await fetch(`${url}/api/v1/imports`, { headers: { cookie } })).status).toBe(200);
    const children = await descendants(child.pid ?? 0);
    child.kill('SIGTERM');
    expect(await started.ended).toBe(143);
    await expectGone(children);
    expect(await readdir(dataDir)).not.toContain('addresses.json');
  });

  it('refuses a second start on the same folder in one line each language, and shares its stores with commands', async () => {
    const started = await startUp(dataDir);
    const second = launch(MAIN, [], { ZHIKE_DATA: dataDir });
    expect(await second.ended).toBe(1);
    expect(second.said().trim().split('\n')).toEqual([
      expect.stringContaining('正由另一个知客进程使用'),
      expect.stringContaining('in use by another Zhike process'),
    ]);
    const command = async (...args: string[]) => {
      const cli = launch(CLI, args, { ZHIKE_DATA: dataDir });
      const code = await cli.ended;
      return { code, said: cli.said(), out: cli.out() };
    };
    const made = await command('api-key', 'create', '--name', 'test', '--role', 'manager', '--json');
    const { key } = JSON.parse(made.out) as { key: string };
    const headers = { authorization: `Bearer ${key}` };
    expect((await fetch(`${started.url}/api/v1/imports`, { headers })).status).toBe(200);

    const file = path.join(dataDir, 'orders.csv');
    await writeFile(
      file,
      'order_id,order_date,item_id,qty,price,user_id\n1,2026-01-02,A,2,3.50,c1\n2,nonsense,A,1,1,c2\n',
    );
    const imported = await command('import', 'orders', file, '--source', 'shop', '--json');
    const { id, ...result } = JSON.parse(imported.out) as Record<string, unknown>;
    expect(imported.code).toBe(0);
    expect(result).toMatchObject({
      status: 'done',
      rows: 2,
      accepted: 1,
      rejected: 1,
      faults: [{ row: 3, column: 'order_date' }],
    });
    const shown = (await (await fetch(`${started.url}/api/v1/imports/${String(id)}`, { headers })).json()) as {
      status: string;
    };
    expect(shown.status).toBe('done');
    const resumed = await command('import', '--resume', String(id));
    expect([resumed.code, resumed.said]).toEqual([1, expect.stringContaining('已完成')]);
    const undone = await command('import', '--undo', String(id), '--json');
    expect(JSON.parse(undone.out)).toMatchObject({ id, status: 'undone' });
    const missing = await command('import', '--undo', 'nonsense');
    expect([missing.code, missing.said]).toEqual([1, expect.stringContaining('找不到导入')]);
    const wrong = await command('import', 'orders', file, '--source', 'a b');
    expect([wrong.code, wrong.said]).toEqual([1, expect.stringContaining('source')]);
    const children = await descendants(started.child.pid ?? 0);
    started.child.kill('SIGINT');
    expect(await started.ended).toBe(130);
    await expectGone(children);
  });

  it('leaves nothing behind after kill -9, and starts again where it was', async () => {
    const started = await startUp(dataDir, { ZHIKE_ROLES: 'worker' });
    expect(started.url).toBe('');
    const children = await descendants(started.child.pid ?? 0);
    started.child.kill('SIGKILL');
    await started.ended;
    await expectGone(children);
    const again = await startUp(dataDir);
    expect(again.said()).not.toContain('First sign-in');
    expect((await fetch(`${again.url}/api/v1/health`)).status).toBe(200);
    again.child.kill('SIGTERM');
    expect(await again.ended).toBe(143);
  });

  it('stops when it is told to while it still starts, and leaves nothing behind', async () => {
    const started = launch(MAIN, [], { ZHIKE_DATA: dataDir });
    let children: number[] = [];
    await until(async () => {
      children = await descendants(started.child.pid ?? 0);
      return children.length > 0;
    }, started);
    started.child.kill('SIGINT');
    expect(await started.ended).toBe(130);
    expect(started.said()).not.toContain('ready');
    await expectGone(children);
  });

  it('names a busy port, says what to do, leaves nothing behind, and has told the first password by then', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const address = other.address();
    const port = typeof address === 'object' ? String(address?.port) : '';
    const started = launch(MAIN, [], { ZHIKE_DATA: await makeTempDir('busy'), PORT: port });
    expect(await started.ended).toBe(1);
    expect(started.said()).toContain(`端口 ${port} 已被占用`);
    expect(started.said()).toMatch(/First sign-in: admin@example.com {2}\S{10,}/);
    other.close();
  });
});
