import { describe, expect, it } from 'vitest';
import { normalizeAccount } from './accounts.ts';
import { emailIdentity, normalizeEmail, suggestEmail } from './emails.ts';

describe('normalizing e-mail addresses', () => {
  it.each([
    ['Li.Lei@Example.COM', 'li.lei@example.com'],
    [' li@example.com ', 'li@example.com'],
    ['ｌｉ＠example.com', 'li@example.com'],
    ['li+shop@mail.example.co.uk', 'li+shop@mail.example.co.uk'],
    ['张三@例子.公司', '张三@例子.公司'],
  ])('reads %s as %s', (given, expected) => {
    expect(normalizeEmail(given)).toBe(expected);
  });

  it.each([
    '',
    'li',
    'li@',
    '@example.com',
    'li@localhost',
    'li@@example.com',
    'a b@example.com',
    'a@b.c, d@e.f',
    'li@example..com',
  ])('takes %j for no address', (given) => {
    expect(normalizeEmail(given)).toBeNull();
  });

  it('takes nothing longer than 254 characters for an address', () => {
    expect(normalizeEmail(`${'a'.repeat(243)}@example.cn`)).not.toBeNull();
    expect(normalizeEmail(`${'a'.repeat(244)}@example.cn`)).toBeNull();
  });
});

describe('which mailbox an address reaches', () => {
  it.each([
    ['li.lei+shop@gmail.com', 'lilei@gmail.com'],
    ['li.lei@googlemail.com', 'lilei@gmail.com'],
    ['li+shop@outlook.com', 'li@outlook.com'],
    ['li.lei@outlook.com', 'li.lei@outlook.com'],
    ['li.lei+shop@qq.com', 'li.lei+shop@qq.com'],
    ['li.lei+shop@163.com', 'li.lei+shop@163.com'],
    ['+shop@gmail.com', '+shop@gmail.com'],
  ])('%s reaches %s', (given, mailbox) => {
    expect(emailIdentity(given)).toBe(mailbox);
    expect(emailIdentity(mailbox)).toBe(mailbox);
  });
});

describe('what was probably meant by an address', () => {
  it.each([
    ['li@b.con', 'li@b.com'],
    ['12345@qq,com', '12345@qq.com'],
    ['12345@qq。com', '12345@qq.com'],
    ['12345@qqcom', '12345@qq.com'],
    ['li@gmial.com', 'li@gmail.com'],
    ['li@@163.com', 'li@163.com'],
  ])('by %s: %s', (given, meant) => {
    expect(suggestEmail(given)).toBe(meant);
  });

  it.each(['li@example.com', '12345@qq.com', 'li', '', '@', 'a@b@c.com'])('by %j nothing else', (given) => {
    expect(suggestEmail(given)).toBeNull();
  });

  it('joins nobody: the address as written stays another one', () => {
    expect(normalizeEmail('li@gmial.com')).toBe('li@gmial.com');
    expect(emailIdentity('li@gmial.com')).not.toBe('li@gmail.com');
  });
});

describe('normalizing accounts', () => {
  it('keeps what the source writes but for width and blanks', () => {
    expect(normalizeAccount(' ＵＳＥＲ 01 ')).toBe('USER 01');
    expect(normalizeAccount('aB')).toBe('aB');
    expect(normalizeAccount('   ')).toBeNull();
  });
});
