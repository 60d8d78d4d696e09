import { changeCustomerList, createCustomerList, MAX_LIST_ITEMS } from '@zhike/server/contracts';
import { call } from '../../api/client.ts';
import type { Drill } from '../../app/insight-search.ts';
import { fetchPeople } from './metric-api.ts';

/** More than this is a segment's work, not a list's. */
export const MAX_LISTED = 20_000;
const PAGE = 200;

/** Everybody behind a cell, as ids, in parts as large as one call to a list takes. */
async function idsBehind(drill: Drill): Promise<readonly (readonly string[])[]> {
  const ids = new Set<string>();
  let cursor: string | undefined;
  do {
    const page = await fetchPeople(drill, { cursor, limit: PAGE });
    page.items.forEach(({ id }) => ids.add(id));
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined && ids.size < MAX_LISTED);
  const all = [...ids];
  return Array.from({ length: Math.ceil(all.length / MAX_LIST_ITEMS) }, (_, part) =>
    all.slice(part * MAX_LIST_ITEMS, (part + 1) * MAX_LIST_ITEMS),
  );
}

/** Writes the people down as a list; a second try with the same key makes no second one. */
export async function requestList(drill: Drill, { name, key }: { readonly name: string; readonly key: string }) {
  const parts = await idsBehind(drill);
  const list = await call(createCustomerList, { body: { name, note: null }, idempotencyKey: key });
  for (const [n, part] of parts.entries()) {
    const items = part.map((customerId) => ({ customerId }));
    await call(changeCustomerList, {
      params: { id: list.id },
      body: { action: 'add', items },
      idempotencyKey: `${key}-${n}`,
    });
  }
  return { id: list.id, people: parts.flat().length };
}
