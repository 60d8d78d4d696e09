import type { Customers } from '#customers';
import type { ContactChannel } from '#customers/pure';
import { newId } from '#kernel/clock.ts';
import type { Context } from '#kernel/context.ts';
import type { Tx } from '#kernel/db/postgres.ts';
import { notFound } from '#kernel/errors.ts';
import type { Kernel } from '#kernel/module.ts';
import type { Locale } from '#kernel/pure/text.ts';
import { shownAddress } from '../addresses/mask.ts';
import type { AttemptState } from '../attempts/states.ts';
import * as attempts from '../attempts/store.ts';
import { countsUnderCaps } from '../gate/decide.ts';
import type { Gate, GateAnswer } from '../gate/service.ts';
import { MOST_ASKS } from '../gate/service.ts';
import { lockRecipients } from '../gate/store.ts';
import { fillFault } from '../templates/fill.ts';
import { selectTemplates, type TemplateRow } from '../templates/store.ts';
import { contentInvalid, templateUnknown } from './faults.ts';

/** A message that somebody wants to reach a customer with. */
export interface OutMessage {
  /** Names it for good: handed in again, the first attempt answers and nothing is sent. */
  readonly key: string;
  readonly customerId: string;
  readonly channel: ContactChannel;
  readonly template: string;
  readonly values: Readonly<Record<string, string>>;
  readonly language?: Locale;
  readonly isUrgent?: boolean;
  readonly isHeldOut?: boolean;
  readonly expiresAt?: Date | null;
  /** What it belongs to, such as `campaign:<id>`. */
  readonly origin?: string;
}

export interface SentMessage {
  readonly attemptId: string;
  readonly state: AttemptState;
  readonly reason: string | null;
  readonly until: Date | null;
  /** False: the key was known, nothing was done. */
  readonly isNew: boolean;
}

export const SEND_JOB = 'contact.send_message';
export const AGAIN_TIMER = 'contact.ask_again';
/** Filled in by the platform when the message leaves. */
export const OWN_PLACES = { name: 'x', preferences: 'https://x' } as const;

export type Send = (tx: Tx, context: Context, messages: readonly OutMessage[]) => Promise<readonly SentMessage[]>;

export interface SendingNeeds {
  readonly customers: Pick<Customers, 'anchors' | 'consents'>;
  readonly gate: Gate;
}

/**
 * The one way to reach anybody: up to 500 messages at once, in the caller's transaction. Each becomes an attempt; the
 * gate is asked while the recipients are held, so that nobody gets more than the caps allow, whoever else sends.
 */
export function createSend(kernel: Pick<Kernel, 'clock' | 'jobs' | 'timers' | 'events'>, needs: SendingNeeds): Send {
  const { customers, gate } = needs;
  return async (tx, context, messages) => {
    if (messages.length > MOST_ASKS) {
      throw new RangeError(`At most ${MOST_ASKS} messages at once, not ${messages.length}`);
    }
    const templates = await templatesOf(tx, messages);
    const purposes = new Map((await customers.consents.purposes.all(tx)).map((purpose) => [purpose.key, purpose]));
    const ids = [...new Set(messages.map(({ customerId }) => customerId))];
    const anchors = new Map((await customers.anchors(tx, ids)).map((one) => [one.customerId, one.recordId]));
    await lockRecipients(tx, ids);
    const at = kernel.clock.now();
    const rows = messages.map((message, index) => {
      const template = templates[index];
      const recordId = anchors.get(message.customerId);
      if (recordId === undefined || template === undefined) {
        throw notFound({ 'zh-CN': '客户', en: 'customer' }, message.customerId);
      }
      const purpose = purposes.get(template.purpose);
      const counts = purpose !== undefined && countsUnderCaps(purpose);
      return rowOf(message, { template, recordId, counts, context });
    });
    const added = await attempts.insertAttempts(tx, distinctKeys(rows), at);
    const fresh = rows.flatMap((row, index) => (added.has(row.id) ? [{ row, message: messages[index] }] : []));
    const answers = await gate.ask(
      tx,
      fresh.map(({ row, message }) => ({
        customerId: row.customerId,
        purpose: row.purpose,
        channel: row.channel as ContactChannel,
        isUrgent: row.isUrgent,
        isHeldOut: message?.isHeldOut,
        expiresAt: row.expiresAt,
      })),
    );
    const asked = fresh.flatMap(({ row }, index): Asked[] => {
      const answer = answers[index];
      return answer === undefined ? [] : [{ row, answer }];
    });
    await applyAnswers(kernel, tx, context, { at, asked });
    const keys = rows.map(({ messageKey }) => messageKey);
    const known = new Map((await attempts.selectByKeys(tx, keys)).map((row) => [row.messageKey, row]));
    return rows.map(({ id, messageKey }) => {
      const row = known.get(messageKey);
      return {
        attemptId: row?.id ?? id,
        state: row?.state ?? 'requested',
        reason: row?.reason ?? null,
        until: row?.until ?? null,
        isNew: row?.id === id,
      };
    });
  };
}

/** The same key twice in one call is one message. */
function distinctKeys(rows: readonly attempts.NewAttempt[]): attempts.NewAttempt[] {
  return [...new Map(rows.toReversed().map((row) => [row.messageKey, row])).values()];
}

async function templatesOf(tx: Tx, messages: readonly OutMessage[]): Promise<readonly TemplateRow[]> {
  const rows = await selectTemplates(tx, [...new Set(messages.map(({ template }) => template))]);
  return messages.map((message) => {
    const fitting = rows.filter(({ key, channel }) => key === message.template && channel === message.channel);
    const found = fitting.find(({ language }) => language === (message.language ?? 'zh-CN')) ?? fitting[0];
    if (found === undefined) {
      throw templateUnknown(message.template, message.channel);
    }
    const fault = fillFault(found, { ...OWN_PLACES, ...message.values });
    if (fault !== null) {
      throw contentInvalid(fault);
    }
    return found;
  });
}

interface RowParts {
  readonly template: TemplateRow;
  readonly recordId: string;
  readonly counts: boolean;
  readonly context: Context;
}

function rowOf(message: OutMessage, { template, recordId, counts, context }: RowParts): attempts.NewAttempt {
  const { actor } = context;
  return {
    id: newId(),
    messageKey: message.key,
    recordId,
    customerId: message.customerId,
    purpose: template.purpose,
    channel: message.channel,
    templateId: template.id,
    isUrgent: message.isUrgent ?? false,
    counts,
    origin: message.origin ?? null,
    expiresAt: message.expiresAt ?? null,
    requestedBy: actor.kind === 'user' ? actor.id : null,
    requestedByName: actor.name,
    values: message.values,
  };
}

export interface Asked {
  readonly row: Pick<attempts.NewAttempt, 'id' | 'recordId' | 'customerId' | 'purpose' | 'channel'>;
  readonly answer: GateAnswer;
}

/** Does what the gate said: queued with a job, put off with a timer, or suppressed with its reason. */
export async function applyAnswers(
  kernel: Pick<Kernel, 'jobs' | 'timers' | 'events'>,
  tx: Tx,
  context: Context,
  { at, asked }: { readonly at: Date; readonly asked: readonly Asked[] },
): Promise<void> {
  const moves = asked.map(({ row, answer }) => moveOf(row, answer));
  await attempts.moveAttempts(tx, moves, at);
  for (const { id, to, until } of moves) {
    if (to === 'queued') {
      await addSendJob(kernel, tx, context, id);
    } else if (to === 'deferred' && until) {
      await kernel.timers.schedule(tx, context, {
        kind: AGAIN_TIMER,
        key: id,
        dueAt: until,
        payload: { attemptId: id },
      });
    }
  }
  await kernel.events.append(
    tx,
    context,
    asked.flatMap(({ row, answer }) =>
      answer.decision.may || answer.decision.isLater
        ? []
        : [endedEvent(row, { state: 'suppressed', reason: answer.decision.reason })],
    ),
  );
}

function moveOf(row: Asked['row'], { address, addressDigest, decision }: GateAnswer): attempts.Move {
  const addressShown = address === null ? null : shownAddress(row.channel, address);
  const seen = { id: row.id, addressDigest, addressShown };
  if (decision.may) {
    return { ...seen, to: 'queued', reserves: true };
  }
  const { reason, until, isLater } = decision;
  return { ...seen, to: isLater ? 'deferred' : 'suppressed', reason, until };
}

/** Has it sent by whichever worker is free. */
export function addSendJob(kernel: Pick<Kernel, 'jobs'>, tx: Tx, context: Context, attemptId: string): Promise<void> {
  return kernel.jobs.add(tx, context, SEND_JOB, { attemptId }, { key: `contact:${attemptId}` });
}

/** What became of a message, for whoever waits for it; never an address. */
export function endedEvent(
  row: Asked['row'],
  { state, reason }: { readonly state: AttemptState; readonly reason: string | null },
) {
  return {
    type: 'contact.attempt_ended',
    recordId: row.recordId,
    customerId: row.customerId,
    data: { attemptId: row.id, purpose: row.purpose, channel: row.channel, state, reason },
  };
}
