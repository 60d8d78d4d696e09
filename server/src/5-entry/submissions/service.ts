import type { Readable } from 'node:stream';
import type { Access } from '#access';
import { type Customers, statementOf } from '#customers';
import { readSheet } from '#intake';
import { newId } from '#kernel/clock.ts';
import { type Context, requirePermission } from '#kernel/context.ts';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import { AppError, type Fault, invalidInput, notFound } from '#kernel/errors.ts';
import { readIdCursor } from '#kernel/http/id-cursor.ts';
import type { Kernel } from '#kernel/module.ts';
import { encodeCursor } from '#kernel/pure/cursor.ts';
import type { Work } from '#work';
import { PERSON_COLUMNS } from './columns.ts';
import { customerOf } from './person.ts';
import { presentOwn } from './present.ts';
import { type HandedPerson, handedPersonSchema, MAX_HANDED_IN, type OwnSubmission } from './schema.ts';
import * as store from './store.ts';

export interface ListQuery {
  readonly cursor?: string | undefined;
  readonly limit: number;
  readonly state?: store.SubmissionState | undefined;
}

export interface Submissions {
  handIn(
    tx: Tx,
    context: Context,
    given: { readonly people: readonly HandedPerson[] },
  ): Promise<{ items: OwnSubmission[] }>;
  /** Rows of a file, for the page to show and hand in. */
  readFile(
    context: Context,
    file: { readonly body: Readable; readonly announcedBytes: number },
  ): Promise<{ rows: ReadFileRow[] }>;
  own(
    context: Context,
    query: ListQuery,
  ): Promise<{
    items: OwnSubmission[];
    nextCursor: string | null;
    counts: { waiting: number; accepted: number; rejected: number };
  }>;
  getOwn(context: Context, id: string): Promise<OwnSubmission & { person: HandedPerson | null }>;
  correct(tx: Tx, context: Context, id: string, person: HandedPerson): Promise<OwnSubmission>;
  /** Puts somebody's own form before the department; what it holds is its module's business. */
  put(tx: Tx, context: Context, given: PutSubmission): Promise<string>;
  /** Throws `input_invalid` naming each word that would not become part of a record. */
  requireReadable(tx: Tx, people: readonly HandedPerson[], prefix: (index: number) => string): Promise<void>;
}

interface ReadFileRow {
  readonly rowNo: number;
  readonly values: Record<string, string> | null;
  readonly fault: { readonly field: string | null; readonly reason: string } | null;
}

export interface PutSubmission {
  /** Chosen by whoever sends it; putting it again changes nothing. */
  readonly id?: string;
  readonly kind: 'agent' | 'form';
  readonly batchId: string;
  readonly submittedBy: string | null;
  readonly submittedName: string;
  readonly scopeId: string | null;
  readonly person: HandedPerson;
}

export interface SubmissionNeeds {
  readonly access: Pick<Access, 'notify' | 'staff'>;
  readonly customers: Pick<Customers, 'fields'>;
  readonly work: Pick<Work, 'requestApproval'>;
}

/** The kind of approval by which people who were handed in become customers. */
export const SUBMISSION_APPROVAL = 'entry.submission';

const WRITE = 'submissions.write';
const REVIEW = 'submissions.review';
const MAX_FILE_BYTES = 5 * 1024 ** 2;
const NOUN = { 'zh-CN': '提交的资料', en: 'submission' } as const;

/** People handed in by agents: staged, accepted by somebody else, and only then customers. */
export function createSubmissions(kernel: Kernel, needs: SubmissionNeeds): Submissions {
  const put: Submissions['put'] = async (tx, context, given) => {
    const id = given.id ?? newId();
    if (given.id !== undefined && (await store.selectSubmission(tx, id)) !== null) {
      return id;
    }
    const { name, phone } = given.person;
    const row = { ...given, id, shown: { name, phone }, submittedAt: kernel.clock.now() };
    const number = await store.insertSubmission(tx, row);
    const approvalId = await askFor(tx, needs, context, { ...row, number });
    await store.updateSubmission(tx, { ...(await written(tx, id)), approvalId });
    if (given.kind === 'form') {
      await tellReviewers(tx, needs, context, { ...given, batchId: id, count: 1 });
    }
    return id;
  };
  return {
    ...createReading(kernel, needs),
    put,
    correct: (tx, context, id, person) => correct(kernel, needs, tx, { context, id, person }),
    requireReadable: (tx, people, prefix) => requireReadable(tx, needs, people, prefix),
    handIn: async (tx, context, { people }) => {
      requirePermission(context, WRITE);
      await requireReadable(tx, needs, people, (index) => `people.${index}.`);
      const batch = await batchOf(tx, needs, context);
      const items: OwnSubmission[] = [];
      for (const person of people) {
        items.push(presentOwn(await written(tx, await put(tx, context, { ...batch, kind: 'agent', person }))));
      }
      await tellReviewers(tx, needs, context, { ...batch, count: people.length });
      return { items };
    },
  };
}

/** What reads and writes nothing down. */
function createReading(kernel: Kernel, needs: SubmissionNeeds): Pick<Submissions, 'own' | 'getOwn' | 'readFile'> {
  const { db } = kernel.postgres;
  return {
    readFile: async (context, { body, announcedBytes }) => {
      requirePermission(context, WRITE);
      const rows = await readSheet(kernel, body, {
        fields: PERSON_COLUMNS,
        oneOf: ['name', 'phone'],
        maxRows: MAX_HANDED_IN,
        maxBytes: MAX_FILE_BYTES,
        announcedBytes,
      });
      return {
        rows: rows.map((row) =>
          'fault' in row
            ? {
                rowNo: row.rowNo,
                values: null,
                fault: { field: row.fault.columnName, reason: row.fault.reason[context.locale] },
              }
            : { rowNo: row.rowNo, values: Object.fromEntries(row.values), fault: null },
        ),
      };
    },
    own: async (context, { cursor, limit, state }) => {
      requirePermission(context, WRITE);
      const person = await needs.access.staff.personOf(db, context.actor);
      const page = { state: state ?? null, cursorId: cursor === undefined ? null : readIdCursor(cursor) };
      const [rows, counts] = await Promise.all([
        store.selectOwn(db, person, { ...page, limit: limit + 1 }),
        store.countOwn(db, person),
      ]);
      return {
        ...pageOfRows(rows, limit, presentOwn),
        counts: {
          waiting: counts.get('waiting') ?? 0,
          accepted: counts.get('accepted') ?? 0,
          rejected: counts.get('rejected') ?? 0,
        },
      };
    },
    getOwn: async (context, id) => {
      requirePermission(context, WRITE);
      const row = await requireOwn(needs, context, await store.selectSubmission(db, id), { db, id });
      return { ...presentOwn(row), person: row.person === null ? null : handedPersonSchema.parse(row.person) };
    },
  };
}

interface Correcting {
  readonly context: Context;
  readonly id: string;
  readonly person: HandedPerson;
}

async function correct(
  kernel: Kernel,
  needs: SubmissionNeeds,
  tx: Tx,
  { context, id, person }: Correcting,
): Promise<OwnSubmission> {
  requirePermission(context, WRITE);
  const row = await requireOwn(needs, context, await store.lockSubmission(tx, id), { db: tx, id });
  if (row.state !== 'rejected') {
    throw notRejected();
  }
  await requireReadable(tx, needs, [person], () => 'person.');
  const approvalId = await askFor(tx, needs, context, row);
  await store.updateSubmission(tx, {
    ...row,
    person,
    state: 'waiting',
    shown: { name: person.name, phone: person.phone },
    approvalId,
    reason: null,
    decidedAt: null,
    decidedName: null,
    submittedAt: kernel.clock.now(),
  });
  await tellReviewers(tx, needs, context, { ...row, batchId: approvalId, count: 1 });
  return presentOwn(await written(tx, id));
}

function pageOfRows<Row extends { readonly id: string }, Item>(
  rows: readonly Row[],
  limit: number,
  present: (row: Row) => Item,
): { items: Item[]; nextCursor: string | null } {
  const last = rows.length > limit ? rows[limit - 1] : undefined;
  return {
    items: rows.slice(0, limit).map(present),
    nextCursor: last === undefined ? null : encodeCursor([last.id]),
  };
}

/** Whoever is limited to a partner or region hands in for it. */
async function batchOf(tx: Tx, { access }: SubmissionNeeds, { actor }: Context) {
  return {
    batchId: newId(),
    submittedBy: await access.staff.personOf(tx, actor),
    submittedName: actor.name,
    scopeId: actor.scopeIds?.[0] ?? null,
  };
}

async function written(tx: Tx, id: string): Promise<store.SubmissionRow> {
  const row = await store.selectSubmission(tx, id);
  if (row === null) {
    throw new Error('A submission that was just written is not there');
  }
  return row;
}

type AskedFor = Pick<store.SubmissionRow, 'id' | 'number' | 'scopeId' | 'kind' | 'submittedName'>;

/** The acceptance is an approval: nobody gives it for what they, or a key of theirs, handed in. */
async function askFor(
  tx: Tx,
  { work }: SubmissionNeeds,
  context: Context,
  { id, number, scopeId, kind, submittedName }: AskedFor,
): Promise<string> {
  const approval = await work.requestApproval(tx, context, {
    kind: SUBMISSION_APPROVAL,
    title: kind === 'agent' ? `代理提交 ${number}` : `自助登记 ${number}`,
    subject: null,
    scopeId,
    input: { submissionId: id, number, by: submittedName },
    required: [
      { name: 'department', label: { 'zh-CN': '验收部门', en: 'Accepting department' }, permission: REVIEW, count: 1 },
    ],
    reason: null,
    expiresInMinutes: null,
    key: null,
  });
  return approval.id;
}

interface Told {
  readonly batchId: string;
  readonly scopeId: string | null;
  readonly submittedName: string;
  readonly count: number;
}

/** Once for many, not once for each. */
async function tellReviewers(
  tx: Tx,
  { access }: SubmissionNeeds,
  context: Context,
  { batchId, scopeId, submittedName, count }: Told,
): Promise<void> {
  const sees = (scopeIds: readonly string[] | null): boolean =>
    scopeIds === null || (scopeId !== null && scopeIds.includes(scopeId));
  const members = (await access.staff.active(tx)).filter(
    (member) => member.id !== context.actor.id && member.permissions.has(REVIEW) && sees(member.scopeIds),
  );
  await access.notify(tx, {
    userIds: members.map(({ id }) => id),
    kind: 'entry.submissions_wait',
    text: {
      'zh-CN': `${submittedName}：提交了 ${count} 位客户，等待验收`,
      en: `${submittedName}: ${count} people handed in; they wait for acceptance`,
    },
    ref: { type: 'submissions', id: batchId },
    key: `submissions:${batchId}:wait`,
  });
}

/** What would not become a record is told at once, by its field. */
async function requireReadable(
  tx: Tx,
  { customers }: SubmissionNeeds,
  people: readonly HandedPerson[],
  prefix: (index: number) => string,
): Promise<void> {
  const definitions = await customers.fields.list(tx);
  const faults = people.flatMap((person, index): Fault[] => {
    const reading = statementOf(customerOf(person), { statedAt: new Date(0), definitions });
    if (reading.ok && reading.statement.phone !== null) {
      return [];
    }
    const fault = reading.ok ? null : reading.fault;
    const field = fault?.field?.replace(/^customer\.attributes\./u, '') ?? 'phone';
    const message = fault?.reason ?? { 'zh-CN': '请填完整的号码', en: 'give the whole number' };
    return [{ field: `${prefix(index)}${field}`, code: fault?.code ?? 'phone_hidden', message }];
  });
  if (faults.length > 0) {
    throw invalidInput(faults);
  }
}

async function requireOwn(
  { access }: SubmissionNeeds,
  context: Context,
  row: store.SubmissionRow | null,
  { db, id }: { readonly db: Db | Tx; readonly id: string },
): Promise<store.SubmissionRow> {
  if (row === null || row.submittedBy !== (await access.staff.personOf(db, context.actor))) {
    throw notFound(NOUN, id);
  }
  return row;
}

function notRejected(): AppError {
  return new AppError('submission_not_rejected', 409, {
    message: {
      'zh-CN': '只有被退回的资料可以改正后重新提交',
      en: 'Only what was rejected can be corrected and handed in again',
    },
  });
}
