import { describe, expect, it } from 'vitest';
import { ACCESS_PERMISSIONS } from './access-permissions.ts';
import { permissionsOf } from './grants.ts';
import { ROLE_NAMES, ROLES, type RoleName } from './roles.ts';

const named = (name: string) => ({ name, label: { 'zh-CN': name, en: name }, note: { 'zh-CN': name, en: name } });
const OTHERS = [
  'work.read',
  'work.do',
  'work.manage',
  'work.approve',
  'work.configure',
  'customers.read',
  'customers.reveal',
  'customers.reveal_sensitive',
  'incidents.read',
  'incidents.write',
  'privacy.read',
  'privacy.handle',
  'privacy.approve',
  'fields.levels',
  'customers.write',
  'customers.merge',
  'customers.review',
  'interactions.write',
  'tags.manage',
  'views.share',
  'organisations.write',
  'relations.write',
  'fields.write',
  'quality.manage',
  'sources.write',
  'products.read',
  'products.write',
  'costs.read',
  'orders.read',
  'orders.write',
  'shops.manage',
  'imports.read',
  'imports.write',
  'records.write',
  'connections.read',
  'connections.manage',
  'behaviour.read',
  'scores.read',
  'segments.read',
  'segments.write',
  'insight.read',
  'webhooks.manage',
  'exports.write',
  'exports.unmask',
  'consents.write',
  'consents.manage',
  'contact.read',
  'contact.send',
  'suppressions.write',
  'templates.write',
  'channels.manage',
  'submissions.write',
  'submissions.review',
  'forms.write',
  'slips.write',
  'care.read',
  'care.act',
  'care.write',
  'care.hand_over',
  'credit.read',
  'credit.write',
].map(named);
const DECLARED = [...ACCESS_PERMISSIONS, ...OTHERS];

/** Who may what, written down a second time: a change of the role table has to be made here too. */
const TABLE: Readonly<Record<string, readonly RoleName[]>> = {
  'customers.read': ['admin', 'manager', 'marketer', 'agent', 'store', 'analyst', 'integration'],
  'customers.reveal': ['admin', 'manager', 'agent'],
  'customers.reveal_sensitive': ['admin', 'manager', 'agent'],
  'fields.levels': ['admin'],
  'consents.write': ['admin', 'manager', 'marketer', 'agent', 'store'],
  'consents.manage': ['admin', 'manager'],
  'contact.read': ['admin', 'manager', 'marketer', 'agent'],
  'contact.send': ['admin', 'manager', 'marketer', 'agent'],
  'suppressions.write': ['admin', 'manager', 'marketer', 'agent'],
  'templates.write': ['admin', 'manager', 'marketer'],
  'channels.manage': ['admin'],
  'submissions.write': ['admin', 'campus-agent'],
  'submissions.review': ['admin', 'manager'],
  'forms.write': ['admin', 'manager', 'agent', 'store'],
  'slips.write': ['admin', 'manager', 'agent', 'store'],
  'care.read': ['admin', 'manager', 'marketer', 'agent', 'analyst'],
  'care.act': ['admin', 'manager', 'marketer', 'agent'],
  'care.write': ['admin', 'manager', 'marketer'],
  'care.hand_over': ['admin', 'manager'],
  'credit.read': ['admin', 'manager', 'agent', 'store', 'analyst'],
  'credit.write': ['admin', 'manager'],
  'customers.write': ['admin', 'manager', 'agent', 'store'],
  'customers.merge': ['admin', 'manager', 'agent'],
  'customers.review': ['admin', 'manager'],
  'interactions.write': ['admin', 'manager', 'marketer', 'agent', 'store'],
  'tags.manage': ['admin', 'manager'],
  'views.share': ['admin', 'manager', 'marketer'],
  'organisations.write': ['admin', 'manager', 'marketer', 'agent', 'store'],
  'relations.write': ['admin', 'manager', 'marketer', 'agent', 'store'],
  'fields.write': ['admin', 'manager'],
  'quality.manage': ['admin', 'manager'],
  'sources.write': ['admin', 'manager'],
  'products.read': ['admin', 'manager', 'marketer', 'agent', 'store', 'analyst', 'integration'],
  'products.write': ['admin', 'manager', 'marketer'],
  'costs.read': ['admin', 'manager'],
  'orders.read': ['admin', 'manager', 'marketer', 'agent', 'store', 'analyst', 'integration'],
  'orders.write': ['admin', 'manager', 'agent', 'store'],
  'shops.manage': ['admin', 'manager'],
  'imports.read': ['admin', 'manager', 'marketer', 'integration'],
  'imports.write': ['admin', 'manager', 'marketer', 'integration'],
  'records.write': ['admin', 'manager', 'integration'],
  'connections.read': ['admin', 'manager'],
  'connections.manage': ['admin'],
  'behaviour.read': ['admin', 'manager', 'marketer', 'agent', 'analyst'],
  'scores.read': ['admin', 'manager', 'marketer', 'agent', 'analyst', 'integration'],
  'segments.read': ['admin', 'manager', 'marketer', 'analyst', 'integration'],
  'segments.write': ['admin', 'manager', 'marketer'],
  'insight.read': ['admin', 'manager', 'marketer', 'analyst'],
  'webhooks.manage': ['admin'],
  'exports.write': ['admin', 'manager', 'marketer', 'analyst', 'integration'],
  'exports.unmask': ['admin', 'manager'],
  'work.read': ['admin', 'manager', 'marketer', 'agent', 'store', 'analyst'],
  'work.do': ['admin', 'manager', 'marketer', 'agent', 'store', 'analyst'],
  'work.manage': ['admin', 'manager'],
  'work.approve': ['admin', 'manager'],
  'work.configure': ['admin', 'manager'],
  'users.read': ['admin', 'manager'],
  'users.manage': ['admin'],
  'api_keys.manage': ['admin'],
  'scopes.manage': ['admin'],
  'audit.read': ['admin', 'manager'],
  'alerts.read': ['admin', 'manager'],
  'processors.read': ['admin', 'manager'],
  'processors.write': ['admin', 'manager'],
  'incidents.read': ['admin', 'manager'],
  'incidents.write': ['admin', 'manager'],
  'privacy.read': ['admin', 'manager'],
  'privacy.handle': ['admin', 'manager'],
  'privacy.approve': ['admin', 'manager'],
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
