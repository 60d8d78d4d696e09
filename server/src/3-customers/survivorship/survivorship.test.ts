import { sql } from 'kysely';
import { beforeEach, describe, expect, it } from 'vitest';
import { systemContext } from '#kernel/context.ts';
import { retryOnConflict } from '#kernel/retry-on-conflict.ts';
import { useKernel } from '#test/harness.ts';
import { createStatementBench, january, type StatementBench, said } from '#test/statements.ts';
import { dumpTables, truncateTables } from '#test/table-dump.ts';
import type { HandSet } from '../hand-set/hand-set.ts';

const kernel = useKernel({ analytic: false });
const context = systemContext('test');
const PHONE = '+8613812341234';
let bench: StatementBench;

beforeEach(async () => {
  await truncateTables(kernel.postgres.db, await dumpTables(kernel.postgres.db, ['customers']));
  bench = createStatementBench(kernel);
});

async function take(overrides: Parameters<typeof said>[0], source?: string): Promise<string> {
  const [resolved] = await bench.takeIn([said(overrides)], source);
  return resolved?.customerId ?? '';
}

function byHand(words: HandSet) {
  return retryOnConflict(() =>
    kernel.transaction(context, (tx) => bench.customers.identity.stateByHand(tx, context, words)),
  );
}

async function profileOf(id: string): Promise<Record<string, unknown> | undefined> {
  const { rows } = await sql<Record<string, unknown>>`
    select name, phone, email, region, attributes, name_pinyin as pinyin, name_initials as initials
    from customers.customers where id = ${id}`.execute(kernel.postgres.db);
  return rows[0];
}

describe('what a profile shows of attributes', () => {
  it('is per field the newest word of any source', async () => {
    const id = await take({ account: 'u1', phone: PHONE, attributes: { gender: 'female', hobbies: ['茶'] } });
    expect(await profileOf(id)).toMatchObject({ attributes: { gender: 'female', hobbies: ['茶'] } });
    await take({ phone: PHONE, attributes: { gender: 'male', heightCm: 170 }, statedAt: january(3) }, 'jd');
    await take({ account: 'u1', attributes: { hobbies: ['茶', '跑步'] }, statedAt: january(2) });
    expect(await profileOf(id)).toMatchObject({
      attributes: { gender: 'male', heightCm: 170, hobbies: ['茶', '跑步'] },
    });
  });

  it('leaves out what was said to be empty, for as long as nobody says otherwise later', async () => {
    const id = await take({ account: 'u1', phone: PHONE, attributes: { gender: 'female', occupation: '教师' } });
    await take({ account: 'u1', attributes: { occupation: null }, statedAt: january(2) });
    await take({ account: 'u1', attributes: { occupation: '医生' }, statedAt: january(1) });
    expect(await profileOf(id)).toMatchObject({ attributes: { gender: 'female' } });
    await take({ account: 'u1', attributes: { gender: null }, statedAt: january(2) });
    expect(await profileOf(id)).toMatchObject({ attributes: null });
    await take({ phone: PHONE, attributes: { occupation: '厨师' }, statedAt: january(3) }, 'jd');
    expect(await profileOf(id)).toMatchObject({ attributes: { occupation: '厨师' } });
  });

  it('does not depend on whether the words came in one batch or in several', async () => {
    const words = [
      said({ account: 'u1', phone: PHONE, attributes: { a: 1, b: 1 }, statedAt: january(1) }),
      said({ account: 'u1', attributes: { b: null, c: 2 }, statedAt: january(2) }),
      said({ account: 'u2', phone: PHONE, attributes: { a: 3 }, statedAt: january(3) }),
    ];
    const expected = { attributes: { a: 3, c: 2 } };
    const [together] = await bench.takeIn(words);
    expect(await profileOf(together?.customerId ?? '')).toMatchObject(expected);
    await truncateTables(kernel.postgres.db, await dumpTables(kernel.postgres.db, ['customers']));
    let last = '';
    for (const word of words.toReversed()) {
      last = (await bench.takeIn([word]))[0]?.customerId ?? '';
    }
    expect(await profileOf(last)).toMatchObject(expected);
  });
});

describe('what staff set by hand', () => {
  it('wins over every source, also over what comes later', async () => {
    const id = await take({ account: 'u1', name: '李雷', attributes: { gender: 'female' } });
    await byHand({ customerId: id, basics: { name: '李磊' }, attributes: { gender: 'male', hobbies: ['茶'] } });
    await take({ account: 'u1', name: '李蕾', attributes: { gender: 'female' }, statedAt: new Date('2030-01-01') });
    expect(await profileOf(id)).toMatchObject({ name: '李磊', attributes: { gender: 'male', hobbies: ['茶'] } });
  });

  it('can say that there is none, and can be taken back', async () => {
    const id = await take({ account: 'u1', name: '李雷', attributes: { gender: 'female', occupation: '教师' } });
    await byHand({ customerId: id, basics: { name: '李磊', region: '上海' }, attributes: { occupation: null } });
    expect(await profileOf(id)).toMatchObject({ name: '李磊', region: '上海', attributes: { gender: 'female' } });
    await byHand({ customerId: id, withdraw: ['name', 'region', 'occupation'] });
    const rest = { name: '李雷', region: null, attributes: { gender: 'female', occupation: '教师' } };
    expect(await profileOf(id)).toMatchObject(rest);
    const { rows } = await sql`select from customers.records where source = 'staff'`.execute(kernel.postgres.db);
    expect(rows).toHaveLength(0);
  });

  it('is found by its phone, until staff correct it; then whoever it joined is apart again', async () => {
    const id = await take({ account: 'u1' });
    await byHand({ customerId: id, basics: { phone: PHONE } });
    const joined = await take({ phone: PHONE }, 'jd');
    expect(joined).toBe(id);
    await byHand({ customerId: id, basics: { phone: '+8613900000000' } });
    expect(await profileOf(id)).toMatchObject({ phone: '+8613900000000' });
    const apart = await take({ phone: PHONE }, 'jd');
    expect(apart).not.toBe(id);
    expect(await take({ phone: '+8613900000000' }, 'form')).toBe(id);
  });

  it('is refused when the phone or e-mail means somebody else, and nothing of it is kept', async () => {
    const id = await take({ account: 'u1' });
    await take({ account: 'u2', phone: PHONE, email: 'li@x.cn' });
    const refused = byHand({ customerId: id, basics: { phone: PHONE, email: 'li@x.cn', name: '李' } });
    await expect(refused).rejects.toMatchObject({
      code: 'identifier_taken',
      status: 409,
      faults: [{ field: 'phone' }, { field: 'email' }],
    });
    expect(await profileOf(id)).toMatchObject({ phone: null, name: null });
  });

  it('is refused for nobody, and nobody can import in the name of staff', async () => {
    await expect(byHand({ customerId: '018f0000-0000-7000-8000-000000000000' })).rejects.toMatchObject({
      code: 'not_found',
    });
    await expect(bench.takeIn([said({ account: 'u1' })], 'staff')).rejects.toMatchObject({ code: 'source_reserved' });
  });

  it('stays with its customer when two are found to be one, the newest word winning', async () => {
    const older = await take({ account: 'u1', phone: PHONE });
    const younger = await take({ account: 'u2', email: 'li@x.cn' });
    await byHand({ customerId: younger, attributes: { gender: 'female', hobbies: ['茶'] } });
    kernel.clock.advance(60_000);
    await byHand({ customerId: older, attributes: { gender: 'male' } });
    await take({ phone: PHONE, email: 'li@x.cn' }, 'form');
    expect(await profileOf(older)).toMatchObject({ attributes: { gender: 'male', hobbies: ['茶'] } });
    await byHand({ customerId: older, withdraw: ['hobbies'] });
    expect(await profileOf(older)).toMatchObject({ attributes: { gender: 'male' } });
    await expect(byHand({ customerId: younger })).rejects.toMatchObject({ code: 'not_found' });
  });

  it('loses no word when several people write at the same moment', async () => {
    const id = await take({ account: 'u1' });
    const fields = Array.from({ length: 12 }, (_, index) => `field${index}`);
    await Promise.all(fields.map((field) => byHand({ customerId: id, attributes: { [field]: field } })));
    expect(await profileOf(id)).toMatchObject({
      attributes: Object.fromEntries(fields.map((field) => [field, field])),
    });
  });
});

describe('what follows from a name', () => {
  it('is how the name is typed, whoever wrote it last', async () => {
    const id = await take({ account: 'u1', phone: PHONE, name: '张三' });
    expect(await profileOf(id)).toMatchObject({ pinyin: 'zhangsan', initials: 'zs' });
    await take({ phone: PHONE, name: '李雷', statedAt: january(2) }, 'jd');
    expect(await profileOf(id)).toMatchObject({ pinyin: 'lilei', initials: 'll' });
    await byHand({ customerId: id, basics: { name: '欧阳娜' } });
    expect(await profileOf(id)).toMatchObject({ pinyin: 'ouyangna', initials: 'oyn' });
    await byHand({ customerId: id, basics: { name: '☆' } });
    expect(await profileOf(id)).toMatchObject({ name: '☆', pinyin: null, initials: null });
  });
});
