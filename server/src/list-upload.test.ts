import { beforeAll, describe, expect, it } from 'vitest';
import { newId } from '#kernel/clock.ts';
import { workbookOf } from '#test/awkward-files/workbook.ts';
import { toGbk } from '#test/gbk.ts';
import { useKernel } from '#test/harness.ts';
import { MANAGER, MARKETER, type Person, useRuleBench } from '#test/rule-bench.ts';

const kernel = useKernel();
const bench = useRuleBench(kernel);
const people: Record<string, Person> = {};
let listId: string;

beforeAll(async () => {
  people['王芳'] = await bench.person('王芳', { phone: '+8613811110001', email: 'fang@x.cn' });
  people['李丽'] = await bench.person('李丽', { phone: '+8613811110002' });
  people['赵敏'] = await bench.person('赵敏', { email: 'min@x.cn' });
  await bench.settle();
});

const idOf = (name: string): string => people[name]?.customerId ?? '';

async function newList(name: string): Promise<string> {
  const { json } = await bench.call('POST', '/lists', { name });
  listId = json.id;
  return listId;
}

async function upload(file: string | Buffer, as = MARKETER, id = listId) {
  const reply = await bench.app.inject({
    method: 'POST',
    url: `/api/v1/lists/${id}/upload`,
    headers: { ...as, 'content-type': 'application/octet-stream' },
    payload: file,
  });
  return { status: reply.statusCode, json: reply.json(), text: reply.body };
}

describe('[C031] a file of people becomes a list', () => {
  it('with a result for each row: found, not found, twice, not readable, all masked', async () => {
    await newList('展会');
    const file = [
      '姓名,手机号,邮箱',
      '王芳,138 1111 0001,',
      '陌生,13999990000,',
      '王芳,,FANG@x.cn',
      ',,',
      '李丽,１３８１１１１０００２,',
      '空,,',
      '赵敏,,min@x.cn',
    ].join('\n');
    const { status, json, text } = await upload(file);
    expect(status, text).toBe(200);
    expect(json).toMatchObject({ rows: 6, counts: { done: 3, same: 0, unknown: 1, twice: 1, refused: 1 } });
    expect(json.results.map((one: { row: number; outcome: string }) => [one.row, one.outcome])).toEqual([
      [2, 'done'],
      [3, 'unknown'],
      [4, 'twice'],
      [6, 'done'],
      [7, 'refused'],
      [8, 'done'],
    ]);
    expect(json.results[2].firstRow).toBe(2);
    expect(json.results[1]).toMatchObject({ column: 'phone', value: '139****0000' });
    for (const value of ['13999990000', '13811110001', '1111 0001', 'fang@x.cn', 'FANG@x.cn', 'min@x.cn']) {
      expect(text).not.toContain(value);
    }
    const again = await upload(file);
    expect(again.json.counts).toEqual({ done: 0, same: 3, unknown: 1, twice: 1, refused: 1 });
    const { json: lists } = await bench.call('GET', '/lists');
    expect(lists.items).toMatchObject([{ name: '展会', customers: 3 }]);
  });

  it('and its people are listed page by page, each once, by name', async () => {
    await newList('翻页');
    await upload('手机号\n13811110001\n13811110002\n');
    await upload('邮箱\nmin@x.cn\n');
    const first = await bench.call('GET', `/lists/${listId}/customers?limit=2`);
    expect(first.json).toMatchObject({ total: 3, items: [{ addedAt: expect.any(String) }, {}] });
    const second = await bench.call('GET', `/lists/${listId}/customers?limit=2&cursor=${first.json.nextCursor}`);
    expect(second.json.nextCursor).toBeNull();
    const names = [...first.json.items, ...second.json.items].map(({ name }: { name: string }) => name);
    expect(names.toSorted()).toEqual(['李丽', '王芳', '赵敏'].toSorted());
    expect((await bench.call('GET', `/lists/${newId()}/customers`)).status).toBe(404);
    expect((await bench.call('GET', `/lists/${listId}/customers?cursor=abc`)).status).toBe(400);
  });

  it('from a workbook, from GBK, from a column without a header, and by ids', async () => {
    await newList('多种');
    const rows = [['会员手机'], ['13811110001'], [{ number: '13811110002' }]];
    expect((await upload(workbookOf({ sheets: [{ name: '名单', rows }] }))).json.counts.done).toBe(2);
    await newList('无表头');
    expect((await upload('13811110001\n13811110002\n')).json.counts.done).toBe(2);
    await newList('国标');
    expect((await upload(toGbk('姓名,手机号\n王芳,13811110001\n'))).json.counts.done).toBe(1);
    await newList('编号');
    const ids = await upload(`customer_id\n${idOf('赵敏').toUpperCase()}\n${newId()}\nnobody\n`);
    expect(ids.json.counts).toEqual({ done: 1, same: 0, unknown: 1, twice: 0, refused: 1 });
  });

  it('and a segment of the list has them', async () => {
    await newList('客群用');
    const rule = { all: [{ is: 'segment.list', lists: [listId] }] };
    const { json } = await bench.call('POST', '/segments', { name: '名单客户', rule, refresh: 'live' }, MANAGER);
    await bench.settle();
    await upload('email\nmin@x.cn\nfang@x.cn\n');
    await bench.settle();
    const members = await bench.call('GET', `/segments/${json.id}/members`);
    expect(members.json.items.map(({ name }: { name: string }) => name).toSorted()).toEqual(
      ['王芳', '赵敏'].toSorted(),
    );
  });

  it('is refused, and nothing of it kept, when it names nobody, is no table, too long, or the list is gone', async () => {
    await newList('拒收');
    const nobody = await upload('姓名,城市\n王芳,杭州\n');
    expect([nobody.status, nobody.json.code]).toEqual([422, 'mapping_incomplete']);
    expect((await upload(Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'))).status).toBe(422);
    expect((await upload('')).status).toBe(422);
    const long = await upload(`phone\n${'13811110001\n'.repeat(20_001)}`);
    expect([long.status, long.json.code]).toEqual([422, 'file_too_long']);
    expect((await upload('phone\n13811110001\n', MARKETER, newId())).status).toBe(404);
    const { json } = await bench.call('GET', '/lists');
    expect(json.items.find(({ name }: { name: string }) => name === '拒收').customers).toBe(0);
  });
});
