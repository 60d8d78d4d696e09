import type { Access } from '#access';
import { maskPhone } from '#access/pure';
import { newId } from '#kernel/clock.ts';
import { type Context, requirePermission } from '#kernel/context.ts';
import type { Tx } from '#kernel/db/postgres.ts';
import { invalidInput, notFound } from '#kernel/errors.ts';
import { readIdCursor } from '#kernel/http/id-cursor.ts';
import type { Kernel, SettingDefinition } from '#kernel/module.ts';
import { encodeCursor } from '#kernel/pure/cursor.ts';
import * as bonds from '../bonds/store.ts';
import {
  type ContradictedIdentifier,
  contradictedIdentifiers,
  contradictionProposal,
  ID_NUMBER_FIELD,
  statedNumber,
} from '../identity/contradictions.ts';
import { type Draft, identifierText, type Row } from '../identity/drafts.ts';
import { IDENTIFIERS } from '../identity/identifier-kinds.ts';
import type { TrustedIdentifier } from '../identity/trusted-identifiers.ts';
import { normalizePhone } from '../normalizing/normalizers.ts';
import type { Profiles } from '../profile/service.ts';
import { proposePairs } from '../reviews/store.ts';
import { type SealingKernel, tellNumbers } from '../sealing/service.ts';
import { doubtfulPhones, type NegativeEvidence, NO_EVIDENCE, type Withholding } from './evidence.ts';
import { judgePhone, type SharingLimits } from './judge.ts';
import type { SharedPhone, SharedPhoneReason } from './schema.ts';
import { REASSIGNED_AFTER_DAYS, SHARED_PHONE_PEOPLE } from './settings.ts';
import * as store from './store.ts';

export type ReadLimits = (tx: Tx) => Promise<SharingLimits>;

/** The limits from the settings; the defaults where there are none. */
export function limitsFrom(setting?: Access['setting']): ReadLimits {
  const read = async (definition: SettingDefinition, tx: Tx): Promise<number> =>
    Number(setting === undefined ? definition.defaultValue : await setting(definition, tx));
  return async (tx) => ({
    people: await read(SHARED_PHONE_PEOPLE, tx),
    silenceDays: await read(REASSIGNED_AFTER_DAYS, tx),
  });
}

export interface EvidenceReading {
  readonly drafts: readonly Draft[];
  /** Phones that mean a customer already. */
  readonly claimed: ReadonlySet<string>;
  readonly limits: ReadLimits;
  /** When the newest fact came with each of these records. */
  readonly heard: (recordIds: readonly string[]) => Promise<ReadonlyMap<string, Date>>;
}

/** What speaks against joining by the phones of a batch. Asks nothing where every phone is new and stated once. */
export async function evidenceAgainst(tx: Tx, reading: EvidenceReading): Promise<NegativeEvidence> {
  const doubtful = doubtfulPhones(reading.drafts, reading.claimed);
  if (doubtful.size === 0) {
    return NO_EVIDENCE;
  }
  const shared = await store.sharedAmong(tx, [...doubtful.keys()]);
  const stated = Map.groupBy(
    await store.statersOf(
      tx,
      [...doubtful.keys()].filter((phone) => !shared.has(phone)),
    ),
    ({ phone }) => phone,
  );
  const limits = await reading.limits(tx);
  const against: Withholding[] = [];
  const foundShared: string[] = [];
  for (const [phone, indexes] of doubtful) {
    const found = shared.has(phone)
      ? { kind: 'shared' as const, indexes }
      : await judged(reading, { indexes, staters: stated.get(phone) ?? [], limits });
    if (found.kind === 'shared' && !shared.has(phone)) {
      foundShared.push(phone);
    }
    if (found.kind !== 'own') {
      const cause = found.kind;
      against.push(...found.indexes.map((index) => ({ kind: 'phone' as const, value: phone, index, cause })));
    }
  }
  return { against, foundShared };
}

interface Judging {
  readonly indexes: readonly number[];
  readonly staters: readonly store.StoredStater[];
  readonly limits: SharingLimits;
}

interface Judged {
  readonly kind: 'shared' | 'reassigned' | 'own';
  readonly indexes: readonly number[];
}

async function judged({ drafts, heard }: EvidenceReading, { indexes, staters, limits }: Judging): Promise<Judged> {
  const known = new Set(staters.map(({ recordId }) => recordId));
  const now = indexes.flatMap((index) => {
    const { stored, words } = drafts[index] ?? {};
    const isNew = words !== undefined && (stored === undefined || !known.has(stored.id));
    return isNew ? [{ index, name: words.name ?? stored?.name ?? null, heardAt: words.statedAt }] : [];
  });
  const withheld = staters.filter(({ trusted }) => !trusted);
  const before = staters.filter(({ trusted }) => trusted);
  const first = judgePhone({ before, withheld, now }, limits);
  if (first.kind !== 'reassigned') {
    return { kind: first.kind, indexes: now.map(({ index }) => index) };
  }
  // A record that only goes on buying is heard of by its facts.
  const latest = await heard(before.map(({ recordId }) => recordId));
  const settled = before.map((one) => ({ ...one, heardAt: later(one.heardAt, latest.get(one.recordId)) }));
  const verdict = judgePhone({ before: settled, withheld, now }, limits);
  return verdict.kind === 'reassigned'
    ? { kind: 'reassigned', indexes: verdict.newcomers.map(({ index }) => index) }
    : { kind: 'own', indexes: [] };
}

function later(a: Date, b: Date | undefined): Date {
  return b !== undefined && b > a ? b : a;
}

/** Who states another ID number than whom an identifier means; asked only where somebody states one. */
export async function contradictedBy(
  kernel: SealingKernel,
  tx: Tx,
  given: {
    readonly drafts: readonly Draft[];
    readonly claims: readonly (TrustedIdentifier & { readonly customerId: string })[];
  },
): Promise<readonly ContradictedIdentifier[]> {
  if (given.drafts.every((draft) => statedNumber(draft) === null)) {
    return [];
  }
  const owners = new Map(given.claims.map((claim) => [identifierText(claim), claim.customerId]));
  const numbers = await bonds.idNumbersOf(tx, [...new Set(owners.values())], ID_NUMBER_FIELD);
  const tell = await tellNumbers(kernel, tx);
  return contradictedIdentifiers(given.drafts, {
    owners,
    numbers: new Map(numbers.map(({ id, number }) => [id, tell(number)])),
    tell,
  });
}

export interface Doubted {
  /** The records of the batch as they were written. */
  readonly rows: readonly Pick<Row, 'id' | 'customerId'>[];
  readonly evidence: NegativeEvidence;
  readonly contradicted: readonly ContradictedIdentifier[];
  readonly now: Date;
}

/** Phones that are no proof, and identifiers of somebody with another ID number, stay as evidence. */
export async function withholdDoubted(
  tx: Tx,
  { actor }: Pick<Context, 'actor'>,
  { rows, evidence, contradicted, now }: Doubted,
): Promise<void> {
  const against = [...evidence.against, ...contradicted];
  if (against.length === 0) {
    return;
  }
  await noteShared(tx, evidence.foundShared, now);
  const withheld = against.flatMap(({ index, kind, value, cause }) => {
    const row = rows[index];
    return row === undefined ? [] : [{ recordId: row.id, kind, value, cause }];
  });
  await bonds.withhold(tx, withheld, { actor, now, reason: null });
  const pairs = contradicted.flatMap(({ owner, index }) => {
    const right = rows[index]?.customerId;
    return owner === null || right === undefined ? [] : [contradictionProposal({ left: owner, right })];
  });
  await proposePairs(tx, pairs, now);
}

/** Numbers that a batch found out to be shared join nobody from now on. */
async function noteShared(tx: Tx, phones: readonly string[], now: Date): Promise<void> {
  if (phones.length > 0) {
    const reason: SharedPhoneReason = 'many_names';
    await store.addShared(
      tx,
      phones.map((phone) => ({ id: newId(), phone, reason, note: null, notedBy: null, notedAt: now })),
    );
  }
}

export interface SharedPhones {
  list(
    context: Context,
    page: { readonly cursor?: string | undefined; readonly limit: number },
  ): Promise<{ items: SharedPhone[]; nextCursor: string | null }>;
  add(
    tx: Tx,
    context: Context,
    given: { readonly phone: string; readonly reason: SharedPhoneReason; readonly note: string | null },
  ): Promise<{ id: string }>;
  remove(tx: Tx, context: Context, id: string): Promise<void>;
}

export interface SharedPhonesNeeds {
  readonly kernel: Pick<Kernel, 'postgres' | 'clock'>;
  readonly access: Pick<Access, 'audit'>;
  readonly profiles: Pick<Profiles, 'visibleAmong' | 'names'>;
}

const NOUN = { 'zh-CN': '共用号码', en: 'shared phone' } as const;
const TAKEN = { 'zh-CN': '该号码已在名单中', en: 'the phone is on the list already' } as const;

/** The list of phones that mean nobody in particular, kept by staff and by intake. */
export function createSharedPhones({ kernel, access, profiles }: SharedPhonesNeeds): SharedPhones {
  return {
    list: async (context, { cursor, limit }) => {
      requirePermission(context, 'customers.merge');
      const before = cursor === undefined ? null : readIdCursor(cursor);
      const rows = await store.listShared(kernel.postgres.db, { before, limit: limit + 1 });
      const shown = rows.slice(0, limit);
      const ids = [...new Set(shown.flatMap((row) => row.customerIds))];
      const visible = new Set(await profiles.visibleAmong(context, ids));
      const names = await profiles.names([...visible]);
      const last = shown.at(-1);
      return {
        items: shown.map((row) => {
          const customerIds = row.customerIds.filter((id) => visible.has(id));
          return {
            ...row,
            phone: maskPhone(row.phone),
            notedAt: row.notedAt.toISOString(),
            customerIds,
            customers: customerIds.map((id) => ({ id, name: names.get(id)?.name ?? null })),
          };
        }),
        nextCursor: rows.length > limit && last !== undefined ? encodeCursor([last.id]) : null,
      };
    },
    add: async (tx, context, { phone: given, reason, note }) => {
      requirePermission(context, 'customers.merge');
      const phone = normalizePhone(given);
      if (phone === null) {
        throw invalidInput([{ field: 'phone', code: 'phone_invalid', message: IDENTIFIERS.phone.wanted }]);
      }
      const id = newId();
      const notedBy = context.actor.name;
      const added = await store.addShared(tx, [{ id, phone, reason, note, notedBy, notedAt: kernel.clock.now() }]);
      if (added.size === 0) {
        throw invalidInput([{ field: 'phone', code: 'phone_taken', message: TAKEN }]);
      }
      await access.audit(tx, context, {
        action: 'customers.shared_phone_added',
        subjectType: 'shared_phone',
        subjectId: id,
        detail: { reason },
      });
      return { id };
    },
    remove: async (tx, context, id) => {
      requirePermission(context, 'customers.merge');
      if (!(await store.removeShared(tx, id))) {
        throw notFound(NOUN, id);
      }
      await access.audit(tx, context, {
        action: 'customers.shared_phone_removed',
        subjectType: 'shared_phone',
        subjectId: id,
        detail: {},
      });
    },
  };
}
