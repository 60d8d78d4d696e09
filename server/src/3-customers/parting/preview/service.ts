import type { Db } from '#kernel/db/postgres.ts';
import type { Belonging } from '../../belongings/belonging.ts';
import { IDENTIFIERS } from '../../identity/identifier-kinds.ts';
import { maskIdentifier } from '../../identity/mask-identifier.ts';
import { type RegroupRecord, regroup } from '../../regrouping/regroup.ts';
import { takenIds } from '../../regrouping/store.ts';
import { identifierOf, stillJoined, targetsOf } from '../outcome.ts';
import { carriedOut, type PartingPlan } from '../plan.ts';
import type { PartingPreview } from '../schema.ts';
import { namesOf } from '../store.ts';

export interface PartingOf {
  readonly id: string;
  readonly records: readonly RegroupRecord[];
  readonly plan: PartingPlan;
  readonly belongings: readonly Belonging[];
}

/** Stands for a number that is given only when it is done. */
const NEW = 'new';

/** Who there would be, with what; nothing is written. */
export async function presentParting(db: Db, { id, records, plan, belongings }: PartingOf): Promise<PartingPreview> {
  const after = carriedOut(records, plan);
  const own = [...new Set(records.map(({ ownCustomerId }) => ownCustomerId))];
  const taken = await takenIds(db, own, [id]);
  const changes = new Map(regroup(after, { newId: () => NEW, taken }).map((each) => [each.recordId, each.customerId]));
  const targets = targetsOf(after);
  const recordIds = records.map((record) => record.id);
  const names = await namesOf(db, recordIds);
  const counts = await Promise.all(belongings.map(async ({ count }) => await count?.(db, recordIds)));
  return {
    customers: targets.map((members) => {
      const [first] = members;
      const customerId = first === undefined ? null : (changes.get(first.id) ?? first.customerId);
      return {
        id: customerId === NEW ? null : customerId,
        name:
          [...names].find(([recordId, name]) => name !== null && members.some((each) => each.id === recordId))?.[1] ??
          null,
        recordIds: members.map((member) => member.id),
        belongings: belongings.flatMap(({ name, label, unmerging }, index) => {
          const counted = counts[index];
          const total = members.reduce((sum, member) => sum + (counted?.get(member.id) ?? 0), 0);
          return counted === undefined ? [] : [{ name, label: { ...label }, what: { ...unmerging }, count: total }];
        }),
      };
    }),
    withheld: plan.withheld.map(({ recordId, identifier }) => {
      const one = identifierOf(identifier);
      return { recordId, kind: one.kind, label: { ...IDENTIFIERS[one.kind].label }, shown: maskIdentifier(one) };
    }),
    stillJoinedBy:
      targets.length > targetsOf(records).length
        ? []
        : stillJoined(after).map((joiner) => ({ ...joiner, label: { ...joiner.label } })),
  };
}
