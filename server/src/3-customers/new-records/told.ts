/** What an event about profiles tells: ids one by one, or a range of many. */
interface Told {
  readonly data: object;
}

/** An event with more customers is one of a bulk: nobody waits for these. */
const MOST_AT_ONCE = 50;
/** More at one time are a bulk, too, however they came. */
const MOST_TOGETHER = 500;

/** Who has to be looked at now, and whether many others came at once. */
export function toldBy(events: readonly Told[]): { readonly ids: string[]; readonly isBulk: boolean } {
  const lists = events.map(({ data }) =>
    'customerIds' in data && Array.isArray(data.customerIds) && data.customerIds.length <= MOST_AT_ONCE
      ? data.customerIds.filter((id): id is string => typeof id === 'string')
      : null,
  );
  const ids = [...new Set(lists.flatMap((list) => list ?? []))];
  return ids.length > MOST_TOGETHER ? { ids: [], isBulk: true } : { ids, isBulk: lists.includes(null) };
}
