import type { NewEvent } from '#kernel/events/event.ts';

/** Customers came, went, or are described otherwise now. */
export const PROFILES_CHANGED = 'customers.profiles_changed';

export interface ProfileChange {
  /** New ones. Many of them are told by the first and the last id: between them there are no others to speak of. */
  readonly founded?: readonly string[];
  readonly described?: readonly string[];
}

/** Ids of one event. */
const LIST = 1000;
/** Fewer are told one by one. */
const RANGE = 50;

/** The events that say whose profile has to be looked at again: none when it is nobody's. */
export function profilesChanged({ founded = [], described = [] }: ProfileChange): readonly NewEvent[] {
  const isRange = founded.length > RANGE;
  const sorted = founded.toSorted();
  const [firstId, lastId] = [sorted[0], sorted.at(-1)];
  const ids = [...new Set([...(isRange ? [] : founded), ...described])];
  const lists = Array.from({ length: Math.ceil(ids.length / LIST) }, (_, at) => ids.slice(at * LIST, (at + 1) * LIST));
  return [
    ...(isRange ? [{ type: PROFILES_CHANGED, data: { firstId, lastId } }] : []),
    ...lists.map((customerIds) => ({ type: PROFILES_CHANGED, data: { customerIds } })),
  ];
}
