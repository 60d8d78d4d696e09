import type { Actor } from '#kernel/context.ts';
import type { Text } from '#kernel/pure/text.ts';
import { rightsOf } from '../roles/grants.ts';
import type { PermissionDefinition } from '../roles/roles.ts';
import type { UserChange } from './schema.ts';

/** Why a change may not be made by the user whom it is about. */
export interface OwnAccountFault {
  readonly code: 'own_account_disabled' | 'own_account_password' | 'own_account_rights';
  readonly message: Text;
}

/**
 * What of a change would lock its author out of their own account, or would take the place of what asks for the current
 * password; null for what others do, and for everything harmless.
 */
export function ownAccountFault(
  actor: Actor,
  options: {
    readonly change: UserChange & { readonly id: string };
    readonly declared: readonly PermissionDefinition[];
  },
): OwnAccountFault | null {
  const { change, declared } = options;
  if (actor.kind !== 'user' || actor.id !== change.id) {
    return null;
  }
  if (change.disabled === true) {
    return {
      code: 'own_account_disabled',
      message: {
        'zh-CN': '不能停用自己的账号，请由另一位管理员操作',
        en: 'You cannot disable your own account; ask another administrator',
      },
    };
  }
  if (change.password !== undefined) {
    return {
      code: 'own_account_password',
      message: {
        'zh-CN': '自己的密码请在“我的账号”中修改，需要输入当前密码',
        en: 'Change your own password under “My account”, where the current one is asked for',
      },
    };
  }
  return change.assignments === undefined || keepsManaging(actor, rightsOf(change.assignments, declared))
    ? null
    : {
        code: 'own_account_rights',
        message: {
          'zh-CN': '不能拿走自己管理账号的权限，请由另一位管理员操作',
          en: 'You cannot take the management of users from yourself; ask another administrator',
        },
      };
}

/** Still manages users, and in no fewer places than now. */
function keepsManaging(actor: Actor, after: ReturnType<typeof rightsOf>): boolean {
  const { scopeIds } = after;
  const reaches = scopeIds === null || (actor.scopeIds !== null && scopeIds.length > 0);
  return after.permissions.has('users.manage') && reaches;
}
