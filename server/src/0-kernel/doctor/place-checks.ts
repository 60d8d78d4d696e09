import { once } from 'node:events';
import { createServer } from 'node:net';
import { listenFault } from '#kernel/boot/listen-fault.ts';
import type { Config } from '#kernel/config/config.ts';
import { AppError } from '#kernel/errors.ts';
import { availableMemory } from '#kernel/supervise/available-memory.ts';
import { type DoctorCheck, type Finding, fail, ok, warn } from './doctor.ts';

const GIB = 1024 ** 3;
/** Below this the two engines and a process do not fit together; below the second a large import is slow. */
const LEAST_MEMORY_BYTES = 1.5 * GIB;
const ENOUGH_MEMORY_BYTES = 4 * GIB;
const ANSWER_MS = 3000;

/** Questions about the place where Zhike is to run: is there room in memory, and is its address free. */
export function placeChecks(config: Config): readonly DoctorCheck[] {
  const memory: DoctorCheck = { name: 'machine.memory', run: async () => judgeMemory(availableMemory()) };
  return config.roles.has('web') ? [memory, { name: 'web.address', run: () => checkAddress(config) }] : [memory];
}

/** What the memory that the process may count on means. */
export function judgeMemory(bytes: number): Finding {
  const size = (bytes / GIB).toFixed(1);
  const message = { 'zh-CN': `内存 ${size} GiB`, en: `${size} GiB of memory` };
  if (bytes >= ENOUGH_MEMORY_BYTES) {
    return ok('machine.memory', message);
  }
  const remedy = {
    'zh-CN': '建议 4 GiB 以上；或用 DATABASE_URL、CLICKHOUSE_URL 把数据库放到别的机器',
    en: '4 GiB or more is advised; or put the databases on other machines with DATABASE_URL and CLICKHOUSE_URL',
  };
  return bytes < LEAST_MEMORY_BYTES
    ? fail('machine.memory', { message, remedy })
    : warn('machine.memory', { message, remedy });
}

/** Free, or held by a Zhike that answers: another program there would keep the next start from listening. */
async function checkAddress({ host, port }: Pick<Config, 'host' | 'port'>): Promise<Finding> {
  const name = 'web.address';
  const address = `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
  const server = createServer();
  try {
    server.listen({ host, port });
    await once(server, 'listening');
    return ok(name, { 'zh-CN': `${address} 空闲`, en: `${address} is free` });
  } catch (error) {
    if (await answersAsZhike(address)) {
      return ok(name, { 'zh-CN': `知客正在 ${address} 运行`, en: `Zhike answers at ${address}` });
    }
    const fault = listenFault(error, { host, port });
    if (!(fault instanceof AppError)) {
      throw error;
    }
    return fail(name, { message: fault.text, remedy: null });
  } finally {
    server.close();
  }
}

async function answersAsZhike(address: string): Promise<boolean> {
  try {
    const reply = await fetch(`${address}/api/v1/health`, { signal: AbortSignal.timeout(ANSWER_MS) });
    const body: unknown = await reply.json();
    return reply.ok && typeof body === 'object' && body !== null && 'version' in body;
  } catch {
    return false;
  }
}
