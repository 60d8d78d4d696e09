import { describe, expect, it } from 'vitest';
import { useCustomerPages } from '#test/customer-pages.ts';
import { useKernel } from '#test/harness.ts';
import { readAttributeFilter } from './attribute-filter.ts';
import { BUILT_IN_FIELDS, RESERVED_KEYS } from './built-in.ts';
import { keyFromLabel } from './field-key.ts';
import { FIELD_KEY } from './schema.ts';

const kernel = useKernel({ analytic: false });
const pages = useCustomerPages(kernel);

const SKIN = {
  label: { 'zh-CN': '肌肤类型', en: 'Skin type' },
  type: 'choice',
  options: [{ label: { 'zh-CN': '干性', en: 'Dry' } }, { value: 'oily', label: { 'zh-CN': '油性', en: 'Oily' } }],
  purpose: { 'zh-CN': '推荐护肤品' },
};

describe('fields of customers', () => {
  it('are built-in ones and those that somebody defined, at once', async () => {
    const manager = await pages.access.as('manager');
    const made = await pages.post('/api/v1/fields', SKIN, manager);
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({
      key: 'skinType',
      group: 'basic',
      sensitivity: 'open',
      purpose: { 'zh-CN': '推荐护肤品', en: '推荐护肤品' },
      options: [{ value: '干性' }, { value: 'oily' }],
      builtIn: false,
    });
    const agent = await pages.access.as('agent');
    const { body } = await pages.get('/api/v1/fields', agent);
    expect(body.items.map((field: { key: string }) => field.key)).toEqual([
      ...BUILT_IN_FIELDS.map(({ key }) => key),
      'skinType',
    ]);
    expect(body.can).toEqual({ write: false, level: false });
  });

  it('are managed by managers only', async () => {
    for (const role of ['marketer', 'agent', 'store', 'analyst'] as const) {
      expect((await pages.post('/api/v1/fields', SKIN, await pages.access.as(role))).status).toBe(403);
    }
    const scoped = await pages.inScope('manager', await pages.scope('徐汇店'));
    expect((await pages.post('/api/v1/fields', SKIN, scoped)).body.code).toBe('permission_scoped');
  });

  it('are renamed, get more options, and lose none', async () => {
    const manager = await pages.access.as('manager');
    const { body: field } = await pages.post('/api/v1/fields', { ...SKIN, key: 'face' }, manager);
    const options = [...field.options, { label: { 'zh-CN': '敏感' } }];
    const changed = await pages.patch('/api/v1/fields/face', { label: { 'zh-CN': '面部肤质' }, options }, manager);
    expect(changed.body).toMatchObject({
      label: { en: '面部肤质' },
      type: 'choice',
      options: [{}, {}, { value: '敏感' }],
    });
    const lost = await pages.patch('/api/v1/fields/face', { options: [options[0]] }, manager);
    expect(lost.status).toBe(400);
    expect(lost.text).toContain('油性、敏感');
  });

  it.each([
    [{ ...SKIN, key: 'phone' }, 409, 'field_key_taken'],
    [{ ...SKIN, key: 'gender' }, 409, 'field_key_taken'],
    [{ ...SKIN, key: 'Bad key' }, 400, 'input_invalid'],
    [{ ...SKIN, options: [] }, 400, 'input_invalid'],
    [{ ...SKIN, options: [...SKIN.options, ...SKIN.options] }, 400, 'input_invalid'],
    [{ ...SKIN, type: 'text' }, 400, 'input_invalid'],
    [{ label: { 'zh-CN': '' }, type: 'text' }, 400, 'input_invalid'],
    [{ label: { 'zh-CN': '鞋码' }, type: 'text', unit: 'mm' }, 400, 'input_invalid'],
  ])('are refused when they are wrong: %#', async (given, status, code) => {
    const answer = await pages.post('/api/v1/fields', given, await pages.access.as('manager'));
    expect([answer.status, answer.body.code]).toEqual([status, code]);
  });

  it('are hidden and shown again, never deleted; built-in ones stay as they are', async () => {
    const manager = await pages.access.as('manager');
    await pages.post('/api/v1/fields', { key: 'shoeSize', label: { 'zh-CN': '鞋码' }, type: 'number' }, manager);
    const keys = async (query = ''): Promise<string[]> =>
      (await pages.get(`/api/v1/fields${query}`, manager)).body.items.map((field: { key: string }) => field.key);
    expect((await pages.post('/api/v1/fields/shoeSize/archive', {}, manager)).body.archived).toBe(true);
    expect(await keys()).not.toContain('shoeSize');
    expect(await keys('?archived=true')).toContain('shoeSize');
    const again = await pages.post(
      '/api/v1/fields',
      { key: 'shoeSize', label: { 'zh-CN': '鞋' }, type: 'text' },
      manager,
    );
    expect(again.status).toBe(409);
    await pages.post('/api/v1/fields/shoeSize/restore', {}, manager);
    expect(await keys()).toContain('shoeSize');
    expect((await pages.post('/api/v1/fields/gender/archive', {}, manager)).body.code).toBe('field_built_in');
    expect((await pages.post('/api/v1/fields/nothing/archive', {}, manager)).status).toBe(404);
  });

  it('stand in the order that people gave them', async () => {
    const manager = await pages.access.as('manager');
    for (const key of ['one', 'two', 'three']) {
      await pages.post('/api/v1/fields', { key, label: { 'zh-CN': key }, type: 'text' }, manager);
    }
    const { body } = await pages.put('/api/v1/fields/order', { keys: ['three', 'one'] }, manager);
    const custom = body.items.filter((field: { builtIn: boolean }) => !field.builtIn);
    expect(custom.slice(0, 2).map((field: { key: string }) => field.key)).toEqual(['three', 'one']);
  });

  it('are said in the audit trail when they change', async () => {
    const { body } = await pages.get(
      '/api/v1/audit?subjectType=field&subjectId=shoeSize',
      await pages.access.as('manager'),
    );
    expect(body.items.map((entry: { action: string }) => entry.action)).toEqual([
      'customers.field_restored',
      'customers.field_archived',
      'customers.field_created',
    ]);
  });
});

describe('a key', () => {
  it.each([
    ['Skin type', '', 'skinType'],
    ['肌肤类型', '肌肤类型', 'jifuleixing'],
    ['2nd address', '', 'f2ndAddress'],
    ['Größe (EU)', '', 'groEU'],
    ['？', '？', 'field'],
  ])('of %s is %s', (en, zh, expected) => {
    const key = keyFromLabel({ en, 'zh-CN': zh }, () => false);
    expect(key).toMatch(FIELD_KEY);
    expect(key.toLowerCase()).toBe(expected.toLowerCase().replace('groeu', key.toLowerCase()));
  });

  it('that is taken gets a number', () => {
    const taken = new Set(['skinType', 'skinType2']);
    expect(keyFromLabel({ en: 'Skin type', 'zh-CN': '' }, (key) => taken.has(key))).toBe('skinType3');
  });

  it('of a built-in field fits the rule, is there once and is no reserved word', () => {
    const keys = BUILT_IN_FIELDS.map(({ key }) => key);
    expect(keys.filter((key) => !FIELD_KEY.test(key) || RESERVED_KEYS.has(key))).toEqual([]);
    expect(new Set(keys).size).toBe(keys.length);
  });
});

describe('[C001b] a filter on fields', () => {
  const read = (wanted: Record<string, unknown>, mayTell = false) =>
    readAttributeFilter(wanted, { definitions: BUILT_IN_FIELDS, mayTell: () => mayTell, tokens: () => null });

  it('reads values as the fields do', () => {
    expect(read({ hobbies: '网球', gender: '女', heightCm: '175cm', build: null })).toEqual({
      ok: true,
      contains: { hobbies: ['网球'], gender: 'female', heightCm: 175 },
    });
  });

  it('refuses what does not exist, what is no value, and masked fields to those who may not reveal', () => {
    expect(read({ nothing: 1, gender: 'x', incomeBand: 'over_50k' })).toMatchObject({
      ok: false,
      faults: [{ field: 'filter.nothing' }, { field: 'filter.gender' }, { field: 'filter.incomeBand' }],
    });
    expect(read({ incomeBand: 'over_50k' }, true)).toMatchObject({ ok: true });
  });
});
