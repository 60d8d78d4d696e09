import { newId } from '#kernel/clock.ts';
import { type Context, may, requirePermission } from '#kernel/context.ts';
import type { Tx } from '#kernel/db/postgres.ts';
import { invalidInput, notFound } from '#kernel/errors.ts';
import type { NewEvent } from '#kernel/events/log.ts';
import type { Kernel } from '#kernel/module.ts';
import { maskText } from '../profile/mask-text.ts';
import type { Profiles } from '../profile/service.ts';
import { anchorsOf } from '../profile/store.ts';
import type { TimelineEntry, TimelineSource } from '../timeline/source.ts';
import { interactionTitle } from './kinds.ts';
import type { Interaction, InteractionData, InteractionRecord, LoggedInteraction } from './schema.ts';
import * as store from './store.ts';

/** An interaction that another system or module hands in; its record says whom it was with. */
export interface GivenInteraction {
  readonly source: string;
  readonly key: string;
  readonly recordId: string;
  readonly customerId: string;
  readonly occurredAt: Date;
  readonly data: InteractionRecord;
}

export interface Interactions {
  log(tx: Tx, context: Context, customerId: string, interaction: LoggedInteraction): Promise<Interaction>;
  /** The same with several customers; those whom the actor may not see are passed over. */
  logWithMany(
    tx: Tx,
    context: Context,
    customerIds: readonly string[],
    interaction: LoggedInteraction,
  ): Promise<{ logged: number }>;
  /** Shared by every contact of the organisation; its owner checks that the actor may see it. */
  logWithOrganisation(
    tx: Tx,
    context: Context,
    organisationId: string,
    interaction: LoggedInteraction,
  ): Promise<Interaction>;
  /** By which kinds of interaction a customer came to us since a moment; whoever asks says who may know. */
  cameBy(customerId: string, since: Date): ReturnType<typeof store.cameBy>;
  /** Writes interactions of other systems and modules, each once per source and key; answers in the order given. */
  record(
    tx: Tx,
    context: Context,
    given: readonly GivenInteraction[],
  ): Promise<readonly { readonly id: string; readonly isNew: boolean }[]>;
}

const WRITE = 'interactions.write';
/** Clocks of clients differ a little. */
const MAX_AHEAD_MS = 5 * 60_000;

/** Calls, mails, chats, visits, complaints … with customers. */
export function createInteractions(
  kernel: Pick<Kernel, 'postgres' | 'clock' | 'events'>,
  profiles: Pick<Profiles, 'requireVisible' | 'visibleAmong'>,
): Interactions {
  const { clock, events } = kernel;
  const save = async (tx: Tx, context: Context, rows: readonly store.InteractionRow[]) => {
    const saved = await store.saveInteractions(tx, rows, clock.now());
    await events.append(tx, context, rows.map(eventOf));
    return saved;
  };
  const logged = (context: Context, given: LoggedInteraction) => byStaff(context, { given, now: clock.now() });
  return {
    log: async (tx, context, customerId, given) => {
      requirePermission(context, WRITE);
      await profiles.requireVisible(context, customerId);
      const [anchor] = await anchorsOf(tx, [customerId]);
      if (anchor === undefined) {
        throw notFound({ 'zh-CN': '客户', en: 'customer' }, customerId);
      }
      const row = { ...logged(context, given), ...anchor, id: newId() };
      await save(tx, context, [row]);
      return present(row, context);
    },
    logWithMany: async (tx, context, customerIds, given) => {
      requirePermission(context, WRITE);
      const visible = await profiles.visibleAmong(context, [...new Set(customerIds)]);
      const row = logged(context, given);
      const rows = (await anchorsOf(tx, visible)).map((anchor) => ({ ...row, ...anchor, id: newId() }));
      await save(tx, context, rows);
      return { logged: rows.length };
    },
    logWithOrganisation: async (tx, context, organisationId, given) => {
      requirePermission(context, WRITE);
      const row = { ...logged(context, given), organisationId, id: newId() };
      await save(tx, context, [row]);
      return present(row, context);
    },
    cameBy: (customerId, since) => store.cameBy(kernel.postgres.db, customerId, since),
    record: async (tx, context, given) => {
      const rows = given.map(({ data, ...item }) => ({
        ...NOBODYS,
        ...said(data),
        ...item,
        id: newId(),
        staffName: data.staff ?? null,
      }));
      const saved = await save(tx, context, rows);
      return rows.map((row) => {
        const found = saved.find(({ source, key }) => source === row.source && key === row.key);
        return { id: found?.id ?? row.id, isNew: found?.isNew ?? true };
      });
    },
  };
}

function eventOf({ id, kind, recordId, customerId, organisationId }: store.InteractionRow): NewEvent {
  return {
    type: 'customers.interaction_logged',
    recordId,
    customerId,
    data: { interactionId: id, kind, organisationId },
  };
}

const NOBODYS = {
  recordId: null,
  customerId: null,
  organisationId: null,
  staffId: null,
  staffName: null,
  source: null,
  key: null,
} as const;

type Said = Pick<store.InteractionRow, 'kind' | 'direction' | 'channel' | 'subject' | 'content' | 'outcome'>;

function said({ kind, direction, channel, subject, content, outcome }: InteractionData): Said {
  return {
    kind,
    direction,
    channel: orNull(channel) ?? kind,
    subject: orNull(subject),
    content: orNull(content),
    outcome: orNull(outcome),
  };
}

/** What staff say of it, as a row that is nobody's yet. */
function byStaff(
  { actor }: Context,
  { given, now }: { readonly given: LoggedInteraction; readonly now: Date },
): Omit<store.InteractionRow, 'id'> {
  return {
    ...NOBODYS,
    ...said(given),
    occurredAt: momentOf(given, now),
    staffId: actor.id,
    staffName: actor.name,
  };
}

function orNull(text: string | null | undefined): string | null {
  return text === undefined || text === '' ? null : text;
}

function momentOf({ occurredAt }: LoggedInteraction, now: Date): Date {
  const moment = occurredAt === undefined ? now : new Date(occurredAt);
  if (moment.getTime() > now.getTime() + MAX_AHEAD_MS) {
    throw invalidInput([
      {
        field: 'occurredAt',
        code: 'time_ahead',
        message: { 'zh-CN': '互动的时间不能在将来', en: 'an interaction cannot lie in the future' },
      },
    ]);
  }
  return moment;
}

function present(row: Omit<store.InteractionRow, 'recordId'>, context: Context): Interaction {
  const shown = shownTo(context);
  return {
    id: row.id,
    kind: row.kind,
    direction: row.direction,
    channel: row.channel,
    occurredAt: row.occurredAt.toISOString(),
    staff: row.staffName,
    subject: shown(row.subject),
    content: shown(row.content),
    outcome: shown(row.outcome),
  };
}

/** Whoever may reveal reads what was written; others read it without phone numbers and addresses. */
function shownTo({ actor }: Context): (text: string | null) => string | null {
  return may(actor, 'customers.reveal') ? (text) => text : (text) => (text === null ? null : maskText(text));
}

/** An interaction as the time-line shows it. */
export function interactionEntry(row: store.InteractionRow, context: Context): TimelineEntry {
  const shown = shownTo(context);
  const text = [row.subject, row.content].filter((part) => part !== null).join('\n');
  return {
    id: row.id,
    at: row.occurredAt,
    kind: row.kind,
    title: interactionTitle(row.kind, row.direction),
    detail: shown(text === '' ? null : text),
    outcome: shown(row.outcome),
    channel: row.channel,
    staff: row.staffName === null ? null : { id: row.staffId ?? row.staffName, name: row.staffName },
    ref: { type: 'interaction', id: row.id },
    amount: null,
  };
}

/** Interactions with the customer on the time-line. */
export const interactionTimeline: TimelineSource = {
  name: 'interactions',
  label: { 'zh-CN': '互动', en: 'Interactions' },
  entries: async (db, { customerId, context, ...page }) =>
    (await store.ofCustomer(db, customerId, page)).map((row) => interactionEntry(row, context)),
};

/** What the contacts of an organisation share. */
export const organisationTimeline: TimelineSource = {
  name: 'organisations',
  label: { 'zh-CN': '企业活动', en: 'Organisation activities' },
  entries: async (db, { customerId, context, ...page }) =>
    (await store.ofOrganisationsOf(db, customerId, page)).map((row) => {
      const entry = interactionEntry(row, context);
      return {
        ...entry,
        title: {
          'zh-CN': `${entry.title['zh-CN']} · ${row.organisation}`,
          en: `${entry.title.en} · ${row.organisation}`,
        },
        ref: { type: 'organisation', id: row.organisationId ?? '' },
      };
    }),
};
