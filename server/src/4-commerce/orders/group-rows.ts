import { NO_ATTRIBUTES, NO_IDENTIFIERS, type Statement } from '#customers/pure';
import type { LineFacts, OrderHead } from './place.ts';
import type { OrderRow } from './read-row.ts';

/** The rows of one order, in their order. */
export interface OrderGroup {
  readonly number: string;
  readonly rows: readonly OrderRow[];
}

/** Rows by order number, wherever in the chunk they stand. */
export function groupRows(rows: readonly OrderRow[]): OrderGroup[] {
  const groups = new Map<string, OrderRow[]>();
  for (const row of rows) {
    const group = groups.get(row.number);
    if (group === undefined) {
      groups.set(row.number, [row]);
    } else {
      group.push(row);
    }
  }
  return [...groups].map(([number, members]) => ({ number, rows: members }));
}

/** What the rows say of the order as a whole: its earliest time, and the first word on everything else. */
export function headOf(group: OrderGroup): OrderHead {
  let first = group.rows[0];
  if (first === undefined) {
    throw new Error('An order without rows');
  }
  const { currency } = first;
  for (const row of group.rows) {
    if (row.placedAt < first.placedAt) {
      first = row;
    }
  }
  return {
    placedAt: first.placedAt,
    businessDate: first.businessDate,
    currency,
    status: firstStated(group.rows, (row) => row.status),
    region: firstStated(group.rows, (row) => row.region),
  };
}

export function lineOf(row: OrderRow): LineFacts {
  return {
    sku: row.sku,
    name: row.productName,
    quantity: row.quantity,
    unitPrice: row.unitPrice,
    amountMinor: row.amountMinor,
    sells: row.sells,
  };
}

/** What the rows say of the customer, heard when the order was placed, which may be known from other rows. */
export function statementOf(group: OrderGroup, knownPlacedAt: Date | null): Statement {
  const { rows } = group;
  const earliest = earliestOf(rows);
  const placedAt = knownPlacedAt !== null && knownPlacedAt < earliest ? knownPlacedAt : earliest;
  const maskedPhone = firstStated(rows, (row) => row.maskedPhone ?? null);
  return {
    ...(maskedPhone === null ? {} : { maskedPhone }),
    account: firstStated(rows, (row) => row.account),
    phone: firstStated(rows, (row) => row.phone),
    email: firstStated(rows, (row) => row.email),
    name: firstStated(rows, (row) => row.customerName),
    address: firstStated(rows, (row) => row.address),
    region: firstStated(rows, (row) => row.region),
    statedAt: placedAt,
    identifiers: NO_IDENTIFIERS,
    attributes: NO_ATTRIBUTES,
  };
}

function earliestOf(rows: readonly OrderRow[]): Date {
  let earliest = Number.POSITIVE_INFINITY;
  for (const { placedAt } of rows) {
    earliest = Math.min(earliest, placedAt.getTime());
  }
  return new Date(earliest);
}

function firstStated<Value>(rows: readonly OrderRow[], of: (row: OrderRow) => Value | null): Value | null {
  for (const row of rows) {
    const value = of(row);
    if (value !== null) {
      return value;
    }
  }
  return null;
}
