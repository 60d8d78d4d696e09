import { createCipheriv, createDecipheriv, createHmac, hkdfSync } from 'node:crypto';
import { secretUnreadable } from './master-keys.ts';

/** A data key as it is worked with: unwrapped, in memory only. */
export interface DataKey {
  readonly id: string;
  readonly key: Buffer;
}

/** Seals and opens with the data keys of the installation; what it opens is at the same place as when it was sealed. */
export interface Seals {
  /** The key that new texts are sealed with. */
  readonly keyId: string;
  /**
   * AES-256-GCM, `place` bound in. The same text at the same place gives the same bytes under one key: the nonce is a
   * keyed digest of both. So sealed values can be compared and merged as they are.
   */
  seal(text: string, place: string): string;
  /** Throws `secret_unreadable` when the text was changed, sealed for another place, or its key is not there. */
  open(sealed: string, place: string): string;
  /** What equal texts at one place have in common, whichever key sealed them; tells nothing to whoever has no key. */
  token(text: string, place: string): string;
  /** A key for the bytes of one file, and the name of the data key that it is made from. */
  fileKey(fileId: string, keyId?: string): DataKey;
}

const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const TOKEN_BYTES = 16;
/** So that the length does not tell which of a few values it is. */
const PADDED_TO = 32;

/** Over keys of each purpose, the current one first. */
export function createSeals({
  sealKeys,
  indexKey,
}: {
  readonly sealKeys: readonly [DataKey, ...DataKey[]];
  readonly indexKey: Buffer;
}): Seals {
  const [current] = sealKeys;
  const byId = new Map(sealKeys.map((one) => [one.id, one.key]));
  const keyOf = (id: string): Buffer => {
    const key = byId.get(id);
    if (key === undefined) {
      throw secretUnreadable(new Error(`The data key ${id} is not there, or its master key is not`));
    }
    return key;
  };
  const digest = (purpose: string, text: string, place: string): Buffer =>
    createHmac('sha256', indexKey).update(`${purpose}\0${place}\0${text}`).digest();
  return {
    keyId: current.id,
    seal: (text, place) => {
      const plain = padded(text);
      const nonce = digest('nonce', plain.toString('latin1'), place).subarray(0, NONCE_BYTES);
      const cipher = createCipheriv('aes-256-gcm', current.key, nonce).setAAD(Buffer.from(place));
      const sealed = Buffer.concat([cipher.update(plain), cipher.final()]);
      return `${current.id}.${Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64url')}`;
    },
    open: (sealed, place) => {
      const [id = '', bytes = ''] = sealed.split('.');
      return unpadded(openBytes(Buffer.from(bytes, 'base64url'), keyOf(id), place));
    },
    token: (text, place) => digest('token', text, place).subarray(0, TOKEN_BYTES).toString('base64url'),
    fileKey: (fileId, keyId = current.id) => ({
      id: keyId,
      key: Buffer.from(hkdfSync('sha256', keyOf(keyId), fileId, 'zhike file', KEY_BYTES)),
    }),
  };
}

function openBytes(bytes: Buffer, key: Buffer, place: string): Buffer {
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES })
      .setAAD(Buffer.from(place))
      .setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
    return Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]);
  } catch (error) {
    throw secretUnreadable(error);
  }
}

/** The length of the text, the text, and zeros up to a multiple of 32 bytes. */
function padded(text: string): Buffer {
  const bytes = Buffer.from(text, 'utf8');
  const whole = Buffer.alloc(Math.ceil((bytes.length + 4) / PADDED_TO) * PADDED_TO);
  whole.writeUInt32BE(bytes.length);
  bytes.copy(whole, 4);
  return whole;
}

function unpadded(whole: Buffer): string {
  return whole.subarray(4, 4 + whole.readUInt32BE()).toString('utf8');
}
