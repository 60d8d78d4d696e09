import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '#kernel/errors.ts';

/** Keeps secrets of others (signing keys, tokens) so that the database alone, or a backup of it, does not tell them. */
export interface SecretBox {
  /** AES-256-GCM; `purpose` is bound in, so that a sealed text is worth nothing in another place. */
  seal(text: string, purpose: string): Promise<string>;
  /** Throws `secret_unreadable` when the key or the purpose is another one. */
  open(sealed: string, purpose: string): Promise<string>;
}

export interface SecretBoxOptions {
  readonly dataDir: string;
  /** 32 bytes as base64url, the same for all processes; null: the file `keys/secrets.key` below `dataDir`. */
  readonly secretsKey: string | null;
}

const KEY_BYTES = 32;
const IV_BYTES = 12;
const TAG_BYTES = 16;
const VERSION = 'v1.';

/** Reads the key at first use, and makes its file when there is none. */
export function createSecretBox(options: SecretBoxOptions): SecretBox {
  let key: Promise<Buffer> | null = null;
  const readKey = (): Promise<Buffer> => {
    key ??= (options.secretsKey === null ? keyOfFile(options.dataDir) : Promise.resolve(options.secretsKey)).then(
      decodeKey,
    );
    // A folder that could not be read may be readable later.
    key.catch(() => {
      key = null;
    });
    return key;
  };
  return {
    seal: async (text, purpose) => {
      const iv = randomBytes(IV_BYTES);
      const cipher = createCipheriv('aes-256-gcm', await readKey(), iv).setAAD(Buffer.from(purpose));
      const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return VERSION + Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString('base64url');
    },
    open: async (sealed, purpose) => {
      const bytes = Buffer.from(sealed.slice(VERSION.length), 'base64url');
      const secretKey = await readKey();
      try {
        const decipher = createDecipheriv('aes-256-gcm', secretKey, bytes.subarray(0, IV_BYTES), {
          authTagLength: TAG_BYTES,
        })
          .setAAD(Buffer.from(purpose))
          .setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
        return decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES), undefined, 'utf8') + decipher.final('utf8');
      } catch (error) {
        throw unreadable(error);
      }
    },
  };
}

function decodeKey(text: string): Buffer {
  const key = Buffer.from(text.trim(), 'base64url');
  if (key.length !== KEY_BYTES) {
    throw unreadable(new Error(`The key has ${key.length} bytes instead of ${KEY_BYTES}`));
  }
  return key;
}

async function keyOfFile(dataDir: string): Promise<string> {
  const file = path.join(dataDir, 'keys', 'secrets.key');
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

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

function unreadable(cause: unknown): AppError {
  return new AppError('secret_unreadable', 500, {
    message: {
      'zh-CN':
        '无法解开保存的密钥：数据目录的 keys/secrets.key（或 ZHIKE_SECRETS_KEY）不是当时那一个；请恢复它，或重新填写密钥',
      en: 'A stored secret cannot be opened: keys/secrets.key in the data folder (or ZHIKE_SECRETS_KEY) is not the one it was sealed with; restore it, or enter the secret again',
    },
    cause,
  });
}
