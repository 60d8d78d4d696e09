import { newId } from '#kernel/clock.ts';
import type { Context } from '#kernel/context.ts';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import type { Kernel } from '#kernel/module.ts';
import type { LookupSource } from '#kernel/rules/engine.ts';
import { FIELD_TOKENS, tokenKey } from '../condition-facts/profile.ts';
import type { TokensOf } from '../fields/attribute-filter.ts';
import { BUILT_IN_FIELDS } from '../fields/built-in.ts';
import { sealsValues } from '../fields/sealed-fields.ts';
import { type AttributeValue, NO_ATTRIBUTES, type StoredValue } from '../identity/attributes.ts';
import { ID_NUMBER_FIELD } from '../identity/contradictions.ts';
import type { Statement } from '../identity/statement.ts';
import { comparable, createFieldSeal, type FieldSeal, settleStated } from './seal.ts';
import * as store from './store.ts';

export type SealingKernel = Pick<Kernel, 'sealer'>;

/**
 * With the keys and levels as they are by now. Whoever writes asks for it after `lockForIntake`: a change of level
 * waits for those who hold that lock before it goes over what they wrote.
 */
export async function fieldSeal({ sealer }: SealingKernel, reader: Db | Tx): Promise<FieldSeal> {
  const levels = new Map((await store.levels(reader)).map(({ key, sensitivity }) => [key, sensitivity]));
  const builtIn = BUILT_IN_FIELDS.map(({ key, sensitivity }) => ({ key, sensitivity: levels.get(key) ?? sensitivity }));
  const all = [...[...levels].map(([key, sensitivity]) => ({ key, sensitivity })), ...builtIn];
  const sealed = new Set(all.filter(sealsValues).map(({ key }) => key));
  return createFieldSeal(await sealer.ready(reader), sealed);
}

/** Statements with what is sensitive in them sealed. Those without attributes cost nothing. */
export async function settleStatements<Given extends Pick<Statement, 'attributes' | 'settled'>>(
  kernel: SealingKernel,
  reader: Tx,
  statements: readonly Given[],
): Promise<readonly Given[]> {
  if (statements.every(({ attributes, settled }) => attributes === NO_ATTRIBUTES || settled === true)) {
    return statements;
  }
  const seal = await fieldSeal(kernel, reader);
  return statements.map((statement) => {
    const attributes = settleStated(seal, statement.attributes);
    return attributes === NO_ATTRIBUTES ? statement : { ...statement, attributes, settled: true };
  });
}

/** Opens values of fields, for those who may see them. */
export async function openerOf(
  kernel: SealingKernel,
  reader: Db | Tx,
): Promise<(key: string, value: StoredValue) => AttributeValue> {
  return (await fieldSeal(kernel, reader)).open;
}

/** For filters by equality. */
export function tokensOf(seal: FieldSeal): TokensOf {
  return (key, value) => (seal.seals(key) ? seal.tokens(key, value) : null);
}

/** What of an ID number tells it from others, whether it is sealed by now or not. */
export async function tellNumbers(kernel: SealingKernel, tx: Tx): Promise<(number: StoredValue) => string> {
  const seal = await fieldSeal(kernel, tx);
  return (number) => comparable(seal, ID_NUMBER_FIELD, number);
}

/** What conditions compare sealed values with: the tokens of those that a rule names. */
export function fieldTokensLookup(kernel: SealingKernel): LookupSource {
  return {
    name: FIELD_TOKENS,
    find: async (db, keys) => {
      const seal = await fieldSeal(kernel, db);
      return new Map(
        keys.flatMap((key) => {
          const { field, value } = tokenKey.read(key);
          const [token] = seal.seals(field) ? seal.tokens(field, value) : [];
          return token === undefined ? [] : [[key, token] as const];
        }),
      );
    },
  };
}

/** Goes over what is stored and keeps it as the levels want by now. */
export const SEAL_JOB = 'customers.seal_values';

/** Has what is stored of a field gone over by the worker; null: everything that is sealed, with the current key. */
export async function beginSealing(
  kernel: Pick<Kernel, 'clock' | 'jobs'>,
  tx: Tx,
  context: Context,
  field: string | null,
): Promise<void> {
  await store.insertSealing(tx, { id: newId(), field, requestedAt: kernel.clock.now() });
  await kernel.jobs.add(tx, context, SEAL_JOB, {}, { key: SEAL_JOB });
}
