import type { Context } from '#kernel/context.ts';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import type { Text } from '#kernel/pure/text.ts';

/** A kind of personal data that is kept for so long; declared by the module that has it (`ModuleParts.retention`). */
export interface RetentionKind {
  /** `module.noun` */
  readonly name: string;
  readonly label: Text;
  /** The setting that says how many days; 0 keeps it for ever. */
  readonly setting: { readonly key: string };
  /** How many are older than that, counted no further than `limit`. */
  count(reader: Db | Tx, before: Date, limit: number): Promise<number>;
  /** How many of them go in one day at most; 500 unless it says more. */
  readonly aDay?: number;
  /** Lets at most `limit` of them go and says how many. */
  remove(tx: Tx, context: Context, before: Date, limit: number): Promise<number>;
}
