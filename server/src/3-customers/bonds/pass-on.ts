import { componentsOf } from '../regrouping/components.ts';
import { type RegroupRecord, withoutBonds } from '../regrouping/regroup.ts';

export interface Bond {
  readonly id: string;
  readonly leftRecordId: string;
  readonly rightRecordId: string;
}

/**
 * Bonds of records that are about to go, as others of the same side take them over: of a bond the two sides are what
 * is left of the customer without it. A bond with nobody left on one side is not in the answer.
 */
export function passBonds(
  bonds: readonly Bond[],
  { records, going }: { readonly records: readonly RegroupRecord[]; readonly going: ReadonlySet<string> },
): Bond[] {
  return bonds.flatMap((bond) => {
    const sides = componentsOf(withoutBonds(records, new Set([bond.id])));
    const heir = (id: string, other: string): string | null =>
      going.has(id)
        ? heirOf(sides.find((side) => side.some((record) => record.id === id)) ?? [], { going, other })
        : id;
    const leftRecordId = heir(bond.leftRecordId, bond.rightRecordId);
    const rightRecordId = heir(bond.rightRecordId, leftRecordId ?? bond.leftRecordId);
    return leftRecordId === null || rightRecordId === null || leftRecordId === rightRecordId
      ? []
      : [{ id: bond.id, leftRecordId, rightRecordId }];
  });
}

function heirOf(
  side: readonly RegroupRecord[],
  { going, other }: { readonly going: ReadonlySet<string>; readonly other: string },
): string | null {
  return anchorAmong(side.filter(({ id }) => !going.has(id) && id !== other))?.id ?? null;
}

/** The record that stands for a customer: the oldest that staff did not write themselves, else the oldest. */
export function anchorAmong(records: readonly RegroupRecord[]): RegroupRecord | undefined {
  const [first] = records.toSorted((a, b) => Number(a.byHand) - Number(b.byHand) || (a.id < b.id ? -1 : 1));
  return first;
}
