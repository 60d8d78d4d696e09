/** What every customer has columns for. Apart from what reads them: the web takes the names without the readers. */
export const BASIC_KEYS = ['name', 'phone', 'email', 'address', 'region'] as const;
export type BasicKey = (typeof BASIC_KEYS)[number];
