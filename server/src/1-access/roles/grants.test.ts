import { describe, expect, it } from 'vitest';
import { ACCESS_PERMISSIONS } from './access-permissions.ts';
import { missingForGrants, permissionsOf, rightsOf } from './grants.ts';

const declared = ACCESS_PERMISSIONS;
const everything = { permissions: permissionsOf('admin', declared), scopeIds: null };

describe('adding up grants', () => {
  it('gives nothing and nowhere without a grant', () => {
    expect(rightsOf([], declared)).toEqual({ roles: [], permissions: new Set(), scopeIds: [] });
  });

  it('limits to the scopes of the grants, once each', () => {
    const grants = [
      { role: 'agent', scopeId: 'a' },
      { role: 'store', scopeId: 'a' },
      { role: 'store', scopeId: 'b' },
    ];
    expect(rightsOf(grants, declared).scopeIds).toEqual(['a', 'b']);
    expect(rightsOf(grants, declared).roles).toEqual(['agent', 'store']);
  });

  it('is everywhere as soon as one grant is', () => {
    const grants = [
      { role: 'agent', scopeId: 'a' },
      { role: 'analyst', scopeId: null },
    ];
    expect(rightsOf(grants, declared).scopeIds).toBeNull();
  });
});

describe('giving grants away', () => {
  it('lets an administrator give every role anywhere', () => {
    const grants = [
      { role: 'admin', scopeId: null },
      { role: 'store', scopeId: 'a' },
    ];
    expect(missingForGrants(everything, { grants, declared })).toBeNull();
  });

  it('lets nobody give a permission that they lack', () => {
    const giver = { permissions: new Set(['users.manage', 'users.read']), scopeIds: null };
    const missing = missingForGrants(giver, { grants: [{ role: 'manager', scopeId: null }], declared });
    expect(missing).toEqual({ kind: 'permission', name: 'customers.read' });
  });

  it('lets somebody limited to scopes give rights only there', () => {
    const giver = { ...everything, scopeIds: ['a'] };
    const missing = (scopeId: string | null) =>
      missingForGrants(giver, { grants: [{ role: 'store', scopeId }], declared })?.kind ?? null;
    expect(missing('a')).toBeNull();
    expect(missing('b')).toBe('scope');
    expect(missing(null)).toBe('scope');
  });

  it('lets the platform itself give everything', () => {
    const platform = { permissions: new Set(['*']), scopeIds: null };
    expect(missingForGrants(platform, { grants: [{ role: 'admin', scopeId: null }], declared })).toBeNull();
  });
});
