import { hash } from 'node:crypto';
import { z } from 'zod';
import type { ImportKind, ImportSetup, RecordItem, RecordKind, RecordOutcome } from '#intake';
import { newId } from '#kernel/clock.ts';
import type { Context } from '#kernel/context.ts';
import type { Tx } from '#kernel/db/postgres.ts';
import type { Kernel } from '#kernel/module.ts';
import { zoneOf } from '#kernel/pure/dates.ts';
import { faultsOfSaying } from '../consents/say.ts';
import { evidenceSchema, purposeKeySchema } from '../consents/schema.ts';
import type { Consents, GivenConsent } from '../consents/service.ts';
import { CONSENT_ACTS, CONTACT_CHANNELS } from '../consents/state.ts';
import { deleteOfImport } from '../consents/store.ts';
import type { Fields } from '../fields/service.ts';
import type { Identity } from '../identity/service.ts';
import type { Statement } from '../identity/statement.ts';
import { statementOf } from '../importing/statement-of.ts';
import type { CustomersUndo } from '../undo/service.ts';
import { CONSENT_FIELDS } from './fields.ts';
import { type ConsentRow, createConsentReader } from './read-row.ts';

export interface ConsentImportingNeeds {
  readonly kernel: Pick<Kernel, 'postgres' | 'clock'>;
  readonly consents: Pick<Consents, 'record' | 'purposes'>;
  readonly fields: Pick<Fields, 'list'>;
  readonly identity: Pick<Identity, 'takeIn'>;
  readonly undo: CustomersUndo;
}

const traceSchema = z.object({ firstId: z.uuid(), lastId: z.uuid() });

/** What people allowed, one person, purpose and channel a line. A line that comes again changes nothing. */
export function consentImportKind(needs: ConsentImportingNeeds): ImportKind<ConsentRow> {
  const { undo } = needs;
  return {
    name: 'consents',
    label: { 'zh-CN': '授权', en: 'Consent' },
    fields: () => Promise.resolve(CONSENT_FIELDS),
    missing: (mapped) => (['account', 'phone', 'email'].some((field) => mapped.has(field)) ? [] : ['phone']),
    begin: async (setup) => ({
      read: createConsentReader({
        columns: setup.columns,
        purposes: await needs.consents.purposes.all(needs.kernel.postgres.db),
        zone: zoneOf(setup.timeZone),
        now: setup.now,
      }),
      groupKey: ({ statement }) => statement.account ?? statement.phone ?? statement.email ?? '',
      skip: () => undefined,
      committed: () => undefined,
      apply: async (tx, context, rows) => {
        const firstId = newId();
        const added = await takeRows(needs, tx, context, { rows, setup });
        return { added, changed: 0, same: rows.length - added, trace: { firstId, lastId: newId() } };
      },
      finish: () => Promise.resolve(),
    }),
    undoObstacle: () => Promise.resolve(null),
    undoChunk: async (tx, context, importId, trace) => {
      const range = traceSchema.parse(trace);
      await undo.begin(tx);
      const removed = await deleteOfImport(tx, importId, range);
      await undo.undoChunk(tx, context, importId, range);
      await undo.release(tx, context, [...new Set(removed.map(({ recordId }) => recordId))]);
    },
    undoRest: async (tx, context, importId) => {
      await undo.begin(tx);
      if (!(await undo.undoChanges(tx, context, importId))) {
        return false;
      }
      await undo.finish(tx, importId);
      return true;
    },
  };
}

async function takeRows(
  { consents, identity }: ConsentImportingNeeds,
  tx: Tx,
  context: Context,
  { rows, setup }: { readonly rows: readonly ConsentRow[]; readonly setup: ImportSetup },
): Promise<number> {
  const { source, importId, scopeId } = setup;
  const statements = rows.map(({ statement }) => statement);
  const resolved = await identity.takeIn(tx, context, statements, { source, importId, scopeId });
  const given = rows.flatMap((row, at): GivenConsent[] => {
    const person = resolved[at];
    return person === null || person === undefined
      ? []
      : [
          {
            recordId: person.recordId,
            customerId: person.customerId,
            act: row.act,
            purpose: row.purpose,
            ...(row.channel === null ? {} : { channels: [row.channel] }),
            occurredAt: row.at,
            expiresAt: row.expiresAt,
            how: 'import',
            evidence: {
              ...(row.form === null ? {} : { form: row.form }),
              ...(row.guardian === null ? {} : { guardian: { relation: row.guardian, checkedBy: source } }),
            },
            source,
            key: keyOf(row),
            importId,
          },
        ];
  });
  const counts = await consents.record(tx, context, given);
  return counts.filter((count) => count > 0).length;
}

/** The same line of the same source is the same statement, in whichever file it stands. */
function keyOf({ statement, purpose, channel, act, at, expiresAt }: ConsentRow): string {
  const who = statement.account ?? statement.phone ?? statement.email;
  const said = [who, purpose, channel, act, at.toISOString(), expiresAt?.toISOString() ?? null];
  return `row:${hash('sha256', JSON.stringify(said), 'base64url').slice(0, 22)}`;
}

/** A consent as another system sends it: `occurredAt` of the record says when. */
export const consentRecordSchema = z.object({
  purpose: purposeKeySchema,
  channels: z.array(z.enum(CONTACT_CHANNELS)).min(1).optional(),
  act: z.enum(CONSENT_ACTS),
  expiresAt: z.iso.datetime({ offset: true }).nullable().optional(),
  language: z.enum(['zh-CN', 'en']).default('zh-CN'),
  isConfirmed: z.boolean().default(false),
  evidence: evidenceSchema.omit({ ipDigest: true, messageId: true }).default({}),
});
export type ConsentRecord = z.output<typeof consentRecordSchema>;

type Item = RecordItem<ConsentRecord>;

/** Consents of other systems: a shop's tick box, a terminal, a call centre. */
export function consentRecordKind(needs: ConsentImportingNeeds): RecordKind<ConsentRecord> {
  return {
    type: 'consent',
    label: { 'zh-CN': '授权', en: 'Consent' },
    data: consentRecordSchema,
    apply: async (tx, context, items) => {
      const definitions = await needs.fields.list(tx);
      const purposes = await needs.consents.purposes.all(tx);
      const outcomes: RecordOutcome[] = items.map(() => NOBODY);
      const readable: { readonly index: number; readonly item: Item; readonly statement: Statement }[] = [];
      for (const [index, item] of items.entries()) {
        const read = statementOf(item.customer, { statedAt: item.occurredAt, definitions });
        const rules = { purposes, now: needs.kernel.clock.now(), isMinor: false };
        const [wrong] = faultsOfSaying(sayingOf(item), rules);
        if (!read.ok) {
          outcomes[index] = { outcome: 'rejected', fault: read.fault };
        } else if (wrong !== undefined) {
          const fault = { field: `data.${wrong.field}`, code: wrong.code, reason: wrong.message };
          outcomes[index] = { outcome: 'rejected', fault };
        } else {
          readable.push({ index, item, statement: read.statement });
        }
      }
      const [first] = readable;
      if (first === undefined) {
        return outcomes;
      }
      const { source, scopeId } = first.item;
      const statements = readable.map(({ statement }) => statement);
      const resolved = await needs.identity.takeIn(tx, context, statements, { source, importId: null, scopeId });
      const known = readable.flatMap(({ index, item }, at) => {
        const person = resolved[at];
        return person ? [{ index, given: { ...givenOf(item), ...person } }] : [];
      });
      const counts = await needs.consents.record(
        tx,
        context,
        known.map(({ given }) => given),
      );
      for (const [at, { index, given }] of known.entries()) {
        const isNew = (counts[at] ?? 0) > 0;
        outcomes[index] = { outcome: isNew ? 'added' : 'same', id: null, customerId: given.customerId };
      }
      return outcomes;
    },
  };
}

const NOBODY: RecordOutcome = {
  outcome: 'rejected',
  fault: {
    field: 'customer',
    code: 'customer_missing',
    reason: {
      'zh-CN': '授权需要客户：请给出账号、手机、邮箱或其他标识',
      en: 'a consent needs its customer: give an account, phone, e-mail or another identifier',
    },
  },
};

function sayingOf({ occurredAt, data }: Item) {
  const { act, purpose, channels, expiresAt, evidence } = data;
  return {
    act,
    purpose,
    channels,
    occurredAt,
    expiresAt: expiresAt === undefined || expiresAt === null ? expiresAt : new Date(expiresAt),
    byGuardian: evidence.guardian !== undefined,
  };
}

function givenOf(item: Item): Omit<GivenConsent, 'recordId' | 'customerId'> {
  const { byGuardian: _, ...saying } = sayingOf(item);
  const { language, isConfirmed, evidence } = item.data;
  // A newer content of the same key is another statement: what was said before stays said.
  const key = `${item.key}@${item.occurredAt.toISOString()}:${saying.act}`;
  return { ...saying, language, isConfirmed, evidence, how: 'api', source: item.source, key };
}
