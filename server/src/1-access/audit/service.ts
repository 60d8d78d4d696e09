import { newId } from '#kernel/clock.ts';
import { type Context, requirePermission } from '#kernel/context.ts';
import type { Tx } from '#kernel/db/postgres.ts';
import { readIdCursor } from '#kernel/http/id-cursor.ts';
import type { Kernel } from '#kernel/module.ts';
import { encodeCursor } from '#kernel/pure/cursor.ts';
import type { Text } from '#kernel/pure/text.ts';
import { type AuditSigner, newSalt, saltedDigest } from '../audit-signing/service.ts';
import { requireEverywhere } from '../roles/require-everywhere.ts';
import type { AuditEntry, AuditedValue, AuditQuery, StoredAuditEntry } from './schema.ts';
import { type AuditRow, deleteAuditValues, insertAudit, insertAuditValues, selectAudit } from './store.ts';
import type { AuditWords } from './words.ts';

/** Writes the audit row of what `tx` does, so that the one cannot happen without the other. */
export type Audit = (tx: Tx, context: Context, entry: AuditEntry) => Promise<void>;

export interface AuditPage {
  readonly items: StoredAuditEntry[];
  readonly nextCursor: string | null;
}

export interface AuditTrail {
  readonly audit: Audit;
  list(context: Context, query: AuditQuery): Promise<AuditPage>;
  /** Everything that the trail can speak of, in words, by the words of the reader's language. */
  actions(context: Context): { items: { action: string; label: Text }[] };
  /** For erasure: what the trail could show of the values of these subjects goes; the trail itself stays as it is. */
  forgetValues(
    tx: Tx,
    subjects: { readonly subjectType: string; readonly subjectIds: readonly string[] },
  ): Promise<number>;
}

/** The audit trail over one kernel. */
export function createAuditTrail(
  kernel: Kernel,
  { signer, words }: { readonly signer: AuditSigner; readonly words: readonly AuditWords[] },
): AuditTrail {
  const actions = new Map(words.flatMap((one) => Object.entries(one.actions)));
  const subjects = new Map(words.flatMap((one) => Object.entries(one.subjects)));
  const present = (row: AuditRow): StoredAuditEntry => ({
    ...presentAudit(row),
    actionText: actions.get(row.action) ?? null,
    subjectText: subjects.get(row.subject_type) ?? null,
  });
  return {
    audit: (tx, context, entry) => write(tx, { signer, context, entry, at: kernel.clock.now() }),
    forgetValues: deleteAuditValues,
    actions: (context) => {
      requirePermission(context, 'audit.read');
      const { locale } = context;
      const items = [...actions].map(([action, label]) => ({ action, label }));
      return { items: items.toSorted((a, b) => a.label[locale].localeCompare(b.label[locale], locale)) };
    },
    list: async (context, query) => {
      requirePermission(context, 'audit.read');
      requireEverywhere(context);
      const rows = await selectAudit(kernel.postgres.db, {
        action: query.action ?? null,
        actorId: query.actorId ?? null,
        subjectType: query.subjectType ?? null,
        subjectId: query.subjectId ?? null,
        beforeId: query.cursor === undefined ? null : readIdCursor(query.cursor),
        limit: query.limit + 1,
      });
      const items = rows.slice(0, query.limit).map(present);
      const lastId = items.at(-1)?.id;
      const more = rows.length > query.limit && lastId !== undefined;
      return { items, nextCursor: more ? encodeCursor([lastId]) : null };
    },
  };
}

interface Writing {
  readonly signer: AuditSigner;
  readonly context: Context;
  readonly entry: AuditEntry;
  readonly at: Date;
}

async function write(tx: Tx, { signer, context, entry, at }: Writing): Promise<void> {
  const values = (entry.values ?? []).map((value) => ({ ...value, salt: newSalt() }));
  const digests = values.length === 0 ? {} : { values: Object.fromEntries(values.map(digestOf)) };
  const row = {
    id: newId(),
    // Microseconds, as the database tells them.
    at: at.toISOString().replace('Z', '000Z'),
    requestId: context.requestId,
    actorKind: context.actor.kind,
    actorId: context.actor.id,
    action: entry.action,
    subjectType: entry.subjectType,
    subjectId: entry.subjectId,
    reason: entry.reason ?? null,
    // As JSON brings it back: dates are texts, what is undefined is not there.
    detail: JSON.parse(JSON.stringify({ ...entry.detail, ...digests })) as unknown,
  };
  await insertAudit(tx, row, await signer.sign(row));
  await insertAuditValues(tx, row, values);
}

/** Digests of both values, and one over what is shown of them, so that it cannot be exchanged either. */
function digestOf({
  field,
  salt,
  before,
  after,
  beforeShown,
  afterShown,
}: AuditedValue & { readonly salt: Buffer }): [string, Readonly<Record<string, string | null>>] {
  const shown = saltedDigest(JSON.stringify([beforeShown, afterShown]), salt);
  return [field, { before: saltedDigest(before, salt), after: saltedDigest(after, salt), shown }];
}

function presentAudit(row: AuditRow): Omit<StoredAuditEntry, 'actionText' | 'subjectText'> {
  return {
    id: row.id,
    at: row.at.toISOString(),
    actor: { kind: row.actor_kind, id: row.actor_id, name: row.actor_name },
    action: row.action,
    subjectType: row.subject_type,
    subjectId: row.subject_id,
    reason: row.reason,
    detail: row.detail,
    values: row.values.map((value) => ({ ...value })),
    requestId: row.request_id,
  };
}
