import type { Access } from '#access';
import type { Kernel, ModuleParts } from '#kernel/module.ts';
import type { FactOwner } from './facts.ts';
import { createIdentity, type Identity } from './identity/service.ts';
import { profileRoutes } from './profile/routes.ts';
import { createProfiles, type Profiles } from './profile/service.ts';
import { type CustomersUndo, createCustomersUndo } from './undo/service.ts';

export type { FactOwner } from './facts.ts';
export { normalizeAccount, normalizeEmail, normalizePhone } from './identity/normalize.ts';
export type { Identity, Resolved, StatementOrigin } from './identity/service.ts';
export { recordKey, type Statement } from './identity/statement.ts';

export { CUSTOMERS_PERMISSIONS } from './permissions.ts';

export interface Customers {
  readonly parts: ModuleParts;
  readonly identity: Identity;
  readonly profiles: Profiles;
  readonly undo: CustomersUndo;
  /** Called by `wiring.ts` for each module with facts about customers, before anything runs. */
  registerFacts(owner: FactOwner): void;
}

/** Identity and profile: whose record is it, and what do we know. */
export function createCustomers(kernel: Kernel, access: Pick<Access, 'audit'>): Customers {
  const factOwners: FactOwner[] = [];
  const profiles = createProfiles(kernel, access);
  return {
    parts: { name: 'customers', routes: profileRoutes(profiles) },
    identity: createIdentity(kernel, factOwners),
    profiles,
    undo: createCustomersUndo(kernel, factOwners),
    registerFacts: (owner) => {
      factOwners.push(owner);
    },
  };
}
