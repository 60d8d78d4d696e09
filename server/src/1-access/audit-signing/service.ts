import { createHmac, randomBytes } from 'node:crypto';
import type { MasterKey, MasterKeys } from '#kernel/secrets/master-keys.ts';
import { contentText, type SignedContent } from '../audit-chain/content.ts';

export interface Signature {
  readonly mac: Buffer;
  readonly keyId: string;
}

/** One seal: what it covers beside the seal before it. */
export interface Sealing {
  readonly seq: number;
  readonly previous: Buffer;
  readonly content: SignedContent;
  readonly mac: Buffer | null;
}

/** Signs rows of the trail and seals them, with keys that are not in the database. */
export interface AuditSigner {
  sign(content: SignedContent): Promise<Signature>;
  /** Null when the key is not there. */
  signatureUnder(keyId: string, content: SignedContent): Promise<Buffer | null>;
  seal(sealing: Sealing): Promise<{ readonly hash: Buffer; readonly keyId: string }>;
  sealUnder(keyId: string, sealing: Sealing): Promise<Buffer | null>;
}

/** What stands before the first seal. */
export const FIRST_SEAL: Buffer = Buffer.alloc(32);

export function createAuditSigner(keys: MasterKeys): AuditSigner {
  const under = async <T>(keyId: string, work: (master: MasterKey) => T): Promise<T | null> => {
    const master = await keys.find(keyId);
    return master === null ? null : work(master);
  };
  const macOf = (master: MasterKey, content: SignedContent): Buffer =>
    createHmac('sha256', keys.derive(master, 'audit row')).update(contentText(content)).digest();
  const hashOf = (master: MasterKey, { seq, previous, content, mac }: Sealing): Buffer =>
    createHmac('sha256', keys.derive(master, 'audit seal'))
      .update(previous)
      .update(`${seq}:${mac?.toString('hex') ?? '-'}:`)
      .update(contentText(content))
      .digest();
  return {
    sign: async (content) => {
      const master = await keys.current();
      return { mac: macOf(master, content), keyId: master.id };
    },
    signatureUnder: (keyId, content) => under(keyId, (master) => macOf(master, content)),
    seal: async (sealing) => {
      const master = await keys.current();
      return { hash: hashOf(master, sealing), keyId: master.id };
    },
    sealUnder: (keyId, sealing) => under(keyId, (master) => hashOf(master, sealing)),
  };
}

const SALT_BYTES = 16;

/** A salt for the digests of one value of one row; without it a phone number could be found by trying all. */
export function newSalt(): Buffer {
  return randomBytes(SALT_BYTES);
}

export function saltedDigest(value: string | null, salt: Buffer): string | null {
  return value === null ? null : createHmac('sha256', salt).update(value).digest('hex').slice(0, 32);
}
