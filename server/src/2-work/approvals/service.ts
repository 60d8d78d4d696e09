import type { Access } from '#access';
import { newId } from '#kernel/clock.ts';
import type { Context } from '#kernel/context.ts';
import type { Tx } from '#kernel/db/postgres.ts';
import { AppError, invalidInput } from '#kernel/errors.ts';
import type { Kernel } from '#kernel/module.ts';
import type { Calendars } from '../calendars/service.ts';
import { addWorkingTime } from '../calendars/working-time.ts';
import type { Note } from '../history/service.ts';
import { selectAbsentFor } from '../people/store.ts';
import type { ApprovalAsk, ApprovalKind, ApprovalMatter } from './kind.ts';
import * as store from './store.ts';
import { type Authority, belongs, type Seat, seatOf, weigh } from './weigh.ts';

export const EXPIRE_APPROVAL = 'work.expire_approval';
const MINUTE_MS = 60_000;
/** Nobody is told of more than so many people's business at once. */
const MAX_TOLD = 50;

/** Asking for consent and giving it. */
export interface Approvals {
  readonly kinds: ReadonlyMap<string, ApprovalKind>;
  register(kind: ApprovalKind): void;
  /** Asks in the caller's transaction; asking again under the same key gives back what was asked first. */
  request(tx: Tx, context: Context, ask: ApprovalAsk): Promise<store.ApprovalRow>;
  decide(
    tx: Tx,
    context: Context,
    id: string,
    decision: { readonly decision: 'approve' | 'reject'; readonly reason?: string | undefined },
  ): Promise<store.ApprovalRow | null>;
  /** By whoever asked; null when it is not theirs, or waited for by a case, with which it goes. */
  withdraw(tx: Tx, context: Context, id: string, reason: string | null): Promise<store.ApprovalRow | null>;
  /** Ends a pending one without a decision. */
  end(
    tx: Tx,
    context: Context,
    row: store.ApprovalRow,
    how: { readonly status: 'expired' | 'withdrawn'; readonly reason: string | null },
  ): Promise<void>;
  seat(context: Context, row: store.ApprovalRow, authorities: readonly Authority[]): Seat;
  /** The actor, and those who are away and named them deputy. */
  authorities(reader: Parameters<Access['staff']['find']>[0], context: Context): Promise<readonly Authority[]>;
}

interface Ending {
  readonly tx: Tx;
  readonly context: Context;
  readonly row: store.ApprovalRow;
  readonly status: 'rejected' | 'expired' | 'withdrawn';
  readonly reason: string | null;
}

export interface ApprovalParts {
  readonly kernel: Pick<Kernel, 'postgres' | 'clock' | 'timers'>;
  readonly access: Pick<Access, 'staff' | 'notify'>;
  readonly calendars: Pick<Calendars, 'working'>;
  readonly note: Note;
}

/** Approvals over one kernel. */
export function createApprovals(parts: ApprovalParts): Approvals {
  const kinds = new Map<string, ApprovalKind>();
  const authorities: Approvals['authorities'] = async (reader, { actor }) => {
    if (actor.id === null || actor.kind !== 'user') {
      return [];
    }
    const absent = await selectAbsentFor(reader, actor.id, parts.kernel.clock.now());
    const people = await parts.access.staff.find(reader, absent);
    const own: Authority = { userId: actor.id, permissions: actor.permissions, scopeIds: actor.scopeIds };
    const others = absent.flatMap((id): Authority[] => {
      const member = people.get(id);
      return member === undefined || member.disabled
        ? []
        : [{ userId: id, permissions: member.permissions, scopeIds: member.scopeIds }];
    });
    return [own, ...others];
  };
  return {
    kinds,
    register: (kind) => {
      if (kinds.has(kind.name)) {
        throw new Error(`Two kinds of approvals are called ${kind.name}`);
      }
      kinds.set(kind.name, kind);
    },
    request: (tx, context, ask) => request(parts, kinds, { tx, context, ask }),
    decide: async (tx, context, id, given) => {
      const row = await store.lockApproval(tx, id);
      if (row === null) {
        return null;
      }
      return decide({ parts, kinds, authorities: await authorities(tx, context) }, { tx, context, row, given });
    },
    withdraw: async (tx, context, id, reason) => {
      const row = await store.lockApproval(tx, id);
      if (row === null || row.caseId !== null || row.askedBy === null || row.askedBy !== context.actor.id) {
        return null;
      }
      await end(parts, kinds, { tx, context, row, status: 'withdrawn', reason });
      return store.selectApproval(tx, id);
    },
    end: (tx, context, row, how) => end(parts, kinds, { tx, context, row, ...how }),
    seat: (context, row, given) => seatFor(context, row, given),
    authorities,
  };
}

/** Keys and the platform have no seat. */
function seatFor(context: Context, row: store.ApprovalRow, given: readonly Authority[]): Seat {
  const [own, ...absent] = given;
  return own === undefined || own.userId !== context.actor.id ? { is: 'none' } : seatOf(row, own, absent);
}

interface Requesting {
  readonly tx: Tx;
  readonly context: Context;
  readonly ask: ApprovalAsk;
}

async function request(
  parts: ApprovalParts,
  kinds: ReadonlyMap<string, ApprovalKind>,
  { tx, context, ask }: Requesting,
): Promise<store.ApprovalRow> {
  if (!kinds.has(ask.kind)) {
    throw new Error(`No kind of approval is called ${ask.kind}`);
  }
  if (ask.required.length === 0) {
    throw new Error(`Nobody would have to agree to ${ask.kind}`);
  }
  const { kernel, access } = parts;
  const now = kernel.clock.now();
  const expiresAt =
    ask.expiresInMinutes === null
      ? null
      : addWorkingTime(now, ask.expiresInMinutes * MINUTE_MS, (await parts.calendars.working(tx, null)).calendar);
  const person = await access.staff.personOf(tx, context.actor);
  const row: store.NewApprovalRow = {
    id: newId(),
    kind: ask.kind,
    caseId: ask.caseId ?? null,
    step: ask.step ?? null,
    title: ask.title,
    subjectType: ask.subject?.type ?? null,
    subjectId: ask.subject?.id ?? null,
    scopeId: ask.scopeId,
    input: ask.input,
    required: ask.required,
    barred: [...new Set([person, ...(ask.barred ?? [])])],
    askedKind: context.actor.kind,
    askedBy: context.actor.id,
    askedName: await nameOf(access, tx, context),
    reason: ask.reason,
    createdAt: now,
    expiresAt,
    key: ask.key,
  };
  if (!(await store.insertApproval(tx, row))) {
    return given(ask.key === null ? null : await store.selectApprovalByKey(tx, ask.kind, ask.key));
  }
  await announce(parts, tx, context, { row, isQuiet: kinds.get(ask.kind)?.tellsItself === true });
  return given(await store.selectApproval(tx, row.id));
}

/** Writes down that it was asked for, sets its end, and tells those who can decide. */
async function announce(
  parts: ApprovalParts,
  tx: Tx,
  context: Context,
  { row, isQuiet }: { readonly row: store.NewApprovalRow; readonly isQuiet: boolean },
): Promise<void> {
  await parts.note(tx, context, {
    approvalId: row.id,
    caseId: row.caseId,
    what: 'approval_requested',
    detail: { kind: row.kind },
    text: row.reason,
  });
  if (row.expiresAt !== null) {
    await parts.kernel.timers.schedule(tx, context, {
      kind: EXPIRE_APPROVAL,
      key: row.id,
      dueAt: row.expiresAt,
      payload: { approvalId: row.id },
    });
  }
  if (isQuiet) {
    return;
  }
  await parts.access.notify(tx, {
    userIds: await deciders(parts, tx, row),
    kind: 'work.approval_waits',
    text: {
      'zh-CN': `${row.askedName} 申请审批：${row.title}`,
      en: `${row.askedName} asks for approval: ${row.title}`,
    },
    ref: { type: 'approval', id: row.id },
    key: `approval:${row.id}`,
  });
}

/** Work that runs later is attributed by id alone. */
async function nameOf({ staff }: Pick<Access, 'staff'>, tx: Tx, { actor }: Context): Promise<string> {
  const member = actor.id === null ? undefined : (await staff.find(tx, [actor.id])).get(actor.id);
  return member?.name ?? actor.name;
}

/** Who can decide, and the deputies of those who are away. */
async function deciders(
  { access, kernel }: ApprovalParts,
  tx: Tx,
  row: store.NewApprovalRow,
): Promise<readonly string[]> {
  const members = (await access.staff.active(tx)).filter(
    (member) =>
      !row.barred.includes(member.id) &&
      row.required.some((group) => belongs({ ...member, userId: member.id }, group, row.scopeId)),
  );
  const deputies = await store.selectDeputies(
    tx,
    members.map(({ id }) => id),
    kernel.clock.now(),
  );
  return [...members.map(({ id }) => id), ...deputies.filter((id) => !row.barred.includes(id))].slice(0, MAX_TOLD);
}

interface Deciding {
  readonly tx: Tx;
  readonly context: Context;
  readonly row: store.ApprovalRow;
  readonly given: { readonly decision: 'approve' | 'reject'; readonly reason?: string | undefined };
}

interface Bench {
  readonly parts: ApprovalParts;
  readonly kinds: ReadonlyMap<string, ApprovalKind>;
  readonly authorities: readonly Authority[];
}

async function decide(bench: Bench, { tx, context, row, given: wanted }: Deciding): Promise<store.ApprovalRow> {
  const { parts } = bench;
  const own = row.decided.find(({ userId }) => userId === context.actor.id);
  if (own !== undefined && own.decision === wanted.decision) {
    return row;
  }
  requirePending(row);
  const seat = seatFor(context, row, bench.authorities);
  if (seat.is !== 'seat') {
    throw SEAT_FAULTS[seat.is]();
  }
  if (wanted.decision === 'reject' && wanted.reason === undefined) {
    throw invalidInput([
      {
        field: 'reason',
        code: 'reason_missing',
        message: { 'zh-CN': '拒绝时请写明原因', en: 'says why it is refused' },
      },
    ]);
  }
  const now = parts.kernel.clock.now();
  await store.insertDecision(tx, {
    id: newId(),
    approvalId: row.id,
    groupName: seat.group,
    userId: context.actor.id ?? '',
    userName: context.actor.name,
    forUserId: seat.forUserId,
    decision: wanted.decision,
    reason: wanted.reason ?? null,
    at: now,
  });
  const decided = [...row.decided, { groupName: seat.group, decision: wanted.decision }];
  const status = weigh(row.required, decided);
  await parts.note(tx, context, {
    approvalId: row.id,
    caseId: row.caseId,
    what: 'approval_decided',
    detail: { kind: row.kind, decision: wanted.decision, group: seat.group, forUserId: seat.forUserId, status },
    text: wanted.reason ?? null,
  });
  if (status === 'approved') {
    await store.closeApproval(tx, { id: row.id, status, at: now });
    await parts.kernel.timers.cancel(tx, EXPIRE_APPROVAL, row.id);
    const kind = kindOf(bench.kinds, row);
    await kind.onApproved(tx, context, matterOf(row));
    await tellAsker(parts, kind, { tx, context, row, status });
  } else if (status === 'rejected') {
    await close(parts, bench.kinds, { tx, context, row, status, reason: wanted.reason ?? null });
  }
  return given(await store.selectApproval(tx, row.id));
}

async function end(parts: ApprovalParts, kinds: ReadonlyMap<string, ApprovalKind>, ending: Ending): Promise<void> {
  const { tx, context, row, status, reason } = ending;
  requirePending(row);
  await parts.note(tx, context, {
    approvalId: row.id,
    caseId: row.caseId,
    what: 'approval_decided',
    detail: { kind: row.kind, status },
    text: reason,
  });
  await close(parts, kinds, ending);
}

async function close(parts: ApprovalParts, kinds: ReadonlyMap<string, ApprovalKind>, ending: Ending): Promise<void> {
  const { tx, context, row, status, reason } = ending;
  await store.closeApproval(tx, { id: row.id, status, at: parts.kernel.clock.now() });
  await parts.kernel.timers.cancel(tx, EXPIRE_APPROVAL, row.id);
  const kind = kindOf(kinds, row);
  await kind.onRefused(tx, context, { ...matterOf(row), status, reason });
  await tellAsker(parts, kind, { tx, context, row, status });
}

const ENDS = {
  approved: { 'zh-CN': '已获同意', en: 'was approved' },
  rejected: { 'zh-CN': '被拒绝', en: 'was refused' },
  expired: { 'zh-CN': '无人审批，已过期', en: 'lapsed without a decision' },
  withdrawn: { 'zh-CN': '已撤回', en: 'was withdrawn' },
} as const;

async function tellAsker(
  { access }: ApprovalParts,
  kind: ApprovalKind,
  { tx, context, row, status }: Pick<Ending, 'tx' | 'context' | 'row'> & { readonly status: keyof typeof ENDS },
): Promise<void> {
  if (
    kind.tellsItself === true ||
    row.askedKind !== 'user' ||
    row.askedBy === null ||
    row.askedBy === context.actor.id
  ) {
    return;
  }
  await access.notify(tx, {
    userIds: [row.askedBy],
    kind: 'work.approval_decided',
    text: {
      'zh-CN': `您的申请${ENDS[status]['zh-CN']}：${row.title}`,
      en: `What you asked for ${ENDS[status].en}: ${row.title}`,
    },
    ref: { type: 'approval', id: row.id },
    key: `approval:${row.id}:${status}`,
  });
}

/** Without its owner an approval would end without effect: nothing is decided then. */
function kindOf(kinds: ReadonlyMap<string, ApprovalKind>, row: store.ApprovalRow): ApprovalKind {
  const kind = kinds.get(row.kind);
  if (kind === undefined) {
    throw new AppError('approval_kind_missing', 409, {
      message: {
        'zh-CN': `系统中已没有 ${row.kind} 这类审批，请撤回后重新申请`,
        en: `The platform knows ${row.kind} no more; ask anew`,
      },
    });
  }
  return kind;
}

function matterOf(row: store.ApprovalRow): ApprovalMatter {
  return {
    id: row.id,
    caseId: row.caseId,
    step: row.step,
    subject: row.subjectType === null || row.subjectId === null ? null : { type: row.subjectType, id: row.subjectId },
    input: row.input,
    askedBy: { kind: row.askedKind, id: row.askedBy },
  };
}

function given(row: store.ApprovalRow | null): store.ApprovalRow {
  if (row === null) {
    throw new Error('An approval that was just written is not there');
  }
  return row;
}

function requirePending(row: store.ApprovalRow): void {
  if (row.status !== 'pending') {
    throw new AppError('approval_closed', 409, {
      message: { 'zh-CN': `这项申请${ENDS[row.status]['zh-CN']}`, en: `This ${ENDS[row.status].en} already` },
    });
  }
}

const SEAT_FAULTS: Readonly<Record<Exclude<Seat['is'], 'seat'>, () => AppError>> = {
  own: () =>
    new AppError('approval_own', 403, {
      message: {
        'zh-CN': '自己申请或经手的事不能自己审批，请由另一人审批',
        en: 'Nobody approves what they asked for or had a hand in; somebody else has to',
      },
    }),
  done: () =>
    new AppError('approval_decided_already', 409, {
      message: { 'zh-CN': '您已经审批过，不能改变', en: 'You have decided already; that stands' },
    }),
  filled: () =>
    new AppError('approval_group_filled', 409, {
      message: { 'zh-CN': '您这一组已有足够的人同意', en: 'Enough of your group have agreed already' },
    }),
  none: () =>
    new AppError('approval_not_yours', 403, {
      message: { 'zh-CN': '您没有审批这项申请的权限', en: 'You are none of those who decide on this' },
    }),
};
