/** The faces that callers outside the server may see: contracts of every slice and the typed client. */

export type { CallInput, CallResult, Client } from '#kernel/http/client.ts';
export { createClient, ProblemError } from '#kernel/http/client.ts';
export type { Contract, ReceivedOf } from '#kernel/http/contract.ts';
export type { Locale, Text } from '#kernel/pure/text.ts';
export * from './1-access/sessions/schema.ts';
export * from './2-intake/imports/schema.ts';
export * from './3-customers/profile/schema.ts';
export * from './4-commerce/orders/schema.ts';
export * from './5-segments/scores/rfm/schema.ts';
export * from './8-insight/home/schema.ts';
