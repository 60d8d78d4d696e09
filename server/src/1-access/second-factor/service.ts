import { randomBytes } from 'node:crypto';
import { Secret, TOTP } from 'otpauth';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import type { Kernel } from '#kernel/module.ts';
import type { SecretBox } from '#kernel/secrets/secret-box.ts';
import { digestSecret } from '../credentials/service.ts';
import type { Settings } from '../settings/service.ts';
import { SECOND_FACTOR_ROLES } from '../settings/trust-settings.ts';
import * as store from './store.ts';

/** What a code was good for. */
export type CodeOutcome = 'code' | 'recovery' | 'wrong';

export interface SecondFactors {
  /** Whether the user has a confirmed one. */
  isOn(reader: Db | Tx, userId: string): Promise<boolean>;
  /** Whether one of the roles has to have one. */
  isRequired(roles: readonly string[], reader?: Db | Tx): Promise<boolean>;
  /** Takes a code of the authenticator or from paper; each works once. */
  take(reader: Db | Tx, userId: string, code: string): Promise<CodeOutcome>;
  /** A new secret, unconfirmed; null when there is a confirmed one. */
  begin(tx: Tx, user: { readonly id: string; readonly email: string }): Promise<{ secret: string; uri: string } | null>;
  /** Takes the first code of a new secret. */
  confirm(tx: Tx, userId: string, code: string): Promise<boolean>;
  /** Ten codes for paper, in place of those there are. */
  newRecoveryCodes(tx: Tx, userId: string): Promise<string[]>;
}

export interface SecondFactorsOptions {
  readonly secrets: SecretBox;
  readonly settings: Settings;
}

const PERIOD_SECONDS = 30;
const CODES = 10;
/** No I, L, O, U: somebody will read them from paper. 32 letters, five bits each. */
const LETTERS = 'ABCDEFGHJKMNPQRSTVWXYZ0123456789';
const CODE_LETTERS = 16;

const totpOf = (secret: string, email: string): TOTP =>
  new TOTP({ issuer: 'Zhike', label: email, secret: Secret.fromBase32(secret), period: PERIOD_SECONDS, digits: 6 });

const purposeOf = (userId: string): string => `access.second_factor:${userId}`;

/** Codes of authenticators (RFC 6238) and from paper, over one kernel. */
export function createSecondFactors(kernel: Kernel, { secrets, settings }: SecondFactorsOptions): SecondFactors {
  const takeCode = async (
    reader: Db | Tx,
    row: { readonly userId: string; readonly secret: string },
    code: string,
  ): Promise<boolean> => {
    const secret = await secrets.open(row.secret, purposeOf(row.userId));
    const timestamp = kernel.clock.now().getTime();
    // Clocks of telephones are some seconds off, and people type slowly: the half minute before and after count too.
    const delta = totpOf(secret, '').validate({ token: code, timestamp, window: 1 });
    const step = Math.floor(timestamp / 1000 / PERIOD_SECONDS) + (delta ?? 0);
    return delta !== null && (await store.takeStep(reader, row.userId, step));
  };
  return {
    isOn: async (reader, userId) => (await store.selectSecondFactor(reader, userId))?.confirmedAt instanceof Date,
    isRequired: async (roles, reader) => {
      const required = await settings.value<readonly string[]>(SECOND_FACTOR_ROLES, reader);
      return roles.some((role) => required.includes(role));
    },
    take: async (reader, userId, given) => {
      const code = given.replaceAll(/[\s-]/gu, '').toUpperCase();
      const row = await store.selectSecondFactor(reader, userId);
      if (row === null || row.confirmedAt === null) {
        return 'wrong';
      }
      if (/^\d{6}$/u.test(code)) {
        return (await takeCode(reader, { userId, secret: row.secret }, code)) ? 'code' : 'wrong';
      }
      const taken = { userId, digest: digestSecret(code), at: kernel.clock.now() };
      return (await store.takeRecoveryCode(reader, taken)) ? 'recovery' : 'wrong';
    },
    begin: async (tx, { id, email }) => {
      const secret = new Secret({ size: 20 }).base32;
      const sealed = await secrets.seal(secret, purposeOf(id));
      const isPut = await store.putUnconfirmed(tx, { userId: id, secret: sealed, at: kernel.clock.now() });
      return isPut ? { secret, uri: totpOf(secret, email).toString() } : null;
    },
    confirm: async (tx, userId, given) => {
      const row = await store.selectSecondFactor(tx, userId);
      const code = given.replaceAll(/\s/gu, '');
      if (row === null || row.confirmedAt !== null || !(await takeCode(tx, { userId, secret: row.secret }, code))) {
        return false;
      }
      await store.markConfirmed(tx, userId, kernel.clock.now());
      return true;
    },
    newRecoveryCodes: async (tx, userId) => {
      const codes = Array.from({ length: CODES }, newRecoveryCode);
      await store.replaceRecoveryCodes(
        tx,
        userId,
        codes.map((code) => digestSecret(code.replaceAll('-', ''))),
      );
      return codes;
    },
  };
}

function newRecoveryCode(): string {
  const letters = [...randomBytes(CODE_LETTERS)].map((byte) => LETTERS[byte % LETTERS.length] ?? '').join('');
  return letters.match(/.{4}/gu)?.join('-') ?? letters;
}
