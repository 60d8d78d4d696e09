import type { RecordItem, RecordKind, RecordOutcome } from '#intake';
import type { Context } from '#kernel/context.ts';
import type { Tx } from '#kernel/db/postgres.ts';
import type { Fields } from '../fields/service.ts';
import type { Identity } from '../identity/service.ts';
import type { Statement } from '../identity/statement.ts';
import { statementOf } from '../importing/statement-of.ts';
import { type InteractionRecord, interactionRecordSchema } from '../interactions/schema.ts';
import type { GivenInteraction, Interactions } from '../interactions/service.ts';

export interface RecordingParts {
  readonly fields: Pick<Fields, 'list'>;
  readonly identity: Pick<Identity, 'takeIn'>;
  readonly interactions: Pick<Interactions, 'record'>;
}

type Item = RecordItem<InteractionRecord>;
type Readable = { readonly index: number; readonly item: Item; readonly statement: Statement };

const NOBODY: RecordOutcome = {
  outcome: 'rejected',
  fault: {
    field: 'customer',
    code: 'customer_missing',
    reason: {
      'zh-CN': '互动需要客户：请给出账号、手机、邮箱或其他标识',
      en: 'an interaction needs its customer: give an account, phone, e-mail or another identifier',
    },
  },
};

/** Interactions of other systems, a hotline or a chat tool: each is with the person whom its record names. */
export function interactionRecordKind(parts: RecordingParts): RecordKind<InteractionRecord> {
  return {
    type: 'interaction',
    label: { 'zh-CN': '互动', en: 'Interaction' },
    data: interactionRecordSchema,
    apply: async (tx, context, items) => {
      const definitions = await parts.fields.list(tx);
      const outcomes: RecordOutcome[] = items.map(() => NOBODY);
      const readable: Readable[] = [];
      for (const [index, item] of items.entries()) {
        const read = statementOf(item.customer, { statedAt: item.occurredAt, definitions });
        if (read.ok) {
          readable.push({ index, item, statement: read.statement });
        } else {
          outcomes[index] = { outcome: 'rejected', fault: read.fault };
        }
      }
      for (const [index, outcome] of await recordReadable(tx, context, { readable, parts })) {
        outcomes[index] = outcome;
      }
      return outcomes;
    },
  };
}

interface Recording {
  readonly readable: readonly Readable[];
  readonly parts: RecordingParts;
}

/** Items of one source and scope, as one call has them. */
async function recordReadable(
  tx: Tx,
  context: Context,
  { readable, parts }: Recording,
): Promise<readonly (readonly [index: number, outcome: RecordOutcome])[]> {
  const [first] = readable;
  if (first === undefined) {
    return [];
  }
  const { source, scopeId } = first.item;
  const statements = readable.map(({ statement }) => statement);
  const resolved = await parts.identity.takeIn(tx, context, statements, { source, importId: null, scopeId });
  const known = readable.flatMap(({ index, item }, at) => {
    const person = resolved[at];
    const { key, occurredAt, data } = item;
    return person ? [{ index, given: { source, key, occurredAt, data, ...person } satisfies GivenInteraction }] : [];
  });
  const given = known.map((each) => each.given);
  const saved = await parts.interactions.record(tx, context, given);
  return known.map(({ index, given: { customerId } }, at) => {
    const row = saved[at];
    return [index, { outcome: row?.isNew === false ? 'changed' : 'added', id: row?.id ?? null, customerId }];
  });
}
