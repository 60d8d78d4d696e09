/** A node of the grouping: a record of the batch, or a customer that exists. */
export interface GroupingInput {
  /** Per record of the batch: the customer it is already in, or null for a new one. */
  readonly customerOfRecord: readonly (string | null)[];
  /** Per record: identifiers as `kind:value`. */
  readonly identifiersOfRecord: readonly (readonly string[])[];
  /** Which customer an identifier joins already. */
  readonly customerOfIdentifier: ReadonlyMap<string, string>;
  /** Customers whom nothing joins: set apart by hand, or contradicting each other. */
  readonly aparts?: readonly Apart[];
}

/** Two customers who are not one person, and how that is known. */
export interface Apart {
  readonly left: string;
  readonly right: string;
  readonly cause: 'apart' | 'contradiction';
}

/** An identifier that would have joined two who are apart; it joins this record to nobody. */
export interface Refusal {
  /** The record of the batch. */
  readonly index: number;
  /** `kind:value` */
  readonly identifier: string;
  readonly apart: Apart;
}

export interface Grouping {
  /** Per record: the customer it belongs to after the batch; a fresh id when nobody knew any of its identifiers. */
  readonly customerOfRecord: readonly string[];
  /** Ids among them that are new. */
  readonly newCustomers: ReadonlySet<string>;
  /** Customers that turned out to be one: every `from` ends in `to`, the oldest of them. */
  readonly merges: readonly { readonly from: string; readonly to: string; readonly cause: string }[];
  /** Empty unless customers are apart. */
  readonly refused: readonly Refusal[];
}

/**
 * Deterministic identity: records that share a trusted identifier, directly or through others, are one customer.
 * The result does not depend on the order of the batch, up to the fresh ids. Where customers are apart, the first
 * identifier of a record counts and the one that would join the other customer to it is refused.
 */
export function groupRecords(input: GroupingInput, newId: () => string): Grouping {
  const parents = new Map<string, string>();
  const causes = new Map<string, string>();
  const find = (node: string): string => {
    let root = node;
    while (parents.get(root) !== undefined && parents.get(root) !== root) {
      root = parents.get(root) ?? root;
    }
    let step = node;
    while (step !== root) {
      const next = parents.get(step) ?? root;
      parents.set(step, root);
      step = next;
    }
    return root;
  };
  const fence = createFence(input.aparts ?? []);
  const refused: Refusal[] = [];
  const join = (a: string, b: string, cause: string): Apart | null => {
    const rootA = find(a);
    const rootB = find(b);
    const apart = rootA === rootB ? null : fence.between(rootA, rootB);
    if (rootA !== rootB && apart === null) {
      // Customers stay above records and the older (smaller) customer above the younger one.
      const [top, below] = isAbove(rootA, rootB) ? [rootA, rootB] : [rootB, rootA];
      parents.set(below, top);
      causes.set(below, cause);
      fence.gather(top, below);
    }
    return apart;
  };
  input.customerOfRecord.forEach((customer, index) => {
    const node = recordNode(index);
    if (customer !== null) {
      join(customer, node, 'record');
    }
    for (const identifier of input.identifiersOfRecord[index] ?? []) {
      const cause = identifier.slice(0, identifier.indexOf(':'));
      const owner = input.customerOfIdentifier.get(identifier);
      const apart = join(owner ?? identifierNode(identifier), node, cause);
      if (apart !== null) {
        refused.push({ index, identifier, apart });
      }
    }
  });
  return { ...collect(input, { find, newId, parents, causes }), refused };
}

const recordNode = (index: number): string => `~record:${index}`;
const identifierNode = (identifier: string): string => `~identifier:${identifier}`;
const isCustomer = (node: string): boolean => !node.startsWith('~');

function isAbove(a: string, b: string): boolean {
  if (isCustomer(a) !== isCustomer(b)) {
    return isCustomer(a);
  }
  return a < b;
}

interface Fence {
  /** What keeps the groups of these two roots apart. */
  between(rootA: string, rootB: string): Apart | null;
  /** The group of `below` is part of that of `top` now. */
  gather(top: string, below: string): void;
}

/** Remembers of each group the customers in it who are apart from somebody. */
function createFence(aparts: readonly Apart[]): Fence {
  const members = new Map<string, readonly string[]>(
    aparts.flatMap(({ left, right }) => [
      [left, [left]],
      [right, [right]],
    ]),
  );
  const pairs = new Map(
    aparts.flatMap((apart) => [
      [pairText(apart.left, apart.right), apart],
      [pairText(apart.right, apart.left), apart],
    ]),
  );
  return {
    between: (rootA, rootB) => {
      for (const a of members.get(rootA) ?? []) {
        for (const b of members.get(rootB) ?? []) {
          const apart = pairs.get(pairText(a, b));
          if (apart !== undefined) {
            return apart;
          }
        }
      }
      return null;
    },
    gather: (top, below) => {
      const joined = members.get(below);
      if (joined !== undefined) {
        members.set(top, [...(members.get(top) ?? []), ...joined]);
      }
    },
  };
}

const pairText = (a: string, b: string): string => `${a} ${b}`;

interface Collecting {
  readonly find: (node: string) => string;
  readonly newId: () => string;
  readonly parents: ReadonlyMap<string, string>;
  readonly causes: ReadonlyMap<string, string>;
}

function collect(input: GroupingInput, { find, newId, parents, causes }: Collecting): Omit<Grouping, 'refused'> {
  const fresh = new Map<string, string>();
  const customerOfRecord = input.customerOfRecord.map((_, index) => {
    const root = find(recordNode(index));
    if (isCustomer(root)) {
      return root;
    }
    const known = fresh.get(root) ?? newId();
    fresh.set(root, known);
    return known;
  });
  const merges = [...parents.keys()]
    .filter((node) => isCustomer(node) && find(node) !== node)
    .map((from) => ({ from, to: find(from), cause: causes.get(from) ?? 'record' }))
    .toSorted((a, b) => (a.from < b.from ? -1 : 1));
  return { customerOfRecord, newCustomers: new Set(fresh.values()), merges };
}
