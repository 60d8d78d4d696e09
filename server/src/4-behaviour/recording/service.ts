import {
  type Belonging,
  type Customers,
  type FactOwner,
  GOES_WITH_RECORD,
  type Resolved,
  type Statement,
  statementOf,
} from '#customers';
import type { RecordCustomer, RecordFault, RecordKind, RecordOutcome } from '#intake';
import { newId } from '#kernel/clock.ts';
import type { Context } from '#kernel/context.ts';
import type { Tx } from '#kernel/db/postgres.ts';
import type { Kernel } from '#kernel/module.ts';
import { distinctIdentifications, type Identification } from './browsers.ts';
import { type BehaviourData, behaviourData, factsOf } from './event-data.ts';
import type { EventFacts } from './event-facts.ts';
import { SAID_FIRST } from './said-first.ts';
import * as store from './store.ts';

/** One event as it came, each key once. */
export interface GivenEvent {
  readonly key: string;
  readonly at: Date;
  readonly facts: EventFacts;
  /** Whom it names itself; null for a browser of which nobody said whose it is. */
  readonly statement: Statement | null;
}

export interface RecordedEvent {
  readonly outcome: 'added' | 'changed' | 'same';
  readonly id: string;
  readonly customerId: string | null;
}

/** Where events come from. */
export interface EventOrigin {
  readonly source: string;
  readonly importId: string | null;
  readonly scopeId: string | null;
  /** Whether an event that comes again may replace what is there; a file's never does. */
  readonly replaces: boolean;
}

export type RecordEvents = (
  tx: Tx,
  context: Context,
  given: { readonly events: readonly GivenEvent[]; readonly origin: EventOrigin },
) => Promise<readonly RecordedEvent[]>;

type Needs = Pick<Kernel, 'clock' | 'events'>;
type NeededCustomers = Pick<Customers, 'identity'>;

/** Ids in one event of the log. */
const CHANGED_IDS = 5000;

/** Takes events in, resolves whose they are, and lets what came before join. */
export function createRecording(kernel: Needs, customers: NeededCustomers): RecordEvents {
  return async (tx, context, { events, origin: given }) => {
    const origin: store.Origin = { ...given, now: kernel.clock.now() };
    const named = await resolveNamed(tx, context, { customers, events, origin: given });
    const identifications = distinctIdentifications(identificationsIn(events, named));
    const anonymousIds = [...new Set(events.flatMap((event) => event.facts.anonymousId ?? []))];
    let fresh: readonly Identification[] = [];
    if (anonymousIds.length > 0) {
      const browsers = { source: origin.source, anonymousIds, alone: identifications.length > 0 };
      await store.lockBrowsers(tx, browsers, origin.now);
      fresh = identifications.length === 0 ? [] : await store.insertIdentifications(tx, identifications, origin);
    }
    const owners = await ownersOf(tx, { customers, events, named, source: origin.source });
    const firstId = newId();
    const rows = events.map((event, at) => newEvent(event, { named: named[at] ?? null, owner: owners[at] ?? null }));
    const inserted = await store.insertEvents(tx, rows, origin);
    const lastId = newId();
    const known = rows.filter((row) => !inserted.has(row.id));
    const updated =
      given.replaces && known.length > 0 ? await store.updateEvents(tx, known, origin) : new Set<string>();
    const joined = await joinEarlier(tx, { fresh, named, source: origin.source });
    if (inserted.size > 0) {
      const data = { importId: origin.importId, firstId, lastId, events: inserted.size };
      await kernel.events.append(tx, context, [{ type: 'behaviour.events_recorded', data }]);
    }
    await appendChanged(kernel, tx, context, [...new Set([...updated, ...joined])]);
    const stored =
      known.length === 0
        ? null
        : await store.eventIds(
            tx,
            origin.source,
            known.map((row) => row.key),
          );
    return rows.map((row) => outcomeOf(row, { inserted, updated, stored }));
  };
}

interface Resolving {
  readonly customers: NeededCustomers;
  readonly events: readonly GivenEvent[];
  readonly origin: EventOrigin;
}

async function resolveNamed(
  tx: Tx,
  context: Context,
  { customers, events, origin }: Resolving,
): Promise<(Resolved | null)[]> {
  const stating = events.flatMap((event, at) => (event.statement === null ? [] : [{ statement: event.statement, at }]));
  const resolved: (Resolved | null)[] = events.map(() => null);
  if (stating.length === 0) {
    return resolved;
  }
  const { source, importId, scopeId } = origin;
  const found = await customers.identity.takeIn(
    tx,
    context,
    stating.map(({ statement }) => statement),
    { source, importId, scopeId },
  );
  for (const [place, { at }] of stating.entries()) {
    resolved[at] = found[place] ?? null;
  }
  return resolved;
}

function identificationsIn(events: readonly GivenEvent[], named: readonly (Resolved | null)[]): Identification[] {
  return events.flatMap(({ at, facts: { anonymousId } }, place) => {
    const recordId = named[place]?.recordId;
    return anonymousId === null || recordId === undefined ? [] : [{ anonymousId, at, recordId }];
  });
}

interface Owning {
  readonly customers: NeededCustomers;
  readonly events: readonly GivenEvent[];
  readonly named: readonly (Resolved | null)[];
  readonly source: string;
}

/** Whose events are that name nobody themselves: by what is known of their browsers. */
async function ownersOf(tx: Tx, { customers, events, named, source }: Owning): Promise<(Resolved | null)[]> {
  const waiting = events.flatMap(({ at, facts: { anonymousId } }, place) =>
    (named[place] ?? null) !== null || anonymousId === null ? [] : [{ anonymousId, at, place }],
  );
  const owners: (Resolved | null)[] = events.map((_, place) => named[place] ?? null);
  if (waiting.length === 0) {
    return owners;
  }
  const recordIds = await store.recordsOfBrowsers(tx, source, waiting);
  const known = [...new Set(recordIds.flatMap((id) => id ?? []))];
  const customerOf = new Map(
    (known.length === 0 ? [] : await customers.identity.customersOf(tx, known)).map((each) => [each.recordId, each]),
  );
  for (const [at, { place }] of waiting.entries()) {
    owners[place] = customerOf.get(recordIds[at] ?? '') ?? null;
  }
  return owners;
}

function newEvent(
  { key, at, facts }: GivenEvent,
  { named, owner }: { readonly named: Resolved | null; readonly owner: Resolved | null },
): store.NewEvent {
  return {
    ...facts,
    id: newId(),
    key,
    at,
    recordId: owner?.recordId ?? null,
    customerId: owner?.customerId ?? null,
    stated: named !== null,
  };
}

interface Joining {
  readonly fresh: readonly Identification[];
  readonly named: readonly (Resolved | null)[];
  readonly source: string;
}

async function joinEarlier(tx: Tx, { fresh, named, source }: Joining): Promise<string[]> {
  if (fresh.length === 0) {
    return [];
  }
  const customerOf = new Map(
    named.flatMap((each) => (each === null ? [] : [[each.recordId, each.customerId] as const])),
  );
  const words = fresh.flatMap((word) => {
    const customerId = customerOf.get(word.recordId);
    return customerId === undefined ? [] : [{ ...word, customerId }];
  });
  return store.joinEvents(tx, source, words);
}

interface Stored {
  readonly inserted: ReadonlySet<string>;
  readonly updated: ReadonlySet<string>;
  readonly stored: ReadonlyMap<string, { readonly id: string; readonly customerId: string | null }> | null;
}

function outcomeOf(row: store.NewEvent, { inserted, updated, stored }: Stored): RecordedEvent {
  if (inserted.has(row.id)) {
    return { outcome: 'added', id: row.id, customerId: row.customerId };
  }
  const there = stored?.get(row.key);
  const id = there?.id ?? row.id;
  return { outcome: updated.has(id) ? 'changed' : 'same', id, customerId: there?.customerId ?? row.customerId };
}

/** Tells the log of events that are other than they were. */
export async function appendChanged(
  kernel: Pick<Kernel, 'events'>,
  tx: Tx,
  context: Context,
  ids: readonly string[],
): Promise<void> {
  for (let at = 0; at < ids.length; at += CHANGED_IDS) {
    const eventIds = ids.slice(at, at + CHANGED_IDS);
    await kernel.events.append(tx, context, [{ type: 'behaviour.events_changed', data: { eventIds } }]);
  }
}

type Who =
  | { readonly ok: true; readonly statement: Statement | null }
  | { readonly ok: false; readonly fault: RecordFault };

/** Whom an event names: by its identifiers only. */
function whoOf(customer: RecordCustomer | null): Who {
  if (customer === null || customer.identifiers.length === 0) {
    return { ok: true, statement: null };
  }
  return statementOf({ identifiers: customer.identifiers, attributes: {} }, { statedAt: SAID_FIRST, definitions: [] });
}

/** Behaviour by the records API. */
export function behaviourRecordKind(record: RecordEvents): RecordKind<BehaviourData> {
  return {
    type: 'behaviour',
    label: { 'zh-CN': '行为', en: 'Behaviour' },
    data: behaviourData,
    apply: async (tx, context, items) => {
      const outcomes: RecordOutcome[] = [];
      const events: GivenEvent[] = [];
      const places: number[] = [];
      for (const [place, item] of items.entries()) {
        const who = whoOf(item.customer);
        if (who.ok) {
          events.push({ key: item.key, at: item.occurredAt, facts: factsOf(item.data), statement: who.statement });
          places.push(place);
        } else {
          outcomes[place] = { outcome: 'rejected', fault: who.fault };
        }
      }
      const [first] = items;
      if (first === undefined || events.length === 0) {
        return outcomes;
      }
      const { source, scopeId } = first;
      const origin = { source, scopeId, importId: null, replaces: true };
      for (const [at, recorded] of (await record(tx, context, { events, origin })).entries()) {
        outcomes[places[at] ?? -1] = recorded;
      }
      return outcomes;
    },
  };
}

/** What `3-customers` needs to know about behaviour. */
export function behaviourFacts(kernel: Pick<Kernel, 'events'>): FactOwner {
  return {
    name: 'behaviour.events',
    reassign: async (tx, context, records) => {
      await appendChanged(kernel, tx, context, await store.reassignEvents(tx, records));
    },
    usedRecords: (tx, recordIds) => store.usedRecords(tx, recordIds),
  };
}

/** What merging customers does to behaviour. */
export const BEHAVIOUR_BELONGINGS: readonly Belonging[] = [
  {
    name: 'behaviour.events',
    label: { 'zh-CN': '行为事件', en: 'Behaviour events' },
    owner: 'behaviour.events',
    ...GOES_WITH_RECORD,
    count: store.countByRecord,
  },
  {
    name: 'behaviour.browsers',
    label: { 'zh-CN': '已识别的浏览器', en: 'Browsers that were identified' },
    owner: 'behaviour.events',
    merging: {
      'zh-CN': '跟随识别它的来源记录，此后的浏览归合并后的客户',
      en: 'Go with the record that they were identified as; what they do from then on is the remaining customer’s',
    },
    unmerging: { 'zh-CN': '随来源记录归还', en: 'Go back with that record' },
  },
];
