import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { faultsOf } from '#kernel/http/zod-faults.ts';

function explain(schema: z.ZodType, value: unknown): readonly (readonly [string, string, string, string])[] {
  const result = schema.safeParse(value, { reportInput: true });
  return faultsOf(result.error?.issues ?? [], 'body').map(
    (fault) => [fault.field, fault.code, fault.message['zh-CN'], fault.message.en] as const,
  );
}

describe('faults of a failed parse', () => {
  it('name the path with list places and say what would be right in both languages', () => {
    const order = z.object({ lines: z.array(z.object({ quantity: z.int().min(1) })) });
    const lines = [{ quantity: 1 }, { quantity: 'many' }, { quantity: 0 }];
    expect(explain(order, { lines })).toEqual([
      ['lines[1].quantity', 'type_invalid', '应为数字', 'should be a number'],
      ['lines[2].quantity', 'too_small', '不能小于 1', 'should be at least 1'],
    ]);
  });

  it.each([
    ['a missing field', z.object({ name: z.string() }), {}, ['name', 'required', '必填', 'is required']],
    ['a missing body', z.object({}), undefined, ['body', 'required', '必填', 'is required']],
    ['a missing choice', z.object({ a: z.enum(['x', 'y']) }), {}, ['a', 'required', '必填', 'is required']],
    [
      'a wrong type',
      z.object({ on: z.boolean() }),
      { on: 'yes' },
      ['on', 'type_invalid', '应为 true 或 false', 'should be true or false'],
    ],
    [
      'an unknown choice',
      z.object({ a: z.enum(['x', 'y']) }),
      { a: 'z' },
      ['a', 'value_invalid', '应为其中之一：x、y', 'should be one of x, y'],
    ],
    [
      'the wrong constant',
      z.object({ a: z.literal('x') }),
      { a: 'z' },
      ['a', 'value_invalid', '应为 x', 'should be x'],
    ],
    [
      'a short text',
      z.object({ a: z.string().min(2) }),
      { a: 'z' },
      ['a', 'too_small', '至少要有 2 个字符', 'should have at least 2 characters'],
    ],
    [
      'a long list',
      z.object({ a: z.array(z.int()).max(1) }),
      { a: [1, 2] },
      ['a', 'too_big', '最多只能有 1 项', 'should have at most 1 items'],
    ],
    [
      'a text of wrong length',
      z.object({ a: z.string().length(2) }),
      { a: 'z' },
      ['a', 'too_small', '应正好有 2 个字符', 'should have exactly 2 characters'],
    ],
    [
      'a figure at an open end',
      z.object({ a: z.number().gt(5) }),
      { a: 5 },
      ['a', 'too_small', '应大于 5', 'should be more than 5'],
    ],
    [
      'a figure above its maximum',
      z.object({ a: z.number().max(5) }),
      { a: 6 },
      ['a', 'too_big', '不能大于 5', 'should be at most 5'],
    ],
    [
      'an odd figure',
      z.object({ a: z.number().multipleOf(2) }),
      { a: 3 },
      ['a', 'not_multiple', '应为 2 的倍数', 'should be a multiple of 2'],
    ],
    [
      'a bad address',
      z.object({ a: z.email() }),
      { a: 'z' },
      [
        'a',
        'format_invalid',
        '应为电子邮箱地址，如 name@example.com',
        'should be an e-mail address such as name@example.com',
      ],
    ],
    [
      'a bad instant',
      z.object({ a: z.iso.datetime() }),
      { a: 'z' },
      [
        'a',
        'format_invalid',
        '应为带时区的时间，如 2026-01-31T09:30:00Z',
        'should be an instant with its zone such as 2026-01-31T09:30:00Z',
      ],
    ],
    [
      'a wrong beginning',
      z.object({ a: z.string().startsWith('SKU') }),
      { a: 'z' },
      ['a', 'format_invalid', '开头应为“SKU”', 'should start with “SKU”'],
    ],
    [
      'an unknown field',
      z.strictObject({}),
      { extra: 1 },
      [
        'extra',
        'key_unknown',
        '不认识这个字段，请去掉或更正名称',
        'is not a known field; remove it or correct its name',
      ],
    ],
    [
      'no branch by its mark',
      z.discriminatedUnion('is', [z.object({ is: z.literal('a') }), z.object({ is: z.literal('b') })]),
      { is: 'c' },
      ['is', 'value_invalid', '应为其中之一：a、b', 'should be one of a, b'],
    ],
    [
      'a fault deep in one branch of a union',
      z.union([z.string(), z.object({ n: z.int() })]),
      { n: 1.5 },
      ['n', 'type_invalid', '应为整数', 'should be a whole number'],
    ],
    [
      'a bad key of a record',
      z.record(z.enum(['a']), z.int()),
      { b: 1, a: 1 },
      ['b', 'key_unknown', '不认识这个字段，请去掉或更正名称', 'is not a known field; remove it or correct its name'],
    ],
  ] as const)('explain %s', (_what, schema, value, fault) => {
    expect(explain(schema, value)).toEqual([fault]);
  });

  it('take both languages and the code of a check of ours', () => {
    const text = { 'zh-CN': '结束不能早于开始', en: 'ends before it starts' };
    const period = z.object({ from: z.int(), to: z.int() }).refine((value) => value.to >= value.from, {
      path: ['to'],
      params: { code: 'period_reversed', text },
    });
    expect(explain(period, { from: 2, to: 1 })).toEqual([['to', 'period_reversed', text['zh-CN'], text.en]]);
  });
});
