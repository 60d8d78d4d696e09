import type { Access } from '#access';
import { newId } from '#kernel/clock.ts';
import { type Context, may, requirePermission } from '#kernel/context.ts';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import { invalidInput, notFound } from '#kernel/errors.ts';
import type { Kernel } from '#kernel/module.ts';
import { businessDateOf, zoneOf } from '#kernel/pure/dates.ts';
import type { Purpose } from '../consent-purposes/purpose.ts';
import { createPurposes, type Purposes, userOf } from '../consent-purposes/service.ts';
import type { Profiles } from '../profile/service.ts';
import { anchorsOf } from '../profile/store.ts';
import type { TimelineSource } from '../timeline/source.ts';
import { isMinorOn } from './minor.ts';
import { presentConsents } from './present.ts';
import { addressesOf, preferenceOf, type Reach } from './reach.ts';
import { endOf, GUARDIAN_MISSING, partsOf, type SaidPart, type SayingRules } from './say.ts';
import type { ConsentEvidence, ConsentWay, CustomerConsents, SaidConsent } from './schema.ts';
import { type ConsentAct, type ContactChannel, PERSONAL_FEATURES } from './state.ts';
import * as store from './store.ts';
import { consentTitle, WAY_LABELS } from './titles.ts';

/** A statement that an import, another system or another module hands in; its record says whose it is. */
export interface GivenConsent {
  readonly recordId: string;
  readonly customerId: string;
  readonly act: ConsentAct;
  readonly purpose: string;
  /** Every channel of the purpose when left out. */
  readonly channels?: readonly ContactChannel[] | undefined;
  readonly occurredAt: Date;
  readonly expiresAt?: Date | null | undefined;
  readonly language?: 'zh-CN' | 'en';
  readonly how: ConsentWay;
  readonly isConfirmed?: boolean;
  readonly evidence?: ConsentEvidence;
  readonly source?: string;
  readonly key?: string;
  readonly importId?: string;
}

/** What the person says themselves, through a link that is theirs. */
export type OwnSaying = Omit<GivenConsent, 'recordId' | 'customerId' | 'source' | 'key' | 'importId' | 'occurredAt'>;

export interface Consents {
  readonly purposes: Purposes;
  get(context: Context, customerId: string): Promise<CustomerConsents>;
  give(tx: Tx, context: Context, customerId: string, said: SaidConsent): Promise<CustomerConsents>;
  /** Without a purpose everything ends that a no ends. */
  withdraw(
    tx: Tx,
    context: Context,
    customerId: string,
    said: Omit<SaidConsent, 'purpose' | 'expiresAt'> & { readonly purpose?: string | undefined },
  ): Promise<CustomerConsents>;
  setPersonalFeatures(
    tx: Tx,
    context: Context,
    customerId: string,
    said: Pick<SaidConsent, 'how' | 'occurredAt' | 'evidence'> & { readonly allowed: boolean },
  ): Promise<CustomerConsents>;
  /**
   * What other systems and modules say, each once per source and key. Throws `input_invalid` for what cannot be said;
   * answers in the order given how many statements are new.
   */
  record(tx: Tx, context: Context, given: readonly GivenConsent[]): Promise<readonly number[]>;
  /** By the person, without permissions: whoever calls it made sure who speaks. */
  sayOwn(tx: Tx, context: Context, customerId: string, sayings: readonly OwnSaying[]): Promise<void>;
  /** The record that statements about the customer are attached to, held until the transaction ends. */
  anchorOf(tx: Tx, customerId: string): Promise<string>;
  /** The same as `get` for the person themselves. */
  ofPerson(reader: Db | Tx, customerId: string): Promise<CustomerConsents>;
  /** What the door out asks of up to 500 customers at once. */
  reach(reader: Db | Tx, customerIds: readonly string[]): Promise<ReadonlyMap<string, Reach>>;
}

const WRITE = 'consents.write';
const HISTORY_LIMIT = 200;
const NOBODY = { saidBy: null, saidByName: null } as const;

type Needed = Pick<Kernel, 'postgres' | 'clock' | 'events' | 'config'>;

/** What people allowed: statements that are only ever added to, and what they come to. */
export function createConsents(
  kernel: Needed,
  access: Pick<Access, 'audit'>,
  profiles: Pick<Profiles, 'requireVisible'>,
): Consents {
  const { clock } = kernel;
  const purposes = createPurposes(kernel, access);
  const { shown, reach } = createReading(kernel, purposes);
  const { expand, expandGiven } = createExpanding(kernel, purposes);
  const save = createSaving(kernel);
  const byStaff = async (tx: Tx, context: Context, customerId: string, sayings: readonly Saying[]) => {
    requirePermission(context, WRITE);
    await profiles.requireVisible(context, customerId);
    const anchor = await anchorOf(tx, customerId);
    const now = clock.now();
    const given = sayings.map((saying) => ({ occurredAt: now, ...saying, ...anchor }));
    await save(tx, context, await expand(tx, given), { saidBy: userOf(context), saidByName: context.actor.name });
    return shown(tx, customerId, true);
  };
  return {
    purposes,
    get: async (context, customerId) => {
      requirePermission(context, 'customers.read');
      await profiles.requireVisible(context, customerId);
      return shown(kernel.postgres.db, customerId, may(context.actor, WRITE));
    },
    give: (tx, context, customerId, said) => byStaff(tx, context, customerId, [{ ...sayingOf(said), act: 'given' }]),
    withdraw: async (tx, context, customerId, { purpose, ...said }) => {
      const all = purpose === undefined ? endable(await purposes.all(tx)) : [purpose];
      const sayings = all.map((each) => ({ ...sayingOf({ ...said, purpose: each }), act: 'withdrawn' as const }));
      return byStaff(tx, context, customerId, sayings);
    },
    setPersonalFeatures: (tx, context, customerId, { allowed, ...said }) => {
      const saying = sayingOf({ ...said, purpose: PERSONAL_FEATURES, language: 'zh-CN' });
      return byStaff(tx, context, customerId, [{ ...saying, act: allowed ? 'given' : 'withdrawn' }]);
    },
    record: async (tx, context, given) => save(tx, context, await expandGiven(tx, given), NOBODY),
    sayOwn: async (tx, context, customerId, sayings) => {
      const anchor = await anchorOf(tx, customerId);
      const given = sayings.map((saying) => ({ ...saying, ...anchor, occurredAt: clock.now() }));
      await save(tx, context, await expand(tx, given), NOBODY);
    },
    anchorOf: async (tx, customerId) => (await anchorOf(tx, customerId)).recordId,
    ofPerson: (reader, customerId) => shown(reader, customerId, true),
    reach,
  };
}

async function anchorOf(
  tx: Tx,
  customerId: string,
): Promise<{ readonly customerId: string; readonly recordId: string }> {
  const [anchor] = await anchorsOf(tx, [customerId]);
  if (anchor === undefined) {
    throw notFound({ 'zh-CN': '客户', en: 'customer' }, customerId);
  }
  return anchor;
}

async function birthdaysOf(reader: Db | Tx, ids: readonly string[]): Promise<ReadonlyMap<string, string | null>> {
  return new Map((await store.selectReach(reader, ids)).map((row) => [row.id, row.birthday]));
}

/** What statements come to, for one customer on the screen and for many at the gate. */
function createReading({ clock, config }: Needed, purposes: Purposes) {
  const zone = zoneOf(config.timeZone);
  const today = () => businessDateOf(clock.now(), zone);
  const shown = async (reader: Db | Tx, customerId: string, canWrite: boolean): Promise<CustomerConsents> => {
    const statements = await store.selectHistory(reader, customerId, Number.MAX_SAFE_INTEGER);
    const known = await birthdaysOf(reader, [customerId]);
    const all = await purposes.all(reader);
    const isMinor = isMinorOn(known.get(customerId) ?? null, today());
    return presentConsents({ statements, purposes: all, isMinor, at: clock.now(), canWrite, limit: HISTORY_LIMIT });
  };
  const reach: Consents['reach'] = async (reader, customerIds) => {
    const ids = [...new Set(customerIds)];
    const rows = await store.selectReach(reader, ids);
    const statements = Map.groupBy(await store.selectStatements(reader, ids), ({ customerId }) => customerId);
    const date = today();
    return new Map(
      rows.map(({ id, name, birthday, timeZone, ...known }) => [
        id,
        {
          customerId: id,
          name,
          timeZone,
          birthday,
          ...preferenceOf(known),
          addresses: addressesOf(known),
          isMinor: isMinorOn(birthday, date),
          statements: statements.get(id) ?? [],
        },
      ]),
    );
  };
  return { shown, reach };
}

/** Sayings with what they mean. */
function createExpanding({ clock, config }: Needed, purposes: Purposes) {
  const zone = zoneOf(config.timeZone);
  return {
    /** What other systems say is kept as they say it: a child's yes without a guardian is kept, and does not count. */
    expandGiven: async (tx: Tx, given: readonly GivenConsent[]): Promise<readonly Expanded[]> => {
      const all = await purposes.all(tx);
      return given.map((one) => expandOne(one, { purposes: all, now: clock.now(), isMinor: false }));
    },
    expand: async (tx: Tx, given: readonly GivenConsent[]): Promise<readonly Expanded[]> => {
      const all = await purposes.all(tx);
      const known = await birthdaysOf(tx, [...new Set(given.map(({ customerId }) => customerId))]);
      return given.map((one) => {
        const isMinor = isMinorOn(known.get(one.customerId) ?? null, businessDateOf(one.occurredAt, zone));
        return expandOne(one, { purposes: all, now: clock.now(), isMinor });
      });
    },
  };
}

type Saying = Omit<GivenConsent, 'recordId' | 'customerId' | 'occurredAt'> & { readonly occurredAt?: Date };

function sayingOf({ occurredAt, expiresAt, ...said }: SaidConsent): Omit<Saying, 'act'> {
  return {
    ...said,
    ...(occurredAt === undefined ? {} : { occurredAt: new Date(occurredAt) }),
    ...(expiresAt === undefined ? {} : { expiresAt: expiresAt === null ? null : new Date(expiresAt) }),
  };
}

/** Purposes that a no ends: what the contract or the law asks for goes on. */
export function endable(purposes: readonly Purpose[]): string[] {
  return purposes
    .filter(({ legalBasis }) => legalBasis === 'consent' || legalBasis === 'legitimate_interest')
    .map(({ key }) => key);
}

/** One saying with its channels, its end and the wording in force. */
interface Expanded {
  readonly given: GivenConsent;
  readonly parts: readonly SaidPart[];
  readonly expiresAt: Date | null;
  readonly textId: string | null;
}

function expandOne(given: GivenConsent, { purposes, now, isMinor }: SayingRules): Expanded {
  const byGuardian = given.evidence?.guardian !== undefined;
  if (given.purpose === PERSONAL_FEATURES) {
    if (given.act === 'given' && isMinor && !byGuardian) {
      throw invalidInput([GUARDIAN_MISSING]);
    }
    return { given, parts: [{ purpose: PERSONAL_FEATURES, channel: null }], expiresAt: null, textId: null };
  }
  const { act, occurredAt, expiresAt, channels, language = 'zh-CN' } = given;
  const saying = { act, purpose: given.purpose, channels, occurredAt, expiresAt, byGuardian };
  const parts = partsOf(saying, { purposes, now, isMinor });
  const purpose = purposes.find(({ key }) => key === given.purpose);
  return {
    given,
    parts,
    expiresAt: endOf(saying, purpose?.expiresMonths ?? null),
    textId: act === 'given' ? (purpose?.texts.find((text) => text.language === language)?.id ?? null) : null,
  };
}

type Speaker = Pick<store.ConsentRow, 'saidBy' | 'saidByName'>;

/** Writes what was said and tells it; answers how many statements of each saying are new. */
function createSaving({ clock, events }: Pick<Kernel, 'clock' | 'events'>) {
  return async (tx: Tx, context: Context, expanded: readonly Expanded[], speaker: Speaker): Promise<number[]> => {
    const rows = expanded.map((one) => one.parts.map((part) => rowOf(one, part, speaker)));
    const added = await store.insertConsents(tx, rows.flat(), clock.now());
    const news = rows.map((parts) => parts.filter(({ id }) => added.has(id)));
    await events.append(
      tx,
      context,
      news.flatMap(([first, ...others]) =>
        first === undefined
          ? []
          : [
              {
                type: 'customers.consents_changed',
                recordId: first.recordId,
                customerId: first.customerId,
                data: {
                  purpose: first.purpose,
                  act: first.act,
                  channels: [first, ...others].flatMap(({ channel }) => channel ?? []),
                  importId: first.importId,
                },
              },
            ],
      ),
    );
    return news.map((parts) => parts.length);
  };
}

function rowOf({ given, expiresAt, textId }: Expanded, part: SaidPart, speaker: Speaker): store.ConsentRow {
  return {
    ...part,
    ...speaker,
    id: newId(),
    recordId: given.recordId,
    customerId: given.customerId,
    act: given.act,
    occurredAt: given.occurredAt,
    expiresAt,
    textId,
    how: given.how,
    byGuardian: given.evidence?.guardian !== undefined,
    isConfirmed: given.isConfirmed ?? false,
    evidence: given.evidence ?? {},
    source: given.source ?? null,
    key: given.key ?? null,
    importId: given.importId ?? null,
  };
}

/** What was allowed and refused, on the time-line. */
export function consentTimeline(purposes: Pick<Purposes, 'all'>): TimelineSource {
  return {
    name: 'consents',
    label: { 'zh-CN': '授权', en: 'Consent' },
    entries: async (db, { customerId, context, ...page }) => {
      const rows = await store.ofCustomer(db, customerId, page);
      const all = rows.length === 0 ? [] : await purposes.all(db);
      return rows.map((row) => ({
        id: row.id,
        at: row.occurredAt,
        kind: `consent.${row.act}`,
        title: consentTitle(row, all.find(({ key }) => key === row.purpose)?.label),
        detail: WAY_LABELS[row.how][context.locale],
        channel: row.channel,
        staff: row.saidByName === null ? null : { id: row.saidBy ?? row.saidByName, name: row.saidByName },
        ref: null,
        amount: null,
      }));
    },
  };
}
