import type { Fault } from '#kernel/errors.ts';
import { COMMON_PASSWORDS } from './common-passwords.ts';

/** What a new password is judged by. */
export interface PasswordRules {
  /** The form field to name. */
  readonly field: string;
  readonly minLength: number;
  /** E-mail and name of the user, which a password must not simply repeat. */
  readonly personal: readonly string[];
}

/** What is wrong with a new password; empty when it will do. Composition is left free: length is what counts. */
export function passwordFaults(password: string, rules: PasswordRules): readonly Fault[] {
  const text = password.normalize('NFKC');
  // Counted in characters as people see them.
  if ([...text].length < rules.minLength) {
    return [
      {
        field: rules.field,
        code: 'password_too_short',
        message: {
          'zh-CN': `至少 ${rules.minLength} 个字符`,
          en: `needs at least ${rules.minLength} characters`,
        },
      },
    ];
  }
  if (isCommon(text.toLowerCase(), rules.personal)) {
    return [
      {
        field: rules.field,
        code: 'password_too_common',
        message: {
          'zh-CN': '这个密码太常见，请换一个别人想不到的',
          en: 'is too common; choose one that others would not guess',
        },
      },
    ];
  }
  return [];
}

function isCommon(text: string, personal: readonly string[]): boolean {
  const repeated = new Set(text).size <= 2;
  return repeated || COMMON_PASSWORDS.has(text) || personal.some((value) => value.toLowerCase() === text);
}
