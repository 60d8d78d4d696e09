export interface RegroupRecord {
  readonly id: string;
  readonly customerId: string;
  /** `kind:value`, everything it ever stated and that still stands. */
  readonly identifiers: readonly string[];
  /** Customers it was in before it was moved, oldest first. */
  readonly formerCustomers: readonly string[];
}

/**
 * Which customer each record belongs to once some identifiers are gone: records still joined stay together; the
 * group of the oldest record keeps the customer's id; the others get back the id they had, or a fresh one.
 * Pure regrouping: what no longer holds together falls apart, whatever the order in which it was joined.
 */
export function regroup(records: readonly RegroupRecord[], newId: () => string): ReadonlyMap<string, string> {
  const result = new Map<string, string>();
  const taken = new Set(records.map((record) => record.customerId));
  for (const members of Map.groupBy(records, (record) => record.customerId).values()) {
    const ordered = members.toSorted((a, b) => (a.id < b.id ? -1 : 1));
    const components = connected(ordered);
    components.forEach((component, index) => {
      const customerId = index === 0 ? component[0]?.customerId : formerId(component, taken);
      const id = customerId ?? newId();
      taken.add(id);
      for (const record of component) {
        result.set(record.id, id);
      }
    });
  }
  return result;
}

function formerId(component: readonly RegroupRecord[], taken: ReadonlySet<string>): string | undefined {
  return component.flatMap((record) => record.formerCustomers.toReversed()).find((id) => !taken.has(id));
}

/** Connected components by shared identifiers, in the order of their first records. */
function connected(records: readonly RegroupRecord[]): RegroupRecord[][] {
  const componentOf = new Map<string, RegroupRecord[]>();
  const components = new Set<RegroupRecord[]>();
  for (const record of records) {
    let own: RegroupRecord[] = [record];
    components.add(own);
    for (const identifier of record.identifiers) {
      const other = componentOf.get(identifier);
      if (other !== undefined && other !== own) {
        const [keep, drop] = (other[0]?.id ?? '') < (own[0]?.id ?? '') ? [other, own] : [own, other];
        keep.push(...drop);
        components.delete(drop);
        own = keep;
        for (const member of keep) {
          for (const shared of member.identifiers) {
            componentOf.set(shared, keep);
          }
        }
      }
      componentOf.set(identifier, own);
    }
  }
  return [...components].toSorted((a, b) => ((a[0]?.id ?? '') < (b[0]?.id ?? '') ? -1 : 1));
}
