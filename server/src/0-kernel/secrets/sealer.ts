import { createHash, randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import type { Db, Postgres, Tx } from '#kernel/db/postgres.ts';
import { AppError } from '#kernel/errors.ts';
import { createMasterKeys, type MasterKeysOptions, secretUnreadable } from './master-keys.ts';
import { createSeals, type DataKey, type Seals } from './seals.ts';
import { createSecretBox } from './secret-box.ts';

/** Keeps values and files so that the database and the data folder alone do not tell them. */
export interface Sealer {
  /** Keys as they are by now; `reader` is the caller's transaction, so that nobody waits for a second connection. */
  ready(reader: Db | Tx): Promise<Seals>;
  /** Digests of texts at one place, with the key that stays: equal ones are equal for good. Read once, then kept. */
  digester(reader: Db | Tx, place: string): Promise<(text: string) => string>;
  /** Makes what keys are missing and wraps all of them with the current master key; returns how many it wrapped anew. */
  prepare(postgres: Postgres): Promise<{ readonly rewrapped: number; readonly unreadable: number }>;
  /** How many data keys no master key opens: what they sealed cannot be read. */
  unreadable(reader: Db | Tx): Promise<number>;
  /** A new key for what is sealed from now on, by every process; returns its name. */
  renew(tx: Tx): Promise<string>;
}

type Purpose = 'seal' | 'index';

interface KeyRow {
  readonly id: string;
  readonly purpose: Purpose;
  readonly wrapped: string;
}

const KEY_BYTES = 32;
const LOCK = sql`select pg_advisory_xact_lock(hashtextextended('kernel.data_keys', 0))`;

/** Wraps and unwraps data keys, and remembers those that it unwrapped. */
interface KeyRing {
  wrap(key: DataKey): Promise<string>;
  /** Null when no master key opens it. */
  unwrap(row: KeyRow): Promise<Buffer | null>;
  /** Those of a purpose that can be opened, in the order of the rows. */
  readable(rows: readonly KeyRow[], purpose: Purpose): Promise<DataKey[]>;
  add(tx: Tx, purpose: Purpose): Promise<string>;
}

function createKeyRing(options: MasterKeysOptions): KeyRing {
  const box = createSecretBox(options);
  // A data key never changes: what was unwrapped once stays so.
  const unwrapped = new Map<string, Buffer>();
  const wrap: KeyRing['wrap'] = ({ id, key }) => box.seal(key.toString('base64url'), placeOf(id));
  const unwrap: KeyRing['unwrap'] = async (row) => {
    const known = unwrapped.get(row.id);
    if (known !== undefined) {
      return known;
    }
    try {
      const key = Buffer.from(await box.open(row.wrapped, placeOf(row.id)), 'base64url');
      unwrapped.set(row.id, key);
      return key;
    } catch (error) {
      if (error instanceof AppError && error.code === 'secret_unreadable') {
        return null;
      }
      throw error;
    }
  };
  return {
    wrap,
    unwrap,
    readable: async (rows, purpose) => {
      const keys = await Promise.all(
        rows.filter((row) => row.purpose === purpose).map(async (row) => ({ id: row.id, key: await unwrap(row) })),
      );
      return keys.flatMap(({ id, key }) => (key === null ? [] : [{ id, key }]));
    },
    add: async (tx, purpose) => {
      const key = randomBytes(KEY_BYTES);
      const id = createHash('sha256').update('zhike data key ').update(key).digest('hex').slice(0, 8);
      await sql`
        insert into kernel.data_keys (id, purpose, wrapped)
        values (${id}, ${purpose}, ${await wrap({ id, key })})`.execute(tx);
      return id;
    },
  };
}

/** Data keys in the database, wrapped by the master keys of the installation. */
export function createSealer(options: MasterKeysOptions): Sealer {
  const ring = createKeyRing(options);
  const masters = createMasterKeys(options);
  let made: { readonly names: string; readonly seals: Seals } | null = null;
  const ready = async (reader: Db | Tx): Promise<Seals> => {
    const rows = await keyRows(reader);
    const names = rows.map(({ id }) => id).join(' ');
    if (made?.names !== names) {
      const [first, ...others] = await ring.readable(rows, 'seal');
      const [index] = await ring.readable(rows, 'index');
      if (first === undefined || index === undefined) {
        throw secretUnreadable(new Error('There is no data key that the master keys open'));
      }
      made = { names, seals: createSeals({ sealKeys: [first, ...others], indexKey: index.key }) };
    }
    return made.seals;
  };
  return {
    ready,
    digester: async (reader, place) => {
      const { token } = made?.seals ?? (await ready(reader));
      return (text) => token(text, place);
    },
    prepare: async ({ db }) =>
      db.transaction().execute(async (tx) => {
        await LOCK.execute(tx);
        return prepareKeys(tx, ring, (await masters.current()).id);
      }),
    unreadable: async (reader) => {
      const rows = await keyRows(reader);
      const opened = await Promise.all(rows.map((row) => ring.unwrap(row)));
      return opened.filter((key) => key === null).length;
    },
    renew: async (tx) => {
      await LOCK.execute(tx);
      return ring.add(tx, 'seal');
    },
  };
}

async function prepareKeys(tx: Tx, ring: KeyRing, masterId: string): ReturnType<Sealer['prepare']> {
  const rows = await keyRows(tx);
  const opened: DataKey[] = [];
  for (const purpose of ['seal', 'index'] as const) {
    const keys = await ring.readable(rows, purpose);
    if (keys.length === 0) {
      await ring.add(tx, purpose);
    }
    opened.push(...keys);
  }
  const wrapping = new Map(rows.map(({ id, wrapped }) => [id, wrapped]));
  const old = opened.filter(({ id }) => wrapping.get(id)?.startsWith(`v2.${masterId}.`) !== true);
  for (const key of old) {
    await sql`update kernel.data_keys set wrapped = ${await ring.wrap(key)} where id = ${key.id}`.execute(tx);
  }
  return { rewrapped: old.length, unreadable: rows.length - opened.length };
}

/** A wrapped key is worth nothing under another name. */
function placeOf(id: string): string {
  return `data key ${id}`;
}

async function keyRows(reader: Db | Tx): Promise<KeyRow[]> {
  const { rows } = await sql<KeyRow>`
    select id, purpose, wrapped from kernel.data_keys order by number desc`.execute(reader);
  return rows;
}
