import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';
import { ADMIN } from '../../e2e/platform.ts';
import { makeKey } from '../../e2e/shop-client.ts';
import { readAddresses } from '../../server/src/0-kernel/boot/open-stores.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const START_MS = 180_000;

/** The real server in a process of its own, so that who measures and who is measured share no thread. */
export interface ServedPlatform {
  readonly url: string;
  /** Of an administrator. */
  readonly key: string;
  readonly databaseUrl: string;
  stop(): Promise<void>;
}

/** Starts web and worker on an empty folder, without the pages. */
export async function servePlatform(dataDir: string): Promise<ServedPlatform> {
  const { PATH, HOME, LANG } = process.env;
  const child = spawn(process.execPath, ['server/src/main.ts'], {
    cwd: ROOT,
    env: {
      ...(PATH === undefined ? {} : { PATH }),
      ...(HOME === undefined ? {} : { HOME }),
      ...(LANG === undefined ? {} : { LANG }),
      PORT: '0',
      ZHIKE_DATA: dataDir,
      ZHIKE_ADMIN_EMAIL: ADMIN.email,
      ZHIKE_ADMIN_PASSWORD: ADMIN.password,
      ZHIKE_LOG_LEVEL: 'error',
      ZHIKE_WEB_BUILD: 'never',
    },
    stdio: ['ignore', 'inherit', 'pipe'],
  });
  const end = (): void => {
    child.kill('SIGTERM');
  };
  // Whatever ends this process, the server must not outlive it.
  process.once('exit', end);
  const stopOnSignal = (): void => process.exit(1);
  process.once('SIGTERM', stopOnSignal);
  process.once('SIGINT', stopOnSignal);
  const url = await readyAt(child);
  const addresses = await readAddresses(dataDir);
  if (addresses === null) {
    throw new Error(`No server runs on ${dataDir}`);
  }
  return {
    url,
    key: await makeKey(url),
    databaseUrl: addresses.databaseUrl,
    stop: async () => {
      const gone = new Promise((resolve) => child.once('exit', resolve));
      process.off('exit', end);
      process.off('SIGTERM', stopOnSignal);
      process.off('SIGINT', stopOnSignal);
      end();
      await gone;
    },
  };
}

/** The address that the server prints before it says that it is ready. */
function readyAt(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let told = '';
    const timer = setTimeout(() => reject(new Error(`The server was not ready in time\n${told}`)), START_MS);
    child.stderr?.on('data', (chunk: Buffer) => {
      told += chunk.toString();
      if (told.includes('ready —')) {
        clearTimeout(timer);
        resolve(/https?:\/\/\S+/.exec(told)?.[0] ?? '');
      }
    });
    child.once('exit', () => {
      clearTimeout(timer);
      reject(new Error(`The server ended\n${told}`));
    });
  });
}
