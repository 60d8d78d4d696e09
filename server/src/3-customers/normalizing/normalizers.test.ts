import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  emailIdentity,
  normalizeAccount,
  normalizeAddress,
  normalizeEmail,
  normalizeMaskedPhone,
  normalizePhone,
  readAddress,
  readBirthday,
  readName,
  readNationalId,
  readPhones,
  simplify,
  suggestEmail,
} from './normalizers.ts';

const PIECES = [
  ...'王李欧阳陈国翠張三小明*＊某·. ,，（）()[]{}#-/—:：;；@＠_|0123456789０１２３闰八月十五初廿年日岁属龙农历路号栋座室省市区县镇街'.split(
    '',
  ),
  '女士',
  '先生',
  '北京',
  '上海市',
  '江苏省',
  '朝阳区',
  '市辖区',
  'zhang',
  'San',
  'Mr ',
  'ext',
  '转',
  'gmail.com',
  '.con',
  'null',
  '+86',
  '0086',
  '138',
  '****',
  '1234',
  '🌸',
  '\u0000',
  '\ud800',
  'İ',
  'ǚ',
  'ﬁ',
  '㏂',
  '乾',
  '薴',
];
const junk = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 80 }),
  fc.array(fc.constantFrom(...PIECES), { maxLength: 24 }).map((pieces) => pieces.join('')),
);
const RUNS = { numRuns: 3000 };

/** What gives back text of the kind that it takes. */
const SAME_AGAIN: readonly (readonly [string, (given: string) => string | null])[] = [
  ['phone', normalizePhone],
  ['masked phone', normalizeMaskedPhone],
  ['e-mail', normalizeEmail],
  ['mailbox', (given) => (normalizeEmail(given) === null ? null : emailIdentity(normalizeEmail(given) ?? ''))],
  ['account', normalizeAccount],
  ['simplified text', simplify],
  ['name', (given) => readName(given).text],
  ['address', (given) => normalizeAddress(given)],
];

describe('whatever is written', () => {
  it.each(SAME_AGAIN)('a %s that is normalized again stays as it is', (_, normalize) => {
    fc.assert(
      fc.property(junk, (given) => {
        const once = normalize(given);
        expect(once === null ? null : normalize(once)).toBe(once);
      }),
      RUNS,
    );
  });

  it('nothing throws, and what is read has its form', () => {
    fc.assert(
      fc.property(junk, (given) => {
        readPhones(given);
        suggestEmail(given);
        readNationalId(given);
        readBirthday(given);
        const { provinceCode, cityCode, areaCode } = readAddress(given);
        expect(areaCode === null || (cityCode !== null && areaCode.startsWith(cityCode))).toBe(true);
        expect(cityCode === null || (provinceCode !== null && cityCode.startsWith(provinceCode))).toBe(true);
      }),
      RUNS,
    );
  });

  it('full-width forms are read as the narrow ones', () => {
    const wide = (text: string): string =>
      text.replaceAll(/[!-~]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) + 0xfee0)).replaceAll(' ', '\u3000');
    const narrow = fc.oneof(
      fc.string({ unit: fc.constantFrom(...'abcXYZ 0123456789-+@.()'.split('')), maxLength: 30 }),
      fc.stringMatching(/^1[3-9]\d{9}$/),
      fc.constantFrom('Zhang San', 'li@example.com', '138****1234', '010-12345678', '1990-05-12'),
    );
    fc.assert(
      fc.property(narrow, (text) => {
        for (const [, normalize] of SAME_AGAIN.filter(([name]) => name !== 'simplified text')) {
          expect(normalize(wide(text))).toBe(normalize(text));
        }
        expect(readBirthday(wide(text))).toEqual(readBirthday(text));
      }),
      RUNS,
    );
  });
});
