import type { Actor, ScopeLimit } from '#kernel/context.ts';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import { rightsOf } from '../roles/grants.ts';
import type { PermissionDefinition } from '../roles/roles.ts';
import { selectScopes } from '../scopes/store.ts';
import { scopesBelow } from './scopes-below.ts';
import { type StaffRow, selectEmail, selectKeyMaker, selectStaff } from './store.ts';

/** Somebody with an account, as other modules need to know them: no e-mail, no password. */
export interface StaffMember {
  readonly id: string;
  readonly name: string;
  readonly disabled: boolean;
  readonly roles: readonly string[];
  readonly permissions: ReadonlySet<string>;
  /** With the scopes below; null for all. */
  readonly scopeIds: ScopeLimit;
}

/** Who works here, for modules that hand work out. Asks for no permission: show only what the reader may see. */
export interface Staff {
  /** Those of the ids that exist, disabled ones included. */
  find(reader: Db | Tx, ids: readonly string[]): Promise<ReadonlyMap<string, StaffMember>>;
  /** Everybody who can sign in, by name. */
  active(reader: Db | Tx): Promise<readonly StaffMember[]>;
  /**
   * The person behind an actor: a user is one, a key is its maker's; `key:<id>` for a key that nobody made, and
   * `system` for the platform. Two actors of one person are one when duties are separated.
   */
  personOf(reader: Db | Tx, actor: Pick<Actor, 'kind' | 'id'>): Promise<string>;
  /** Where somebody who signed in can be written to; null for keys and the platform. For messages to themselves. */
  emailOf(reader: Db | Tx, actor: Pick<Actor, 'kind' | 'id'>): Promise<string | null>;
}

/** A chain of keys that make keys is not longer. */
const MAX_KEYS = 20;

/** Staff over one kernel. */
export function createStaff(declared: readonly PermissionDefinition[]): Staff {
  const present = async (reader: Db | Tx, rows: readonly StaffRow[]): Promise<readonly StaffMember[]> => {
    const limited = rows.some(({ grants }) => grants.some(({ scopeId }) => scopeId !== null));
    const scopes = limited ? await selectScopes(reader, null) : [];
    const placed = scopes.map(({ id, parent_id: parentId }) => ({ id, parentId }));
    return rows.map(({ id, name, disabled, grants }) => {
      const rights = rightsOf(grants, declared);
      const scopeIds = rights.scopeIds === null ? null : scopesBelow(placed, rights.scopeIds);
      return { id, name, disabled, roles: rights.roles, permissions: rights.permissions, scopeIds };
    });
  };
  return {
    find: async (reader, ids) => {
      const wanted = [...new Set(ids)];
      const members = wanted.length === 0 ? [] : await present(reader, await selectStaff(reader, wanted));
      return new Map(members.map((member) => [member.id, member]));
    },
    active: async (reader) =>
      present(
        reader,
        (await selectStaff(reader, null)).filter(({ disabled }) => !disabled),
      ),
    personOf: async (reader, { kind, id }) => {
      if (id === null || (kind !== 'user' && kind !== 'api-key')) {
        return 'system';
      }
      let person = id;
      for (let step = 0; step < MAX_KEYS; step += 1) {
        const maker = await selectKeyMaker(reader, person);
        if (maker === undefined) {
          return person;
        }
        if (maker === null) {
          return `key:${person}`;
        }
        person = maker;
      }
      return `key:${person}`;
    },
    emailOf: async (reader, { kind, id }) => (kind === 'user' && id !== null ? selectEmail(reader, id) : null),
  };
}
