import { ORDER_STATUSES, type OrderStatus } from '@zhike/server/contracts';

/** State of the order list that belongs in its address; nothing in it is personal. */
export interface OrdersSearch {
  readonly status?: OrderStatus;
  readonly shop?: string;
  readonly channel?: string;
  readonly source?: string;
  readonly from?: string;
  readonly to?: string;
  readonly number?: string;
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/u;
const DAY = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/u;

/** Addresses are typed by people too: what does not fit is left out, never an error. */
export function parseOrdersSearch(raw: Readonly<Record<string, unknown>>): OrdersSearch {
  const status = ORDER_STATUSES.find((known) => known === raw['status']);
  // An order number of digits alone arrives as a number.
  const text = (key: string, max: number): string | undefined => {
    const value = typeof raw[key] === 'number' ? String(raw[key]) : raw[key];
    return typeof value === 'string' && value.trim() !== '' ? value.trim().slice(0, max) : undefined;
  };
  const fitting = (key: string, form: RegExp): string | undefined => {
    const value = text(key, 36);
    return value !== undefined && form.test(value) ? value : undefined;
  };
  const found = {
    status,
    shop: fitting('shop', UUID),
    channel: fitting('channel', /^[a-z][a-z0-9_]{0,35}$/u),
    source: text('source', 200),
    from: fitting('from', DAY),
    to: fitting('to', DAY),
    number: text('number', 100),
  };
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined));
}
