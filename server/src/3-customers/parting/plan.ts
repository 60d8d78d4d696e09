import { anchorAmong } from '../bonds/pass-on.ts';
import { attachments, componentsOf } from '../regrouping/components.ts';
import { type RegroupRecord, withoutBonds } from '../regrouping/regroup.ts';

/** What has to change so that the records of one customer fall apart as wanted. */
export interface PartingPlan {
  /** Identifiers that join these records to nobody from now on; as `kind:value`. */
  readonly withheld: readonly { readonly recordId: string; readonly identifier: string }[];
  /** Bonds that go. */
  readonly dropped: readonly string[];
  /** Records that are bonded, so that those who were parted from others stay together themselves. */
  readonly bonded: readonly (readonly [string, string])[];
}

const BOND = 'bond:';
const bondIdOf = (text: string): string => text.slice(BOND.length);

/** The records that really leave: what staff set by hand goes where the record goes that it is about. */
export function leavingOf(records: readonly RegroupRecord[], chosen: ReadonlySet<string>): ReadonlySet<string> {
  const leaving = new Set(chosen);
  for (const [index, other] of attachments(records)) {
    const [record, anchor] = [records[index], records[other]];
    if (record !== undefined && anchor !== undefined) {
      if (chosen.has(anchor.id)) {
        leaving.add(record.id);
      } else {
        leaving.delete(record.id);
      }
    }
  }
  return leaving;
}

/**
 * Parts some records from the others of their customer. What both sides state stays with one of them; of the other
 * side it joins nobody any more. A side that only held together through the other one is bonded.
 */
export function planByRecords(
  records: readonly RegroupRecord[],
  { leaving, sharedGoTo }: { readonly leaving: ReadonlySet<string>; readonly sharedGoTo: 'staying' | 'leaving' },
): PartingPlan {
  const sides = [records.filter(({ id }) => !leaving.has(id)), records.filter(({ id }) => leaving.has(id))];
  const [stated, statedLeaving] = sides.map((side) => new Set(side.flatMap(({ identifiers }) => identifiers)));
  const shared = new Set([...(stated ?? [])].filter((text) => statedLeaving?.has(text)));
  const losing = sides[sharedGoTo === 'staying' ? 1 : 0] ?? [];
  const withheld = losing.flatMap(({ id, identifiers }) =>
    identifiers
      .filter((identifier) => shared.has(identifier) && !identifier.startsWith(BOND))
      .map((identifier) => ({ recordId: id, identifier })),
  );
  const dropped = [...shared].filter((text) => text.startsWith(BOND)).map(bondIdOf);
  const bonded = sides.flatMap((side) => {
    const anchors = componentsOf(side.map((record) => without(record, shared))).flatMap(
      (component) => anchorAmong(component)?.id ?? [],
    );
    const [first, ...others] = anchors;
    return others.flatMap((other) => (first === undefined ? [] : [[first, other] as const]));
  });
  // What the side that keeps the shared identifiers has in common by them needs no bond.
  return { withheld, dropped, bonded: bonded.filter((pair) => !isHeld(pair, { sides, losing, shared })) };
}

function without(record: RegroupRecord, gone: ReadonlySet<string>): RegroupRecord {
  return { ...record, identifiers: record.identifiers.filter((identifier) => !gone.has(identifier)) };
}

interface Held {
  readonly sides: readonly (readonly RegroupRecord[])[];
  readonly losing: readonly RegroupRecord[];
  readonly shared: ReadonlySet<string>;
}

function isHeld([a, b]: readonly [string, string], { sides, losing }: Held): boolean {
  const side = sides.find((each) => each.some(({ id }) => id === a)) ?? [];
  if (side === losing) {
    return false;
  }
  return componentsOf(side).some((part) => part.some(({ id }) => id === a) && part.some(({ id }) => id === b));
}

/** The records as they are once the plan is carried out. */
export function carriedOut(records: readonly RegroupRecord[], plan: PartingPlan): RegroupRecord[] {
  const withheld = new Set(plan.withheld.map(({ recordId, identifier }) => `${recordId} ${identifier}`));
  const bonds = plan.bonded.flatMap(([a, b], index) => [
    [a, `${BOND}planned-${index}`] as const,
    [b, `${BOND}planned-${index}`] as const,
  ]);
  return withoutBonds(records, new Set(plan.dropped)).map((record) => ({
    ...record,
    identifiers: [
      ...record.identifiers.filter((identifier) => !withheld.has(`${record.id} ${identifier}`)),
      ...bonds.flatMap(([id, bond]) => (id === record.id ? [bond] : [])),
    ],
  }));
}
