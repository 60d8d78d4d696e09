import type { Access } from '#access';
import { type Customers, statementOf } from '#customers';
import { maskText } from '#customers/pure';
import { newId } from '#kernel/clock.ts';
import { type Context, may, requirePermission } from '#kernel/context.ts';
import type { Tx } from '#kernel/db/postgres.ts';
import { AppError, type Fault, invalidInput, notFound } from '#kernel/errors.ts';
import { readIdCursor } from '#kernel/http/id-cursor.ts';
import type { Kernel } from '#kernel/module.ts';
import { encodeCursor } from '#kernel/pure/cursor.ts';
import type { ProcessKind, StepDone, Work } from '#work';
import { presentChanges } from './present.ts';
import { FIELD_NOTE_PROCESS, fieldNoteProcess, noteAnswers } from './process.ts';
import type { FieldNote, NotedValue } from './schema.ts';
import * as store from './store.ts';

export interface NoteDecision {
  readonly decision: 'apply' | 'reject';
  readonly reason?: string | undefined;
  readonly version?: number | undefined;
}

export interface FieldNotes {
  add(
    tx: Tx,
    context: Context,
    customerId: string,
    given: { readonly text: string; readonly changes: Readonly<Record<string, NotedValue>> },
  ): Promise<{ id: string; number: number }>;
  list(
    context: Context,
    query: {
      readonly cursor?: string | undefined;
      readonly limit: number;
      readonly state: store.FieldNoteRow['state'];
    },
  ): Promise<{ items: FieldNote[]; nextCursor: string | null }>;
  reveal(
    tx: Tx,
    context: Context,
    id: string,
    reason: string,
  ): Promise<{ text: string; changes: Record<string, NotedValue> }>;
  decide(
    tx: Tx,
    context: Context,
    id: string,
    decision: NoteDecision,
  ): Promise<{ id: string; state: store.FieldNoteRow['state'] }>;
  /** Registered with `2-work`: the clerk's step may as well be done at the desk of tasks. */
  readonly process: ProcessKind;
}

export interface FieldNoteNeeds {
  readonly access: Pick<Access, 'audit' | 'lookups' | 'notify' | 'staff'>;
  readonly customers: Pick<Customers, 'profiles' | 'fields' | 'values' | 'edit' | 'interactions' | 'anchors'>;
  readonly work: Pick<Work, 'start' | 'completeOpenTask'>;
}

const BASICS: ReadonlySet<string> = new Set(['name', 'phone', 'email', 'address', 'region']);
const NOUN = { 'zh-CN': '外勤记录', en: 'field note' } as const;
const MAX_TOLD_REASON = 200;

/** Staff note in the field what changed; a clerk checks it and writes it into the profile. */
export function createFieldNotes(kernel: Kernel, needs: FieldNoteNeeds): FieldNotes {
  const { customers, work } = needs;
  const process = fieldNoteProcess((tx, context, done) => decided(kernel, needs, tx, { context, done }));
  return {
    add: (tx, context, customerId, given) => add(kernel, needs, tx, { context, customerId, ...given }),
    list: (context, query) => list(kernel, needs, context, query),
    process: {
      ...process,
      onClosed: (tx, context, { caseId, status }) =>
        status === 'cancelled' ? cancelled(kernel, tx, context, caseId) : Promise.resolve(),
    },
    reveal: async (tx, context, id, reason) => {
      requirePermission(context, 'customers.reveal');
      const row = await visibleNote(needs, tx, context, id);
      await needs.access.audit(tx, context, {
        action: 'entry.field_note_revealed',
        subjectType: 'customer',
        subjectId: row.customerId,
        reason,
        detail: { note: id, fields: row.fields },
      });
      await needs.access.lookups.look(context, { kind: 'reveal', subjectId: row.customerId }, tx);
      return { text: row.text ?? '', changes: { ...row.changes } };
    },
    decide: async (tx, context, id, { decision, reason, version }) => {
      requirePermission(context, 'customers.write');
      const row = await visibleNote(needs, tx, context, id);
      if (row.state !== 'waiting' || row.caseId === null) {
        throw noteDecided();
      }
      if (version !== undefined && (await customers.values.of(tx, context, row.customerId)).version !== version) {
        throw changedMeanwhile();
      }
      const answers = { decision, ...(reason === undefined ? {} : { reason }) };
      await work.completeOpenTask(tx, context, row.caseId, answers);
      return { id, state: decision === 'apply' ? 'applied' : 'rejected' };
    },
  };
}

interface Adding {
  readonly context: Context;
  readonly customerId: string;
  readonly text: string;
  readonly changes: Readonly<Record<string, NotedValue>>;
}

async function add(
  kernel: Kernel,
  needs: FieldNoteNeeds,
  tx: Tx,
  { context, customerId, text, changes }: Adding,
): Promise<{ id: string; number: number }> {
  const { customers, work } = needs;
  requirePermission(context, 'interactions.write');
  await customers.profiles.requireVisible(context, customerId);
  await requireReadable(tx, needs, changes);
  await customers.interactions.log(tx, context, customerId, { kind: 'visit', direction: 'out', content: text });
  const [anchor] = await customers.anchors(tx, [customerId]);
  if (anchor === undefined) {
    throw notFound({ 'zh-CN': '客户', en: 'customer' }, customerId);
  }
  const id = newId();
  const number = await store.insertNote(tx, {
    id,
    authorId: await needs.access.staff.personOf(tx, context.actor),
    authorName: context.actor.name,
    notedAt: kernel.clock.now(),
    text,
    changes,
    fields: Object.keys(changes),
    recordId: anchor.recordId,
    customerId,
  });
  const started = await work.start(tx, context, {
    kind: FIELD_NOTE_PROCESS,
    title: `外勤记录 ${number}`,
    subject: { type: 'customer', id: customerId, recordId: anchor.recordId },
    key: id,
  });
  await store.setCase(tx, id, started.id);
  return { id, number };
}

async function list(
  kernel: Kernel,
  needs: FieldNoteNeeds,
  context: Context,
  { cursor, limit, state }: Parameters<FieldNotes['list']>[1],
): Promise<{ items: FieldNote[]; nextCursor: string | null }> {
  const { db } = kernel.postgres;
  const { customers } = needs;
  requirePermission(context, 'customers.write');
  const cursorId = cursor === undefined ? null : readIdCursor(cursor);
  const rows = await store.selectNotes(db, { state, cursorId, limit: limit + 1 });
  const page = rows.slice(0, limit);
  const visible = new Set(
    await customers.profiles.visibleAmong(
      context,
      page.map((row) => row.customerId),
    ),
  );
  const names = await customers.profiles.names([...visible]);
  const person = await needs.access.staff.personOf(db, context.actor);
  const items: FieldNote[] = [];
  for (const row of page.filter(({ customerId }) => visible.has(customerId))) {
    items.push(await present(kernel, needs, context, { row, name: names.get(row.customerId)?.name ?? null, person }));
  }
  const last = rows.length > limit ? rows[limit - 1] : undefined;
  return { items, nextCursor: last === undefined ? null : encodeCursor([last.id]) };
}

async function visibleNote(
  { customers }: FieldNoteNeeds,
  tx: Tx,
  context: Context,
  id: string,
): Promise<store.FieldNoteRow> {
  const row = await store.selectNote(tx, id);
  if (row === null || (await customers.profiles.visibleAmong(context, [row.customerId])).length === 0) {
    throw notFound(NOUN, id);
  }
  return row;
}

/** What could not be written later is told now; sensitive values are not kept beside the profile. */
async function requireReadable(
  tx: Tx,
  { customers }: FieldNoteNeeds,
  changes: Readonly<Record<string, NotedValue>>,
): Promise<void> {
  const definitions = await customers.fields.list(tx);
  const faults: Fault[] = Object.entries(changes).flatMap(([key, value]): Fault[] => {
    if (definitions.find((each) => each.key === key)?.sensitivity === 'sensitive') {
      return [{ field: `changes.${key}`, code: 'field_sensitive', message: SENSITIVE }];
    }
    const reading = statementOf(
      { identifiers: [], attributes: { [key]: value } },
      { statedAt: new Date(0), definitions },
    );
    return reading.ok ? [] : [{ field: `changes.${key}`, code: reading.fault.code, message: reading.fault.reason }];
  });
  if (faults.length > 0) {
    throw invalidInput(faults);
  }
}

interface Decided {
  readonly context: Context;
  readonly done: StepDone;
}

/** In the transaction that completes the clerk's task. */
async function decided(kernel: Kernel, needs: FieldNoteNeeds, tx: Tx, { context, done }: Decided): Promise<void> {
  const row = await store.lockNoteOfCase(tx, done.caseId);
  if (row?.state !== 'waiting') {
    throw noteDecided();
  }
  if (row.authorId === (await needs.access.staff.personOf(tx, context.actor))) {
    throw ownNote();
  }
  const { decision, reason } = noteAnswers.parse(done.answers);
  const close = { id: row.id, decidedName: context.actor.name, decidedAt: kernel.clock.now() };
  if (decision === 'apply') {
    const { version } = await needs.customers.values.of(tx, context, row.customerId);
    await needs.customers.edit(tx, context, row.customerId, { version, ...wordsOf(row.changes ?? {}) });
    await store.closeNote(tx, { ...close, state: 'applied', reason: null });
    return;
  }
  if (reason === undefined || reason === '') {
    throw reasonMissing();
  }
  await store.closeNote(tx, { ...close, state: 'rejected', reason });
  await needs.access.notify(tx, {
    userIds: row.authorId.includes(':') || row.authorId === 'system' ? [] : [row.authorId],
    kind: 'entry.field_note_rejected',
    text: {
      'zh-CN': `外勤记录 ${row.number} 被退回：${reason.slice(0, MAX_TOLD_REASON)}`,
      en: `Field note ${row.number} came back: ${reason.slice(0, MAX_TOLD_REASON)}`,
    },
    ref: { type: 'customer', id: row.customerId },
    key: `field-note:${row.id}:rejected`,
  });
}

async function cancelled(kernel: Kernel, tx: Tx, context: Context, caseId: string): Promise<void> {
  const row = await store.lockNoteOfCase(tx, caseId);
  if (row?.state === 'waiting') {
    const close = { id: row.id, decidedName: context.actor.name, decidedAt: kernel.clock.now() };
    await store.closeNote(tx, { ...close, state: 'rejected', reason: '任务已取消' });
  }
}

/** As the edit of a customer takes them. */
function wordsOf(changes: Readonly<Record<string, NotedValue>>) {
  const entries = Object.entries(changes);
  return {
    ...Object.fromEntries(entries.filter(([key]) => BASICS.has(key)).map(([key, value]) => [key, String(value)])),
    attributes: Object.fromEntries(entries.filter(([key]) => !BASICS.has(key))),
    identifiers: [],
  };
}

interface Presenting {
  readonly row: store.FieldNoteRow;
  readonly name: string | null;
  readonly person: string;
}

async function present(
  kernel: Kernel,
  { customers }: FieldNoteNeeds,
  context: Context,
  { row, name, person }: Presenting,
): Promise<FieldNote> {
  const { fields, version } = await customers.values.of(kernel.postgres.db, context, row.customerId);
  return {
    id: row.id,
    number: row.number,
    state: row.state,
    customer: { id: row.customerId, name },
    author: row.authorName,
    notedAt: row.notedAt.toISOString(),
    text: maskText(row.text ?? ''),
    changes: presentChanges(row, fields, context.locale),
    version,
    reason: row.reason,
    decidedBy: row.decidedName,
    decidedAt: row.decidedAt?.toISOString() ?? null,
    can: {
      decide: row.state === 'waiting' && row.authorId !== person,
      reveal: row.state === 'waiting' && may(context.actor, 'customers.reveal'),
    },
  };
}

const SENSITIVE = {
  'zh-CN': '敏感字段请直接在客户资料中修改，不写进外勤记录',
  en: 'is sensitive: change it in the profile, not by a note',
} as const;

function noteDecided(): AppError {
  return new AppError('field_note_decided', 409, {
    message: { 'zh-CN': '这条外勤记录已经处理过', en: 'This note has been decided already' },
  });
}

function ownNote(): AppError {
  return new AppError('field_note_own', 403, {
    message: { 'zh-CN': '自己记的由另一人核对录入', en: 'Nobody enters their own note; somebody else has to' },
  });
}

function changedMeanwhile(): AppError {
  return new AppError('customer_changed', 409, {
    message: {
      'zh-CN': '客户资料刚刚有改动，请看过最新内容再处理',
      en: 'The profile changed meanwhile; look at it again before you decide',
    },
  });
}

function reasonMissing(): AppError {
  return invalidInput([
    {
      field: 'reason',
      code: 'reason_missing',
      message: { 'zh-CN': '退回时请写明原因', en: 'says why it is rejected' },
    },
  ]);
}
