/** The ids of the lists that a customer is on. */
export type ListFacts = readonly string[];

/** The source of facts behind conditions about lists. */
export const LISTS_SOURCE = 'segments.lists';
