/**
 * Something told of the many rows that a customer has of a source. `rows` says which rows, `value` what of them: both
 * are expressions over one row, in the names of the source's arrays.
 */
export type Measure =
  | { readonly kind: 'count'; readonly rows: string }
  | { readonly kind: 'any'; readonly rows: string }
  | { readonly kind: 'sum'; readonly rows: string; readonly value: string }
  | { readonly kind: 'least' | 'greatest'; readonly rows: string; readonly value: string; readonly otherwise: string }
  | { readonly kind: 'newest'; readonly rows: string; readonly value: string; readonly take: number };

/** How many rows there are. */
export function countOf(rows: string): Measure {
  return { kind: 'count', rows };
}

/** Whether there is one: 1 or 0. */
export function anyOf(rows: string): Measure {
  return { kind: 'any', rows };
}

/** 0 over no rows. */
export function sumOf(value: string, rows: string): Measure {
  return { kind: 'sum', rows, value };
}

/** `otherwise` stands for rows that do not count; of customers without any row the answer has no meaning. */
export function leastOf(value: string, rows: string, { otherwise }: { readonly otherwise: string }): Measure {
  return { kind: 'least', rows, value, otherwise };
}

/** As `leastOf`. */
export function greatestOf(value: string, rows: string, { otherwise }: { readonly otherwise: string }): Measure {
  return { kind: 'greatest', rows, value, otherwise };
}

/** An array of a plain column of the newest rows, the newest first; shorter where there are fewer. */
export function newestOf(value: string, rows: string, { take }: { readonly take: number }): Measure {
  return { kind: 'newest', rows, value, take };
}

/** The measure in the ClickHouse dialect. `arrays`: name in an expression → the column with one element for each row. */
export function measureSql(measure: Measure, arrays: Readonly<Record<string, string>>): string {
  const { rows } = measure;
  if (measure.kind === 'newest') {
    const { value, take } = measure;
    const others = namesIn([rows], arrays).filter((name) => name !== value);
    // A filter gives what it was given first; arrays stand with the newest row first.
    const filtered = `arrayFilter((${[value, ...others].join(', ')}) -> ${rows}, ${[value, ...others].map((name) => arrays[name]).join(', ')})`;
    return `arraySlice(${filtered}, 1, ${take})`;
  }
  const over = (body: string): string => {
    const names = namesIn([body], arrays);
    return `(${names.join(', ')}) -> ${body}, ${names.map((name) => arrays[name]).join(', ')}`;
  };
  switch (measure.kind) {
    case 'count':
      return `arrayCount(${over(rows)})`;
    case 'any':
      return `arrayExists(${over(rows)})`;
    case 'sum':
      return `arraySum(${over(`if(${rows}, ${measure.value}, 0)`)})`;
    default:
      return `${measure.kind === 'least' ? 'arrayMin' : 'arrayMax'}(${over(`if(${rows}, ${measure.value}, ${measure.otherwise})`)})`;
  }
}

/** The names of arrays that stand in the expressions, each once. Texts of people are never in them: they are bound. */
function namesIn(expressions: readonly string[], arrays: Readonly<Record<string, string>>): readonly string[] {
  const words = new Set(expressions.flatMap((text) => text.match(/[A-Za-z_]\w*/gu) ?? []));
  const found = Object.keys(arrays).filter((name) => words.has(name));
  if (found.length === 0) {
    throw new Error(`An expression over rows names no column: ${expressions.join(', ')}`);
  }
  return found;
}
