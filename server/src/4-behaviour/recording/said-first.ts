/**
 * When an event says who somebody is: before everything else that is said of them. What people do says nothing new
 * about their name or phone, so it never outranks a word.
 */
export const SAID_FIRST = new Date(0);
