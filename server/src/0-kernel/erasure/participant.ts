import type { RawBuilder } from 'kysely';
import type { Context } from '#kernel/context.ts';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import type { Text } from '#kernel/pure/text.ts';

/** The person to be forgotten. */
export interface ErasureSubject {
  readonly customerId: string;
  /** All records of the customer; facts name them too. */
  readonly recordIds: readonly string[];
  /** Finds what nobody else said too (phones, e-mails, accounts, addresses) in NFKC text; null when there is nothing. */
  readonly pattern: string | null;
  /** Looked for only where losing somebody else's line of the same name does no harm. */
  readonly names: readonly string[];
  /** E.164 phones and normalised e-mails: a digest of these may be kept, so that they are left alone. */
  readonly addresses: readonly { readonly channel: 'phone' | 'email'; readonly value: string }[];
  readonly at: Date;
}

/** People who were forgotten, as those who go over files and texts afterwards see them: several at once cost as one. */
export interface ErasedPeople extends Pick<ErasureSubject, 'recordIds' | 'pattern' | 'names' | 'at'> {
  readonly customerIds: readonly string[];
}

/**
 * What becomes of a table when a person is erased. `deletes`: their rows go. `empties`: their rows stay without what is
 * personal in them. `keeps`: their rows stay as they are, because they only have ids, figures and times. `none`: the
 * table has nothing of customers.
 */
export type TableCare = 'deletes' | 'empties' | 'keeps' | 'none';

/** Rows by table. */
export type TouchedRows = Readonly<Record<string, number>>;

/** Facts of a person, as a copy hands them out. */
export interface CopySection {
  readonly name: string;
  readonly label: Text;
  readonly rows: readonly Readonly<Record<string, unknown>>[];
}

/**
 * What a module does when a person is erased, and what it hands out when a person asks for a copy. Declared by each
 * module that has tables (`ModuleParts.erasure`); `server/src/erasure.test.ts` wants every table in one of them.
 */
export interface ErasureParticipant {
  /** The module's name, which is that of its schema. */
  readonly name: string;
  /** Every table of the schema, without the schema's name. */
  readonly tables: Readonly<Record<string, TableCare>>;
  /** In the transaction of the erasure; only tables that `deletes` and `empties` are named in the answer. */
  erase?(tx: Tx, context: Context, subject: ErasureSubject): Promise<TouchedRows>;
  /**
   * After it, outside of transactions: files, and texts of others that mention the person. Repeating it is no error.
   * Answers what it touched, by table or by `files:<what>`.
   */
  afterwards?(context: Context, people: ErasedPeople): Promise<TouchedRows>;
  /** What it knows of a person. */
  copy?(reader: Db | Tx, subject: Pick<ErasureSubject, 'customerId' | 'recordIds'>): Promise<readonly CopySection[]>;
}

/** Runs one statement for each table and counts its rows; several for one table add up. */
export async function runErasing(
  tx: Db | Tx,
  statements: readonly (readonly [table: string, statement: RawBuilder<unknown>])[],
): Promise<TouchedRows> {
  const touched: Record<string, number> = {};
  for (const [table, statement] of statements) {
    const { numAffectedRows } = await statement.execute(tx);
    touched[table] = (touched[table] ?? 0) + Number(numAffectedRows ?? 0);
  }
  return touched;
}
