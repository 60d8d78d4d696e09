import { describe, expect, it } from 'vitest';
import { maskEmail } from './mask-email.ts';

describe('[C018] masking of e-mail addresses', () => {
  it.each([
    ['li.lei@example.com', 'l***@example.com'],
    [' LiLei@Example.com ', 'L***@Example.com'],
    ['13812341234@qq.com', '1***@qq.com'],
    ['张三@例子.公司', '张***@例子.公司'],
    ['𠮷田@example.com', '𠮷***@example.com'],
    ['a@example.com', '***@example.com'],
    ['@example.com', '***@example.com'],
    ['"a@b"@example.com', '"***@example.com'],
    ['li.lei@localhost', '***'],
    ['li.lei@', '***'],
    ['li.lei@13812341234', '***'],
    ['13812341234', '***'],
    ['li lei', '***'],
  ])('shows %s as %s', (email, expected) => {
    expect(maskEmail(email)).toBe(expected);
  });

  it('leaves null and empty alone', () => {
    expect(maskEmail(null)).toBeNull();
    expect(maskEmail('')).toBe('');
  });
});
