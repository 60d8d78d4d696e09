import { createHash, randomBytes, scrypt, timingSafeEqual } from 'node:crypto';

/** scrypt's N, r and p: memory is 128·N·r bytes, work grows with p. */
export interface PasswordCost {
  readonly N: number;
  readonly r: number;
  readonly p: number;
}

/** 32 MiB and about a quarter of a second on one core of 2024; one of the equivalent choices of the OWASP cheat sheet. */
export const DEFAULT_PASSWORD_COST: PasswordCost = { N: 2 ** 15, r: 8, p: 3 };

const SALT_BYTES = 16;
const HASH_BYTES = 32;
const MAX_MEMORY_BYTES = 256 * 1024 * 1024;
/** No I, l, O, 0, 1: somebody will read it out. 32 letters, so that every byte maps evenly. */
const READABLE = 'abcdefghjkmnpqrstuvwxyz234567892';

/** `scrypt$N$r$p$salt$hash`, salted anew each time. NFKC first, so that every keyboard gives the same bytes. */
export async function hashPassword(password: string, cost: PasswordCost): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  const hash = await derive(password, salt, cost);
  return ['scrypt', cost.N, cost.r, cost.p, salt.toString('base64url'), hash.toString('base64url')].join('$');
}

/** Compares in constant time, with the cost kept beside the hash. Throws when the stored text is not ours. */
export async function verifyPassword(password: string, stored: string): Promise<boolean> {
  const [scheme, N, r, p, salt, hash] = stored.split('$');
  if (scheme !== 'scrypt' || salt === undefined || hash === undefined) {
    throw new Error('A stored password has an unknown form');
  }
  const expected = Buffer.from(hash, 'base64url');
  const cost = { N: Number(N), r: Number(r), p: Number(p) };
  const actual = await derive(password, Buffer.from(salt, 'base64url'), cost);
  return actual.length === expected.length && timingSafeEqual(actual, expected);
}

/** A secret of 256 random bits with its prefix, safe in headers and cookies. */
export function newSecret(prefix = ''): string {
  return `${prefix}${randomBytes(32).toString('base64url')}`;
}

/** What is stored of a random secret. Needs no salt: nobody can guess 256 bits. */
export function digestSecret(secret: string): Buffer {
  return createHash('sha256').update(secret, 'utf8').digest();
}

/** A password for a first sign-in, easy to read out: 20 letters in groups of five, some 99 bits. */
export function newPassword(): string {
  const letters = Array.from(randomBytes(20), (byte) => READABLE[byte % READABLE.length] ?? '');
  return [0, 5, 10, 15].map((start) => letters.slice(start, start + 5).join('')).join('-');
}

function derive(password: string, salt: Buffer, cost: PasswordCost): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const options = { N: cost.N, r: cost.r, p: cost.p, maxmem: MAX_MEMORY_BYTES };
    scrypt(password.normalize('NFKC'), salt, HASH_BYTES, options, (error, key) => {
      if (error === null) {
        resolve(key);
      } else {
        reject(error);
      }
    });
  });
}
