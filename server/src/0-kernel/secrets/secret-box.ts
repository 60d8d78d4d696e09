import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { createMasterKeys, type MasterKey, type MasterKeysOptions, secretUnreadable } from './master-keys.ts';

/** Keeps secrets of others (signing keys, tokens) so that the database alone, or a backup of it, does not tell them. */
export interface SecretBox {
  /** AES-256-GCM; `purpose` is bound in, so that a sealed text is worth nothing in another place. */
  seal(text: string, purpose: string): Promise<string>;
  /** Throws `secret_unreadable` when the key or the purpose is another one. */
  open(sealed: string, purpose: string): Promise<string>;
}

export type SecretBoxOptions = MasterKeysOptions;

const IV_BYTES = 12;
const TAG_BYTES = 16;
/** Sealed by the version that knew one key only. */
const FIRST_FORM = 'v1.';
const FORM = 'v2.';

/** Seals with the current key of the installation and opens with whichever the text names. */
export function createSecretBox(options: SecretBoxOptions): SecretBox {
  const keys = createMasterKeys(options);
  return {
    seal: async (text, purpose) => {
      const { id, key } = await keys.current();
      return `${FORM}${id}.${sealBytes(text, { key, purpose })}`;
    },
    open: async (sealed, purpose) => {
      const [form, id, bytes] = sealed.startsWith(FIRST_FORM)
        ? [FIRST_FORM, null, sealed.slice(FIRST_FORM.length)]
        : (sealed.split('.') as [string, string, string]);
      const known = id === null ? null : await keys.find(id);
      const tried: readonly MasterKey[] = form === FIRST_FORM ? await keys.all() : known === null ? [] : [known];
      return openWithAny(bytes ?? '', { tried, purpose });
    },
  };
}

function openWithAny(
  bytes: string,
  { tried, purpose }: { readonly tried: readonly MasterKey[]; readonly purpose: string },
): string {
  let cause: unknown = new Error('The key is not there');
  for (const { key } of tried) {
    try {
      return openBytes(bytes, { key, purpose });
    } catch (error) {
      cause = error;
    }
  }
  throw secretUnreadable(cause);
}

interface Locking {
  readonly key: Buffer;
  readonly purpose: string;
}

/** Nonce, tag and text as base64url; `purpose` is authenticated with them. */
export function sealBytes(text: string, { key, purpose }: Locking): string {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(purpose));
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString('base64url');
}

/** Throws when key, purpose or bytes are not those of the sealing. */
export function openBytes(text: string, { key, purpose }: Locking): string {
  const bytes = Buffer.from(text, 'base64url');
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES })
    .setAAD(Buffer.from(purpose))
    .setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
  return decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES), undefined, 'utf8') + decipher.final('utf8');
}
