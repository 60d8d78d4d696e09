import fc from 'fast-check';
import { sql } from 'kysely';
import { beforeEach, describe, expect, it } from 'vitest';
import type { RecordItem, RecordOutcome } from '#intake';
import { newId } from '#kernel/clock.ts';
import { systemContext } from '#kernel/context.ts';
import { useKernel } from '#test/harness.ts';
import { createImportBench, type ImportBench } from '#test/import-bench.ts';
import { type Dump, dumpTables, isEmptyDump, truncateTables } from '#test/table-dump.ts';

const kernel = useKernel({ analytic: false });
const context = systemContext('test');
const dump = (...leaveOut: string[]): Promise<Dump> => dumpTables(kernel.postgres.db, ['customers'], leaveOut);

let bench: ImportBench;

beforeEach(async () => {
  bench = createImportBench(kernel);
  await truncateTables(kernel.postgres.db, await dumpTables(kernel.postgres.db, ['customers', 'intake']));
  kernel.clock.advance(60_000);
});

const run = (text: string, options: { source?: string; key?: string; dryRun?: boolean } = {}) =>
  bench.importFile({ text }, { kind: 'customers', source: 'crm', ...options });

async function people(): Promise<Record<string, unknown>[]> {
  const { rows } = await sql<Record<string, unknown>>`
    select name, phone, email, region, attributes from customers.customers order by name, phone`.execute(
    kernel.postgres.db,
  );
  return rows;
}

async function faultsOf(importId: string) {
  const { items } = await bench.intake.imports.faults(context, importId, { limit: 50 });
  return items.map(({ rowNo, columnName, code }) => [rowNo, columnName, code]);
}

const HEADER = '客户编号,姓名,手机,邮箱,卡号,性别,生日,身高,爱好,负责人,注册日期,更新时间';
const LINES = [
  'u1,王小明,13800000001,a@x.cn,VIP-0001,男,1990-05-12,175cm,"网球、攀岩",李店长,2020/3/1,2026-01-05 10:00',
  'u2,李雷,138****0002,,VIP-0002,,,,,王店长,2021年6月1日,2026-01-05 10:00',
  'u3,韩梅梅,13800000003,c@x.cn,,F,33005,168,阅读,,,2026-01-05 10:00',
];
const fileOf = (lines: readonly string[] = LINES): string => `${HEADER}\n${lines.join('\n')}\n`;

describe('importing customers', () => {
  it('takes in who they are and every field, the original owner and date of registration included', async () => {
    expect(await run(fileOf())).toMatchObject({ status: 'done', added: 3, changed: 0, same: 0, rejected: 0 });
    expect(await people()).toMatchObject(
      [
        { name: '李雷', phone: null, attributes: { owner: '王店长', registeredAt: '2021-06-01' } },
        {
          name: '王小明',
          phone: '+8613800000001',
          email: 'a@x.cn',
          attributes: {
            gender: 'male',
            birthday: '1990-05-12',
            heightCm: 175,
            hobbies: ['网球', '攀岩'],
            owner: '李店长',
            registeredAt: '2020-03-01',
          },
        },
        { name: '韩梅梅', attributes: { gender: 'female', birthday: '1990-05-12', hobbies: ['阅读'] } },
      ].toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    );
    expect(
      await bench.customers.identity.findByIdentifier(kernel.postgres.db, 'member_card', 'VIP0002'),
    ).not.toBeNull();
  });

  it('knows a field that has just been defined', async () => {
    const before = (await bench.intake.imports.kinds.get('customers')?.fields())?.map(({ name }) => name);
    await sql`
      insert into customers.fields (key, label, type, group_name, options, sensitivity, position, created_at, updated_at)
      values ('skinType', '{"zh-CN": "肌肤类型", "en": "Skin type"}', 'choice', 'basic',
        '[{"value": "dry", "label": {"zh-CN": "干性", "en": "Dry"}}]', 'open', 1, now(), now())`.execute(
      kernel.postgres.db,
    );
    const after = (await bench.intake.imports.kinds.get('customers')?.fields())?.map(({ name }) => name);
    expect([before?.includes('skinType'), after?.includes('skinType')]).toEqual([false, true]);
    const done = await run('手机,肌肤类型\n13800000001,干性\n13800000002,敏感\n');
    expect(done).toMatchObject({ accepted: 1, rejected: 1 });
    expect(await people()).toMatchObject([{ attributes: { skinType: 'dry' } }]);
    expect(await faultsOf(done.id)).toEqual([[3, 'skinType', 'choice_unknown']]);
  });

  it('is the same when the file comes again, and changes only what became another', async () => {
    await run(fileOf());
    const before = await people();
    kernel.clock.advance(60_000);
    expect(await run(fileOf())).toMatchObject({ added: 0, changed: 0, same: 3 });
    expect(await people()).toEqual(before);
    const lines = [LINES[0]?.replace('攀岩', '阅读').replace('2026-01-05', '2026-01-06') ?? '', ...LINES.slice(1)];
    expect(await run(fileOf(lines))).toMatchObject({ added: 0, changed: 1, same: 2 });
    const { rows } = await sql`
      select field, before, after, origin, source from customers.field_changes order by seq`.execute(
      kernel.postgres.db,
    );
    expect(rows).toEqual([
      { field: 'hobbies', before: ['网球', '攀岩'], after: ['网球', '阅读'], origin: 'import', source: 'crm' },
    ]);
  });

  it('does not let an older file overwrite a newer word', async () => {
    await run(fileOf());
    const older = LINES[0]?.replace('李店长', '旧店长').replace('2026-01-05', '2025-01-05') ?? '';
    expect(await run(fileOf([older]))).toMatchObject({ changed: 0, same: 1 });
    expect((await people()).find(({ name }) => name === '王小明')).toMatchObject({ attributes: { owner: '李店长' } });
  });

  it('says of each wrong row which column, why and what would be right', async () => {
    const done = await run(
      '姓名,手机,邮箱,性别,生日,身高,更新时间\n' +
        '甲,123,,,,,\n乙,13800000001,x,,,,\n丙,13800000002,,?,,,\n丁,13800000003,,,1990-13-01,,\n' +
        '戊,13800000004,,,,高,\n己,,,,,,\n庚,138****0001,,,,,\n辛,13800000005,,,,,2099-01-01\n壬,13800000006,,,,,\n',
    );
    expect(done).toMatchObject({ accepted: 1, rejected: 8 });
    expect(await faultsOf(done.id)).toEqual([
      [2, 'phone', 'phone_invalid'],
      [3, 'email', 'email_invalid'],
      [4, 'gender', 'choice_unknown'],
      [5, 'birthday', 'date_invalid'],
      [6, 'heightCm', 'number_invalid'],
      [7, null, 'customer_unnamed'],
      [8, null, 'customer_unnamed'],
      [9, 'statedAt', 'date_out_of_range'],
    ]);
  });

  it('[C010] reads phones as forms and marketplaces write them: notes, several numbers, hidden ones', async () => {
    const done = await run(
      '客户账号,姓名,手机\nu1,王芳,13800000001（微信同号）\nu2,李强,13800000002/13800000003\nu3,陈国翠,138****0009\n' +
        'u4,赵一鸣,18412345678-1234\nu5,孙悦,138****0009\n',
    );
    expect(done).toMatchObject({ accepted: 5, rejected: 0 });
    const { rows } = await sql<{ kind: string; value: string }>`
      select kind, value from customers.identifiers order by kind, value`.execute(kernel.postgres.db);
    expect(rows.map(({ kind, value }) => `${kind} ${value}`)).toEqual([
      'masked_phone crm:u3:138****0009',
      'masked_phone crm:u4:18412345678-1234',
      'masked_phone crm:u5:138****0009',
      'phone +8613800000001',
      'phone +8613800000002',
      'phone +8613800000003',
    ]);
    expect(await people()).toHaveLength(5);
  });

  it('[C010] a file of bindings makes one customer of a masked account and a phone, and refuses what cannot be', async () => {
    await run('客户账号,手机\nu3,138****0009\n');
    await run('手机,姓名\n13812340009,陈国翠\n');
    expect(await people()).toHaveLength(2);
    const done = await run('脱敏手机,手机\ncrm:u3:138****0009,13812340009\ncrm:u3:138****0009,13900000000\n');
    expect(done).toMatchObject({ accepted: 1, rejected: 1 });
    expect(await faultsOf(done.id)).toEqual([[3, 'maskedPhone', 'masked_phone_contradicts']]);
    expect(await people()).toHaveLength(1);
  });

  it('keeps birthdays by the moon with the day of birth by the sun', async () => {
    await run('姓名,手机,生日\n王芳,13800000001,农历1988年八月十五\n李强,13800000002,一九九〇年五月十二日\n');
    const attributes = new Map((await people()).map((one) => [one.name, one.attributes]));
    expect(attributes.get('王芳')).toEqual({ birthday: '1988-09-25', birthdayCalendar: 'lunar' });
    expect(attributes.get('李强')).toEqual({ birthday: '1990-05-12' });
  });

  it('knows province, city and area of an address, which stays as it was given', async () => {
    await run('姓名,手机,地址\n王芳,13800000001,苏州市姑苏区平江路1号\n李强,13800000002,朝阳区某处1号\n');
    const { rows } = await sql`
      select name, address, region, place, division_code as code from customers.customers order by phone`.execute(
      kernel.postgres.db,
    );
    expect(rows).toEqual([
      { name: '王芳', address: '苏州市姑苏区平江路1号', region: null, place: '江苏省苏州市', code: '320508' },
      { name: '李强', address: '朝阳区某处1号', region: null, place: null, code: null },
    ]);
  });

  it('finds whom to update by the chosen key', async () => {
    await run('卡号,姓名,手机\nVIP-0001,王小明,13800000001\n');
    const done = await run('卡号,姓名,手机\nVIP 0001,王晓明,13900000009\n,无卡,13800000005\n', { key: 'memberCard' });
    expect(done).toMatchObject({ accepted: 1, rejected: 1 });
    expect(await faultsOf(done.id)).toEqual([[3, 'memberCard', 'key_missing']]);
    expect(await people()).toMatchObject([{ name: '王晓明', phone: '+8613900000009' }]);
    expect(await run('卡号,姓名\nVIP0001,王晓明\n', { key: 'memberCard' })).toMatchObject({ same: 1, changed: 0 });
  });

  it('joins people of several sources and does not lose what the other said', async () => {
    await run('手机,姓名,爱好\n13800000001,王小明,网球\n');
    await run('手机,职业\n13800000001,教师\n', { source: 'shop' });
    expect(await people()).toMatchObject([{ name: '王小明', attributes: { hobbies: ['网球'], occupation: '教师' } }]);
  });

  it('tells before it is done what it would do, and does nothing', async () => {
    await run(fileOf());
    const before = await dump();
    const lines = [...LINES.slice(1), 'u9,新人,13800000009,,,,,,,,,'];
    expect(await run(fileOf(lines), { dryRun: true })).toMatchObject({ added: 1, same: 2 });
    expect(await dump()).toEqual(before);
  });
});

describe('undoing an import of customers', () => {
  it('gives back exactly what was there', async () => {
    await run(fileOf());
    const before = await dump();
    kernel.clock.advance(60_000);
    const lines = [
      LINES[0]?.replace('男', '女').replace('13800000001', '13800000009').replace('10:00', '11:00') ?? '',
      'u7,新人,13800000003,,VIP-0001,,,,,,,',
    ];
    const second = await run(fileOf(lines));
    expect(second).toMatchObject({ added: 1, changed: 1 });
    await bench.undo(second.id);
    expect(await dump()).toEqual(before);
  });

  const cell = {
    account: fc.constantFrom('u1', 'u2', ''),
    phone: fc.constantFrom('13800000001', '13800000002', ''),
    card: fc.constantFrom('CARD1', 'CARD2', ''),
    name: fc.constantFrom('王', '李', ''),
    hobbies: fc.constantFrom('网球', '网球、阅读', ''),
    at: fc.constantFrom('2026-01-05', '2026-01-06', ''),
  };
  const rows = fc.array(fc.record(cell), { minLength: 1, maxLength: 5 });
  const textOf = (list: readonly Record<string, string>[]): string =>
    `客户编号,手机,卡号,姓名,爱好,更新时间\n${list
      .map((row) => [row['account'], row['phone'], row['card'], row['name'], row['hobbies'], row['at']].join(','))
      .join('\n')}\n`;

  it('leaves nothing of any two imports, whichever goes first', async () => {
    await fc.assert(
      fc.asyncProperty(rows, rows, fc.boolean(), async (first, second, backwards) => {
        await truncateTables(kernel.postgres.db, await dump());
        const one = await run(textOf(first));
        const before = await dump();
        kernel.clock.advance(60_000);
        const two = await run(textOf(second), { source: backwards ? 'crm' : 'shop' });
        const order = backwards ? [two, one] : [one, two];
        const states: Dump[] = [];
        for (const each of order) {
          if (each.accepted > 0) {
            await bench.undo(each.id);
          }
          states.push(await dump());
        }
        expect(backwards ? states[0] : before).toEqual(before);
        expect(isEmptyDump(await dump())).toBe(true);
      }),
      { numRuns: 25 },
    );
  }, 120_000);
});

describe('customers by the API', () => {
  const kind = () => bench.customers.recordKinds.find(({ type }) => type === 'customer');
  const send = (items: readonly Partial<RecordItem<unknown>>[]): Promise<readonly RecordOutcome[]> =>
    kernel.transaction(context, async (tx) => {
      const whole = items.map((item) => ({
        source: 'shop',
        key: newId(),
        occurredAt: kernel.clock.now(),
        scopeId: null,
        customer: null,
        data: {},
        ...item,
      }));
      return (await kind()?.apply(tx, context, whole)) ?? [];
    });
  const customer = (identifiers: Record<string, string>, attributes: Record<string, unknown> = {}) => ({
    identifiers: Object.entries(identifiers).map(([type, value]) => ({ type, value })),
    attributes,
  });

  it('are added, the same, changed; a bad one is answered with what would be right', async () => {
    const first = { key: 'c1', customer: customer({ phone: '13800000001' }, { name: '王小明', hobbies: ['网球'] }) };
    expect(await send([first])).toMatchObject([{ outcome: 'added', customerId: expect.any(String) }]);
    kernel.clock.advance(1000);
    expect(await send([first])).toMatchObject([{ outcome: 'same' }]);
    const answers = await send([
      { key: 'c1', customer: customer({ memberCard: 'CARD-9' }, { hobbies: null, heightCm: 175 }) },
      { key: 'c2', customer: customer({ phone: '12' }) },
      { key: 'c3', customer: customer({}, { shoeSize: 42 }) },
      { key: 'c4' },
    ]);
    expect(answers).toMatchObject([
      { outcome: 'changed' },
      { outcome: 'rejected', fault: { field: 'customer.identifiers.0.value', code: 'identifier_invalid' } },
      { outcome: 'rejected', fault: { field: 'customer.attributes.shoeSize', code: 'field_unknown' } },
      { outcome: 'rejected', fault: { field: 'customer' } },
    ]);
    expect(await people()).toEqual([
      { name: '王小明', phone: '+8613800000001', email: null, region: null, attributes: { heightCm: 175 } },
    ]);
    const { rows: history } = await sql`
      select field, origin from customers.field_changes order by field`.execute(kernel.postgres.db);
    expect(history).toEqual([
      { field: 'heightCm', origin: 'record' },
      { field: 'hobbies', origin: 'record' },
    ]);
  });

  it('of the same phone are one customer', async () => {
    const answers = await send([
      { key: 'c1', customer: customer({ phone: '13800000001' }) },
      { key: 'c2', customer: customer({ phone: '+86 138 0000 0001', account: 'login-2' }) },
    ]);
    const ids = answers.map((answer) => (answer.outcome === 'rejected' ? null : answer.customerId));
    expect(ids[0]).toBe(ids[1]);
  });
});
