import { describe, expect, it } from 'vitest';
import { ACCESS_PERMISSIONS } from './access-permissions.ts';
import { permissionsOf } from './grants.ts';
import { ROLE_NAMES, ROLES, type RoleName } from './roles.ts';

const named = (name: string) => ({ name, label: { 'zh-CN': name, en: name }, note: { 'zh-CN': name, en: name } });
const OTHERS = [
  'customers.read',
  'customers.reveal',
  'orders.read',
  'imports.read',
  'imports.write',
  'scores.read',
  'insight.read',
].map(named);
const DECLARED = [...ACCESS_PERMISSIONS, ...OTHERS];

/** Who may what, written down a second time: a change of the role table has to be made here too. */
const TABLE: Readonly<Record<string, readonly RoleName[]>> = {
  'customers.read': ['admin', 'manager', 'marketer', 'agent', 'store', 'analyst'],
  'customers.reveal': ['admin', 'manager', 'agent'],
  'orders.read': ['admin', 'manager', 'marketer', 'agent', 'store', 'analyst'],
  'imports.read': ['admin', 'manager', 'marketer'],
  'imports.write': ['admin', 'manager', 'marketer'],
  'scores.read': ['admin', 'manager', 'marketer', 'agent', 'analyst'],
  'insight.read': ['admin', 'manager', 'marketer', 'analyst'],
  'users.read': ['admin', 'manager'],
  'users.manage': ['admin'],
  'api_keys.manage': ['admin'],
  'scopes.manage': ['admin'],
  'audit.read': ['admin', 'manager'],
  'settings.read': ['admin', 'manager'],
  'settings.manage': ['admin'],
  'ops.read': ['admin', 'manager'],
  'ops.manage': ['admin'],
};

describe('[C019] the role table', () => {
  it('knows every declared permission', () => {
    expect(DECLARED.map((permission) => permission.name).toSorted()).toEqual(Object.keys(TABLE).toSorted());
  });

  it.each(ROLE_NAMES)('gives %s what is written down and nothing else', (role) => {
    const expected = Object.keys(TABLE).filter((permission) => TABLE[permission]?.includes(role));
    expect([...permissionsOf(role, DECLARED)].toSorted()).toEqual(expected.toSorted());
  });

  it('names no permission that nobody declares', () => {
    const known = new Set(DECLARED.map((permission) => permission.name));
    const listed = ROLE_NAMES.flatMap((role) => {
      const { permissions } = ROLES[role];
      return permissions === 'all' ? [] : permissions;
    });
    expect(listed.filter((permission) => !known.has(permission))).toEqual([]);
  });

  it('lets only the administrator have what a later module declares', () => {
    const declared = [...DECLARED, named('coupons.issue')];
    const holders = ROLE_NAMES.filter((role) => permissionsOf(role, declared).has('coupons.issue'));
    expect(holders).toEqual(['admin']);
  });

  it('gives a role that it does not know nothing', () => {
    expect(permissionsOf('toString', DECLARED).size).toBe(0);
    expect(permissionsOf('owner', DECLARED).size).toBe(0);
  });

  it('says in both languages who each role is for', () => {
    for (const { label, note } of Object.values(ROLES)) {
      expect([label['zh-CN'], label.en, note['zh-CN'], note.en].every((text) => text !== '')).toBe(true);
    }
  });
});
