import type { Customers } from '#customers';
import { CONTACT_CHANNELS, type ContactChannel } from '#customers/pure';
import { newId } from '#kernel/clock.ts';
import { type Context, requirePermission } from '#kernel/context.ts';
import type { Tx } from '#kernel/db/postgres.ts';
import { AppError } from '#kernel/errors.ts';
import type { Kernel } from '#kernel/module.ts';
import type { Text } from '#kernel/pure/text.ts';
import { shownAddress } from '../addresses/mask.ts';
import { reasonText } from '../attempts/reason-text.ts';
import type { AttemptState } from '../attempts/states.ts';
import type { Choose } from '../choosing/service.ts';
import type { GateReason } from '../gate/reasons.ts';
import type { Gate, GateAsk } from '../gate/service.ts';
import type { SendMessage } from '../sending/schema.ts';
import type { Send } from '../sending/service.ts';
import { selectTemplates } from '../templates/store.ts';

export interface Asking {
  ask(
    context: Context,
    question: Omit<GateAsk, 'channel'> & { readonly channel?: ContactChannel | undefined },
  ): Promise<{
    may: boolean;
    channel: ContactChannel;
    reason: GateReason | null;
    reasonText: Text | null;
    until: string | null;
    address: string | null;
  }>;
  send(
    tx: Tx,
    context: Context,
    message: SendMessage,
  ): Promise<{
    attemptId: string;
    state: AttemptState;
    reason: string | null;
    reasonText: Text | null;
    until: string | null;
  }>;
}

export interface AskingNeeds {
  readonly profiles: Pick<Customers['profiles'], 'requireVisible'>;
  readonly gate: Gate;
  readonly send: Send;
  readonly choose: Choose;
}

/** Asking and sending one message, for people and other systems with the permission to. */
export function createAsking(kernel: Pick<Kernel, 'postgres'>, { profiles, gate, send, choose }: AskingNeeds): Asking {
  return {
    ask: async (context, question) => {
      requirePermission(context, 'contact.read');
      await profiles.requireVisible(context, question.customerId);
      const { db } = kernel.postgres;
      const channel = question.channel ?? (await choose(db, { ...question, among: CONTACT_CHANNELS }));
      const [answer] = await gate.ask(db, [{ ...question, channel }]);
      if (answer === undefined) {
        throw new Error('The gate did not answer');
      }
      const { decision, address } = answer;
      return {
        may: decision.may,
        channel,
        reason: decision.may ? null : decision.reason,
        reasonText: decision.may ? null : reasonText(decision.reason),
        until: decision.may ? null : (decision.until?.toISOString() ?? null),
        address: address === null ? null : shownAddress(channel, address),
      };
    },
    send: async (tx, context, { key, expiresAt, ...message }) => {
      requirePermission(context, 'contact.send');
      await profiles.requireVisible(context, message.customerId);
      const channel = message.channel ?? (await channelOf(tx, message, choose));
      const [sent] = await send(tx, context, [
        {
          ...message,
          channel,
          // Keys of one sender do not meet those of another one, or of our own modules.
          key: `api:${context.actor.id ?? context.actor.kind}:${key ?? newId()}`,
          expiresAt: expiresAt === null ? null : new Date(expiresAt),
        },
      ]);
      if (sent === undefined) {
        throw new AppError('message_unanswered', 500, {
          message: { 'zh-CN': '消息没有得到处理，请重试', en: 'The message was not taken; try again' },
        });
      }
      const { attemptId, state, reason, until } = sent;
      return { attemptId, state, reason, reasonText: reasonText(reason), until: until?.toISOString() ?? null };
    },
  };
}

/** Among the channels that the template has a wording for; without any the gate and the templates say what is wrong. */
async function channelOf(
  tx: Tx,
  message: Omit<SendMessage, 'key' | 'expiresAt'>,
  choose: Choose,
): Promise<ContactChannel> {
  const wordings = await selectTemplates(tx, [message.template]);
  const among = CONTACT_CHANNELS.filter((channel) => wordings.some((wording) => wording.channel === channel));
  const purpose = wordings[0]?.purpose ?? '';
  const { customerId, isUrgent } = message;
  return choose(tx, { customerId, purpose, isUrgent, among });
}
