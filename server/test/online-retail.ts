import path from 'node:path';
import { findColumns } from '#kernel/files/plain/columns.ts';
import { readPlainTable } from '#kernel/files/plain/plain-table.ts';
import { dayNumber } from '#kernel/pure/dates.ts';

const FILE = 'online_retail_2010-12_2011-08.csv.gz';
const COLUMNS = ['InvoiceNo', 'StockCode', 'Quantity', 'InvoiceDate', 'UnitPrice', 'CustomerID'] as const;

/** An invoice of the data set `online_retail` with what it sold; what is no product is left out. */
export interface Invoice {
  readonly customer: string;
  /** ISO with time. */
  readonly at: string;
  readonly day: number;
  readonly items: Set<string>;
  amount: number;
}

/**
 * The clean invoices in the order of time: a customer, above zero, not cancelled. With `goodsOnly` codes such as POST
 * are left out, and invoices of nothing else.
 */
export async function readInvoices(folder: string, { goodsOnly }: { readonly goodsOnly: boolean }): Promise<Invoice[]> {
  const invoices = new Map<string, Invoice>();
  let places: readonly number[] | null = null;
  for await (const row of readPlainTable(path.join(folder, FILE))) {
    if (places === null) {
      places = findColumns(row, COLUMNS);
      continue;
    }
    const [number = '', item = '', quantity = '', at = '', price = '', customer = ''] = places.map((p) => row[p] ?? '');
    const isClean =
      customer !== '' && Number(quantity) > 0 && Number(price) > 0 && !number.startsWith('C') && at !== '';
    if (!isClean || (goodsOnly && !/^\d/.test(item))) {
      continue;
    }
    const invoice = invoices.get(number) ?? {
      customer,
      at,
      day: dayNumber(at.slice(0, 10)),
      items: new Set<string>(),
      amount: 0,
    };
    invoice.items.add(item);
    invoice.amount += Number(quantity) * Number(price);
    invoices.set(number, invoice);
  }
  return [...invoices.values()].toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
}
