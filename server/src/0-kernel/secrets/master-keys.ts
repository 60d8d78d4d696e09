import { createHash, hkdfSync, randomBytes } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '#kernel/errors.ts';

/** A key that is kept outside the database, with the short name that what it sealed is marked with. */
export interface MasterKey {
  readonly id: string;
  readonly key: Buffer;
}

export interface MasterKeys {
  /** What new texts are sealed with. */
  current(): Promise<MasterKey>;
  /** The current one first, then those that older texts were sealed with. */
  all(): Promise<readonly MasterKey[]>;
  /** Null for a key that is not there (any more). */
  find(id: string): Promise<MasterKey | null>;
  /** A key for one purpose alone, so that no two uses share one. */
  derive(master: MasterKey, purpose: string): Buffer;
  /** Puts a new key in front of the others, which stay for what they sealed and signed. Throws `keys_fixed` when they come from the environment. */
  rotate(): Promise<MasterKey>;
}

export interface MasterKeysOptions {
  readonly dataDir: string;
  /**
   * 32 bytes as base64url, the same for all processes; several are separated by commas, the current one first. Null:
   * the file `keys/secrets.key` below `dataDir`, one key a line.
   */
  readonly secretsKey: string | null;
}

const KEY_BYTES = 32;
/** How long a process may go on with the keys that it has read, when somebody adds one. */
const KEPT_MS = 10_000;

/** Reads the keys at first use, and makes their file when there is none. */
export function createMasterKeys(options: MasterKeysOptions): MasterKeys {
  let kept: { readonly atMs: number; readonly keys: Promise<readonly MasterKey[]> } | null = null;
  const read = (): Promise<readonly MasterKey[]> => {
    const keys = (
      options.secretsKey === null ? linesOfFile(options.dataDir) : Promise.resolve(options.secretsKey)
    ).then(decodeKeys);
    kept = { atMs: performance.now(), keys };
    // A folder that could not be read may be readable later.
    keys.catch(() => {
      kept = null;
    });
    return keys;
  };
  const all = (): Promise<readonly MasterKey[]> =>
    kept === null || performance.now() - kept.atMs > KEPT_MS ? read() : kept.keys;
  const derived = new Map<string, Buffer>();
  const write = async (keys: readonly MasterKey[]): Promise<void> => {
    await replaceFile(options, keys);
    kept = null;
  };
  return {
    all,
    current: async () => firstOf(await all()),
    find: async (id) => {
      const isIt = (key: MasterKey): boolean => key.id === id;
      return (await all()).find(isIt) ?? (await read()).find(isIt) ?? null;
    },
    derive: (master, purpose) => {
      const name = `${master.id} ${purpose}`;
      const key = derived.get(name) ?? Buffer.from(hkdfSync('sha256', master.key, '', `zhike ${purpose}`, KEY_BYTES));
      derived.set(name, key);
      return key;
    },
    rotate: async () => {
      const added = keyOf(randomBytes(KEY_BYTES));
      await write([added, ...(await read())]);
      return added;
    },
  };
}

function firstOf(keys: readonly MasterKey[]): MasterKey {
  const [first] = keys;
  if (first === undefined) {
    throw secretUnreadable(new Error('There is no key'));
  }
  return first;
}

function keyOf(key: Buffer): MasterKey {
  return { id: createHash('sha256').update('zhike key ').update(key).digest('hex').slice(0, 8), key };
}

function decodeKeys(text: string): readonly MasterKey[] {
  const keys = text.split(/[\s,]+/u).filter((line) => line !== '');
  if (keys.length === 0) {
    throw secretUnreadable(new Error('There is no key'));
  }
  return keys.map((line) => {
    const key = Buffer.from(line, 'base64url');
    if (key.length !== KEY_BYTES) {
      throw secretUnreadable(new Error(`A key has ${key.length} bytes instead of ${KEY_BYTES}`));
    }
    return keyOf(key);
  });
}

function fileOf(dataDir: string): string {
  return path.join(dataDir, 'keys', 'secrets.key');
}

async function linesOfFile(dataDir: string): Promise<string> {
  const file = fileOf(dataDir);
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) {
      throw error;
    }
  }
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  try {
    await writeFile(file, `${randomBytes(KEY_BYTES).toString('base64url')}\n`, { flag: 'wx', mode: 0o600 });
  } catch (error) {
    // Another process made it first.
    if (!hasCode(error, 'EEXIST')) {
      throw error;
    }
  }
  return readFile(file, 'utf8');
}

/** In one step, so that a crash leaves either the old file or the new one. */
async function replaceFile({ dataDir, secretsKey }: MasterKeysOptions, keys: readonly MasterKey[]): Promise<void> {
  if (secretsKey !== null) {
    throw new AppError('keys_fixed', 409, {
      message: {
        'zh-CN': '密钥来自环境变量 ZHIKE_SECRETS_KEY：请在那里把新密钥写在最前面，用逗号与旧密钥隔开，再重启',
        en: 'The keys come from ZHIKE_SECRETS_KEY: put the new key in front there, a comma before the old ones, and start again',
      },
    });
  }
  const file = fileOf(dataDir);
  const next = `${file}.next`;
  await writeFile(next, keys.map(({ key }) => `${key.toString('base64url')}\n`).join(''), { mode: 0o600 });
  await rename(next, file);
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

/** A text that none of the keys opens. */
export function secretUnreadable(cause: unknown): AppError {
  return new AppError('secret_unreadable', 500, {
    message: {
      'zh-CN':
        '无法解开保存的密钥：数据目录的 keys/secrets.key（或 ZHIKE_SECRETS_KEY）不是当时那一个；请恢复它，或重新填写密钥',
      en: 'A stored secret cannot be opened: keys/secrets.key in the data folder (or ZHIKE_SECRETS_KEY) is not the one it was sealed with; restore it, or enter the secret again',
    },
    cause,
  });
}
