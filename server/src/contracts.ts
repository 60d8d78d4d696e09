import type { Contract } from '#kernel/http/contract.ts';
import * as ops from '#kernel/ops/schema.ts';
import * as apiKeys from './1-access/api-keys/schema.ts';
import * as audit from './1-access/audit/schema.ts';
import * as roles from './1-access/roles/schema.ts';
import * as scopes from './1-access/scopes/schema.ts';
import * as sessions from './1-access/sessions/schema.ts';
import * as settings from './1-access/settings/schema.ts';
import * as users from './1-access/users/schema.ts';
import * as imports from './2-intake/imports/schema.ts';
import * as profile from './3-customers/profile/schema.ts';
import * as orders from './4-commerce/orders/schema.ts';
import * as rfm from './5-segments/scores/rfm/schema.ts';
import * as home from './8-insight/home/schema.ts';

export type { CallInput, CallResult, Client } from '#kernel/http/client.ts';
/** The faces that callers outside the server may see: contracts of every slice and the typed client. */
export { createClient, ProblemError } from '#kernel/http/client.ts';
export type { Contract, ReceivedOf } from '#kernel/http/contract.ts';
export type { Locale, Text } from '#kernel/pure/text.ts';
export * from './1-access/sessions/schema.ts';
export * from './2-intake/imports/schema.ts';
export * from './3-customers/profile/schema.ts';
export * from './4-commerce/orders/schema.ts';
export * from './5-segments/scores/rfm/schema.ts';
export * from './8-insight/home/schema.ts';

/** Every contract of every slice; a test compares it with the routes that `wiring.ts` collects. */
export function listContracts(): Contract[] {
  return [ops, sessions, users, roles, scopes, apiKeys, audit, settings, imports, profile, orders, rfm, home].flatMap(
    (slice) => Object.values(slice).filter(isContract),
  );
}

function isContract(value: unknown): value is Contract {
  return typeof value === 'object' && value !== null && 'method' in value && 'path' in value && 'access' in value;
}
