import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dateOfDayNumber } from '#kernel/pure/dates.ts';
import { BUILT_IN_FIELDS } from './built-in.ts';
import type { FieldDefinition, FieldType } from './definition.ts';
import { parseField, parseFieldJson } from './parse.ts';
import { maskField, presentField } from './present.ts';

const fieldOf = (type: FieldType, more: Partial<FieldDefinition> = {}): FieldDefinition => ({
  key: 'x',
  label: { 'zh-CN': '字段', en: 'Field' },
  type,
  group: 'basic',
  options: [],
  openOptions: false,
  unit: null,
  sensitivity: 'open',
  purpose: null,
  source: null,
  updateCycleDays: null,
  builtIn: false,
  archived: false,
  position: 1,
  synonyms: [],
  format: null,
  ...more,
});
const skin = fieldOf('choice', {
  options: [
    { value: 'dry', label: { 'zh-CN': '干性', en: 'Dry' } },
    { value: 'oily', label: { 'zh-CN': '油性', en: 'Oily' } },
    { value: 't/zone', label: { 'zh-CN': '混合、T 区', en: 'Mixed, T zone' } },
  ],
});
const skins: FieldDefinition = { ...skin, type: 'choices' };
const builtIn = (key: string): FieldDefinition => BUILT_IN_FIELDS.find((field) => field.key === key) ?? skin;

const read = (field: FieldDefinition, text: string): unknown => {
  const parsed = parseField(field, text);
  return parsed.ok ? parsed.value : parsed.fault.code;
};

describe('a date', () => {
  it.each([
    ['1990-05-12', '1990-05-12'],
    ['1990/5/12', '1990-05-12'],
    ['1990.5.12', '1990-05-12'],
    ['19900512', '1990-05-12'],
    ['1990年5月12日', '1990-05-12'],
    [' １９９０年５月１２日 ', '1990-05-12'],
    ['33005', '1990-05-12'],
    ['33005.75', '1990-05-12'],
    ['1990-05-12 08:30:00', '1990-05-12'],
    ['1990-05-12T00:00:00+08:00', '1990-05-12'],
    ['12 May 1990', '1990-05-12'],
    ['May 12, 1990', '1990-05-12'],
    ['25/12/1990', '1990-12-25'],
    ['12/25/1990', '1990-12-25'],
    ['5/5/1990', '1990-05-05'],
    ['05/12/1990', 'date_ambiguous'],
    ['1990-02-30', 'date_invalid'],
    ['1800-01-01', 'date_out_of_range'],
    ['1990', 'date_invalid'],
    ['90-5-12', 'date_invalid'],
    ['五月十二', 'date_invalid'],
    ['12 Foo 1990', 'date_invalid'],
  ])('%s is %s', (text, expected) => {
    expect(read(fieldOf('date'), text)).toBe(expected);
  });

  it('is the same day in every form', () => {
    fc.assert(
      fc.property(fc.integer({ min: -25_000, max: 70_000 }), (day) => {
        const date = dateOfDayNumber(day);
        const [year = '', month = '', of = ''] = date.split('-');
        const forms = [
          date,
          `${year}/${Number(month)}/${Number(of)}`,
          `${year}.${month}.${of}`,
          `${year}${month}${of}`,
        ];
        forms.push(`${year}年${Number(month)}月${Number(of)}日`);
        if (day + 25_569 >= 10_000) {
          forms.push(String(day + 25_569));
        }
        for (const form of forms) {
          expect(read(fieldOf('date'), form)).toBe(date);
        }
      }),
    );
  });
});

describe('a number', () => {
  it.each([
    ['1234.5', 1234.5],
    ['1,234.50', 1234.5],
    ['１，２３４', 1234],
    ['-3', -3],
    ['1.5E+3', 1500],
    ['１７５', 175],
    ['abc', 'number_invalid'],
    ['1,23', 'number_invalid'],
    ['12 kg', 'number_invalid'],
    ['9999999999999999999', 'number_too_large'],
  ])('%s is %s', (text, expected) => {
    expect(read(fieldOf('number'), text)).toBe(expected);
  });

  it.each(['175', '175cm', '175 CM', '175厘米', '１７５公分'])('%s is a height of 175 cm', (text) => {
    expect(read(builtIn('heightCm'), text)).toBe(175);
  });
});

describe('a switch', () => {
  it.each(['是', '有', 'Y', 'yes', 'TRUE', '1', '√'])('%s is yes', (text) => {
    expect(read(fieldOf('boolean'), text)).toBe(true);
  });
  it.each(['否', '没有', 'n', 'No', 'false', '０', '×'])('%s is no', (text) => {
    expect(read(fieldOf('boolean'), text)).toBe(false);
  });
  it('is nothing else', () => {
    expect(read(fieldOf('boolean'), '也许')).toBe('boolean_invalid');
  });
});

describe('a choice', () => {
  it.each(['dry', 'DRY', '干性', ' Dry ', 'ｄｒｙ'])('%s is found by value and by label in either language', (text) => {
    expect(read(skin, text)).toBe('dry');
  });

  it('that does not exist is refused with those that do, in both languages', () => {
    const parsed = parseField(skin, '敏感');
    expect(parsed).toMatchObject({
      ok: false,
      fault: {
        code: 'choice_unknown',
        reason: { 'zh-CN': '没有选项“敏感”，可选：干性、油性、混合、T 区', en: expect.stringContaining('Dry, Oily') },
      },
    });
  });

  it.each(['干性、油性', '油性,干性', 'oily；dry', 'dry|OILY', '干性，干性，油性', '油性\n干性'])(
    '%s are two choices in the order of the options',
    (text) => {
      expect(read(skins, text)).toEqual(['dry', 'oily']);
    },
  );

  it('whose label holds a separator is taken whole', () => {
    expect(read(skins, '混合、T 区')).toEqual(['t/zone']);
  });

  it('[C001b] of an open list may be a new one', () => {
    expect(read(builtIn('hobbies'), '网球、攀岩')).toEqual(['网球', '攀岩']);
    expect(read(builtIn('hobbies'), 'Tennis, 剑道,攀岩')).toEqual(['网球', '剑道', '攀岩']);
  });
});

describe('other values', () => {
  it('of nothing say nothing', () => {
    for (const type of ['text', 'long_text', 'number', 'date', 'boolean', 'choice', 'choices'] as const) {
      expect(read(fieldOf(type), '  ')).toBeNull();
      expect(parseFieldJson(fieldOf(type), null)).toEqual({ ok: true, value: null });
    }
    expect(read(skins, '、、')).toBeNull();
  });

  it('that are too long are refused', () => {
    expect(read(fieldOf('text'), 'a'.repeat(501))).toBe('value_too_long');
    expect(read(fieldOf('long_text'), 'a'.repeat(501))).toHaveLength(501);
  });

  it('that are phone numbers are kept as such', () => {
    expect(read(builtIn('secondPhone'), '138 1234 1234')).toBe('+8613812341234');
    expect(read(builtIn('secondPhone'), '123')).toBe('phone_invalid');
  });

  it('come as JSON of their own type, or as text', () => {
    expect(parseFieldJson(fieldOf('number'), 12.5)).toEqual({ ok: true, value: 12.5 });
    expect(parseFieldJson(fieldOf('number'), '12.5')).toEqual({ ok: true, value: 12.5 });
    expect(parseFieldJson(fieldOf('number'), Number.POSITIVE_INFINITY)).toMatchObject({ ok: false });
    expect(parseFieldJson(fieldOf('boolean'), false)).toEqual({ ok: true, value: false });
    expect(parseFieldJson(skins, ['Oily', '干性'])).toEqual({ ok: true, value: ['dry', 'oily'] });
    expect(parseFieldJson(skins, [])).toEqual({ ok: true, value: null });
    expect(parseFieldJson(fieldOf('text'), 12)).toEqual({ ok: true, value: '12' });
    expect(parseFieldJson(fieldOf('text'), { a: 1 })).toMatchObject({
      ok: false,
      fault: { code: 'value_type_invalid' },
    });
    expect(parseFieldJson(skins, [1])).toMatchObject({ ok: false });
  });

  it('read back from what people see are the same', () => {
    const values = fc.uniqueArray(fc.constantFrom('dry', 'oily', 't/zone'), { minLength: 1, maxLength: 1 });
    fc.assert(
      fc.property(values, fc.constantFrom('zh-CN' as const, 'en' as const), ([value = ''], locale) => {
        expect(read(skin, presentField(skin, value, locale))).toBe(value);
      }),
    );
    expect(read(builtIn('heightCm'), presentField(builtIn('heightCm'), 175, 'en'))).toBe(175);
    expect(read(fieldOf('boolean'), presentField(fieldOf('boolean'), true, 'zh-CN'))).toBe(true);
  });
});

describe('a value that is not for everybody', () => {
  it('is shown in part or not at all', () => {
    expect(maskField(builtIn('birthday'), '1990-05-12')).toBe('1990-**-**');
    expect(maskField(builtIn('secondPhone'), '+8613812341234')).toBe('138****1234');
    expect(maskField(builtIn('incomeBand'), '5k_10k')).toBe('***');
    expect(maskField(fieldOf('text', { sensitivity: 'personal' }), '甲状腺')).toBe('***');
    expect(maskField(fieldOf('number', { sensitivity: 'personal' }), 3)).toBe('***');
    expect(maskField(builtIn('hobbies'), ['网球'])).toEqual(['网球']);
  });
});
