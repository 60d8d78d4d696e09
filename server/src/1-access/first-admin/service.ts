import { newId } from '#kernel/clock.ts';
import { systemContext } from '#kernel/context.ts';
import { AppError, invalidInput } from '#kernel/errors.ts';
import { faultsOf } from '#kernel/http/zod-faults.ts';
import type { Kernel } from '#kernel/module.ts';
import type { Audit } from '../audit/service.ts';
import { hashPassword, newPassword, type PasswordCost } from '../credentials/service.ts';
import { emailSchema } from '../users/schema.ts';
import type { Users } from '../users/service.ts';
import { insertUser, lockUserChanges, replaceAssignments, selectAdmins } from '../users/store.ts';

/** Signs in on an installation that was told no other; people are expected to change it. */
export const DEFAULT_ADMIN_EMAIL = 'admin@example.com';

export interface FirstAdminInput {
  /** null: `DEFAULT_ADMIN_EMAIL`. */
  readonly email: string | null;
  /** null: a random one is made. */
  readonly password: string | null;
}

export interface FirstAdmin {
  readonly created: boolean;
  readonly email: string;
  /** The password that was made, to be shown this once; null when one was given or nobody was created. */
  readonly password: string | null;
}

/**
 * Adds an administrator when there is none; several processes may start at once. Throws `input_invalid` when the
 * given e-mail or password will not do, `user_email_taken` when the e-mail belongs to somebody who is none.
 */
export async function ensureFirstAdmin(
  kernel: Kernel,
  tools: { readonly users: Users; readonly audit: Audit; readonly passwordCost: PasswordCost },
  input: FirstAdminInput,
): Promise<FirstAdmin> {
  const context = systemContext('start');
  return kernel.transaction(context, async (tx) => {
    await lockUserChanges(tx);
    const [admin] = await selectAdmins(tx);
    if (admin !== undefined) {
      return { created: false, email: admin.email, password: null };
    }
    const email = readEmail(input.email ?? DEFAULT_ADMIN_EMAIL);
    if (input.password !== null) {
      await tools.users.requireGoodPassword(tx, { password: input.password, field: 'password', personal: [email] });
    }
    const password = input.password ?? newPassword();
    const id = newId();
    const added = await insertUser(tx, {
      id,
      email,
      name: '管理员',
      locale: 'zh-CN',
      passwordHash: await hashPassword(password, tools.passwordCost),
      // It stands on the terminal of whoever runs the machine, who is the administrator.
      passwordTemporary: false,
      at: kernel.clock.now(),
    });
    if (!added) {
      throw emailTaken(email);
    }
    const assignments = [{ role: 'admin', scopeId: null }];
    await replaceAssignments(tx, id, assignments);
    await tools.audit(tx, context, {
      action: 'access.user_created',
      subjectType: 'user',
      subjectId: id,
      detail: { assignments },
    });
    return { created: true, email, password: input.password === null ? password : null };
  });
}

function readEmail(text: string): string {
  const parsed = emailSchema.safeParse(text, { reportInput: true });
  if (!parsed.success) {
    throw invalidInput(faultsOf(parsed.error.issues, 'email'), parsed.error);
  }
  return parsed.data;
}

function emailTaken(email: string): AppError {
  return new AppError('user_email_taken', 409, {
    message: {
      'zh-CN': `没有可用的管理员，而 ${email} 已属于一个非管理员或已停用的账号`,
      en: `There is no active administrator, and ${email} belongs to a user who is none`,
    },
  });
}
