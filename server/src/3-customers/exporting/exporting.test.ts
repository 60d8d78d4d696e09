import { beforeEach, describe, expect, it } from 'vitest';
import type { ExportAsk, ExportValue } from '#intake';
import { systemContext } from '#kernel/context.ts';
import type { Kernel } from '#kernel/module.ts';
import { useKernel } from '#test/harness.ts';
import { createImportBench, type ImportBench } from '#test/import-bench.ts';
import { dumpTables, truncateTables } from '#test/table-dump.ts';
import { createFields } from '../fields/service.ts';
import { customerExportKind } from './service.ts';

const kernel = useKernel({ analytic: false });
const context = systemContext('test');
const SHEET = `客户编号,姓名,手机,邮箱,地址,卡号,性别,生日,身高,爱好,更新时间
u1,王小明,13800000001,li@example.com,上海市浦东新区某路1号,VIP-0001,男,1990-05-12,175,网球、攀岩,2026-01-05
u2,韩梅梅,13800000002,,,,,,,阅读,2026-01-05
`;

let bench: ImportBench;

beforeEach(async () => {
  bench = createImportBench(kernel);
  await truncateTables(kernel.postgres.db, await dumpTables(kernel.postgres.db, ['customers', 'intake']));
  kernel.clock.advance(60_000);
});

const fields = (over: Kernel) => createFields(over, { audit: async () => undefined });
const kindOf = () => customerExportKind(kernel, fields(kernel));

async function rowsOf(changes: Partial<ExportAsk> = {}): Promise<(readonly ExportValue[])[]> {
  const rows: (readonly ExportValue[])[] = [];
  const ask: ExportAsk = {
    columns: ['name', 'phone'],
    filter: {},
    unmasked: false,
    scopeIds: null,
    locale: 'zh-CN',
    format: 'csv',
    ...changes,
  };
  for await (const page of kindOf().pages(ask)) {
    rows.push(...page);
  }
  return rows;
}

const load = () => bench.importFile({ text: SHEET }, { kind: 'customers', source: 'crm' });

describe('exported customers', () => {
  it('keep phone, e-mail, address and personal fields masked unless that was allowed', async () => {
    await load();
    const columns = ['name', 'phone', 'email', 'address', 'birthday', 'gender', 'hobbies', 'heightCm'];
    const [masked] = await rowsOf({ columns });
    expect(masked).toEqual([
      '王小明',
      '138****0001',
      'l***@example.com',
      expect.stringMatching(/^上海市(?!.*某路)/),
      '1990-**-**',
      '男',
      '网球、攀岩',
      175,
    ]);
    const [whole] = await rowsOf({ columns, unmasked: true });
    expect(whole?.slice(1, 5)).toEqual(['+8613800000001', 'li@example.com', '上海市浦东新区某路1号', '1990-05-12']);
  });

  it('have a field that was defined a moment ago among their columns, and its values in the file', async () => {
    await kernel.transaction(context, (tx) =>
      fields(kernel).create(tx, context, {
        key: 'skinType',
        type: 'choice',
        label: { 'zh-CN': '肌肤类型', en: 'Skin type' },
        group: 'basic',
        options: [
          { value: 'dry', label: { 'zh-CN': '干性', en: 'Dry' } },
          { value: 'oily', label: { 'zh-CN': '油性', en: 'Oily' } },
        ],
        openOptions: false,
        unit: null,
        sensitivity: 'open',
        purpose: null,
        source: null,
        updateCycleDays: null,
      }),
    );
    await bench.importFile({ text: '客户编号,姓名,肌肤类型\nu9,林,干性\n' }, { kind: 'customers', source: 'crm' });
    expect(await kindOf().columns()).toContainEqual(
      expect.objectContaining({ key: 'skinType', label: { 'zh-CN': '肌肤类型', en: 'Skin type' } }),
    );
    expect(await rowsOf({ columns: ['name', 'skinType'] })).toEqual([['林', '干性']]);
    expect(await rowsOf({ columns: ['name', 'skinType'], locale: 'en' })).toEqual([['林', 'Dry']]);
    expect(await rowsOf({ columns: ['name', 'skinType'], format: 'jsonl' })).toEqual([['林', 'dry']]);
  });

  it('are those that the list was narrowed to', async () => {
    await load();
    const filter = await kindOf().readFilter(context, { attributes: { hobbies: ['网球'] } });
    expect(await rowsOf({ columns: ['name'], filter })).toEqual([['王小明']]);
    expect(
      await rowsOf({ columns: ['name'], filter: await kindOf().readFilter(context, { source: 'tmall' }) }),
    ).toEqual([]);
    await expect(kindOf().readFilter(context, { attributes: { nothing: 1 } })).rejects.toThrow(/nothing/);
    await expect(kindOf().readFilter(context, { colour: 'red' })).rejects.toThrow(/colour/);
  });

  it('cannot be chosen by a masked field by those who may not see it', async () => {
    const nobody = { ...context, actor: { ...context.actor, permissions: new Set<string>() } };
    await expect(kindOf().readFilter(nobody, { attributes: { birthday: '1990-05-12' } })).rejects.toThrow(/birthday/);
  });

  it('all come, each once, over many pages', async () => {
    const lines = Array.from({ length: 2345 }, (_, at) => `k${at},客户${at}`);
    await bench.importFile({ text: `客户编号,姓名\n${lines.join('\n')}\n` }, { kind: 'customers', source: 'crm' });
    const names = (await rowsOf({ columns: ['name'] })).map(([name]) => name);
    expect(new Set(names).size).toBe(2345);
    expect(names).toHaveLength(2345);
  });

  it('can be taken in again with the mark of who took them, which is nobody’s field', async () => {
    const mark = '王经理 2026-03-06 00:30 #3f9a12';
    const [head, ...rows] = SHEET.trimEnd().split('\n');
    const marked = [`${head},知客导出标记`, ...rows.map((row) => `${row},${mark}`)].join('\n');
    const done = await bench.importFile({ text: `${marked}\n` }, { kind: 'customers', source: 'crm' });
    expect(done).toMatchObject({ accepted: 2, rejected: 0 });
    const columns = (await kindOf().columns()).map(({ key }) => key);
    expect(JSON.stringify(await rowsOf({ columns, unmasked: true }))).not.toContain('3f9a12');
  });
});
