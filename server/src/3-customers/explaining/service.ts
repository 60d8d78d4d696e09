import { type Context, may, requirePermission } from '#kernel/context.ts';
import type { Kernel } from '#kernel/module.ts';
import type { Text } from '#kernel/pure/text.ts';
import { apartsOf, type Withheld, type WithholdCause, withheldOf } from '../bonds/store.ts';
import { IDENTIFIERS } from '../identity/identifier-kinds.ts';
import { maskIdentifier } from '../identity/mask-identifier.ts';
import { STAFF_SOURCE } from '../identity/statement.ts';
import type { TrustedIdentifier } from '../identity/trusted-identifiers.ts';
import { MERGE } from '../merging/service.ts';
import { statedBy } from '../parting/store.ts';
import { maskAccount } from '../profile/mask-account.ts';
import type { Profiles } from '../profile/service.ts';
import type { SourceNames } from '../values/service.ts';
import { moveLabel } from './move-label.ts';
import type { Explanation } from './schema.ts';
import * as store from './store.ts';

export interface Explaining {
  /** What holds the records of a customer together, and what was decided about it. */
  explain(context: Context, id: string): Promise<Explanation>;
}

export interface ExplainingNeeds {
  readonly kernel: Pick<Kernel, 'postgres'>;
  readonly profiles: Pick<Profiles, 'visibleAmong' | 'requireVisible' | 'names'>;
  readonly sourceNames: SourceNames;
}

/** As many moves are told. */
const MOVES = 100;

const WITHHELD: Readonly<Record<WithholdCause, Text>> = {
  detached: { 'zh-CN': '已确认有误，不再使用', en: 'said to be wrong, not used' },
  parted: { 'zh-CN': '拆分后归另一位客户，不再用于合并', en: 'means the other customer since they were parted' },
  apart: {
    'zh-CN': '指向已标记为不是同一人的客户，未用于合并',
    en: 'not used: it means somebody set apart from this one',
  },
  contradiction: { 'zh-CN': '双方证件号码不同，未用于合并', en: 'not used: the ID numbers differ' },
  shared: { 'zh-CN': '多人共用的号码，未用于合并', en: 'not used: many people state this number' },
  reassigned: {
    'zh-CN': '长期未出现后由另一人留下，可能已换机主，未用于合并',
    en: 'not used: after long silence somebody else states it, it may have changed hands',
  },
};

/** Why somebody is one person: which identifier, which merge, when, by whom. */
export function createExplaining({ kernel, profiles, sourceNames }: ExplainingNeeds): Explaining {
  const { db } = kernel.postgres;
  return {
    explain: async (context, id) => {
      requirePermission(context, 'customers.read');
      await profiles.requireVisible(context, id);
      const all = await store.recordsOf(db, id, context.actor.scopeIds);
      const records = all.filter(({ visible }) => visible);
      const recordIds = records.map((record) => record.id);
      const stated = await statedBy(db, recordIds);
      const withheld = await withheldOf(db, recordIds);
      const sources = await sourceNames(db, [...new Set(records.map(({ source }) => source))]);
      const aparts = (await apartsOf(db, [id])).map((apart) => ({
        ...apart,
        other: apart.left === id ? apart.right : apart.left,
      }));
      const seen = new Set(
        await profiles.visibleAmong(
          context,
          aparts.map(({ other }) => other),
        ),
      );
      const names = await profiles.names([...seen]);
      return {
        id,
        records: records.map((record) => ({
          id: record.id,
          source: record.source,
          label: sources.get(record.source)?.label[context.locale] ?? record.source,
          name: record.name,
          account: maskAccount(record.account),
          byHand: record.source === STAFF_SOURCE,
          createdAt: record.createdAt.toISOString(),
          identifiers: identifiersOf(record.id, { stated, withheld }),
        })),
        hiddenRecords: all.length - records.length,
        merges: (await store.mergesOf(db, id)).map(({ at, ...merge }) => ({ ...merge, at: at.toISOString() })),
        aparts: aparts
          .filter(({ other }) => seen.has(other))
          .map((apart) => ({
            id: apart.id,
            customer: { id: apart.other, name: names.get(apart.other)?.name ?? null },
            reason: apart.reason,
            by: apart.actorName,
            at: apart.setAt.toISOString(),
          })),
        moves: (await store.movesOf(db, id, MOVES)).map((move) => ({
          ...move,
          label: { ...moveLabel(move.cause) },
          at: move.at.toISOString(),
        })),
        can: { merge: may(context.actor, MERGE) },
      };
    },
  };
}

type Stated = TrustedIdentifier & { readonly recordId: string; readonly withheld: boolean };

function identifiersOf(
  recordId: string,
  { stated, withheld }: { readonly stated: readonly Stated[]; readonly withheld: readonly Withheld[] },
): Explanation['records'][number]['identifiers'] {
  const isSame = (a: TrustedIdentifier, b: TrustedIdentifier): boolean => a.kind === b.kind && a.value === b.value;
  return stated
    .filter((one) => one.recordId === recordId)
    .map((one) => {
      const why = withheld.find((each) => each.recordId === recordId && isSame(each, one));
      const others = stated.filter((each) => each.recordId !== recordId && !each.withheld && isSame(each, one));
      return {
        kind: one.kind,
        label: { ...IDENTIFIERS[one.kind].label },
        shown: maskIdentifier(one),
        sharedWith: one.withheld ? [] : others.map((each) => each.recordId),
        withheld:
          why === undefined
            ? null
            : {
                cause: why.cause,
                label: { ...WITHHELD[why.cause] },
                reason: why.reason,
                by: why.actorName,
                at: why.withheldAt.toISOString(),
              },
      };
    });
}
