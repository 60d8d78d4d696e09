import { maskEmail, maskPhone } from '#access';
import { newId } from '#kernel/clock.ts';
import { type Context, may, requirePermission } from '#kernel/context.ts';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import { AppError, notFound } from '#kernel/errors.ts';
import type { Kernel } from '#kernel/module.ts';
import { encodeCursor } from '#kernel/pure/cursor.ts';
import { normalizeText } from '#kernel/pure/text.ts';
import { profilesChanged } from '../condition-facts/changed.ts';
import type { Identity } from '../identity/service.ts';
import type { Interaction, LoggedInteraction } from '../interactions/schema.ts';
import type { Interactions } from '../interactions/service.ts';
import { interactionEntry } from '../interactions/service.ts';
import { ofOrganisation } from '../interactions/store.ts';
import type { Profiles } from '../profile/service.ts';
import { anchorsOf } from '../profile/store.ts';
import { nameKeys } from '../search/name-keys.ts';
import { readSearchText } from '../search/read-text.ts';
import type { ShownTimelineEntry } from '../timeline/schema.ts';
import { placeOf, presentEntry } from '../timeline/service.ts';
import { readCardText } from './card-text.ts';
import { readCard } from './read-card.ts';
import type {
  CardTextPreview,
  Contact,
  NewContact,
  NewOrganisation,
  Organisation,
  OrganisationChange,
} from './schema.ts';
import * as store from './store.ts';

export interface OrganisationPage {
  readonly items: Organisation[];
  readonly nextCursor: string | null;
  readonly total: number;
  readonly can: { readonly write: boolean };
}

export interface Organisations {
  list(
    context: Context,
    request: {
      readonly cursor?: string | undefined;
      readonly limit: number;
      readonly text?: string | undefined;
      readonly industry?: string | undefined;
      readonly region?: string | undefined;
    },
  ): Promise<OrganisationPage>;
  get(
    context: Context,
    id: string,
  ): Promise<Organisation & { people: Contact[]; can: { write: boolean; log: boolean } }>;
  create(tx: Tx, context: Context, given: NewOrganisation): Promise<Organisation>;
  change(tx: Tx, context: Context, id: string, change: OrganisationChange): Promise<Organisation>;
  remove(tx: Tx, context: Context, id: string): Promise<void>;
  addContact(tx: Tx, context: Context, id: string, contact: NewContact): Promise<Contact>;
  removeContact(tx: Tx, context: Context, id: string, customerId: string): Promise<void>;
  /** What the text of a card says; nothing is kept. */
  readCard(context: Context, text: string): Promise<CardTextPreview>;
  log(tx: Tx, context: Context, id: string, interaction: LoggedInteraction): Promise<Interaction>;
  timeline(
    context: Context,
    id: string,
    request: { readonly cursor?: string | undefined; readonly limit: number },
  ): Promise<{ items: ShownTimelineEntry[]; nextCursor: string | null }>;
  /** The organisations that a customer stands for. */
  ofCustomer(context: Context, customerId: string): Promise<{ items: store.Membership[] }>;
}

export interface OrganisationParts {
  readonly profiles: Pick<Profiles, 'requireVisible' | 'visibleAmong'>;
  readonly identity: Pick<Identity, 'takeIn'>;
  readonly interactions: Pick<Interactions, 'logWithOrganisation'>;
}

const WRITE = 'organisations.write';
const CARD_SOURCE = 'business-card';
const UNIQUE_VIOLATION = '23505';

/** Companies and the people in them. */
export function createOrganisations(
  kernel: Pick<Kernel, 'postgres' | 'clock' | 'events'>,
  parts: OrganisationParts,
): Organisations {
  const { db } = kernel.postgres;
  const find = async (reader: Db | Tx, context: Context, id: string): Promise<store.OrganisationRow> => {
    const row = await store.findOrganisation(reader, id, context.actor.scopeIds);
    if (row === undefined) {
      throw notFound({ 'zh-CN': '企业客户', en: 'organisation' }, id);
    }
    return row;
  };
  return {
    ...readOrganisations(db, find, parts),
    readCard: (context, text) => readText(db, context, text),
    ...changeContacts(kernel, find, parts),
    create: async (tx, context, given) => {
      requirePermission(context, WRITE);
      const now = kernel.clock.now();
      const row: store.OrganisationRow = {
        ...EMPTY,
        ...stated(given),
        ...named(given.name),
        id: newId(),
        scopeId: context.actor.scopeIds?.[0] ?? null,
        createdAt: now,
        updatedAt: now,
      };
      await save(tx, context, row);
      return present(row);
    },
    change: async (tx, context, id, change) => {
      requirePermission(context, WRITE);
      const before = await find(tx, context, id);
      const names = change.name === undefined ? {} : named(change.name);
      const row = { ...before, ...stated(change), ...names, updatedAt: kernel.clock.now() };
      await save(tx, context, row);
      return present(row);
    },
    remove: async (tx, context, id) => {
      requirePermission(context, WRITE);
      await find(tx, context, id);
      const people = (await store.contactsOf(tx, id)).map(({ customerId }) => customerId);
      await store.removeOrganisation(tx, id, kernel.clock.now());
      await kernel.events.append(tx, context, profilesChanged({ described: people }));
    },
    log: async (tx, context, id, interaction) => {
      requirePermission(context, 'interactions.write');
      await find(tx, context, id);
      return parts.interactions.logWithOrganisation(tx, context, id, interaction);
    },
  };
}

function changeContacts(
  kernel: Pick<Kernel, 'clock' | 'events'>,
  find: Find,
  parts: OrganisationParts,
): Pick<Organisations, 'addContact' | 'removeContact'> {
  return {
    addContact: async (tx, context, id, contact) => {
      requirePermission(context, WRITE);
      const { scopeId } = await find(tx, context, id);
      const now = kernel.clock.now();
      const anchor =
        'card' in contact
          ? await takeCard(tx, context, { contact, scopeId, now, identity: parts.identity })
          : await existing(tx, context, contact.customerId, parts.profiles);
      const { role = null, department = null, position = null } = contact;
      const row = { organisationId: id, ...anchor, role, department, position };
      await store.saveContact(tx, row, { by: actorKey(context), now });
      await kernel.events.append(tx, context, profilesChanged({ described: [anchor.customerId] }));
      const people = await store.contactsOf(tx, id);
      return presentContact(people.find(({ customerId }) => customerId === anchor.customerId) ?? { ...NOBODY, ...row });
    },
    removeContact: async (tx, context, id, customerId) => {
      requirePermission(context, WRITE);
      await find(tx, context, id);
      if (!(await store.deleteContact(tx, id, customerId))) {
        throw notFound({ 'zh-CN': '联系人', en: 'contact' }, customerId);
      }
      await kernel.events.append(tx, context, profilesChanged({ described: [customerId] }));
    },
  };
}

type Find = (reader: Db | Tx, context: Context, id: string) => Promise<store.OrganisationRow>;

function readOrganisations(
  db: Db,
  find: Find,
  { profiles }: Pick<OrganisationParts, 'profiles'>,
): Pick<Organisations, 'list' | 'get' | 'timeline' | 'ofCustomer'> {
  return {
    list: async (context, { cursor, limit, text, industry, region }) => {
      requirePermission(context, 'customers.read');
      const terms = text === undefined || text === '' ? null : readSearchText(text);
      const filter: store.OrganisationFilter = {
        scopeIds: context.actor.scopeIds,
        name: terms === null ? null : normalizeText(text ?? ''),
        pinyin: terms?.pinyin ?? null,
        industry: industry ?? null,
        region: region ?? null,
      };
      const after = cursor === undefined ? null : (placeOf(cursor)?.id ?? null);
      const rows = await store.listOrganisations(db, filter, { after, limit });
      const shown = rows.slice(0, limit);
      const last = shown.at(-1);
      return {
        items: shown.map(present),
        nextCursor:
          rows.length > limit && last !== undefined ? encodeCursor([last.createdAt.toISOString(), last.id]) : null,
        total: await store.countOrganisations(db, filter),
        can: { write: may(context.actor, WRITE) },
      };
    },
    get: async (context, id) => {
      requirePermission(context, 'customers.read');
      const row = await find(db, context, id);
      const people = await store.contactsOf(db, id);
      const ids = people.map(({ customerId }) => customerId);
      const visible = new Set(await profiles.visibleAmong(context, ids));
      return {
        ...present(row),
        people: people.filter(({ customerId }) => visible.has(customerId)).map(presentContact),
        can: { write: may(context.actor, WRITE), log: may(context.actor, 'interactions.write') },
      };
    },
    timeline: async (context, id, { cursor, limit }) => {
      requirePermission(context, 'customers.read');
      await find(db, context, id);
      const rows = await ofOrganisation(db, id, { before: placeOf(cursor), limit: limit + 1 });
      const shown = rows.slice(0, limit);
      const last = shown.at(-1);
      return {
        items: shown.map((row) => presentActivity(row, context)),
        nextCursor:
          rows.length > limit && last !== undefined ? encodeCursor([last.occurredAt.toISOString(), last.id]) : null,
      };
    },
    ofCustomer: async (context, customerId) => {
      requirePermission(context, 'customers.read');
      await profiles.requireVisible(context, customerId);
      return { items: await store.organisationsOf(db, customerId, context.actor.scopeIds) };
    },
  };
}

/** What the text of a card says, and which organisation of its company is there already. */
async function readText(db: Db, context: Context, text: string): Promise<CardTextPreview> {
  requirePermission(context, WRITE);
  const read = readCardText(text);
  const name = read.company === null ? null : normalizeText(read.company);
  const organisation = name === null ? null : await store.findByName(db, name, context.actor.scopeIds);
  return { ...read, otherPhones: [...read.otherPhones], unread: [...read.unread], organisation };
}

type Activity = Awaited<ReturnType<typeof ofOrganisation>>[number];

function presentActivity(row: Activity, context: Context): ShownTimelineEntry {
  const entry = interactionEntry(row, context);
  const name = row.customerName;
  return presentEntry({
    ...entry,
    source: 'interactions',
    title:
      name === null ? entry.title : { 'zh-CN': `${entry.title['zh-CN']} · ${name}`, en: `${entry.title.en} · ${name}` },
    ref: row.customerId === null ? null : { type: 'customer', id: row.customerId },
  });
}

const EMPTY = {
  website: null,
  mainProducts: null,
  supplies: [],
  buys: [],
  industry: null,
  region: null,
  size: null,
  address: null,
  taxCode: null,
  owner: null,
  note: null,
  contacts: 0,
} as const;
const NOBODY = { name: null, phone: null, email: null } as const;

/** What is said; empty texts mean that there is nothing. */
function stated(given: OrganisationChange): Partial<store.OrganisationRow> {
  return Object.fromEntries(
    Object.entries(given).flatMap(([key, value]) => (value === undefined ? [] : [[key, value === '' ? null : value]])),
  );
}

function named(given: string): Pick<store.OrganisationRow, 'name' | 'pinyin' | 'initials'> {
  const name = normalizeText(given);
  return { name, ...nameKeys(name) };
}

function actorKey({ actor }: Context): string {
  return `${actor.kind}:${actor.id ?? ''}`;
}

async function save(tx: Tx, context: Context, row: store.OrganisationRow): Promise<void> {
  try {
    await store.saveOrganisation(tx, row, actorKey(context));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === UNIQUE_VIOLATION) {
      const message = {
        'zh-CN': `统一社会信用代码 ${row.taxCode ?? ''} 已属于另一家企业`,
        en: `Another organisation has the tax code ${row.taxCode ?? ''}`,
      };
      throw new AppError('tax_code_taken', 409, {
        message,
        faults: [{ field: 'taxCode', code: 'tax_code_taken', message }],
        cause: error,
      });
    }
    throw error;
  }
}

interface Anchor {
  readonly recordId: string;
  readonly customerId: string;
}

async function existing(
  tx: Tx,
  context: Context,
  customerId: string,
  profiles: Pick<Profiles, 'requireVisible'>,
): Promise<Anchor> {
  await profiles.requireVisible(context, customerId);
  const [anchor] = await anchorsOf(tx, [customerId]);
  if (anchor === undefined) {
    throw notFound({ 'zh-CN': '客户', en: 'customer' }, customerId);
  }
  return anchor;
}

interface CardTaking {
  readonly contact: Extract<NewContact, { card: unknown }>;
  readonly scopeId: string | null;
  readonly now: Date;
  readonly identity: Pick<Identity, 'takeIn'>;
}

async function takeCard(tx: Tx, context: Context, { contact, scopeId, now, identity }: CardTaking): Promise<Anchor> {
  const origin = { source: CARD_SOURCE, importId: null, scopeId };
  const [taken] = await identity.takeIn(tx, context, [readCard(contact.card, now)], origin);
  if (!taken) {
    throw new Error('A business card with a phone or an e-mail address named nobody');
  }
  return taken;
}

function present(row: store.OrganisationRow): Organisation {
  const { pinyin: _, initials: __, scopeId: ___, createdAt, updatedAt, ...shown } = row;
  return {
    ...shown,
    supplies: [...shown.supplies],
    buys: [...shown.buys],
    createdAt: createdAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
  };
}

function presentContact(row: store.ContactRow): Contact {
  return {
    customerId: row.customerId,
    name: row.name,
    phone: row.phone === null ? null : maskPhone(row.phone),
    email: row.email === null ? null : maskEmail(row.email),
    role: row.role,
    department: row.department,
    position: row.position,
  };
}
