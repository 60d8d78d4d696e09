/** Linked pairs of records, in the order of their records. */
export interface Links {
  readonly a: Uint32Array;
  readonly b: Uint32Array;
  /** Natural logarithm of the odds of each. */
  readonly odds: Float64Array;
}

/** Records by cluster: each record has the smallest record of its cluster. */
export type Clusters = Uint32Array;

/** More records than that are no person: a chain of links is cut at its weakest ones until it holds no more. */
export const LARGEST_CLUSTER = 200;

interface Forest {
  find(record: number): number;
  join(a: number, b: number): void;
}

function createForest(records: number): Forest {
  const parent = new Uint32Array(records).map((_, record) => record);
  const find = (record: number): number => {
    let root = record;
    while (parent[root] !== root) {
      root = parent[root] ?? root;
    }
    let at = record;
    while (parent[at] !== root) {
      const next = parent[at] ?? root;
      parent[at] = root;
      at = next;
    }
    return root;
  };
  return {
    find,
    join: (a, b) => {
      const [one, other] = [find(a), find(b)];
      parent[Math.max(one, other)] = Math.min(one, other);
    },
  };
}

/** Links by falling odds; equal ones in the order of their records, so that every run takes the same. */
function strongestFirst(links: Links): Uint32Array {
  const order = new Uint32Array(links.a.length).map((_, place) => place);
  return order.sort((x, y) => (links.odds[y] ?? 0) - (links.odds[x] ?? 0) || x - y);
}

/** Connected components, the strongest links first, none larger than the limit. */
export function connect(records: number, links: Links): Clusters {
  const forest = createForest(records);
  const sizes = new Uint32Array(records).fill(1);
  for (const place of strongestFirst(links)) {
    const [one, other] = [forest.find(links.a[place] ?? 0), forest.find(links.b[place] ?? 0)];
    const together = (sizes[one] ?? 0) + (sizes[other] ?? 0);
    if (one !== other && together <= LARGEST_CLUSTER) {
      forest.join(one, other);
      sizes[Math.min(one, other)] = together;
    }
  }
  return new Uint32Array(records).map((_, record) => forest.find(record));
}

/**
 * All pairs inside components in which some records are linked through others only: those whose agreement nobody may
 * have looked at. Where everybody is linked with everybody there is nothing to find out.
 */
export function* pairsWithin(components: Clusters, links: Links): Generator<readonly [number, number]> {
  for (const members of membersOf(components, links)) {
    for (const [place, a] of members.entries()) {
      for (const b of members.slice(place + 1)) {
        yield [a, b];
      }
    }
  }
}

/** Components with fewer links than pairs, by their smallest record. */
function membersOf(components: Clusters, links: Links): readonly (readonly number[])[] {
  const sizes = new Uint32Array(components.length);
  const linked = new Uint32Array(components.length);
  for (const root of components) {
    sizes[root] = (sizes[root] ?? 0) + 1;
  }
  for (const [place, a] of links.a.entries()) {
    const root = components[a] ?? a;
    if (components[links.b[place] ?? 0] === root) {
      linked[root] = (linked[root] ?? 0) + 1;
    }
  }
  const found = new Map<number, number[]>();
  for (const [record, root] of components.entries()) {
    const size = sizes[root] ?? 0;
    if ((linked[root] ?? 0) < (size * (size - 1)) / 2) {
      const members = found.get(root);
      if (members === undefined) {
        found.set(root, [record]);
      } else {
        members.push(record);
      }
    }
  }
  return [...found.values()];
}

/** Evidence for (above 0) or against each pair inside components, in the order of `pairsWithin`. */
export interface Within {
  readonly a: Uint32Array;
  readonly b: Uint32Array;
  readonly evidence: Float64Array;
}

/**
 * Builds clusters link by link, the strongest first. A link that would bring groups together whose records speak
 * against each other on the whole is cut: A–B and B–C do not make one person of A and C who differ in everything.
 * Returns the clusters, and how many components were cut.
 */
export function cutChains(
  components: Clusters,
  links: Links,
  within: Within,
): { readonly clusters: Clusters; readonly cut: number } {
  const records = components.length;
  const forest = createForest(records);
  const groups = new Map<number, number[]>();
  const known = new Map<number, number>();
  for (const [place, a] of within.a.entries()) {
    known.set(a * records + (within.b[place] ?? 0), within.evidence[place] ?? 0);
  }
  const groupOf = (root: number): number[] => groups.get(root) ?? [root];
  const cutIn = new Set<number>();
  for (const place of strongestFirst(links)) {
    const [a, b] = [links.a[place] ?? 0, links.b[place] ?? 0];
    const [one, other] = [forest.find(a), forest.find(b)];
    if (one === other || components[a] !== components[b]) {
      continue;
    }
    const [first, second] = [groupOf(one), groupOf(other)];
    if (first.length + second.length > 2 && balance(first, second, { known, records }) < 0) {
      cutIn.add(components[a] ?? a);
      continue;
    }
    forest.join(one, other);
    groups.delete(Math.max(one, other));
    groups.set(Math.min(one, other), [...first, ...second]);
  }
  return { clusters: new Uint32Array(records).map((_, record) => forest.find(record)), cut: cutIn.size };
}

function balance(
  first: readonly number[],
  second: readonly number[],
  evidence: { readonly known: ReadonlyMap<number, number>; readonly records: number },
): number {
  let sum = 0;
  for (const a of first) {
    for (const b of second) {
      sum += evidence.known.get(Math.min(a, b) * evidence.records + Math.max(a, b)) ?? 0;
    }
  }
  return sum;
}
