import type { Channel, ChannelMessage, SendOutcome } from '#channels';
import type { Context } from '#kernel/context.ts';
import type { Tx } from '#kernel/db/postgres.ts';
import type { Kernel } from '#kernel/module.ts';
import type { Locale } from '#kernel/pure/text.ts';
import type { SendingReason } from '../attempts/reason-text.ts';
import { type AttemptState, mayFollow } from '../attempts/states.ts';
import * as attempts from '../attempts/store.ts';
import { countsUnderCaps } from '../gate/decide.ts';
import type { Gate, GateAnswer } from '../gate/service.ts';
import { lockRecipients } from '../gate/store.ts';
import type { Links } from '../links/service.ts';
import { MOST_TRIES, nextTryAt } from '../sending/backoff.ts';
import { AGAIN_TIMER, addSendJob, applyAnswers, endedEvent, type SendingNeeds } from '../sending/service.ts';
import type { Suppressions } from '../suppressions/service.ts';
import { fill, fillFault } from '../templates/fill.ts';
import { selectTemplate, type TemplateRow } from '../templates/store.ts';

export interface Delivering {
  /** Sends one attempt, unless something speaks against it by now. */
  deliver(context: Context, attemptId: string): Promise<void>;
  /** A put-off attempt is due: the gate is asked again, or a provider that was busy is. */
  again(tx: Tx, context: Context, attemptId: string): Promise<void>;
  /** Marks what is on its way longer than any provider takes; says how many. */
  settleStuck(tx: Tx, context: Context): Promise<number>;
}

export interface DeliveringNeeds extends SendingNeeds {
  readonly gate: Gate;
  readonly channels: readonly Channel[];
  readonly links: Links;
  readonly suppressions: Pick<Suppressions, 'suppress'>;
}

const STUCK_MS = 15 * 60_000;
const STUCK_AT_ONCE = 500;
/** How long a link to the preferences works. */
const PREFERENCES_MS = 180 * 86_400_000;
const NAMELESS: Readonly<Record<Locale, string>> = { 'zh-CN': '顾客', en: 'customer' };

interface Leaving {
  readonly message: ChannelMessage;
  readonly channel: Channel;
}

interface Work {
  readonly kernel: Pick<Kernel, 'clock' | 'jobs' | 'timers' | 'events' | 'transaction'>;
  readonly needs: DeliveringNeeds;
}

/** Hands messages to their channels and keeps what came of it. */
export function createDelivering(kernel: Work['kernel'], needs: DeliveringNeeds): Delivering {
  const { clock } = kernel;
  const work = { kernel, needs };
  return {
    deliver: async (context, attemptId) => {
      const leaving = await kernel.transaction(context, (tx) => claim(tx, context, work, attemptId));
      if (leaving !== null) {
        const outcome = await leaving.channel.send(leaving.message);
        await kernel.transaction(context, (tx) => settle(tx, context, work, { attemptId, outcome }));
      }
    },
    again: async (tx, context, attemptId) => {
      const attempt = await attempts.lockAttempt(tx, attemptId);
      if (attempt?.state === 'queued') {
        await addSendJob(kernel, tx, context, attemptId);
      }
      if (attempt?.state !== 'deferred') {
        return;
      }
      await lockRecipients(tx, [attempt.customerId]);
      const answers = await needs.gate.ask(tx, [askOf(attempt)]);
      const asked = answers.map((answer) => ({ row: attempt, answer }));
      await applyAnswers(kernel, tx, context, { at: clock.now(), asked });
    },
    settleStuck: async (tx, context) => {
      const before = new Date(clock.now().getTime() - STUCK_MS);
      const ids = await attempts.selectStuck(tx, before, STUCK_AT_ONCE);
      for (const attempt of await attempts.selectAttempts(tx, ids)) {
        await end(tx, context, work, { attempt, move: LOST });
      }
      return ids.length;
    },
  };
}

const LOST = { to: 'outcome_unknown', reason: 'ended_on_its_way' satisfies SendingReason } as const;

interface Ending {
  readonly attempt: attempts.AttemptRow;
  readonly move: Omit<attempts.Move, 'id'>;
}

async function end(tx: Tx, context: Context, { kernel }: Work, { attempt, move }: Ending): Promise<void> {
  await attempts.moveAttempts(tx, [{ ...move, id: attempt.id }], kernel.clock.now());
  await kernel.events.append(tx, context, [endedEvent(attempt, { state: move.to, reason: move.reason ?? null })]);
}

/** Its transaction is over before anything is sent: whoever finds it on its way later never sends it again. */
async function claim(tx: Tx, context: Context, work: Work, attemptId: string): Promise<Leaving | null> {
  const { kernel, needs } = work;
  const now = kernel.clock.now();
  const attempt = await attempts.lockAttempt(tx, attemptId);
  if (attempt?.state === 'in_flight') {
    await end(tx, context, work, { attempt, move: LOST });
    return null;
  }
  if (attempt?.state !== 'queued') {
    return null;
  }
  const [answer] = await needs.gate.ask(tx, [askOf(attempt)], { withoutCaps: true });
  if (answer === undefined || !answer.decision.may) {
    const asked = answer === undefined ? [] : [{ row: attempt, answer }];
    await applyAnswers(kernel, tx, context, { at: now, asked });
    return null;
  }
  const message = await writeMessage(tx, { attempt, answer, needs, now });
  const channel = needs.channels.find(({ name }) => name === attempt.channel);
  if (message === null || channel === undefined) {
    const move = { to: 'failed', reason: 'content_invalid' satisfies SendingReason } as const;
    await end(tx, context, work, { attempt, move });
    return null;
  }
  await attempts.moveAttempts(tx, [{ id: attempt.id, to: 'in_flight' }], now);
  return { message, channel };
}

async function settle(
  tx: Tx,
  context: Context,
  work: Work,
  { attemptId: id, outcome }: { readonly attemptId: string; readonly outcome: SendOutcome },
): Promise<void> {
  const { kernel, needs } = work;
  const now = kernel.clock.now();
  const attempt = await attempts.lockAttempt(tx, id);
  const result = attempt === undefined ? null : resultOf(outcome, { attempt, now });
  if (attempt === undefined || result === null || !mayFollow(attempt.state, result.to)) {
    return;
  }
  if (result.to === 'queued') {
    await attempts.moveAttempts(tx, [{ ...result, id }], now);
    const dueAt = result.until ?? now;
    await kernel.timers.schedule(tx, context, { kind: AGAIN_TIMER, key: id, dueAt, payload: { attemptId: id } });
    return;
  }
  await end(tx, context, work, { attempt, move: result });
  if (result.to === 'bounced' && attempt.addressDigest !== null) {
    const { addressDigest, addressShown, channel } = attempt;
    const about = { addressDigest, addressShown, channel, purpose: null, attemptId: id };
    await needs.suppressions.suppress(tx, context, { ...about, reason: 'bounced' });
  }
}

function askOf({ customerId, purpose, channel, isUrgent, expiresAt }: attempts.AttemptRow) {
  return { customerId, purpose, channel, isUrgent, expiresAt };
}

interface Writing {
  readonly attempt: attempts.AttemptRow & { readonly values: Readonly<Record<string, string>> | null };
  readonly answer: GateAnswer;
  readonly needs: DeliveringNeeds;
  readonly now: Date;
}

/** The message as the recipient gets it; null when its wording cannot be filled any more. */
async function writeMessage(tx: Tx, { attempt, answer, needs, now }: Writing): Promise<ChannelMessage | null> {
  const template = await selectTemplate(tx, attempt.templateId);
  if (template === undefined || answer.address === null || attempt.values === null) {
    return null;
  }
  const { recordId, purpose, channel, id: attemptId } = attempt;
  const about = { recordId, addressDigest: answer.addressDigest ?? '', attemptId, purpose, channel };
  const expiresAt = now.getTime() + PREFERENCES_MS;
  const values = {
    name: answer.reach?.name ?? NAMELESS[template.language],
    preferences: await needs.links.pageUrl('preferences', { kind: 'preferences', ...about, expiresAt }, tx),
    ...attempt.values,
  };
  const canEnd = await isEndable(tx, template, needs);
  return fillFault(template, values) === null
    ? {
        id: attemptId,
        to: answer.address,
        ...fill(template, values),
        unsubscribeUrl: canEnd ? await needs.links.unsubscribeUrl({ kind: 'unsubscribe', ...about }, tx) : null,
        language: template.language,
      }
    : null;
}

async function isEndable(tx: Tx, template: TemplateRow, { customers }: DeliveringNeeds): Promise<boolean> {
  const purposes = await customers.consents.purposes.all(tx);
  const purpose = purposes.find(({ key }) => key === template.purpose);
  return purpose !== undefined && countsUnderCaps(purpose);
}

/** What the channel's word means for the attempt. */
function resultOf(
  outcome: SendOutcome,
  { attempt, now }: { readonly attempt: attempts.AttemptRow; readonly now: Date },
): Omit<attempts.Move, 'id'> & { readonly to: AttemptState } {
  if (outcome.outcome === 'sent') {
    return { to: 'sent', providerId: outcome.providerId };
  }
  const { detail } = outcome;
  if (outcome.outcome === 'unknown') {
    return { to: 'outcome_unknown', reason: 'ended_on_its_way' satisfies SendingReason, detail };
  }
  if (outcome.outcome === 'refused') {
    return outcome.isAddressFault
      ? { to: 'bounced', reason: 'bounced', detail }
      : { to: 'failed', reason: 'provider_refused' satisfies SendingReason, detail };
  }
  return attempt.tries >= MOST_TRIES
    ? { to: 'failed', reason: 'gave_up' satisfies SendingReason, detail }
    : {
        to: 'queued',
        reason: 'provider_busy' satisfies SendingReason,
        detail,
        until: nextTryAt(attempt.tries, now),
      };
}
