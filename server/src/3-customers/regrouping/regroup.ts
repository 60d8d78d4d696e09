export interface RegroupRecord {
  readonly id: string;
  readonly customerId: string;
  /** The customer that it makes on its own. */
  readonly ownCustomerId: string;
  /** `kind:value`, everything it ever stated and that still stands. */
  readonly identifiers: readonly string[];
  /** Set by staff about the customer that it has as its own: it goes where that customer's records go. */
  readonly byHand: boolean;
}

export interface Assignment {
  readonly recordId: string;
  readonly customerId: string;
  readonly ownCustomerId: string;
}

export interface RegroupOptions {
  readonly newId: () => string;
  /** Customers that exist outside what is regrouped; their ids cannot be given. */
  readonly taken: ReadonlySet<string>;
}

/**
 * Which customer each record belongs to once some identifiers are gone: records still joined stay together, and the
 * group gets the smallest of its records' own ids, as if it had never been part of anything larger. Returns what
 * changes. Pure regrouping: what no longer holds together falls apart, whatever the order in which it was joined.
 */
export function regroup(records: readonly RegroupRecord[], { newId, taken }: RegroupOptions): Assignment[] {
  const used = new Set(taken);
  return connected(records).flatMap((component) => {
    const own = component.map((record) => record.ownCustomerId).toSorted();
    const customerId = own.find((id) => !used.has(id)) ?? newId();
    used.add(customerId);
    return component.flatMap((record) => {
      // Of two groups that were born as one customer the second gets an id of its own, for good.
      const ownCustomerId = record.ownCustomerId < customerId ? customerId : record.ownCustomerId;
      const isSame = record.customerId === customerId && record.ownCustomerId === ownCustomerId;
      return isSame ? [] : [{ recordId: record.id, customerId, ownCustomerId }];
    });
  });
}

/** Connected components by shared identifiers, in the order of their oldest records. */
function connected(records: readonly RegroupRecord[]): RegroupRecord[][] {
  const parents = records.map((_, index) => index);
  const find = (index: number): number => {
    let root = index;
    while (parents[root] !== undefined && parents[root] !== root) {
      parents[root] = parents[parents[root] ?? root] ?? root;
      root = parents[root] ?? root;
    }
    return root;
  };
  const firstWith = new Map<string, number>();
  records.forEach((record, index) => {
    for (const identifier of record.identifiers) {
      const other = firstWith.get(identifier);
      if (other === undefined) {
        firstWith.set(identifier, index);
      } else {
        parents[find(index)] = find(other);
      }
    }
  });
  for (const [index, other] of attachments(records)) {
    parents[find(index)] = find(other);
  }
  const components = Map.groupBy(records.keys(), find);
  return [...components.values()]
    .map((members) => members.flatMap((index) => records[index] ?? []).toSorted(byId))
    .toSorted(([a], [b]) => byId(a, b));
}

/** Which record each one set by hand goes with: the oldest of those that are born as the customer it is about. */
function attachments(records: readonly RegroupRecord[]): [number, number][] {
  const anchors = new Map<string, number>();
  const oldestFirst = [...records.keys()].toSorted((a, b) => byAnchoring(records[a], records[b]));
  return oldestFirst.flatMap((index): [number, number][] => {
    const record = records[index];
    const anchor = anchors.get(record?.ownCustomerId ?? '');
    if (record !== undefined && anchor === undefined) {
      anchors.set(record.ownCustomerId, index);
    }
    return record?.byHand === true && anchor !== undefined ? [[index, anchor]] : [];
  });
}

function byAnchoring(a: RegroupRecord | undefined, b: RegroupRecord | undefined): number {
  return Number(a?.byHand) - Number(b?.byHand) || byId(a, b);
}

function byId(a: RegroupRecord | undefined, b: RegroupRecord | undefined): number {
  return (a?.id ?? '') < (b?.id ?? '') ? -1 : 1;
}
