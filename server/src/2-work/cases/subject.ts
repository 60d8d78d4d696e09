import type { Context } from '#kernel/context.ts';
import type { Db, Tx } from '#kernel/db/postgres.ts';

/** Something that cases can be about; declared by the module that owns it, registered in `wiring.ts`. */
export interface SubjectKind {
  readonly type: string;
  /**
   * The subject as the actor may see it, and what of it a case keeps; null when it is not there for them. `recordId`:
   * for subjects that are groupings over records, so that the case follows when they are regrouped.
   */
  find(
    tx: Tx,
    context: Context,
    id: string,
  ): Promise<{ readonly id: string; readonly recordId?: string; readonly scopeId?: string | null } | null>;
  /** What to call them in lists, masked as the actor sees them; those without a name are left out. */
  labels(reader: Db | Tx, context: Context, ids: readonly string[]): Promise<ReadonlyMap<string, string>>;
}
