/** Whose requests the list shows. */
export interface DataRequestsSearch {
  readonly customer?: string;
}

const ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/u;

/** Anything that is no id shows everybody's. */
export function parseDataRequestsSearch(search: Readonly<Record<string, unknown>>): DataRequestsSearch {
  const { customer } = search;
  return typeof customer === 'string' && ID.test(customer) ? { customer } : {};
}
