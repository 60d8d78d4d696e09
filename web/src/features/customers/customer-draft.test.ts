import { describe, expect, it } from 'vitest';
import { bodyOf, type FormLine, faultKey, hasContent, shownIn } from './customer-draft.ts';

const line = (key: string, known: FormLine['known'] = null, type: FormLine['type'] = 'text'): FormLine => ({
  key,
  label: { 'zh-CN': key, en: key },
  type,
  group: 'basic',
  groupLabel: { 'zh-CN': '基本情况', en: 'Basics' },
  options: [],
  openOptions: false,
  unit: null,
  purpose: null,
  known,
});
const seen = (value: string | number | string[]) => ({ value, text: String(value), masked: false });
const LINES = [
  line('name', seen('张三')),
  line('phone', { value: '138****1234', text: '138****1234', masked: true }),
  line('heightCm', seen(175), 'number'),
  line('hobbies', seen(['网球']), 'choices'),
];

describe('what the customer form sends', () => {
  it('is nothing as long as nothing is changed, whatever was touched', () => {
    const touched = { name: '张三', phone: '', heightCm: '175', hobbies: ['网球'] };
    expect(hasContent(bodyOf(LINES, touched))).toBe(false);
  });

  it('is what was changed, emptied fields as null', () => {
    const touched = {
      name: ' 张山 ',
      phone: '13900000001',
      heightCm: '',
      hobbies: ['网球', '阅读'],
      memberCard: ' V-1 ',
    };
    expect(bodyOf(LINES, touched)).toEqual({
      name: '张山',
      phone: '13900000001',
      attributes: { heightCm: null, hobbies: ['网球', '阅读'] },
      identifiers: [{ type: 'member_card', value: 'V-1' }],
    });
  });

  it('empties a masked field only when that was asked for', () => {
    expect(bodyOf(LINES, { phone: null })).toMatchObject({ phone: null });
    expect(bodyOf(LINES, { phone: '' })).not.toHaveProperty('phone');
  });
});

describe('the customer form', () => {
  it('shows what is known, but nothing that is masked', () => {
    expect(LINES.map((each) => shownIn(each, {}))).toEqual(['张三', null, '175', ['网球']]);
  });

  it('finds the line that a fault is about', () => {
    const body = { attributes: {}, identifiers: [{ type: 'wechat_unionid', value: 'x' }] };
    expect(
      ['attributes.birthday', 'phone', 'identifiers.0.value', 'member_card'].map((each) => faultKey(each, body)),
    ).toEqual(['birthday', 'phone', 'wechatUnionId', 'memberCard']);
  });
});
