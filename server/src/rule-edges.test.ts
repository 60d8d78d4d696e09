import { sql } from 'kysely';
import { beforeAll, describe, expect, it } from 'vitest';
import { compareFaces } from '#test/compare-faces.ts';
import { useKernel } from '#test/harness.ts';
import { MANAGER, type Person, useRuleBench } from '#test/rule-bench.ts';

const kernel = useKernel();
const bench = useRuleBench(kernel);
const people: Record<string, Person> = {};

beforeAll(async () => {
  people['闰日'] = await bench.person('闰日', { attributes: { birthday: '2000-02-29' } });
  people['元旦'] = await bench.person('元旦', { attributes: { birthday: '1985-01-01' } });
  people['除夕'] = await bench.person('除夕', { attributes: { birthday: '1985-12-31' } });
  people['古人'] = await bench.person('古人', { attributes: { birthday: '1899-12-31' } });
  people['无名'] = await bench.person('无名');
  people['将来'] = await bench.person('将来', { attributes: { registeredAt: '2031-05-01' } });
  people['苏州'] = await bench.person('苏州', { region: '江苏省苏州市' });
  people['寄苏州'] = await bench.person('寄苏州', { address: '江苏省苏州市工业园区星湖街 1 号' });
  people['寄北京'] = await bench.person('寄北京', { address: '北京朝阳区三里屯 2 号' });
  people['寄某人'] = await bench.person('寄某人', { address: '请放市场门口' });
  const { order } = bench;
  const buyer = async (name: string): Promise<Person> => {
    const person = await bench.person(name);
    people[name] = person;
    return person;
  };
  await order(await buyer('部分退'), { day: '2026-02-01', minor: 10_000, refundedMinor: 4000 });
  await order(await buyer('全退'), { day: '2026-02-01', minor: 10_000, refundedMinor: 10_000, returned: true });
  const twice = await buyer('两币');
  await order(twice, { day: '2026-01-01', minor: 10_000 });
  await order(twice, { day: '2026-02-01', minor: 900_000, currency: 'USD' });
  await order(await buyer('未来单'), { day: '2026-06-01' });
  await order(await buyer('只退'), { day: '2026-02-01', kind: 'refund', minor: -5000 });
  await order(await buyer('取消'), { day: '2026-02-01', status: 'cancelled' });
  await bench.settle();
});

/** Whom the rule holds for; both faces have to say so. */
async function whom(condition: object, asOf = '2026-03-02'): Promise<string[]> {
  const rule = { v: 1, all: [condition] } as const;
  const { engine } = { engine: bench.platform.segments.rules };
  const customerIds = Object.values(people).map(({ customerId }) => customerId);
  // As read from JSON.
  const { differences } = await compareFaces({ kernel, engine, customerIds }, [rule as never], { date: asOf });
  expect(differences).toEqual([]);
  return bench.namesFor(rule, asOf);
}

async function change(key: string, value: unknown): Promise<void> {
  const { status, text } = await bench.call('PUT', `/settings/${key}`, { value }, MANAGER);
  expect(status, text).toBe(200);
}

describe('birthdays', () => {
  it('on 29 February are had on the 28th in common years, on the day itself in leap years', async () => {
    const soon = { is: 'profile.birthday', within: 0 };
    expect(await whom(soon, '2026-02-28')).toEqual(['闰日']);
    expect(await whom(soon, '2026-03-01')).toEqual([]);
    expect(await whom(soon, '2028-02-28')).toEqual([]);
    expect(await whom(soon, '2028-02-29')).toEqual(['闰日']);
    const adult = { is: 'profile.age', years: { min: 26, max: 26 } };
    expect(await whom(adult, '2026-02-27')).toEqual([]);
    expect(await whom(adult, '2026-02-28')).toEqual(['闰日']);
  });

  it('within so many days go on behind the end of the year', async () => {
    expect(await whom({ is: 'profile.birthday', within: 1 }, '2026-12-31')).toEqual(['元旦', '除夕'].toSorted());
    expect(await whom({ is: 'profile.birthday', within: 0 }, '2026-12-31')).toEqual(['除夕']);
    expect(await whom({ is: 'profile.birthday', within: 2 }, '2026-12-29')).toEqual(['除夕']);
  });

  it('before 1900 and unknown ones hold for nobody, and 366 days are everybody else', async () => {
    expect(await whom({ is: 'profile.birthday', within: 366 })).toEqual(['元旦', '闰日', '除夕'].toSorted());
    expect(await whom({ is: 'profile.age', years: { min: 0, max: 150 } })).toEqual(['元旦', '闰日', '除夕'].toSorted());
  });
});

describe('orders', () => {
  const spent = (amount: object): object => ({ is: 'orders.sum', amount });

  it('given back in part count with what is left, and in whole as a purchase of nothing', async () => {
    expect(await whom(spent({ min: 6000, max: 6000 }))).toEqual(['部分退']);
    expect(await whom({ is: 'orders.returned_share', percent: { min: 100 } })).toEqual(['全退', '部分退'].toSorted());
    expect(await whom({ is: 'orders.returned_share', percent: { max: 0 } })).toEqual(['两币']);
    expect(await whom({ is: 'orders.average', amount: { max: 0 } })).toEqual(['全退']);
  });

  it('of two currencies are never added up', async () => {
    expect(await whom(spent({ min: 10_000 }))).toEqual(['两币']);
    expect(await whom(spent({ min: 910_000 }))).toEqual([]);
    expect(await whom(spent({ min: 900_000, currency: 'USD' }))).toEqual(['两币']);
    expect(await whom({ is: 'orders.count', count: { min: 2 } })).toEqual(['两币']);
  });

  it('of a day to come do not count yet', async () => {
    expect(await whom({ is: 'orders.last', window: { from: '2026-05-01' } })).toEqual([]);
    expect(await whom({ is: 'orders.last', window: { from: '2026-05-01' } }, '2026-06-01')).toEqual(['未来单']);
    expect(await whom({ is: 'orders.days_since', days: { max: 0 } }, '2026-06-01')).toEqual(['未来单']);
  });

  it('that only give money back, or were cancelled, are no purchase', async () => {
    const bought = await whom({ is: 'orders.count', count: { min: 1 } });
    expect(bought).toEqual(['两币', '全退', '部分退'].toSorted());
    expect(await whom(spent({ max: -1 }))).toEqual(['只退']);
    expect(await whom({ is: 'orders.average', amount: { min: -1_000_000, max: -1 } })).toEqual([]);
  });

  it('asked about as of a past day are those up to it', async () => {
    expect(await whom({ is: 'orders.count', count: { min: 1 } }, '2026-01-15')).toEqual(['两币']);
    expect(await whom({ is: 'orders.count', count: { min: 1 } }, '1900-01-01')).toEqual([]);
  });
});

describe('dates, numbers and places of the profile', () => {
  it('a date of a field may lie ahead', async () => {
    const field = { is: 'profile.field', field: 'registeredAt' };
    expect(await whom({ ...field, date: { from: '2031-01-01' } })).toEqual(['将来']);
    expect(await whom({ ...field, date: { from: '2031-05-01', to: '2031-05-01' } })).toEqual(['将来']);
    expect(await whom({ ...field, date: { to: '2031-04-30' } })).toEqual([]);
    expect(await whom({ ...field, date: { lastDays: 30 } })).toEqual([]);
  });

  it('the place is that of the region, else of the head of the address, and never the rest of it', async () => {
    expect(await whom({ is: 'profile.region', regions: ['苏州'] })).toEqual(['寄苏州', '苏州'].toSorted());
    expect(await whom({ is: 'profile.region', regions: ['星湖'] })).toEqual([]);
    expect(await whom({ is: 'profile.region', regions: ['市场'] })).toEqual([]);
    expect(await whom({ is: 'profile.city_tier', tiers: ['first'] })).toEqual(['寄北京']);
  });

  it('[C031] city tiers are those that the business has, for the population as for one', async () => {
    const tier = (...tiers: string[]): object => ({ is: 'profile.city_tier', tiers });
    expect(await whom(tier('other'))).toEqual(['寄苏州', '苏州'].toSorted());
    expect(await whom(tier('new_first'))).toEqual([]);
    const set = (cities: readonly string[]) => change('customers.city_tier_new_first', cities);
    await set(['苏州市', 'Chengdu']);
    expect(await whom(tier('new_first'))).toEqual(['寄苏州', '苏州'].toSorted());
    expect(await whom(tier('other'))).toEqual([]);
    const { json } = await bench.call('POST', '/segments/profile', { rule: { all: [tier('new_first', 'first')] } });
    const parts = json.traits.find(({ name }: { name: string }) => name === 'cityTier').parts;
    expect(parts.filter(({ customers }: { customers: number }) => customers > 0)).toMatchObject([
      { value: 'first', customers: 1 },
      { value: 'new_first', label: { 'zh-CN': '新一线' }, customers: 2 },
    ]);
    await set([]);
    expect(await whom(tier('new_first'))).toEqual([]);
  });

  it('the days of the lifecycle are those that the business has, for the population as for one', async () => {
    const stage = (...stages: string[]): object => ({ is: 'lifecycle.stage', stages });
    expect(await whom(stage('new'))).toEqual(['两币', '全退', '部分退'].toSorted());
    expect(await whom(stage('declining', 'lost'))).toEqual([]);
    await change('segments.lifecycle_new_days', 1);
    await change('segments.lifecycle_quiet_days', 29);
    expect(await whom(stage('declining'))).toEqual(expect.arrayContaining(['全退', '部分退']));
    await change('segments.lifecycle_lost_days', 29);
    expect(await whom(stage('lost'))).toEqual(['两币', '全退', '部分退'].toSorted());
    expect(await bench.platform.segments.lifecycleLimits()).toMatchObject({ quietAfterDays: 29, lostAfterDays: 29 });
    await change('segments.lifecycle_new_days', 90);
    await change('segments.lifecycle_quiet_days', 90);
    await change('segments.lifecycle_lost_days', 365);
  });
});

describe('texts that look like queries', () => {
  it('are texts, in both stores', async () => {
    const names = ["'); DROP TABLE customers_profiles; --", '\\', "\\'", '{p0:String}', '%s', "' or 1=1 --", '$1'];
    expect(await whom({ is: 'profile.region', regions: names })).toEqual([]);
    expect(await whom({ is: 'profile.field', field: 'occupation', anyOf: names })).toEqual([]);
    expect(await whom({ is: 'profile.field', field: 'occupation', contains: names[0] })).toEqual([]);
    expect(await whom({ is: 'profile.source', sources: [...names, 'shop'] })).toHaveLength(Object.keys(people).length);
    const rule = { all: [{ is: 'profile.region', regions: names }] };
    const { json } = await bench.call('POST', '/segments', { name: "Robert'); DROP TABLE", rule }, MANAGER);
    for (const locale of ['zh-CN', 'en'] as const) {
      const read = await bench.call('POST', '/rules/read', { text: json.sentence[locale], locale }, MANAGER);
      expect(read.json.rule).toEqual({ v: 1, ...rule });
    }
  });
});

describe('who a rule holds for', () => {
  it('[C043] adds up to the size of the segment, whatever the rule, also with more places than are shown', async () => {
    for (const [index, city] of [
      '南京',
      '无锡',
      '常州',
      '徐州',
      '扬州',
      '镇江',
      '泰州',
      '盐城',
      '淮安',
      '南通',
      '宿迁',
    ].entries()) {
      const attributes = index % 2 === 0 ? { gender: 'female', birthday: `${1950 + index * 5}-06-01` } : {};
      people[city] = await bench.person(city, { region: city, attributes });
    }
    await bench.settle();
    const rules = [
      { all: [] },
      { all: [{ is: 'profile.known', parts: ['name'] }] },
      { none: [{ is: 'profile.field', field: 'gender' }] },
      {
        any: [
          { is: 'orders.count', count: { min: 1 } },
          { is: 'profile.age', years: { min: 40 } },
        ],
      },
      { all: [{ is: 'profile.age', years: { min: 140 } }] },
    ];
    const sizes: number[] = [];
    for (const rule of rules) {
      const { json } = await bench.call('POST', '/segments/profile', { rule }, MANAGER);
      const preview = await bench.call('POST', '/segments/preview', { rule }, MANAGER);
      expect(json.count).toBe(preview.json.count);
      sizes.push(json.count);
      for (const { name, overlaps, parts } of json.traits) {
        const sum = parts.reduce((total: number, { customers }: { customers: number }) => total + customers, 0);
        expect({ name, fits: overlaps ? sum >= json.count : sum === json.count }).toEqual({ name, fits: true });
      }
    }
    const all = Object.keys(people).length;
    expect(sizes).toEqual([all, all, all - 6, expect.any(Number), 0]);
    const { json } = await bench.call('POST', '/segments/profile', { rule: { all: [] } }, MANAGER);
    const regions = json.traits.find(({ name }: { name: string }) => name === 'region').parts;
    expect(regions.find(({ value }: { value: string }) => value === '…')).toMatchObject({ label: { en: 'Others' } });
  });
});

describe('where a record came from', () => {
  it('[C005] is always said: a file without a source is refused, what staff write down is theirs, rules ask by it', async () => {
    const refused = await bench.app.inject({
      method: 'POST',
      url: '/api/v1/imports?kind=customers',
      headers: { ...MANAGER, 'content-type': 'text/csv' },
      payload: 'phone\n13800000001\n',
    });
    expect([refused.statusCode, refused.json().errors[0].field]).toEqual([400, 'source']);
    const made = await bench.call('POST', '/customers', { name: '手工', phone: '13800000002' }, MANAGER);
    expect(made.status, made.text).toBeLessThan(300);
    const { rows } = await sql<{ source: string }>`
      select distinct source from customers.records order by source`.execute(kernel.postgres.db);
    expect(rows).toEqual([{ source: 'shop' }, { source: 'staff' }]);
    await expect(
      sql`update customers.records set source = null where source = 'staff'`.execute(kernel.postgres.db),
    ).rejects.toThrow('not-null');
    await bench.settle();
    const byShop = { all: [{ is: 'profile.source', sources: ['shop'] }] };
    expect((await bench.call('POST', '/segments/preview', { rule: byShop })).json.count).toBe(
      Object.keys(people).length,
    );
  });
});
