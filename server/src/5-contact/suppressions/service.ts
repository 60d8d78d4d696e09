import type { Access } from '#access';
import type { Customers } from '#customers';
import type { ContactChannel } from '#customers/pure';
import { newId } from '#kernel/clock.ts';
import { type Context, may, requirePermission } from '#kernel/context.ts';
import type { Tx } from '#kernel/db/postgres.ts';
import { invalidInput, notFound } from '#kernel/errors.ts';
import { readIdCursor } from '#kernel/http/id-cursor.ts';
import type { Kernel } from '#kernel/module.ts';
import { encodeCursor } from '#kernel/pure/cursor.ts';
import { normalAddress } from '../addresses/normal.ts';
import type { AddressDigest } from '../addresses/service.ts';
import type { NewSuppression, ShownSuppression, SuppressionReason } from './schema.ts';
import * as store from './store.ts';

/** An address that something was learnt of. */
export interface SuppressedAddress {
  readonly addressDigest: string;
  readonly addressShown: string | null;
  readonly channel: ContactChannel;
  readonly purpose: string | null;
  readonly reason: SuppressionReason;
  readonly attemptId: string | null;
}

export interface Suppressions {
  list(
    context: Context,
    query: {
      readonly reason?: string | undefined;
      readonly channel?: string | undefined;
      readonly customerId?: string | undefined;
      readonly cursor?: string | undefined;
      readonly limit: number;
    },
  ): Promise<{ items: ShownSuppression[]; nextCursor: string | null; can: { write: boolean } }>;
  add(tx: Tx, context: Context, given: NewSuppression): Promise<ShownSuppression>;
  remove(tx: Tx, context: Context, id: string, reason: string): Promise<{ removed: boolean }>;
  /** By what a provider or the recipient said; without permissions. */
  suppress(tx: Tx, context: Context, address: SuppressedAddress): Promise<void>;
  /** The owner of the address said yes to the purpose again. */
  lift(tx: Tx, about: { readonly addressDigest: string; readonly purpose: string }): Promise<void>;
}

const WRITE = 'suppressions.write';

export interface SuppressionNeeds {
  readonly audit: Access['audit'];
  readonly customers: Pick<Customers, 'anchors' | 'profiles'>;
  readonly digest: AddressDigest;
}

/** The suppression list: addresses and customers whom nobody writes to. */
export function createSuppressions(kernel: Ground, needs: SuppressionNeeds): Suppressions {
  const { profiles } = needs.customers;
  return {
    list: (context, query) => listLines(kernel, needs, context, query),
    add: async (tx, context, given) => {
      requirePermission(context, WRITE);
      const row = await addLine(
        kernel,
        tx,
        context,
        await rowOf(tx, context, needs, { given, now: kernel.clock.now() }),
      );
      const detail = { reason: row.reason };
      await keep(needs.audit, tx, context, { action: 'contact.suppression_added', row, detail });
      const names = await profiles.names(row.customerId === null ? [] : [row.customerId]);
      return presentLine(row, names.get(row.customerId ?? '')?.name ?? null);
    },
    remove: async (tx, context, id, reason) => {
      requirePermission(context, WRITE);
      const row = await store.lockLine(tx, id);
      if (row === undefined) {
        throw notFound({ 'zh-CN': '禁发记录', en: 'suppression' }, id);
      }
      if (row.customerId !== null) {
        await profiles.requireVisible(context, row.customerId);
      }
      await store.removeLine(tx, id, { at: kernel.clock.now(), name: context.actor.name, reason });
      const detail = { reason: row.reason };
      await keep(needs.audit, tx, context, { action: 'contact.suppression_removed', row, detail, why: reason });
      return { removed: true };
    },
    suppress: async (tx, context, address) => {
      const nobody = {
        recordId: null,
        customerId: null,
        note: null,
        createdBy: null,
        createdByName: null,
        until: null,
      };
      await addLine(kernel, tx, context, { ...address, ...nobody, id: newId(), createdAt: kernel.clock.now() });
    },
    lift: (tx, about) => store.liftOptOuts(tx, { ...about, at: kernel.clock.now() }),
  };
}

type Ground = Pick<Kernel, 'postgres' | 'clock' | 'events'>;

async function addLine(
  kernel: Ground,
  tx: Tx,
  context: Context,
  row: store.SuppressionRow,
): Promise<store.SuppressionRow> {
  const line = await store.addLine(tx, row);
  if (line.id === row.id) {
    const { recordId, customerId, reason, channel, purpose } = row;
    const data = { suppressionId: row.id, reason, channel, purpose };
    await kernel.events.append(tx, context, [{ type: 'contact.suppression_added', recordId, customerId, data }]);
  }
  return line;
}

async function rowOf(
  tx: Tx,
  context: Context,
  { customers, digest }: SuppressionNeeds,
  { given, now }: { readonly given: NewSuppression; readonly now: Date },
): Promise<store.SuppressionRow> {
  const { actor } = context;
  const whom =
    given.customerId === undefined
      ? { ...(await addressOf(given, digest)), recordId: null, customerId: null }
      : { ...(await anchorOf(tx, context, given.customerId, customers)), addressDigest: null, addressShown: null };
  const { channel, purpose, reason, note, until } = given;
  return {
    ...whom,
    id: newId(),
    channel,
    purpose,
    reason,
    note,
    attemptId: null,
    createdBy: actor.kind === 'user' ? actor.id : null,
    createdByName: actor.name,
    createdAt: now,
    until: until === null ? null : new Date(until),
  };
}

async function listLines(
  kernel: Ground,
  { customers: { profiles } }: SuppressionNeeds,
  context: Context,
  query: Parameters<Suppressions['list']>[1],
): ReturnType<Suppressions['list']> {
  requirePermission(context, 'contact.read');
  const rows = await store.selectLines(kernel.postgres.db, {
    reason: query.reason ?? null,
    channel: query.channel ?? null,
    customerId: query.customerId ?? null,
    beforeId: query.cursor === undefined ? null : readIdCursor(query.cursor),
    limit: query.limit + 1,
  });
  const page = rows.slice(0, query.limit);
  const ids = page.flatMap(({ customerId }) => customerId ?? []);
  const visible = new Set(await profiles.visibleAmong(context, ids));
  const names = await profiles.names([...visible]);
  const shown = page.filter(({ customerId }) => customerId === null || visible.has(customerId));
  const lastId = page.at(-1)?.id;
  const hasMore = rows.length > query.limit && lastId !== undefined;
  return {
    items: shown.map((row) => presentLine(row, names.get(row.customerId ?? '')?.name ?? null)),
    nextCursor: hasMore ? encodeCursor([lastId]) : null,
    can: { write: may(context.actor, WRITE) },
  };
}

function keep(
  audit: Access['audit'],
  tx: Tx,
  context: Context,
  {
    action,
    row,
    detail,
    why,
  }: {
    readonly action: string;
    readonly row: store.SuppressionRow;
    readonly detail: Record<string, unknown>;
    readonly why?: string;
  },
): Promise<void> {
  return audit(tx, context, {
    action,
    subjectType: 'suppression',
    subjectId: row.id,
    detail,
    ...(why === undefined ? {} : { reason: why }),
  });
}

/** An address as profiles have it, so that both have one digest. */
async function addressOf(
  { address = '', channel }: NewSuppression,
  digest: AddressDigest,
): Promise<Pick<store.SuppressionRow, 'addressDigest' | 'addressShown'>> {
  const known = normalAddress(address, channel);
  if (known === null) {
    throw invalidInput([
      {
        field: 'address',
        code: 'address_invalid',
        message: {
          'zh-CN': '应为邮箱（li@example.com）或手机号（13812341234）',
          en: 'should be an e-mail address such as li@example.com or a phone number such as 13812341234',
        },
      },
    ]);
  }
  return { addressDigest: await digest(known.normal), addressShown: known.shown };
}

async function anchorOf(
  tx: Tx,
  context: Context,
  customerId: string,
  { anchors, profiles }: SuppressionNeeds['customers'],
): Promise<{ readonly recordId: string; readonly customerId: string }> {
  await profiles.requireVisible(context, customerId);
  const [anchor] = await anchors(tx, [customerId]);
  if (anchor === undefined) {
    throw notFound({ 'zh-CN': '客户', en: 'customer' }, customerId);
  }
  return anchor;
}

/** A line as lists show it. */
export function presentLine(row: store.SuppressionRow, customerName: string | null): ShownSuppression {
  return {
    id: row.id,
    address: row.addressShown,
    customerId: row.customerId,
    customerName,
    channel: row.channel,
    purpose: row.purpose,
    reason: row.reason,
    note: row.note,
    until: row.until?.toISOString() ?? null,
    createdAt: row.createdAt.toISOString(),
    createdBy: row.createdByName,
  };
}
