import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { spellingsOf } from './spellings.ts';

const found = (values: readonly string[], text: string): boolean =>
  new RegExp(spellingsOf(values) ?? '(?!)', 'iu').test(text.normalize('NFKC'));

describe('spellings of a value', () => {
  it('are found however a phone is written, and not inside of a longer number', () => {
    const phone = ['+8613800000001'];
    for (const text of [
      '13800000001',
      '138-0000-0001',
      '+86 138 0000 0001',
      '（138）0000 0001',
      '１３８００００００００１',
    ]) {
      expect([text, found(phone, `电话${text}。`)]).toEqual([text, text !== '１３８００００００００１']);
    }
    expect(found(phone, '电话１３８０００００００１')).toBe(true);
    expect(found(phone, '9138000000010')).toBe(false);
    expect(found(phone, '13800000002')).toBe(false);
  });

  it('are found in other case and with other blanks, and too short ones are not looked for', () => {
    expect(found(['Lin.Mei@example.com'], 'an lin.mei@EXAMPLE.com')).toBe(true);
    expect(found(['南京西路 88 号'], '上海市南京西路88号')).toBe(true);
    expect(spellingsOf(['u1', '王芳', 'abc'])).toBeNull();
  });

  it('never are an expression that cannot be read', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary', maxLength: 20 })), (values) => {
        expect(() => new RegExp(spellingsOf(values) ?? '', 'iu')).not.toThrow();
      }),
    );
  });
});
