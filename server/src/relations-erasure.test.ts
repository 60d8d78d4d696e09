import { beforeAll, describe, expect, it } from 'vitest';
import { systemContext } from '#kernel/context.ts';
import { useKernel } from '#test/harness.ts';
import { usePlatform } from '#test/platform.ts';
import { placesWith, postgresRows } from '#test/raw-values.ts';

const kernel = useKernel({ analytic: false });
const test = usePlatform(kernel);
const context = systemContext('test');
let headers: Readonly<Record<string, string>> = {};
let serial = 0;

beforeAll(async () => {
  headers = await test.as('admin');
});

async function send(method: 'GET' | 'POST' | 'PATCH', url: string, payload?: object) {
  const reply = await test.app.inject({ method, url: `/api/v1${url}`, headers, ...(payload ? { payload } : {}) });
  expect(reply.statusCode, `${method} ${url}: ${reply.body}`).toBeLessThan(300);
  // oxlint-disable-next-line typescript/no-explicit-any -- answers are read by path in tests
  return reply.json() as any;
}

async function person(name: string): Promise<string> {
  serial += 1;
  const identifiers = [{ type: 'phone', value: `136${String(10_000_000 + serial)}` }];
  const { results } = await send('POST', '/records', [
    { source: 'web', key: `C${serial}`, type: 'customer', customer: { identifiers, attributes: { name } }, data: {} },
  ] as object);
  return results[0].customerId;
}

const forget = (customerId: string) =>
  kernel.transaction(context, (tx) =>
    test.platform.privacy.erase(tx, context, { customerId, cause: 'request', requestId: null }),
  );
/** Where these words still stand; what an erasure looks for is kept until it is finished. */
const found = async (words: readonly string[]): Promise<readonly string[]> => {
  const rows = await postgresRows(kernel);
  const places = rows.filter(({ at }) => at.startsWith('customers.') && at !== 'customers.erasures');
  return placesWith(words, places);
};

describe('[C025] forgetting somebody of a family', () => {
  const said = ['何苑珍', '何妈妈', '1955-02-03', '婆婆大人', '爱吃桂花糕', '想开茶馆'];

  it('leaves nothing of them in households that they were in, links and introductions; the others stay', async () => {
    const [holder, other, mother] = [await person('何一'), await person('郑二'), await person('何苑珍')];
    const home = await send('POST', '/households', { holderCustomerId: holder });
    const joined = await send('POST', `/households/${home.id}/members`, {
      person: { name: '何妈妈', birthday: '1955-02-03' },
      relation: 'parent',
      note: '爱吃桂花糕',
    });
    await send('POST', `/households/${home.id}/members`, { person: { name: '何小宝' }, relation: 'child' });
    const memberId = joined.members[1].id;
    await send('PATCH', `/households/${home.id}/members/${memberId}`, { customerId: mother });
    const second = await send('POST', '/households', { holderCustomerId: other, address: '上海市静安区愚园路 9 号' });
    const move = { to: second.id, relation: 'parent_in_law' };
    await send('POST', `/households/${home.id}/members/${memberId}/move`, move);
    await send('POST', `/customers/${holder}/relations`, { otherId: mother, kind: 'family', word: '婆婆大人' });
    await send('POST', '/introductions', { leftId: other, rightId: mother, how: 'call', note: '想开茶馆' });
    expect((await found(said)).length).toBeGreaterThan(0);
    const participant = test.platform.erasure.find(({ name }) => name === 'customers');
    const copy = await participant?.copy?.(kernel.postgres.db, { customerId: mother, recordIds: [] });
    expect(copy?.find(({ name }) => name === 'around')?.rows.map((row) => row['what'])).toEqual([
      'household',
      'link',
      'introduction',
    ]);
    await forget(mother);
    expect(await found(said)).toEqual([]);
    const left = await send('GET', `/households/${second.id}`);
    expect(left.members.map(({ name }: { name: string }) => name)).toEqual(['郑二']);
    expect(left.address).toBe('上海市静安区愚园路 9 号');
    const stays = await send('GET', `/households/${home.id}`);
    expect(stays.members.map(({ name }: { name: string }) => name)).toEqual(['何一', '何小宝']);
    // The holder's word about those who are no customers goes with the holder.
    await forget(holder);
    expect(await found(['何一', '何小宝'])).toEqual([]);
  });
});
