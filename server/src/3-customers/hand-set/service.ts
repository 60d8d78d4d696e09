import { newId } from '#kernel/clock.ts';
import type { Context } from '#kernel/context.ts';
import type { Tx } from '#kernel/db/postgres.ts';
import { AppError, notFound } from '#kernel/errors.ts';
import type { Kernel } from '#kernel/module.ts';
import { profilesChanged } from '../condition-facts/changed.ts';
import type { FactOwner } from '../facts.ts';
import type { RecordWords } from '../identity/statement.ts';
import { findClaims, lockForIntake, lockForUndo } from '../identity/store.ts';
import type { TrustedIdentifier } from '../identity/trusted-identifiers.ts';
import { createRegrouping } from '../regrouping/service.ts';
import { settleStated } from '../sealing/seal.ts';
import { fieldSeal, type SealingKernel } from '../sealing/service.ts';
import { refreshProfiles } from '../survivorship/service.ts';
import { lockCustomers } from '../survivorship/store.ts';
import {
  type HandSet,
  identifiersByHand,
  sayByHand,
  saysNothing,
  touchesIdentifiers,
  withdrawWords,
} from './hand-set.ts';
import * as store from './store.ts';

/** Takes in what staff set by hand, in the caller's transaction; returns the record that keeps it. */
export type StateByHand = (
  tx: Tx,
  context: Context,
  said: HandSet,
) => Promise<{ readonly recordId: string; readonly customerId: string }>;

/**
 * What staff set by hand is a record like any other, of the source `staff`, except that it belongs to its customer
 * for good and wins over every other source. A phone or an e-mail that means somebody else is refused: two customers
 * become one by a merge, never by a slip of the keyboard.
 */
export function createHandSet(
  kernel: Pick<Kernel, 'clock' | 'events' | 'sealer'>,
  factOwners: readonly FactOwner[],
): StateByHand {
  const regroup = createRegrouping(kernel, factOwners);
  return async (tx, context, given) => {
    const touching = touchesIdentifiers(given);
    await (touching ? lockForUndo(tx) : lockForIntake(tx));
    const said = await settled(kernel, tx, given);
    const { customerId } = said;
    if ((await lockCustomers(tx, [customerId])).length === 0) {
      throw notFound({ 'zh-CN': '客户', en: 'customer' }, customerId);
    }
    const now = kernel.clock.now();
    const known = await store.handSetRecords(tx, customerId);
    const own = known.find((record) => record.key === store.handSetKey(customerId));
    const words = sayByHand(own, said, now);
    await requireFree(tx, customerId, [...identifiersByHand(words), ...(said.identifiers ?? [])]);
    const recordId = own?.id ?? newId();
    const others = known.filter((record) => record !== own);
    const withdrawn = others.map((record) => ({ ...record, ...withdrawWords(record, said.withdraw ?? []) }));
    await store.saveHandSet(tx, { ...words, id: recordId, customerId }, now);
    await store.replaceWords(tx, withdrawn, now);
    if (touching) {
      const more = (said.identifiers ?? []).map((row) => ({ ...row, recordId, customerId }));
      await replaceIdentifiers(tx, [{ ...words, id: recordId, customerId }, ...withdrawn], more);
    }
    await store.deleteSilent(
      tx,
      [{ ...words, id: recordId }, ...withdrawn].filter(saysNothing).map(({ id }) => id),
    );
    await (touching ? regroup(tx, context, [customerId]) : refreshProfiles(tx, [customerId]));
    await kernel.events.append(tx, context, [
      { type: 'customers.records_changed', data: { recordIds: [recordId], importId: null } },
      ...profilesChanged({ described: [customerId] }),
    ]);
    return { recordId, customerId };
  };
}

/** What is sensitive is sealed by the levels as they are behind the lock. */
async function settled(kernel: SealingKernel, tx: Tx, said: HandSet): Promise<HandSet> {
  const { attributes } = said;
  return attributes === undefined || Object.keys(attributes).length === 0
    ? said
    : { ...said, attributes: settleStated(await fieldSeal(kernel, tx), attributes) };
}

async function requireFree(tx: Tx, customerId: string, wanted: readonly TrustedIdentifier[]): Promise<void> {
  const taken = (await findClaims(tx, wanted)).filter((claim) => claim.customerId !== customerId);
  if (taken.length > 0) {
    throw new AppError('identifier_taken', 409, {
      message: {
        'zh-CN': '手机或邮箱属于另一位客户；如果是同一个人，请合并两位客户',
        en: 'The phone or e-mail belongs to another customer; if they are one person, merge the two',
      },
      faults: taken.map(({ kind }) => ({
        field: kind,
        code: 'identifier_taken',
        message: { 'zh-CN': '属于另一位客户', en: 'belongs to another customer' },
      })),
    });
  }
}

/** Unlike other sources staff correct themselves: a phone or e-mail that they replaced is not this person's any more. */
async function replaceIdentifiers(
  tx: Tx,
  records: readonly (RecordWords & { readonly id: string; readonly customerId: string })[],
  more: readonly (TrustedIdentifier & { readonly recordId: string; readonly customerId: string })[],
): Promise<void> {
  const stated = records.flatMap((record) =>
    identifiersByHand(record).map((row) => ({ ...row, recordId: record.id, customerId: record.customerId })),
  );
  await store.dropIdentifiersBut(
    tx,
    records.map(({ id }) => id),
    stated,
  );
  await store.claimMissing(tx, [...stated, ...more]);
  await store.stateMissing(tx, [...stated, ...more]);
}
