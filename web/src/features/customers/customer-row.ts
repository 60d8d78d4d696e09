import type {
  CustomerSummary,
  listRfmCustomers,
  lookupRfm,
  OrderTotals,
  ReceivedOf,
  RfmGroup,
  summarizeOrders,
} from '@zhike/server/contracts';

/** One line of the customer list. `undefined` has not arrived yet; `null` is not there. */
export interface CustomerRow {
  readonly id: string;
  readonly name: string | null;
  readonly account: string | null;
  readonly phone: string | null | undefined;
  readonly email: string | null | undefined;
  readonly region: string | null | undefined;
  readonly createdAt: string | null;
  readonly tags: readonly { readonly id: string; readonly name: string }[];
  /** Fields that were asked for, as people read them. */
  readonly fields: Readonly<Record<string, string>>;
  /** Null for somebody who never bought; undefined where nobody asked. */
  readonly firstOrderAt: string | null | undefined;
  readonly totals: readonly OrderTotals[] | undefined;
  readonly score: RowScore | null | undefined;
}

export interface RowScore {
  readonly r: number;
  readonly f: number;
  readonly m: number;
  readonly group: RfmGroup;
  readonly recencyDays: number | null;
  readonly frequency: number;
  readonly monetaryMinor: number;
  readonly currency: string | null;
}

type Scored = ReceivedOf<typeof listRfmCustomers>['items'][number];
type Score = ReceivedOf<typeof lookupRfm>['items'][number];
type Summed = ReceivedOf<typeof summarizeOrders>['items'][number];

export function rowOfSummary(summary: CustomerSummary): CustomerRow {
  const { id, name, account, phone, email, region, createdAt, tags, fields = {}, firstOrderAt } = summary;
  const contact = { phone, email, region, createdAt };
  return { id, name, account, ...contact, tags, fields, firstOrderAt, totals: undefined, score: undefined };
}

/** A row of the RFM map's list: it knows scores but no contact data. */
export function rowOfScored(scored: Scored): CustomerRow {
  const { customerId, name, account, ...score } = scored;
  return {
    id: customerId,
    name,
    account,
    phone: undefined,
    email: undefined,
    region: undefined,
    createdAt: null,
    tags: [],
    fields: {},
    firstOrderAt: undefined,
    totals: undefined,
    score: { ...score, currency: null },
  };
}

/** Puts order totals on the rows; a customer without any gets an empty list. */
export function withOrders(rows: readonly CustomerRow[], summed: readonly Summed[]): readonly CustomerRow[] {
  const totals = new Map(summed.map((item) => [item.customerId, item.totals]));
  return rows.map((row) => ({ ...row, totals: totals.get(row.id) ?? [] }));
}

/** Puts scores on rows that have none; with several currencies the one with the largest spend speaks. */
export function withScores(rows: readonly CustomerRow[], scores: readonly Score[]): readonly CustomerRow[] {
  const best = new Map<string, Score>();
  for (const score of scores) {
    const known = best.get(score.customerId);
    if (known === undefined || known.monetaryMinor < score.monetaryMinor) {
      best.set(score.customerId, score);
    }
  }
  return rows.map((row) => (row.score === undefined ? { ...row, score: best.get(row.id) ?? null } : row));
}

/** The totals that stand for a customer in one column: the currency with the largest sales. */
export function mainTotals(totals: readonly OrderTotals[]): OrderTotals | null {
  return totals.reduce<OrderTotals | null>(
    (main, next) => (main === null || next.salesMinor > main.salesMinor ? next : main),
    null,
  );
}
