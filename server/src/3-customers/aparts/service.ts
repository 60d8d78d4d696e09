import type { Access } from '#access';
import { newId } from '#kernel/clock.ts';
import type { Context } from '#kernel/context.ts';
import type { Tx } from '#kernel/db/postgres.ts';
import { invalidInput, notFound } from '#kernel/errors.ts';
import type { Kernel } from '#kernel/module.ts';
import { anchorAmong } from '../bonds/pass-on.ts';
import { apartsOf } from '../bonds/store.ts';
import { apartsAmong } from '../merging/service.ts';
import { regroupInput } from '../regrouping/store.ts';
import { settleApart } from '../reviews/store.ts';
import * as store from './store.ts';

export interface ApartsNeeds {
  readonly kernel: Pick<Kernel, 'clock'>;
  readonly access: Pick<Access, 'audit'>;
}

/** Says that two customers are two people; returns what stands already where somebody said so before. Others are kept out. */
export async function setApart(
  { kernel, access }: ApartsNeeds,
  tx: Tx,
  context: Context,
  { ids, reason }: { readonly ids: readonly [string, string]; readonly reason: string },
): Promise<string> {
  if (ids[0] === ids[1]) {
    throw invalidInput([
      {
        field: 'from',
        code: 'customers_same',
        message: { 'zh-CN': '请选择另一位客户', en: 'choose another customer' },
      },
    ]);
  }
  const [standing] = await apartsAmong(tx, ids);
  if (standing !== undefined) {
    return standing.id;
  }
  const records = await regroupInput(tx, ids);
  const [left, right] = ids.map((id) => anchorAmong(records.filter(({ customerId }) => customerId === id))?.id);
  if (left === undefined || right === undefined) {
    throw notFound({ 'zh-CN': '客户', en: 'customer' }, left === undefined ? ids[0] : ids[1]);
  }
  const apartId = newId();
  const now = kernel.clock.now();
  await store.insertApart(tx, { id: apartId, recordIds: [left, right], reason, actor: context.actor, now });
  await settleApart(tx, ids, { apartId, now });
  await access.audit(tx, context, {
    action: 'customers.customers_set_apart',
    subjectType: 'customer',
    subjectId: ids[0],
    reason,
    detail: { apartId, customers: ids },
  });
  return apartId;
}

/** Takes back that this customer and another one are two people. */
export async function revokeApart(
  { access }: Pick<ApartsNeeds, 'access'>,
  tx: Tx,
  context: Context,
  { id, apartId, reason }: { readonly id: string; readonly apartId: string; readonly reason: string },
): Promise<void> {
  const apart = (await apartsOf(tx, [id])).find((each) => each.id === apartId);
  if (apart === undefined) {
    throw notFound({ 'zh-CN': '“不是同一人”标记', en: 'mark that two are apart' }, apartId);
  }
  await store.deleteApart(tx, apartId);
  const detail = { apartId, customers: [apart.left, apart.right] };
  await access.audit(tx, context, {
    subjectType: 'customer',
    action: 'customers.apart_revoked',
    subjectId: id,
    reason,
    detail,
  });
}
