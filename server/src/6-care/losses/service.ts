import type { Access } from '#access';
import type { Customers } from '#customers';
import { newId } from '#kernel/clock.ts';
import { type Context, may, requirePermission } from '#kernel/context.ts';
import type { Tx } from '#kernel/db/postgres.ts';
import { AppError, invalidInput, notFound } from '#kernel/errors.ts';
import type { BodyOf } from '#kernel/http/contract.ts';
import type { Kernel } from '#kernel/module.ts';
import { decodeCursor, encodeCursor } from '#kernel/pure/cursor.ts';
import { addDays, businessDateOf, startOfBusinessDate, zoneOf } from '#kernel/pure/dates.ts';
import type { StagePerson } from '#segments';
import type { NewCase, ProcessKind, Work } from '#work';
import type { Reason } from '../reasons/schema.ts';
import type { Reasons } from '../reasons/service.ts';
import { churnReport, type ReportAsked } from '../reports/service.ts';
import { requireCare } from '../rules/service.ts';
import { LOST_TITLE, WIN_BACK, winBackProcess } from '../stages/process.ts';
import type { closeLoss, Loss, LossState, startWinBack } from './schema.ts';
import * as store from './store.ts';

export interface LossesNeeds {
  readonly kernel: Pick<Kernel, 'postgres' | 'clock' | 'config'>;
  readonly access: Pick<Access, 'audit' | 'staff'>;
  readonly customers: Pick<Customers, 'anchors' | 'profiles'>;
  readonly work: Pick<Work, 'start'>;
  readonly reasons: Reasons;
  readonly setting: (key: string) => Promise<unknown>;
  /** What somebody spent so far, as the last look at everybody knows it. */
  readonly worthOf: (customerId: string) => Promise<{ readonly minor: number; readonly currency: string }>;
}

export type Losses = ReturnType<typeof createLosses>;

const READ = 'care.read';
const ACT = 'care.act';
const HOUR_MS = 3_600_000;
const CLOSING_HOUR = 18;

/** Customers who were lost: why, and whether they were won back. */
export function createLosses(needs: LossesNeeds) {
  const { kernel } = needs;
  const { db } = kernel.postgres;
  const ofCustomer = async (context: Context, customerId: string) => {
    requirePermission(context, READ);
    await needs.customers.profiles.requireVisible(context, customerId);
    const row = await store.newestLoss(db, customerId);
    return { loss: row === null ? null : await presentOne(needs, row), can: { act: may(context.actor, ACT) } };
  };
  return {
    list: (context: Context, asked: ListAsked) => list(needs, context, asked),
    ofCustomer,
    close: (tx: Tx, context: Context, customerId: string, given: BodyOf<typeof closeLoss>) =>
      close(needs, tx, context, { customerId, given }),
    undo: (tx: Tx, context: Context, customerId: string) => undo(needs, tx, context, customerId),
    winBack: (tx: Tx, context: Context, given: BodyOf<typeof startWinBack>) => winBack(needs, tx, context, given),
    report: (context: Context, asked: ReportAsked) => churnReport(needs, context, asked),
    follow: (tx: Tx, found: Found) => follow(needs, tx, found),
    treat: (tx: Tx, context: Context, given: Treating) => treat(needs, tx, context, given),
    process: processOf(needs),
  };
}

/** The answer of whoever got in touch is kept with the loss. */
function processOf({ kernel }: LossesNeeds): ProcessKind {
  return winBackProcess(async (tx, _context, { caseId, answers }) => {
    await store.setResult(tx, caseId, String(answers['result']), today(kernel));
  });
}

function today({ clock, config }: LossesNeeds['kernel']): string {
  return businessDateOf(clock.now(), zoneOf(config.timeZone));
}

/** What a look at some people found. */
interface Found {
  readonly asOf: string;
  readonly currency: string;
  readonly lostAfterDays: number;
  readonly people: readonly StagePerson[];
  readonly lost: readonly StagePerson[];
}

/** Who bought since being lost is back; who is lost now is written down. */
async function follow(
  { customers }: LossesNeeds,
  tx: Tx,
  { asOf, currency, lostAfterDays, people, lost }: Found,
): Promise<void> {
  await store.markBack(
    tx,
    people.flatMap(({ customerId, since }) => (since === null ? [] : [{ customerId, lastOn: addDays(asOf, -since) }])),
  );
  const anchors =
    lost.length === 0
      ? []
      : await customers.anchors(
          tx,
          lost.map(({ customerId }) => customerId),
        );
  const records = new Map(anchors.map(({ customerId, recordId }) => [customerId, recordId]));
  await store.insertFound(
    tx,
    lost.flatMap(({ customerId, since, worthMinor }) => {
      const recordId = records.get(customerId);
      return recordId === undefined || since === null
        ? []
        : [{ customerId, recordId, lostOn: addDays(asOf, lostAfterDays - since), valueMinor: worthMinor }];
    }),
    currency,
  );
}

interface Treating extends Omit<NewCase, 'kind'> {
  readonly customerId: string;
  readonly offer: string | null;
}

/** Starts the case of winning somebody back; one for each time that they were lost. */
async function treat(
  { kernel, work }: LossesNeeds,
  tx: Tx,
  context: Context,
  { customerId, offer, ...given }: Treating,
): Promise<string> {
  const newest = await store.newestLoss(tx, customerId);
  const open = newest === null || newest.wonBackOn !== null ? null : newest;
  if (open?.caseId !== null && open !== null) {
    return open.caseId;
  }
  const { id } = await work.start(tx, context, {
    kind: WIN_BACK,
    ...given,
    key: open === null ? (given.key ?? null) : `loss:${open.id}`,
  });
  if (open !== null) {
    await store.markTreated(tx, open.id, { treatedOn: today(kernel), caseId: id, offer });
  }
  return id;
}

interface Closing {
  readonly customerId: string;
  readonly given: BodyOf<typeof closeLoss>;
}

async function close(needs: LossesNeeds, tx: Tx, context: Context, { customerId, given }: Closing): Promise<Loss> {
  requirePermission(context, ACT);
  await needs.customers.profiles.requireVisible(context, customerId);
  const reason = await needs.reasons.usable(tx, given.reasonId);
  if (reason === null) {
    throw invalidInput([
      {
        field: 'reasonId',
        code: 'reason_unknown',
        message: { 'zh-CN': '请选择一个在用的流失原因', en: 'is a reason of leaving that is in use' },
      },
    ]);
  }
  const id = (await openLoss(tx, customerId)) ?? (await addLoss(needs, tx, customerId));
  const closing = { ...given, closedOn: today(needs.kernel), closedBy: context.actor.name };
  await store.closeLoss(tx, id, closing);
  const detail = { customerId, reasonId: reason.id };
  await needs.access.audit(tx, context, { action: 'care.loss_closed', subjectType: 'loss', subjectId: id, detail });
  const [row] = await store.lockLosses(tx, [id]);
  return presentOne(needs, row ?? gone(customerId));
}

/** The loss of somebody who is not back, to be closed. Throws 409 when it has been. */
async function openLoss(tx: Tx, customerId: string): Promise<string | null> {
  const newest = await store.newestLoss(tx, customerId);
  if (newest === null || newest.wonBackOn !== null) {
    return null;
  }
  if (newest.closedOn !== null) {
    throw new AppError('loss_closed', 409, {
      message: {
        'zh-CN': '这位客户已登记流失，先撤销才能重新登记',
        en: 'This customer has been closed as lost; take that back first',
      },
    });
  }
  return newest.id;
}

async function addLoss({ kernel, customers, worthOf }: LossesNeeds, tx: Tx, customerId: string): Promise<string> {
  const [anchor] = await customers.anchors(tx, [customerId]);
  const { minor, currency } = await worthOf(customerId);
  const id = newId();
  await store.insertLoss(tx, {
    id,
    customerId,
    recordId: anchor?.recordId ?? gone(customerId),
    lostOn: today(kernel),
    valueMinor: minor,
    currency,
  });
  return id;
}

async function undo({ kernel, access, customers }: LossesNeeds, tx: Tx, context: Context, customerId: string) {
  requirePermission(context, ACT);
  await customers.profiles.requireVisible(context, customerId);
  const newest = await store.newestLoss(tx, customerId);
  if (newest === null || newest.closedOn === null) {
    throw notFound({ 'zh-CN': '流失登记', en: 'closing as lost' }, customerId);
  }
  const { id, source, caseId } = newest;
  // What a run found stays lost, without the reason; so does whom somebody has been asked to win back.
  if (source === 'run' || caseId !== null) {
    await store.closeLoss(tx, id, { reasonId: null, note: null, competitor: null, closedOn: null, closedBy: null });
  } else {
    await store.undoLoss(tx, id, kernel.clock.now());
  }
  await access.audit(tx, context, {
    action: 'care.loss_undone',
    subjectType: 'loss',
    subjectId: id,
    detail: { customerId },
  });
}

async function winBack(
  needs: LossesNeeds,
  tx: Tx,
  context: Context,
  { lossIds, offer, assigneeId, dueDays }: BodyOf<typeof startWinBack>,
) {
  requireCare(context, ACT);
  await requireAssignee(needs, tx, assigneeId);
  const { kernel, customers, access } = needs;
  const losses = await store.lockLosses(tx, lossIds);
  const waiting = losses.filter(({ caseId, wonBackOn }) => caseId === null && wonBackOn === null);
  const anchors = await customers.anchors(
    tx,
    waiting.map(({ customerId }) => customerId),
  );
  const records = new Map(anchors.map(({ customerId, recordId }) => [customerId, recordId]));
  const zone = zoneOf(kernel.config.timeZone);
  const dueAt = new Date(startOfBusinessDate(addDays(today(kernel), dueDays), zone).getTime() + CLOSING_HOUR * HOUR_MS);
  let started = 0;
  for (const { id, customerId } of waiting) {
    const recordId = records.get(customerId);
    if (recordId === undefined) {
      continue;
    }
    const subject = { type: 'customer', id: customerId, recordId };
    await treat(needs, tx, context, {
      customerId,
      offer,
      title: LOST_TITLE,
      subject,
      choice: { assigneeId },
      dueAt,
      text: offer,
    });
    await access.audit(tx, context, {
      action: 'care.win_back_started',
      subjectType: 'loss',
      subjectId: id,
      detail: { customerId },
    });
    started += 1;
  }
  return { started, skipped: lossIds.length - started };
}

async function requireAssignee({ access }: LossesNeeds, tx: Tx, id: string | null): Promise<void> {
  const member = id === null ? null : (await access.staff.find(tx, [id])).get(id);
  if (member === undefined || member?.disabled === true) {
    throw invalidInput([
      {
        field: 'assigneeId',
        code: 'assignee_unknown',
        message: { 'zh-CN': '负责人应为可登录的员工', en: 'is somebody of the staff who can sign in' },
      },
    ]);
  }
}

interface ListAsked {
  readonly cursor?: string | undefined;
  readonly limit: number;
  readonly state?: LossState | undefined;
  readonly reasonId?: string | undefined;
  readonly closedFrom?: string | undefined;
  readonly closedTo?: string | undefined;
}

async function list(needs: LossesNeeds, context: Context, { cursor, limit, ...asked }: ListAsked) {
  requireCare(context, READ);
  const { db } = needs.kernel.postgres;
  const { state = null, reasonId = null, closedFrom = null, closedTo = null } = asked;
  const wanted = { state, reasonId, closedFrom, closedTo };
  const after = cursor === undefined ? null : placeIn(cursor);
  const rows = await store.listLosses(db, wanted, { after, limit: limit + 1 });
  const page = rows.slice(0, limit);
  const last = rows.length > limit ? page.at(-1) : undefined;
  return {
    items: await presentAll(needs, page),
    nextCursor: last === undefined ? null : encodeCursor([last.valueMinor, last.id]),
    total: await store.countLosses(db, wanted),
    can: { act: may(context.actor, ACT) },
  };
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/u;

function placeIn(cursor: string): readonly [number, string] {
  const [value, id] = decodeCursor(cursor) ?? [];
  if (typeof value !== 'number' || typeof id !== 'string' || !UUID.test(id)) {
    throw new AppError('cursor_malformed', 400, {
      message: { 'zh-CN': '游标无效', en: 'The cursor is not one of ours' },
    });
  }
  return [value, id];
}

async function presentAll(needs: LossesNeeds, rows: readonly store.LossRow[]): Promise<Loss[]> {
  const reasons = await needs.reasons.all(needs.kernel.postgres.db);
  const names = await needs.customers.profiles.names(rows.map(({ customerId }) => customerId));
  return rows.map((row) => {
    const found = names.get(row.customerId);
    return { ...present(row, reasons), name: found?.name ?? found?.account ?? null };
  });
}

async function presentOne(needs: LossesNeeds, row: store.LossRow): Promise<Loss> {
  const [shown] = await presentAll(needs, [row]);
  return shown ?? gone(row.customerId);
}

function present(
  { recordId: _, reasonId, ...row }: store.LossRow,
  reasons: ReadonlyMap<string, Reason>,
): Omit<Loss, 'name'> {
  const reason = reasonId === null ? undefined : reasons.get(reasonId);
  return {
    ...row,
    state: stateOf(row),
    reason: reason === undefined ? null : { id: reason.id, side: reason.side, label: reason.label },
  };
}

function stateOf({ wonBackOn, closedOn, caseId }: Pick<store.LossRow, 'wonBackOn' | 'closedOn' | 'caseId'>): LossState {
  if (wonBackOn !== null) {
    return 'won_back';
  }
  return closedOn !== null ? 'closed' : caseId === null ? 'open' : 'treated';
}

function gone(id: string): never {
  throw notFound({ 'zh-CN': '客户', en: 'customer' }, id);
}
