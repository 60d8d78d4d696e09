/** Somebody was put on a list, taken off it, or is another customer now. */
export const LIST_CHANGED = 'segments.list_changed';
