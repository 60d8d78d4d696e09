import { Readable } from 'node:stream';
import type { Access } from '#access';
import { newId } from '#kernel/clock.ts';
import { type Context, may, requirePermission } from '#kernel/context.ts';
import type { Tx } from '#kernel/db/postgres.ts';
import { AppError, notFound } from '#kernel/errors.ts';
import { readIdCursor } from '#kernel/http/id-cursor.ts';
import type { Download } from '#kernel/http/route.ts';
import type { Kernel } from '#kernel/module.ts';
import { encodeCursor } from '#kernel/pure/cursor.ts';
import type { Work } from '#work';
import { type Consents, endable } from '../consents/service.ts';
import { DATA_REQUEST_PROCESS, type RequestEffects, type RequestEnd } from '../data-request-process/service.ts';
import type { Erasing, Erasure } from '../erasing/service.ts';
import { maskText } from '../profile/mask-text.ts';
import type { Profiles } from '../profile/service.ts';
import { anchorsOf } from '../profile/store.ts';
import { copyPage } from './copy-page.ts';
import { dueAfter } from './due.ts';
import type { DataRequest, DataRequestDetail, NewDataRequest, ShownErasure } from './schema.ts';
import { DATA_REQUEST_DAYS } from './settings.ts';
import * as store from './store.ts';
import { KIND_LABELS, type RequestKind, type RequestState } from './words.ts';

export const DELETE_JOB = 'customers.carry_out_deletion';

export interface RequestQuery {
  readonly state?: RequestState | undefined;
  readonly kind?: RequestKind | undefined;
  readonly customerId?: string | undefined;
  readonly cursor?: string | undefined;
  readonly limit: number;
}

/** What people ask for about their own data. */
export interface DataRequests {
  list(
    context: Context,
    query: RequestQuery,
  ): Promise<{ items: DataRequest[]; nextCursor: string | null; can: { handle: boolean } }>;
  get(context: Context, id: string): Promise<DataRequestDetail>;
  receive(tx: Tx, context: Context, given: NewDataRequest): Promise<DataRequest>;
  /** By the person, with a link that is theirs; asking again for the same answers with the first one. */
  receiveOwn(tx: Tx, context: Context, customerId: string, kind: RequestKind): Promise<{ number: number; dueAt: Date }>;
  receipt(context: Context, id: string): Promise<Download>;
  copy(context: Context, id: string, as: 'json' | 'html'): Promise<Download>;
  /** What the steps of a case do. */
  readonly effects: RequestEffects;
  /** A deletion that a second person agreed to; safe to repeat. */
  carryOut(context: Context, requestId: string): Promise<void>;
}

export interface DataRequestNeeds {
  readonly kernel: Kernel;
  readonly access: Pick<Access, 'audit' | 'setting'>;
  readonly profiles: Pick<Profiles, 'requireVisible'>;
  readonly consents: Pick<Consents, 'sayOwn' | 'purposes'>;
  readonly erasing: Erasing;
  readonly work: Pick<Work, 'start' | 'calendars'>;
}

const NOUN = { 'zh-CN': '个人信息请求', en: 'data request' } as const;
const HANDLE = 'privacy.handle';
const READ = 'privacy.read';

/** Requests, each a case of `2-work`. */
export function createDataRequests(needs: DataRequestNeeds): DataRequests {
  const { kernel, profiles } = needs;
  return {
    list: (context, query) => list(needs, context, query),
    get: (context, id) => get(needs, context, id),
    receive: async (tx, context, given) => {
      requirePermission(context, HANDLE);
      await profiles.requireVisible(context, given.customerId);
      const receivedAt = given.receivedAt === undefined ? kernel.clock.now() : new Date(given.receivedAt);
      return present(needs, context, await receive(needs, tx, context, { ...given, receivedAt }));
    },
    receiveOwn: async (tx, context, customerId, kind) => {
      const open = await store.openRequest(tx, customerId, kind);
      const row =
        open ??
        (await receive(needs, tx, context, { customerId, kind, way: 'own_page', receivedAt: kernel.clock.now() }));
      return { number: row.number, dueAt: row.dueAt };
    },
    receipt: (context, id) => receipt(needs, context, id),
    copy: (context, id, as) => copy(needs, context, id, as),
    effects: {
      accepted: (tx, _context, caseId) => store.markAccepted(tx, caseId, kernel.clock.now()),
      ended: (tx, context, end) => ended(needs, tx, context, end),
    },
    carryOut: (context, requestId) => carryOut(needs, context, requestId),
  };
}

async function list(needs: DataRequestNeeds, context: Context, query: RequestQuery): ReturnType<DataRequests['list']> {
  requirePermission(context, READ);
  const rows = await store.selectRequests(needs.kernel.postgres.db, {
    state: query.state ?? null,
    kind: query.kind ?? null,
    customerId: query.customerId ?? null,
    beforeId: query.cursor === undefined ? null : readIdCursor(query.cursor),
    scopeIds: context.actor.scopeIds,
    limit: query.limit + 1,
  });
  const page = rows.slice(0, query.limit);
  const last = page.at(-1);
  return {
    items: page.map((row) => present(needs, context, row)),
    nextCursor: rows.length > query.limit && last !== undefined ? encodeCursor([last.id]) : null,
    can: { handle: may(context.actor, HANDLE) },
  };
}

/** Throws 404 for what is not there, and for requests of people whom the reader does not see. */
async function find({ kernel, profiles }: DataRequestNeeds, context: Context, id: string): Promise<store.RequestRow> {
  const row = await store.selectRequest(kernel.postgres.db, { id });
  if (row === null) {
    throw notFound(NOUN, id);
  }
  if (row.erasedAt === null) {
    await profiles.requireVisible(context, row.customerId);
  } else if (context.actor.scopeIds !== null) {
    throw notFound(NOUN, id);
  }
  return row;
}

async function get(needs: DataRequestNeeds, context: Context, id: string): Promise<DataRequestDetail> {
  requirePermission(context, READ);
  const row = await find(needs, context, id);
  const erasure = await needs.erasing.of(needs.kernel.postgres.db, row.customerId);
  return {
    ...present(needs, context, row),
    note: row.note === null ? null : maskText(row.note),
    hasCopy: may(context.actor, HANDLE) && isCopyReady(row),
    erasure: erasure === null ? null : presentErasure(erasure),
  };
}

function isCopyReady({ kind, acceptedAt, erasedAt }: store.RequestRow): boolean {
  return (kind === 'access' || kind === 'copy') && acceptedAt !== null && erasedAt === null;
}

interface Received {
  readonly customerId: string;
  readonly kind: RequestKind;
  readonly way: NewDataRequest['way'];
  readonly note?: string | undefined;
  readonly receivedAt: Date;
}

async function receive(
  { access, erasing, work }: DataRequestNeeds,
  tx: Tx,
  context: Context,
  given: Received,
): Promise<store.RequestRow> {
  await erasing.requireNotErased(tx, given.customerId);
  const [anchor] = await anchorsOf(tx, [given.customerId]);
  if (anchor === undefined) {
    throw notFound({ 'zh-CN': '客户', en: 'customer' }, given.customerId);
  }
  const { calendar } = await work.calendars.working(tx, null);
  const days = await access.setting<number>(DATA_REQUEST_DAYS.key, tx);
  const dueAt = dueAfter(given.receivedAt, days, calendar);
  const id = newId();
  const { actor } = context;
  await store.insertRequest(tx, {
    id,
    kind: given.kind,
    recordId: anchor.recordId,
    customerId: given.customerId,
    way: given.way,
    note: given.note ?? null,
    state: 'open',
    receivedAt: given.receivedAt,
    dueAt,
    createdKind: actor.kind,
    createdBy: actor.kind === 'user' ? actor.id : null,
    createdName: actor.name,
  });
  const row = await written(tx, id);
  const label = KIND_LABELS[given.kind];
  const started = await work.start(tx, context, {
    kind: DATA_REQUEST_PROCESS,
    // No name: the case outlives an erasure.
    title: `个人信息请求 ${row.number}：${label['zh-CN']} · ${label.en}`,
    subject: { type: 'customer', id: given.customerId, recordId: anchor.recordId },
    priority: 2,
    data: { request: { kind: given.kind, dueAt: dueAt.toISOString() } },
    key: id,
  });
  await store.setCase(tx, id, started.id);
  await access.audit(tx, context, {
    action: 'customers.data_request_received',
    subjectType: 'customer',
    subjectId: given.customerId,
    detail: { requestId: id, kind: given.kind, way: given.way },
  });
  return written(tx, id);
}

async function written(tx: Tx, id: string): Promise<store.RequestRow> {
  const row = await store.selectRequest(tx, { id });
  if (row === null) {
    throw new Error('A request that was just written is not there');
  }
  return row;
}

const STATES: Readonly<Record<RequestEnd['result'], RequestState>> = {
  carried_out: 'done',
  refused: 'refused',
  not_identified: 'refused',
  cancelled: 'cancelled',
};

/** The case is over. A deletion is carried out by a job: what is being written here has to be there before it goes. */
async function ended(needs: DataRequestNeeds, tx: Tx, context: Context, end: RequestEnd): Promise<void> {
  const { kernel, access, consents } = needs;
  const row = await store.selectRequest(tx, { caseId: end.caseId });
  if (row === null || row.state !== 'open') {
    return;
  }
  if (end.result === 'carried_out' && row.kind === 'deletion') {
    await kernel.jobs.add(tx, context, DELETE_JOB, { requestId: row.id });
    return;
  }
  if (end.result === 'carried_out' && row.kind === 'withdrawal') {
    const sayings = endable(await consents.purposes.all(tx)).map((purpose) => ({
      purpose,
      act: 'withdrawn' as const,
      how: WAY_OF_WITHDRAWAL[row.way],
    }));
    await consents.sayOwn(tx, context, row.customerId, sayings);
  }
  await store.closeRequest(tx, row.id, { state: STATES[end.result], reason: end.reason, at: kernel.clock.now() });
  await access.audit(tx, context, {
    action: 'customers.data_request_closed',
    subjectType: 'customer',
    subjectId: row.customerId,
    detail: { requestId: row.id, kind: row.kind, result: end.result },
  });
}

const WAY_OF_WITHDRAWAL = {
  phone: 'call',
  email: 'form',
  counter: 'counter',
  letter: 'paper',
  app: 'app',
  own_page: 'link',
} as const;

async function carryOut({ kernel, access, erasing }: DataRequestNeeds, context: Context, id: string): Promise<void> {
  await kernel.transaction(context, async (tx) => {
    const row = await store.selectRequest(tx, { id });
    if (row === null || row.state !== 'open') {
      return;
    }
    if (row.erasedAt === null) {
      await erasing.erase(tx, context, { customerId: row.customerId, cause: 'request', requestId: id });
    }
    await store.closeRequest(tx, id, { state: 'done', reason: null, at: kernel.clock.now() });
    await access.audit(tx, context, {
      action: 'customers.data_request_closed',
      subjectType: 'customer',
      subjectId: row.customerId,
      detail: { requestId: id, kind: row.kind, result: 'carried_out' },
    });
  });
}

async function receipt(needs: DataRequestNeeds, context: Context, id: string): Promise<Download> {
  requirePermission(context, READ);
  const row = await find(needs, context, id);
  const erasure = await needs.erasing.of(needs.kernel.postgres.db, row.customerId);
  if (erasure === null) {
    throw notFound({ 'zh-CN': '删除回执', en: 'receipt' }, id);
  }
  const text = JSON.stringify({ request: row.number, customerId: row.customerId, ...presentErasure(erasure) }, null, 2);
  return fileOf(`${text}\n`, 'application/json; charset=utf-8', `receipt-${row.number}.json`);
}

async function copy(needs: DataRequestNeeds, context: Context, id: string, as: 'json' | 'html'): Promise<Download> {
  requirePermission(context, HANDLE);
  const row = await find(needs, context, id);
  if (!isCopyReady(row)) {
    throw new AppError('copy_not_ready', 409, {
      message: {
        'zh-CN': '核实身份并决定办理之后，才能下载查阅或复制请求的副本',
        en: 'A copy can be made for a request for access or a copy, once it is checked who asks and decided to do it',
      },
    });
  }
  const { kernel, access, erasing } = needs;
  await kernel.transaction(context, (tx) =>
    access.audit(tx, context, {
      action: 'customers.data_copy_downloaded',
      subjectType: 'customer',
      subjectId: row.customerId,
      reason: `data request ${row.number}`,
      detail: { requestId: id, format: as },
    }),
  );
  const parts = await erasing.copy(kernel.postgres.db, row.customerId);
  const head = { number: row.number, madeAt: kernel.clock.now().toISOString() };
  const name = `data-request-${row.number}`;
  return as === 'html'
    ? fileOf(copyPage(parts, head, context.locale), 'text/html; charset=utf-8', `${name}.html`)
    : fileOf(
        `${JSON.stringify({ ...head, sections: parts.map(({ name: section, rows }) => ({ section, rows })) }, null, 2)}\n`,
        'application/json; charset=utf-8',
        `${name}.json`,
      );
}

function fileOf(text: string, contentType: string, fileName: string): Download {
  return { stream: Readable.from([text]), contentType, fileName };
}

function present({ kernel }: Pick<DataRequestNeeds, 'kernel'>, context: Context, row: store.RequestRow): DataRequest {
  return {
    id: row.id,
    number: row.number,
    kind: row.kind,
    way: row.way,
    state: row.state,
    customer: { id: row.customerId, name: row.customerName, isErased: row.erasedAt !== null },
    caseId: may(context.actor, 'work.read') ? row.caseId : null,
    reason: row.reason === null ? null : maskText(row.reason),
    receivedAt: row.receivedAt.toISOString(),
    dueAt: row.dueAt.toISOString(),
    isOverdue: row.state === 'open' && row.dueAt < kernel.clock.now(),
    closedAt: row.closedAt?.toISOString() ?? null,
    createdBy: row.createdName,
  };
}

function presentErasure({ erasedAt, finishedAt, lines, kept }: Erasure): ShownErasure {
  return {
    erasedAt: erasedAt.toISOString(),
    finishedAt: finishedAt?.toISOString() ?? null,
    lines: lines.map((line) => ({ ...line })),
    kept: [...kept],
  };
}
