import type { Customers } from '#customers';
import type { ContactChannel } from '#customers/pure';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import type { Gate, GateAsk } from '../gate/service.ts';
import { chooseChannel } from './choose.ts';

/** A message that has no channel yet. */
export type OpenAsk = Omit<GateAsk, 'channel'> & { readonly among: readonly ContactChannel[] };

/** Which of the channels suits somebody best, by what they prefer and what the gate says now. */
export type Choose = (reader: Db | Tx, ask: OpenAsk) => Promise<ContactChannel>;

export function createChoosing({
  customers,
  gate,
}: {
  readonly customers: Pick<Customers, 'consents'>;
  readonly gate: Pick<Gate, 'ask'>;
}): Choose {
  return async (reader, { among, ...ask }) => {
    const reach = (await customers.consents.reach(reader, [ask.customerId])).get(ask.customerId);
    const preferred = reach?.preferredChannel ?? null;
    const asked = among.map((channel) => ({ ...ask, channel }));
    // One at a time: together each would count the ones before it as sent.
    const answers = [];
    for (const one of asked) {
      answers.push(...(await gate.ask(reader, [one])));
    }
    const chosen = chooseChannel(
      answers.map(({ decision }, at) => ({
        channel: among[at] ?? 'email',
        goes: decision.may ? 'now' : decision.isLater ? 'later' : 'never',
      })),
      preferred,
    );
    // Where none may be used the answer is about the one that they would have wanted.
    return chosen ?? among.find((channel) => channel === preferred) ?? among[0] ?? 'email';
  };
}
