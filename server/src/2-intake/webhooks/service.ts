import type { Access } from '#access';
import { newId } from '#kernel/clock.ts';
import { type Context, requirePermission } from '#kernel/context.ts';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import { invalidInput, notFound } from '#kernel/errors.ts';
import type { EventReader, StoredEvent } from '#kernel/events/log.ts';
import { readIdCursor } from '#kernel/http/id-cursor.ts';
import { newWebhookSecret } from '#kernel/http/standard-webhooks.ts';
import type { EventType, Kernel } from '#kernel/module.ts';
import { encodeCursor } from '#kernel/pure/cursor.ts';
import type { Text } from '#kernel/pure/text.ts';
import { wantsEvent } from './event-types.ts';
import { presentDelivery, presentWebhook, sayFault } from './present.ts';
import type { DeliveryState, Webhook, WebhookDelivery, WebhookInput } from './schema.ts';
import { rotated } from './secrets.ts';
import * as store from './store.ts';
import type { DeliveryRow, WebhookRow } from './webhook-row.ts';

export interface WebhooksOptions {
  readonly eventTypes: () => readonly EventType[];
  readonly seal: (secret: string) => Promise<string>;
  /** Throws `address_refused` (422) for addresses that nothing may be sent to. */
  readonly requireAllowed: (url: string) => Promise<void>;
}

type WithSecret = Webhook & { readonly secret: string };
type DeliveryDetail = WebhookDelivery & {
  readonly payload: Record<string, unknown>;
  readonly log: {
    readonly at: string;
    readonly durationMs: number;
    readonly status: number | null;
    readonly fault: string | null;
    readonly answer: string | null;
  }[];
};

/** What may be changed of a webhook; what is absent stays. */
export type WebhookChange = { readonly id: string } & {
  readonly [Key in keyof WebhookInput]?: WebhookInput[Key] | undefined;
} & { readonly state?: 'active' | 'paused' | undefined };

/** Webhooks, their secrets and the log of what was sent to them. */
export interface Webhooks {
  /** Writes a message for every webhook that wants an event, in the transaction that passes the event. */
  readonly reader: EventReader;
  eventTypes(context: Context): { items: { type: string; label: Text }[] };
  list(context: Context): Promise<{ items: Webhook[] }>;
  create(tx: Tx, context: Context, input: WebhookInput): Promise<WithSecret>;
  update(tx: Tx, context: Context, change: WebhookChange): Promise<Webhook>;
  remove(tx: Tx, context: Context, id: string): Promise<void>;
  rotate(tx: Tx, context: Context, o: { readonly id: string; readonly overlapHours: number }): Promise<WithSecret>;
  test(tx: Tx, context: Context, id: string): Promise<WebhookDelivery>;
  deliveries(
    context: Context,
    o: {
      readonly id: string;
      readonly state?: DeliveryState | undefined;
      readonly cursor?: string | undefined;
      readonly limit: number;
    },
  ): Promise<{ items: WebhookDelivery[]; nextCursor: string | null }>;
  delivery(context: Context, id: string): Promise<DeliveryDetail>;
  replay(
    tx: Tx,
    context: Context,
    o: {
      readonly id: string;
      readonly since: string;
      readonly until?: string | undefined;
      readonly which: 'failed' | 'all';
    },
  ): Promise<{ replayed: number }>;
  replayOne(tx: Tx, context: Context, id: string): Promise<WebhookDelivery>;
}

const NOUN: Text = { 'zh-CN': '外发通知', en: 'webhook' };
const MESSAGE: Text = { 'zh-CN': '外发消息', en: 'webhook message' };
/** What a test message is called; no event of the log has this name. */
const TEST_TYPE = 'zhike.test';

/** Webhooks over one kernel. */
export function createWebhooks(kernel: Kernel, access: Pick<Access, 'audit'>, options: WebhooksOptions): Webhooks {
  return {
    reader: {
      name: 'intake.webhooks',
      types: [],
      handle: (events, tx) => tellWebhooks(tx, events, kernel.clock.now()),
    },
    eventTypes: (context) => {
      requirePermission(context, 'webhooks.manage');
      return { items: options.eventTypes().map(({ type, label }) => ({ type, label })) };
    },
    list: async (context) => {
      requirePermission(context, 'webhooks.manage');
      const { db } = kernel.postgres;
      return { items: await presentAll(db, await store.selectWebhooks(db), context) };
    },
    ...createManaging(kernel, access, options),
    ...createSecrets(kernel, access, options),
    ...createLog(kernel),
    ...createReplaying(kernel, access),
  };
}

type Managing = Pick<Webhooks, 'create' | 'update' | 'remove'>;

function createManaging({ clock }: Kernel, { audit }: Pick<Access, 'audit'>, options: WebhooksOptions): Managing {
  return {
    create: async (tx, context, input) => {
      requirePermission(context, 'webhooks.manage');
      requireKnown(input.eventTypes, options.eventTypes());
      await options.requireAllowed(input.url);
      const id = newId();
      const secret = newWebhookSecret();
      const createdBy = context.actor.kind === 'user' ? context.actor.id : null;
      const secrets = [{ sealed: await options.seal(secret), until: null }];
      await store.insertWebhook(tx, { ...input, id, secrets, createdBy, at: clock.now() });
      await audit(tx, context, auditOf('created', { id, url: input.url }));
      return { ...(await presentOne(tx, await locked(tx, id), context)), secret };
    },
    update: async (tx, context, change) => {
      requirePermission(context, 'webhooks.manage');
      const row = await locked(tx, change.id);
      if (change.eventTypes !== undefined) {
        requireKnown(change.eventTypes, options.eventTypes());
      }
      if (change.url !== undefined) {
        await options.requireAllowed(change.url);
      }
      const next = changed(row, change);
      await store.updateWebhook(tx, next, clock.now());
      await audit(tx, context, auditOf('changed', next));
      return presentOne(tx, next, context);
    },
    remove: async (tx, context, id) => {
      requirePermission(context, 'webhooks.manage');
      const row = await locked(tx, id);
      await store.deleteWebhook(tx, id);
      await audit(tx, context, auditOf('removed', row));
    },
  };
}

/** A receiver with a new address, or set active again, starts without its past failures. */
function changed(row: WebhookRow, change: WebhookChange): WebhookRow {
  const isAfresh = change.state === 'active' || change.url !== undefined;
  return {
    ...row,
    name: change.name ?? row.name,
    url: change.url ?? row.url,
    eventTypes: change.eventTypes ?? row.eventTypes,
    state: change.state ?? row.state,
    ...(change.state === undefined ? {} : { disabledReason: null }),
    ...(isAfresh ? { failures: 0, failingSince: null, retryAt: null } : {}),
  };
}

type Secrets = Pick<Webhooks, 'rotate' | 'test'>;

function createSecrets({ clock }: Kernel, { audit }: Pick<Access, 'audit'>, options: WebhooksOptions): Secrets {
  return {
    rotate: async (tx, context, { id, overlapHours }) => {
      requirePermission(context, 'webhooks.manage');
      const row = await locked(tx, id);
      const secret = newWebhookSecret();
      const now = clock.now();
      const secrets = rotated(row.secrets, { sealed: await options.seal(secret), now, overlapHours });
      await store.updateWebhook(tx, { ...row, secrets }, now);
      await audit(tx, context, auditOf('secret_rotated', row));
      return { ...(await presentOne(tx, row, context)), secret };
    },
    test: async (tx, context, id) => {
      requirePermission(context, 'webhooks.manage');
      await locked(tx, id);
      const now = clock.now();
      const message = { id: newId(), webhookId: id, type: TEST_TYPE };
      await store.insertDeliveries(tx, [{ ...message, payload: payloadOf(TEST_TYPE, now, {}) }], now);
      return requireDelivery(await store.selectDelivery(tx, message.id), { id: message.id, context });
    },
  };
}

type Log = Pick<Webhooks, 'deliveries' | 'delivery'>;

function createLog({ postgres: { db } }: Kernel): Log {
  return {
    deliveries: async (context, { id, state, cursor, limit }) => {
      requirePermission(context, 'webhooks.manage');
      if ((await store.selectWebhook(db, id)) === null) {
        throw notFound(NOUN, id);
      }
      const beforeId = cursor === undefined ? null : readIdCursor(cursor);
      const rows = await store.selectDeliveries(db, {
        webhookId: id,
        state: state ?? null,
        beforeId,
        limit: limit + 1,
      });
      const items = rows.slice(0, limit).map((row) => presentDelivery(row, context));
      const lastId = items.at(-1)?.id;
      return { items, nextCursor: rows.length > limit && lastId !== undefined ? encodeCursor([lastId]) : null };
    },
    delivery: async (context, id) => {
      requirePermission(context, 'webhooks.manage');
      const row = await store.selectDelivery(db, id);
      const attempts = await store.selectAttempts(db, id);
      return {
        ...requireDelivery(row, { id, context }),
        payload: row?.payload ?? {},
        log: attempts.map((attempt) => ({
          ...attempt,
          at: attempt.at.toISOString(),
          fault: sayFault(attempt.fault, context),
        })),
      };
    },
  };
}

type Replaying = Pick<Webhooks, 'replay' | 'replayOne'>;

function createReplaying({ clock }: Kernel, { audit }: Pick<Access, 'audit'>): Replaying {
  return {
    replay: async (tx, context, { id, since, until, which }) => {
      requirePermission(context, 'webhooks.manage');
      const row = await locked(tx, id);
      const replayed = await store.requeueDeliveries(tx, {
        webhookId: id,
        deliveryId: null,
        since: new Date(since),
        until: until === undefined ? null : new Date(until),
        states: which === 'all' ? ['failed', 'delivered'] : ['failed'],
        now: clock.now(),
      });
      await audit(tx, context, auditOf('replayed', row));
      return { replayed };
    },
    replayOne: async (tx, context, id) => {
      requirePermission(context, 'webhooks.manage');
      const row = await store.selectDelivery(tx, id);
      if (row === null) {
        throw notFound(MESSAGE, id);
      }
      await store.requeueDeliveries(tx, {
        webhookId: row.webhookId,
        deliveryId: id,
        since: null,
        until: null,
        states: ['failed', 'delivered'],
        now: clock.now(),
      });
      return requireDelivery(await store.selectDelivery(tx, id), { id, context });
    },
  };
}

async function locked(tx: Tx, id: string): Promise<WebhookRow> {
  const row = await store.lockWebhook(tx, id);
  if (row === null) {
    throw notFound(NOUN, id);
  }
  return row;
}

async function presentAll(db: Db, rows: readonly WebhookRow[], context: Context): Promise<Webhook[]> {
  const figures = await store.selectFigures(
    db,
    rows.map((row) => row.id),
  );
  const byId = new Map(figures.map((row) => [row.id, row]));
  return rows.map((row) => presentWebhook(row, { figures: byId.get(row.id), context }));
}

async function presentOne(tx: Tx, row: WebhookRow, context: Context): Promise<Webhook> {
  const [webhook] = await presentAll(tx, [row], context);
  if (webhook === undefined) {
    throw notFound(NOUN, row.id);
  }
  return webhook;
}

/** The host alone: paths of receivers often carry a secret. */
function auditOf(action: string, row: { readonly id: string; readonly url: string }) {
  return {
    action: `intake.webhook_${action}`,
    subjectType: 'webhook',
    subjectId: row.id,
    detail: { host: new URL(row.url).host },
  };
}

function requireKnown(wanted: readonly string[], types: readonly EventType[]): void {
  const strange = wanted.filter((one) => one !== '*' && !types.some(({ type }) => wantsEvent([one], type)));
  if (strange.length > 0) {
    throw invalidInput(
      strange.map((type) => ({
        field: 'eventTypes',
        code: 'event_type_unknown',
        message: { 'zh-CN': `没有事件“${type}”`, en: `There is no event ${type}` },
      })),
    );
  }
}

function requireDelivery(
  row: DeliveryRow | null,
  { id, context }: { readonly id: string; readonly context: Context },
): WebhookDelivery {
  if (row === null) {
    throw notFound(MESSAGE, id);
  }
  return presentDelivery(row, context);
}

function payloadOf(type: string, at: Date, data: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return { type, timestamp: at.toISOString(), data };
}

async function tellWebhooks(tx: Tx, events: readonly StoredEvent[], now: Date): Promise<void> {
  const webhooks = (await store.selectWebhooks(tx)).filter(({ state }) => state !== 'disabled');
  if (webhooks.length === 0) {
    return;
  }
  const rows = events.flatMap((event) => {
    const data = {
      ...event.data,
      ...(event.customerId ? { customerId: event.customerId } : {}),
      ...(event.recordId ? { recordId: event.recordId } : {}),
    };
    return webhooks
      .filter((webhook) => webhook.createdAt <= event.at && wantsEvent(webhook.eventTypes, event.type))
      .map((webhook) => ({
        id: newId(),
        webhookId: webhook.id,
        type: event.type,
        payload: payloadOf(event.type, event.at, data),
      }));
  });
  await store.insertDeliveries(tx, rows, now);
}
