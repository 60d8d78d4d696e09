import { hash } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Statement } from '#customers/pure';
import { newId } from '#kernel/clock.ts';
import { groupRows, headOf, type OrderGroup, statementOf } from '../orders/group-rows.ts';
import { type LineFacts, type OrderFacts, type OrderHead, orderContent, placeOrder } from '../orders/place.ts';
import type { OrderRow } from '../orders/read-row.ts';
import type { StoredLine } from '../orders/reconcile.ts';
import { type OrderText, type Origin, orderText } from '../orders/store.ts';

/** An order of a file with all that needs no database: as if it were new, for most of them are. */
export interface PreparedOrder extends OrderGroup {
  readonly id: string;
  readonly head: OrderHead;
  /** What the rows say of the customer when nothing is known of the order. */
  readonly statement: Statement;
  readonly contentHash: string;
  readonly text: OrderText;
}

/** Their ids lie between `firstId` and `lastId`. */
export interface PreparedOrders {
  readonly firstId: string;
  readonly lastId: string;
  readonly orders: readonly PreparedOrder[];
}

/** About a millisecond's work. */
const ORDERS_PER_TURN = 100;

/** Works out the orders that rows make, giving way to what the process does beside every now and then. */
export async function prepareOrders(rows: readonly OrderRow[], origin: Origin): Promise<PreparedOrders> {
  const firstId = newId();
  const orders: PreparedOrder[] = [];
  for (const group of groupRows(rows)) {
    orders.push(prepareOrder(group, origin));
    if (orders.length % ORDERS_PER_TURN === 0) {
      await nextTurn();
    }
  }
  return { firstId, lastId: orders.at(-1)?.id ?? firstId, orders };
}

function prepareOrder(group: OrderGroup, origin: Origin): PreparedOrder {
  const head = headOf(group);
  const lines = numberedLines(group.rows);
  const facts = placeOrder(head, lines);
  const id = newId();
  const contentHash = contentHashOf(facts, lines);
  const text = orderText({ ...facts, id, number: group.number, contentHash, lines }, origin);
  return { number: group.number, rows: group.rows, id, head, statement: statementOf(group, null), contentHash, text };
}

/** The rows as the lines of a new order. */
function numberedLines(rows: readonly OrderRow[]): StoredLine[] {
  return rows.map((row, index) => ({
    sku: row.sku,
    name: row.productName,
    quantity: row.quantity,
    unitPrice: row.unitPrice,
    amountMinor: row.amountMinor,
    sells: row.sells,
    lineNo: index + 1,
  }));
}

/** Tells at once whether an order changed. */
export function contentHashOf(facts: OrderFacts, lines: readonly LineFacts[]): string {
  return hash('sha256', orderContent(facts, lines), 'base64url').slice(0, 22);
}
