import type { Customer } from '@zhike/server/contracts';

type CustomerRecord = Customer['records'][number];

/** The record a shown value comes from: the newest that holds it; the only one when there is just one; else unknown. */
export function originOf(customer: Customer, field: 'name' | 'account' | 'region'): CustomerRecord | null {
  if (customer[field] === null) {
    return null;
  }
  if (customer.records.length === 1) {
    return customer.records[0] ?? null;
  }
  if (field === 'region') {
    return null;
  }
  const holders = customer.records.filter((record) => record[field] === customer[field]);
  return holders.toSorted((a, b) => b.updatedAt.localeCompare(a.updatedAt))[0] ?? null;
}
