import { describe, expect, it } from 'vitest';
import { CHEAP_PASSWORDS } from '#test/access.ts';
import { passwordFaults } from './password-faults.ts';
import {
  DEFAULT_PASSWORD_COST,
  digestSecret,
  hashPassword,
  newPassword,
  newSecret,
  verifyPassword,
} from './service.ts';

describe('stored passwords', () => {
  it('are found again, and only with the right one', async () => {
    const stored = await hashPassword('correct horse', CHEAP_PASSWORDS);
    expect(await verifyPassword('correct horse', stored)).toBe(true);
    expect(await verifyPassword('correct horsE', stored)).toBe(false);
    expect(await verifyPassword('', stored)).toBe(false);
  });

  it('are salted: the same one looks different each time and nowhere holds the password', async () => {
    const [first, second] = [
      await hashPassword('secret-word', CHEAP_PASSWORDS),
      await hashPassword('secret-word', CHEAP_PASSWORDS),
    ];
    expect(first).not.toBe(second);
    expect(first).not.toContain('secret-word');
  });

  it('keep the cost they were made with, so that raising it locks nobody out', async () => {
    const stored = await hashPassword('correct horse', { N: 512, r: 4, p: 2 });
    expect(stored).toMatch(/^scrypt\$512\$4\$2\$/);
    expect(await verifyPassword('correct horse', stored)).toBe(true);
  });

  it('cost 32 MiB and more by default', () => {
    expect(128 * DEFAULT_PASSWORD_COST.N * DEFAULT_PASSWORD_COST.r).toBeGreaterThanOrEqual(32 * 1024 * 1024);
  });

  it('match whatever form the keyboard gave', async () => {
    const stored = await hashPassword('ｐａｓｓ１２３４５６', CHEAP_PASSWORDS);
    expect(await verifyPassword('pass123456', stored)).toBe(true);
  });

  it('of an unknown form are an error, not a wrong password', async () => {
    await expect(verifyPassword('x', 'plain')).rejects.toThrow('unknown form');
  });
});

describe('secrets', () => {
  it('hold 256 random bits', () => {
    expect(Buffer.from(newSecret(), 'base64url')).toHaveLength(32);
    expect(newSecret('zhk_')).toMatch(/^zhk_[\w-]{43}$/);
    expect(newSecret()).not.toBe(newSecret());
    expect(digestSecret('a')).toHaveLength(32);
  });

  it('made for people can be read out', () => {
    expect(newPassword()).toMatch(/^([a-hj-km-z2-9]{5}-){3}[a-hj-km-z2-9]{5}$/);
  });
});

describe('new passwords', () => {
  const rules = { field: 'password', minLength: 10, personal: ['li.lei@example.com', 'Li Lei'] };
  it.each([
    ['short', 'password_too_short'],
    ['九个汉字不够长的呀', 'password_too_short'],
    ['1234567890', 'password_too_common'],
    ['Password123', 'password_too_common'],
    ['aaaaaaaaaaaa', 'password_too_common'],
    ['abababababab', 'password_too_common'],
    ['LI.LEI@example.com', 'password_too_common'],
  ])('refuse %s', (password, code) => {
    expect(passwordFaults(password, rules).map((fault) => [fault.field, fault.code])).toEqual([['password', code]]);
  });

  it.each(['correct horse battery', '一二三四五六七八九十', 'gq7-kd2-pp1'])('accept %s', (password) => {
    expect(passwordFaults(password, rules)).toEqual([]);
  });
});
