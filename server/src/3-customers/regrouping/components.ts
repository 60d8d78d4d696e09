import type { RegroupRecord } from './record.ts';

/** Records that hold together by what they state, oldest first, in the order of their oldest records. */
export function componentsOf(records: readonly RegroupRecord[]): RegroupRecord[][] {
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
export function attachments(records: readonly RegroupRecord[]): [number, number][] {
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
