import type { Access } from '#access';
import { newId } from '#kernel/clock.ts';
import { type Context, may, requirePermission } from '#kernel/context.ts';
import type { Tx } from '#kernel/db/postgres.ts';
import { AppError, notFound } from '#kernel/errors.ts';
import type { BodyOf } from '#kernel/http/contract.ts';
import { readIdCursor } from '#kernel/http/id-cursor.ts';
import type { Kernel } from '#kernel/module.ts';
import { encodeCursor } from '#kernel/pure/cursor.ts';
import type { Text } from '#kernel/pure/text.ts';
import { normalizeIdentifier } from '../identity/identifier-kinds.ts';
import type { CustomerSummary } from '../profile/schema.ts';
import type { Profiles } from '../profile/service.ts';
import { authorityDueAt, INCIDENT_DUE, type Missing, missingToClose, reminderAt } from './judge.ts';
import type {
  addIncidentCustomers,
  addIncidentEntry,
  Incident,
  IncidentChange,
  IncidentEntry,
  IncidentInput,
} from './schema.ts';
import * as store from './store.ts';

export interface Incidents {
  list(
    context: Context,
    query: {
      readonly cursor?: string | undefined;
      readonly limit: number;
      readonly open?: 'true' | 'false' | undefined;
    },
  ): Promise<{ items: Incident[]; nextCursor: string | null; can: { write: boolean } }>;
  get(context: Context, id: string): Promise<{ incident: Incident; entries: IncidentEntry[] }>;
  report(tx: Tx, context: Context, given: IncidentInput): Promise<Incident>;
  change(tx: Tx, context: Context, id: string, change: IncidentChange): Promise<Incident>;
  addEntry(tx: Tx, context: Context, id: string, entry: BodyOf<typeof addIncidentEntry>): Promise<Incident>;
  addCustomers(
    tx: Tx,
    context: Context,
    id: string,
    whom: BodyOf<typeof addIncidentCustomers>,
  ): Promise<{ added: number; unknown: number; incident: Incident }>;
  customers(
    context: Context,
    id: string,
    page: { readonly cursor?: string | undefined; readonly limit: number },
  ): Promise<{ items: CustomerSummary[]; nextCursor: string | null }>;
  /** Throws 409 `incident_unfinished` naming what the law still asks for. */
  close(tx: Tx, context: Context, id: string, text: string): Promise<Incident>;
  reopen(tx: Tx, context: Context, id: string, text: string): Promise<Incident>;
}

export interface IncidentsNeeds {
  readonly access: Pick<Access, 'audit'> & Partial<Pick<Access, 'lookups'>>;
  readonly profiles: Pick<Profiles, 'summaries'>;
}

const NOUN: Text = { 'zh-CN': '事件', en: 'incident' };
const READ = 'incidents.read';
const WRITE = 'incidents.write';

/** The register of leaks: what happened, whose data, what was done, who was told, and when it was over. */
export function createIncidents(kernel: Kernel, needs: IncidentsNeeds): Incidents {
  const { db } = kernel.postgres;
  const writing = createWriting(kernel, needs);
  return {
    ...writing,
    list: async (context, { cursor, limit, open }) => {
      requireReader(context, READ);
      const isOpen = open === undefined ? null : open === 'true';
      const beforeId = cursor === undefined ? null : readIdCursor(cursor);
      const rows = await store.selectIncidents(db, { isOpen, beforeId, limit: limit + 1 });
      const items = rows.slice(0, limit);
      const last = items.at(-1);
      return {
        items: items.map((row) => present(row, context)),
        nextCursor: rows.length > limit && last !== undefined ? encodeCursor([last.id]) : null,
        can: { write: may(context.actor, WRITE) },
      };
    },
    get: async (context, id) => {
      requireReader(context, READ);
      const row = (await store.selectIncident(db, id)) ?? gone(id);
      const entries = await store.selectEntries(db, id);
      return {
        incident: present(row, context),
        entries: entries.map(({ actorName, at, ...entry }) => ({ ...entry, at: at.toISOString(), by: actorName })),
      };
    },
    customers: async (context, id, { cursor, limit }) => {
      requireReader(context, READ);
      const afterId = cursor === undefined ? null : readIdCursor(cursor);
      const ids = await store.listedCustomers(db, id, { afterId, limit: limit + 1 });
      const page = ids.slice(0, limit);
      const last = page.at(-1);
      return {
        items: await needs.profiles.summaries(context, page),
        nextCursor: ids.length > limit && last !== undefined ? encodeCursor([last]) : null,
      };
    },
  };
}

type Row = store.IncidentRow;
type Writing = Omit<Incidents, 'list' | 'get' | 'customers'>;

interface Writer {
  enter(tx: Tx, context: Context, id: string, entry: Pick<store.EntryRow, 'kind' | 'text'>): Promise<void>;
  /** The incident, held until the transaction ends. Throws 409 when it is closed. */
  opened(tx: Tx, context: Context, id: string): Promise<Row>;
}

function createWriter(kernel: Kernel, { access }: IncidentsNeeds): Writer {
  return {
    enter: async (tx, context, id, entry) => {
      const { actor } = context;
      const by = { actorKind: actor.kind, actorId: actor.id, actorName: actor.name };
      await store.insertEntry(tx, { id: newId(), incidentId: id, at: kernel.clock.now(), ...by, ...entry });
      const action = `customers.incident_${entry.kind}`;
      await access.audit(tx, context, { action, subjectType: 'incident', subjectId: id, detail: {} });
    },
    opened: async (tx, context, id) => {
      const row = await held(tx, context, id);
      return row.closedAt === null ? row : closed();
    },
  };
}

async function held(tx: Tx, context: Context, id: string): Promise<Row> {
  requireReader(context, WRITE);
  await store.lockIncident(tx, id);
  return (await store.selectIncident(tx, id)) ?? gone(id);
}

async function after(tx: Tx, context: Context, id: string): Promise<Incident> {
  return present((await store.selectIncident(tx, id)) ?? gone(id), context);
}

function createWriting(kernel: Kernel, needs: IncidentsNeeds): Writing {
  const { enter, opened } = createWriter(kernel, needs);
  const remind = (tx: Tx, context: Context, { id, authorityDueAt: dueAt }: NewRow): Promise<void> =>
    kernel.timers.schedule(tx, context, {
      kind: INCIDENT_DUE,
      key: id,
      dueAt: reminderAt(dueAt),
      payload: { incidentId: id },
    });
  return {
    report: async (tx, context, given) => {
      requireReader(context, WRITE);
      const id = newId();
      const row = reported(given, { id, by: context.actor.name, at: kernel.clock.now() });
      await store.saveIncident(tx, row);
      await remind(tx, context, row);
      await enter(tx, context, id, { kind: 'reported', text: given.title });
      return after(tx, context, id);
    },
    change: async (tx, context, id, change) => {
      const row = await opened(tx, context, id);
      const next = changedBy(row, change);
      await store.saveIncident(tx, next);
      await remind(tx, context, next);
      await enter(tx, context, id, { kind: 'changed', text: describeChange(row, next) });
      return after(tx, context, id);
    },
    addEntry: async (tx, context, id, entry) => {
      const row = await opened(tx, context, id);
      await store.saveIncident(tx, withDeed(row, entry, kernel.clock.now()));
      await enter(tx, context, id, entry);
      return after(tx, context, id);
    },
    addCustomers: async (tx, context, id, whom) => {
      await opened(tx, context, id);
      const adding = { incidentId: id, at: kernel.clock.now() };
      const { added, unknown, by } = await listWhom(tx, whom, { adding, access: needs.access });
      await enter(tx, context, id, { kind: 'customers_added', text: `${by}: +${added}` });
      return { added, unknown, incident: await after(tx, context, id) };
    },
    close: async (tx, context, id, text) => {
      const row = await opened(tx, context, id);
      const missing = missingToClose(row);
      if (missing.length > 0) {
        throw unfinished(missing);
      }
      await store.saveIncident(tx, { ...row, closedAt: kernel.clock.now() });
      await enter(tx, context, id, { kind: 'closed', text });
      return after(tx, context, id);
    },
    reopen: async (tx, context, id, text) => {
      await store.saveIncident(tx, { ...(await held(tx, context, id)), closedAt: null });
      await enter(tx, context, id, { kind: 'reopened', text });
      return after(tx, context, id);
    },
  };
}

type NewRow = Omit<Row, 'number' | 'customers'>;

function reported(
  given: IncidentInput,
  { id, by, at }: { readonly id: string; readonly by: string; readonly at: Date },
): NewRow {
  const discoveredAt = new Date(given.discoveredAt);
  return {
    ...given,
    id,
    happenedAt: given.happenedAt === null ? null : new Date(given.happenedAt),
    discoveredAt,
    reportedAt: at,
    reportedBy: by,
    authorityDueAt: authorityDueAt(discoveredAt),
    authorityNotifiedAt: null,
    peopleNotifiedAt: null,
    measures: null,
    closedAt: null,
  };
}

/** Measures add up; of notices the first time counts. */
function withDeed(row: Row, { kind, text }: BodyOf<typeof addIncidentEntry>, at: Date): Row {
  switch (kind) {
    case 'measure':
      return { ...row, measures: row.measures === null ? text : `${row.measures}\n${text}` };
    case 'authority_notified':
      return { ...row, authorityNotifiedAt: row.authorityNotifiedAt ?? at };
    case 'people_notified':
      return { ...row, peopleNotifiedAt: row.peopleNotifiedAt ?? at };
    default:
      return row;
  }
}

interface Listing {
  readonly adding: { readonly incidentId: string; readonly at: Date };
  readonly access: IncidentsNeeds['access'];
}

/** Finds whom a criterion means and lists them; values that were given are not kept. */
async function listWhom(
  tx: Tx,
  whom: BodyOf<typeof addIncidentCustomers>,
  { adding, access }: Listing,
): Promise<{ readonly added: number; readonly unknown: number; readonly by: string }> {
  if ('source' in whom) {
    return { added: await store.addSource(tx, whom.source, adding), unknown: 0, by: `source ${whom.source}` };
  }
  if ('seenBy' in whom) {
    const period = { userId: whom.seenBy, from: new Date(whom.from), to: new Date(whom.to) };
    const ids = (await access.lookups?.subjectsBetween(tx, period)) ?? [];
    const { added, known } = await store.addCustomers(tx, ids, adding);
    return { added, unknown: ids.length - known.size, by: `seen by ${whom.seenBy}` };
  }
  if ('customerIds' in whom) {
    const ids = [...new Set(whom.customerIds)];
    const { added, known } = await store.addCustomers(tx, ids, adding);
    return { added, unknown: ids.length - known.size, by: `${ids.length} ids` };
  }
  const values = [...new Set(whom.values.map((value) => normalizeIdentifier(whom.type, value)))];
  const readable = values.flatMap((value) => value ?? []);
  const found = await store.customersOfValues(tx, whom.type, readable);
  const { added } = await store.addCustomers(tx, [...new Set(found.values())], adding);
  return { added, unknown: whom.values.length - found.size, by: `${whom.values.length} × ${whom.type}` };
}

function requireReader(context: Context, permission: string): void {
  requirePermission(context, permission);
  if (context.actor.scopeIds !== null) {
    throw new AppError('scope_missing', 403, {
      message: {
        'zh-CN': '事件涉及整个企业，仅限不受数据范围限制的账号',
        en: 'Incidents concern the whole business; your rights are limited to some scopes',
      },
    });
  }
}

function changedBy(row: Row, { happenedAt, discoveredAt, ...change }: IncidentChange): Row {
  const stated = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
  const discovered = discoveredAt === undefined ? row.discoveredAt : new Date(discoveredAt);
  return {
    ...row,
    ...stated,
    happenedAt: happenedAt === undefined ? row.happenedAt : happenedAt === null ? null : new Date(happenedAt),
    discoveredAt: discovered,
    authorityDueAt: authorityDueAt(discovered),
  };
}

const COMPARED = ['title', 'kind', 'risk', 'description', 'dataCategories', 'happenedAt', 'discoveredAt'] as const;

/** What it was before, so that nothing that was written is lost. */
function describeChange(before: Row, after: Row): string {
  const parts = COMPARED.flatMap((field) => {
    const [was, is] = [JSON.stringify(before[field]), JSON.stringify(after[field])];
    return was === is ? [] : [`${field}: ${was} → ${is}`];
  });
  return parts.length === 0 ? '—' : parts.join('\n');
}

function present(row: Row, { actor }: Context): Incident {
  return {
    ...row,
    happenedAt: row.happenedAt?.toISOString() ?? null,
    discoveredAt: row.discoveredAt.toISOString(),
    reportedAt: row.reportedAt.toISOString(),
    authorityDueAt: row.authorityDueAt.toISOString(),
    authorityNotifiedAt: row.authorityNotifiedAt?.toISOString() ?? null,
    peopleNotifiedAt: row.peopleNotifiedAt?.toISOString() ?? null,
    closedAt: row.closedAt?.toISOString() ?? null,
    missing: missingToClose(row),
    can: { write: may(actor, WRITE) },
  };
}

const MISSING: Readonly<Record<Missing, Text>> = {
  measures: { 'zh-CN': '补救措施', en: 'the measures' },
  authority: { 'zh-CN': '向监管部门报告', en: 'the report to the authority' },
  people: { 'zh-CN': '通知受影响的个人', en: 'telling the people concerned' },
};

function unfinished(missing: readonly Missing[]): AppError {
  return new AppError('incident_unfinished', 409, {
    message: {
      'zh-CN': `结案前还缺：${missing.map((part) => MISSING[part]['zh-CN']).join('、')}`,
      en: `Before it can be closed, write down ${missing.map((part) => MISSING[part].en).join(', ')}`,
    },
  });
}

function closed(): never {
  throw new AppError('incident_closed', 409, {
    message: { 'zh-CN': '事件已结案，要补充请先重新打开', en: 'The incident is closed; open it again to add to it' },
  });
}

function gone(id: string): never {
  throw notFound(NOUN, id);
}
