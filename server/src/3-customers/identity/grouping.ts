/** A node of the grouping: a record of the batch, or a customer that exists. */
export interface GroupingInput {
  /** Per record of the batch: the customer it is already in, or null for a new one. */
  readonly customerOfRecord: readonly (string | null)[];
  /** Per record: identifiers as `kind:value`. */
  readonly identifiersOfRecord: readonly (readonly string[])[];
  /** Which customer an identifier joins already. */
  readonly customerOfIdentifier: ReadonlyMap<string, string>;
}

export interface Grouping {
  /** Per record: the customer it belongs to after the batch; a fresh id when nobody knew any of its identifiers. */
  readonly customerOfRecord: readonly string[];
  /** Ids among them that are new. */
  readonly newCustomers: ReadonlySet<string>;
  /** Customers that turned out to be one: every `from` ends in `to`, the oldest of them. */
  readonly merges: readonly { readonly from: string; readonly to: string; readonly cause: string }[];
}

/**
 * Deterministic identity: records that share a trusted identifier, directly or through others, are one customer.
 * The result does not depend on the order of the batch, up to the fresh ids.
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
  const join = (a: string, b: string, cause: string): void => {
    const rootA = find(a);
    const rootB = find(b);
    if (rootA !== rootB) {
      // Customers stay above records and the older (smaller) customer above the younger one.
      const [top, below] = isAbove(rootA, rootB) ? [rootA, rootB] : [rootB, rootA];
      parents.set(below, top);
      causes.set(below, cause);
    }
  };
  input.customerOfRecord.forEach((customer, index) => {
    const node = recordNode(index);
    if (customer !== null) {
      join(customer, node, 'record');
    }
    for (const identifier of input.identifiersOfRecord[index] ?? []) {
      const cause = identifier.slice(0, identifier.indexOf(':'));
      const owner = input.customerOfIdentifier.get(identifier);
      join(owner ?? identifierNode(identifier), node, cause);
    }
  });
  return collect(input, { find, newId, parents, causes });
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

interface Collecting {
  readonly find: (node: string) => string;
  readonly newId: () => string;
  readonly parents: ReadonlyMap<string, string>;
  readonly causes: ReadonlyMap<string, string>;
}

function collect(input: GroupingInput, { find, newId, parents, causes }: Collecting): Grouping {
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
