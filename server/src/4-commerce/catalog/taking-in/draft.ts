/** What a source says of one SKU; null is silence. */
export interface StatedSku {
  /** As the source calls it; null when it names none and means the product as it is. */
  readonly key: string | null;
  /** Our code of it. */
  readonly code: string | null;
  readonly size: string | null;
  readonly colour: string | null;
  readonly barcode: string | null;
  readonly stock: number | null;
  readonly listMinor: number | null;
  readonly saleMinor: number | null;
  readonly costMinor: number | null;
}

/** What a source says of one product as a whole; null is silence. */
export interface StatedFacts {
  readonly name: string | null;
  readonly brand: string | null;
  readonly categoryId: string | null;
  readonly kind: string | null;
  readonly material: string | null;
  readonly style: string | null;
  readonly targetGroup: string | null;
  readonly description: string | null;
  readonly supplier: string | null;
  readonly isOneTime: boolean | null;
}

/** One product as stated, with its SKUs, each once. */
export interface ProductDraft {
  readonly key: string;
  readonly code: string;
  readonly facts: StatedFacts;
  readonly skus: readonly StatedSku[];
}

/** One line of a file: a product and one SKU of it. */
export interface ProductRow {
  readonly key: string;
  readonly code: string;
  readonly facts: StatedFacts;
  readonly sku: StatedSku;
}

export interface DraftRows {
  readonly draft: ProductDraft;
  /** For each row its place in `draft.skus`. */
  readonly places: readonly number[];
}

/** Rows by product, wherever they stand; of two words about one thing the first holds. */
export function draftsOf(rows: readonly ProductRow[]): DraftRows[] {
  const groups = Map.groupBy(rows, (row) => row.code.toLowerCase());
  return [...groups.values()].map(([first, ...rest]) => {
    // A group has a row.
    const head = first as ProductRow;
    const skus: StatedSku[] = [];
    const places: number[] = [];
    let facts = head.facts;
    for (const row of [head, ...rest]) {
      facts = firstStated(facts, row.facts);
      const place = skus.findIndex((sku) => sku.code?.toLowerCase() === row.sku.code?.toLowerCase());
      const known = skus[place];
      if (known === undefined) {
        places.push(skus.push(row.sku) - 1);
      } else {
        skus[place] = firstStated(known, row.sku);
        places.push(place);
      }
    }
    return { draft: { key: head.key, code: head.code, facts, skus }, places };
  });
}

function firstStated<T extends object>(first: T, second: T): T {
  const added = Object.entries(second).filter(([key, value]) => value !== null && first[key as keyof T] === null);
  return { ...first, ...Object.fromEntries(added) };
}
