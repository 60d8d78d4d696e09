import type { Access } from '#access';
import type { Customers } from '#customers';
import { type IdentifierKind, normalizeIdentifier } from '#customers/pure';
import type { Records } from '#intake';
import { type Context, requirePermission } from '#kernel/context.ts';
import type { Tx } from '#kernel/db/postgres.ts';
import { AppError } from '#kernel/errors.ts';
import { readIdCursor } from '#kernel/http/id-cursor.ts';
import type { Kernel } from '#kernel/module.ts';
import { encodeCursor } from '#kernel/pure/cursor.ts';
import { retryOnConflict } from '#kernel/retry-on-conflict.ts';
import type { ApprovalKind, Work } from '#work';
import { customerOf, maskAccepted, maskPerson } from '../submissions/person.ts';
import { type HandedPerson, handedPersonSchema, type Submission, type SubmissionMatch } from '../submissions/schema.ts';
import { type ListQuery, SUBMISSION_APPROVAL } from '../submissions/service.ts';
import * as store from '../submissions/store.ts';

/** The source of what agents hand in. */
export const CAMPUS_AGENT_SOURCE = 'campus_agent';

export interface Decision {
  readonly ids: readonly string[];
  readonly decision: 'accept' | 'reject';
  readonly reason?: string | undefined;
}

export interface DecisionResult {
  readonly id: string;
  readonly outcome: 'accepted' | 'rejected' | 'refused';
  readonly customerId: string | null;
  readonly fault: { readonly code: string; readonly reason: string } | null;
}

export interface Reviewing {
  list(context: Context, query: ListQuery): Promise<{ items: Submission[]; nextCursor: string | null }>;
  /** Each in a transaction of its own: one that cannot be taken in spoils no other. */
  decide(context: Context, decision: Decision): Promise<{ results: DecisionResult[] }>;
  /** Registered with `2-work`: what follows from a consent or refusal, wherever it was given. */
  readonly approval: ApprovalKind;
}

/** What a submission became. */
export interface Accepted {
  readonly recordId: string;
  readonly customerId: string;
}

export interface ReviewingNeeds {
  readonly access: Pick<Access, 'audit' | 'notify'>;
  readonly customers: Pick<Customers, 'identity' | 'profiles'>;
  readonly records: Pick<Records, 'takeWithin'>;
  readonly work: Pick<Work, 'decideApproval'>;
  /** Takes a form in that a customer filled in themselves. */
  readonly takeForm: (tx: Tx, context: Context, row: store.SubmissionRow) => Promise<Accepted>;
}

const REVIEW = 'submissions.review';
const BY = ['phone', 'email'] as const satisfies readonly IdentifierKind[];
const MAX_TOLD_REASON = 200;

/** The department's side: whom it would join, taking in, sending back. */
export function createReviewing(kernel: Kernel, needs: ReviewingNeeds): Reviewing {
  const { db } = kernel.postgres;
  return {
    approval: approvalKind(kernel, needs),
    list: async (context, { cursor, limit, state = 'waiting' }) => {
      requirePermission(context, REVIEW);
      const rows = await store.selectForReview(db, {
        state,
        cursorId: cursor === undefined ? null : readIdCursor(cursor),
        limit: limit + 1,
        scopeIds: context.actor.scopeIds,
      });
      const last = rows.length > limit ? rows[limit - 1] : undefined;
      return {
        items: await presentAll(kernel, needs, context, rows.slice(0, limit)),
        nextCursor: last === undefined ? null : encodeCursor([last.id]),
      };
    },
    decide: async (context, decision) => {
      requirePermission(context, REVIEW);
      const results: DecisionResult[] = [];
      for (const id of new Set(decision.ids)) {
        results.push(await decideOne(kernel, needs, context, { ...decision, id }));
      }
      return { results };
    },
  };
}

async function decideOne(
  kernel: Kernel,
  { work }: ReviewingNeeds,
  context: Context,
  { id, decision, reason }: Omit<Decision, 'ids'> & { readonly id: string },
): Promise<DecisionResult> {
  const word = decision === 'accept' ? 'approve' : 'reject';
  try {
    await retryOnConflict(() =>
      kernel.transaction(context, async (tx) => {
        const row = await store.selectSubmission(tx, id);
        const seat = row?.approvalId ?? null;
        if (seat === null || (await work.decideApproval(tx, context, seat, { decision: word, reason })) === null) {
          throw gone(id);
        }
      }),
    );
  } catch (error) {
    if (error instanceof AppError && error.status < 500) {
      const said = error.faults[0]?.message ?? error.text;
      return { id, outcome: 'refused', customerId: null, fault: { code: error.code, reason: said[context.locale] } };
    }
    throw error;
  }
  const after = await store.selectSubmission(kernel.postgres.db, id);
  return {
    id,
    outcome: decision === 'accept' ? 'accepted' : 'rejected',
    customerId: after?.customerId ?? null,
    fault: null,
  };
}

function approvalKind(kernel: Kernel, needs: ReviewingNeeds): ApprovalKind {
  return {
    name: SUBMISSION_APPROVAL,
    label: { 'zh-CN': '客户资料验收', en: 'Acceptance of people handed in' },
    tellsItself: true,
    facts: ({ number, by }) => [
      { label: { 'zh-CN': '编号', en: 'Number' }, value: { 'zh-CN': String(number), en: String(number) } },
      { label: { 'zh-CN': '提交人', en: 'Handed in by' }, value: { 'zh-CN': String(by), en: String(by) } },
    ],
    onApproved: (tx, context, { input }) => accept(kernel, needs, tx, { context, id: String(input['submissionId']) }),
    onRefused: async (tx, context, { input, reason }) =>
      reject(kernel, needs, tx, { context, id: String(input['submissionId']), reason: reason ?? '' }),
  };
}

interface Deciding {
  readonly context: Context;
  readonly id: string;
}

async function accept(kernel: Kernel, needs: ReviewingNeeds, tx: Tx, { context, id }: Deciding): Promise<void> {
  const row = await waiting(tx, id);
  if (row === null) {
    return;
  }
  const person = handedPersonSchema.parse(row.person);
  const joined = (await findKnown(needs, tx, person)).size > 0;
  const taken = row.kind === 'form' ? await needs.takeForm(tx, context, row) : await takeIn(needs, tx, context, row);
  await store.updateSubmission(tx, {
    ...row,
    ...taken,
    state: 'accepted',
    person: null,
    shown: maskAccepted(person),
    joined,
    decidedAt: kernel.clock.now(),
    decidedName: context.actor.name,
  });
  await needs.access.audit(tx, context, {
    action: 'entry.submission_accepted',
    subjectType: 'customer',
    subjectId: taken.customerId,
    detail: { submission: id, number: row.number, joined },
  });
  await tell(needs, tx, row, {
    kind: 'entry.submission_accepted',
    key: `submissions:${row.batchId}:accepted`,
    text: {
      'zh-CN': '您提交的客户资料已有通过验收的',
      en: 'Some of the people whom you handed in were accepted',
    },
  });
}

/** As a record of the agents' channel: its key is the submission, so taking it in again is the same. */
async function takeIn(
  { records }: ReviewingNeeds,
  tx: Tx,
  context: Context,
  { id, person, submittedAt, scopeId }: store.SubmissionRow,
): Promise<Accepted> {
  const row = {
    source: CAMPUS_AGENT_SOURCE,
    key: id,
    type: 'customer',
    occurredAt: submittedAt.toISOString(),
    customer: customerOf(handedPersonSchema.parse(person)),
  };
  const [taken] = await records.takeWithin(tx, context, [row], { scopeId: scopeId ?? undefined });
  if (taken?.outcome === 'rejected') {
    throw new AppError(taken.fault.code, 409, { message: taken.fault.reason });
  }
  if (taken === undefined || taken.id === null || taken.customerId === null) {
    throw new Error('Somebody who was taken in has no record');
  }
  return { recordId: taken.id, customerId: taken.customerId };
}

async function reject(
  kernel: Kernel,
  needs: ReviewingNeeds,
  tx: Tx,
  { context, id, reason }: Deciding & { readonly reason: string },
): Promise<void> {
  const row = await waiting(tx, id);
  if (row === null) {
    return;
  }
  const at = kernel.clock.now();
  await store.updateSubmission(tx, {
    ...row,
    state: 'rejected',
    reason,
    decidedAt: at,
    decidedName: context.actor.name,
  });
  const said = reason.slice(0, MAX_TOLD_REASON);
  await tell(needs, tx, row, {
    kind: 'entry.submission_rejected',
    key: `submission:${id}:${row.approvalId}:rejected`,
    text: {
      'zh-CN': `您提交的第 ${row.number} 号资料被退回：${said}`,
      en: `Number ${row.number} that you handed in came back: ${said}`,
    },
  });
}

async function tell(
  { access }: ReviewingNeeds,
  tx: Tx,
  { submittedBy, batchId }: store.SubmissionRow,
  notice: Pick<Parameters<Access['notify']>[1], 'kind' | 'key' | 'text'>,
): Promise<void> {
  // A key without a maker is nobody who reads notices.
  if (submittedBy !== null && !submittedBy.includes(':') && submittedBy !== 'system') {
    await access.notify(tx, { ...notice, userIds: [submittedBy], ref: { type: 'own_submissions', id: batchId } });
  }
}

/** Null for whoever was erased meanwhile: nothing follows then. */
async function waiting(tx: Tx, id: string): Promise<store.SubmissionRow | null> {
  const row = await store.lockSubmission(tx, id);
  if (row !== null && row.state !== 'waiting') {
    throw gone(id);
  }
  return row;
}

function gone(id: string): AppError {
  return new AppError('submission_decided', 409, {
    message: { 'zh-CN': `${id} 已经处理过`, en: `${id} has been decided already` },
  });
}

type Known = Map<string, (typeof BY)[number][]>;

/** Whom the phone and e-mail mean. */
async function findKnown(
  { customers }: Pick<ReviewingNeeds, 'customers'>,
  reader: Parameters<Customers['identity']['findByIdentifier']>[0],
  person: Pick<HandedPerson, 'phone' | 'email'>,
): Promise<Known> {
  const known: Known = new Map();
  for (const kind of BY) {
    const value = normalizeIdentifier(kind, person[kind] ?? '');
    const found = value === null ? null : await customers.identity.findByIdentifier(reader, kind, value);
    if (found !== null) {
      known.set(found, [...(known.get(found) ?? []), kind]);
    }
  }
  return known;
}

async function presentAll(
  kernel: Kernel,
  needs: ReviewingNeeds,
  context: Context,
  rows: readonly store.SubmissionRow[],
): Promise<Submission[]> {
  const { db } = kernel.postgres;
  const people = rows.map(({ person }) => (person === null ? null : handedPersonSchema.parse(person)));
  const known = await Promise.all(
    people.map(async (person): Promise<Known> => (person === null ? new Map() : findKnown(needs, db, person))),
  );
  const ids = [...new Set(known.flatMap((each) => [...each.keys()]))];
  const summaries = new Map((await needs.customers.profiles.summaries(context, ids)).map((one) => [one.id, one]));
  const phones = people.flatMap((person) => person?.phone ?? []);
  const alike = await store.waitingByPhone(db, [...new Set(phones)]);
  return rows.map((row, at) => {
    const person = people[at] ?? null;
    return {
      id: row.id,
      number: row.number,
      kind: row.kind,
      state: row.state,
      submittedAt: row.submittedAt.toISOString(),
      decidedAt: row.decidedAt?.toISOString() ?? null,
      reason: row.reason,
      submittedBy: row.submittedName,
      decidedBy: row.decidedName,
      person: person === null ? null : maskPerson(person),
      name: row.shown.name,
      matches:
        person === null || row.state !== 'waiting'
          ? []
          : [...(known[at] ?? [])].map(([id, by]) => matchOf(person, by, summaries.get(id))),
      alsoWaiting: alike
        .filter(({ phone, number }) => phone === person?.phone && number !== row.number)
        .map(({ number }) => number),
      customerId: row.customerId,
      joined: row.joined,
      can: { decide: row.state === 'waiting' && row.submittedBy !== context.actor.id },
    };
  });
}

type Summary = Awaited<ReturnType<Customers['profiles']['summaries']>>[number];

function matchOf(person: HandedPerson, by: (typeof BY)[number][], summary: Summary | undefined): SubmissionMatch {
  if (summary === undefined) {
    return { by, customer: null, differs: [] };
  }
  const { id, name, phone, email, sources, firstOrderAt, createdAt } = summary;
  const masked = maskPerson(person);
  const differs = (['name', 'phone', 'email'] as const).filter(
    (field) =>
      summary[field] !== null &&
      masked[field] !== null &&
      summary[field] !== masked[field] &&
      !by.some((kind) => kind === field),
  );
  return { by, customer: { id, name, phone, email, sources, firstOrderAt, createdAt }, differs };
}
