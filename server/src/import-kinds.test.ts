import { beforeAll, describe, expect, it } from 'vitest';
import { useKernel } from '#test/harness.ts';
import { usePlatform } from '#test/platform.ts';

const kernel = useKernel({ analytic: false });
const test = usePlatform(kernel);
let authorization = '';

beforeAll(async () => {
  ({ authorization = '' } = await test.as('admin'));
});

/** Uploads a file and asks what it seems to hold. */
async function kindOf(lines: string, language = 'zh-CN') {
  const headers = { authorization, 'accept-language': language };
  const sent = await test.app.inject({
    method: 'POST',
    url: '/api/v1/imports/uploads',
    headers: { ...headers, 'content-type': 'application/octet-stream' },
    payload: Buffer.from(lines),
  });
  const { id } = sent.json<{ id: string }>();
  const reply = await test.app.inject({ method: 'GET', url: `/api/v1/imports/uploads/${id}/kind`, headers });
  return { status: reply.statusCode, ...reply.json<{ kind?: string | null; reason?: string | null; code?: string }>() };
}

describe('[C008] what an uploaded file holds', () => {
  it.each([
    ['customers', '会员姓名,手机号,性别,生日,城市\n王小明,13812340001,男,1990-01-02,上海\n'],
    ['customers', '手机,备注\n13812340001,老客户\n'],
    ['customers', '联系人,电话,邮箱,地址\n王小明,13812340001,a@example.com,上海\n'],
    ['products', '款号,品名,类目,吊牌价,库存,面料\nA1,衬衫,男装,149,20,棉\n'],
    ['products', '商品编码,商品名称,价格,库存\nA1,衬衫,149,20\n'],
    ['orders', '订单编号,下单时间,商品编码,数量,单价,手机\nN1,2026-01-05,S1,1,149,13812340001\n'],
    ['orders', '订单编号,买家会员名,宝贝标题,联系手机,订单创建时间,收货人姓名\nN1,u1,衬衫,13812340001,2026-01-05,王\n'],
    ['orders', '七月销售明细\n\n收货人,电话,货号,件数,订单号,付款时间\n王,13812340001,S1,1,N1,2026-01-05\n'],
    ['events', '事件,时间,访客编号,页面地址\npage_view,2026-01-05 10:00,v1,/a\n'],
  ])('is told to be %s by its columns', async (kind, lines) => {
    expect(await kindOf(lines)).toMatchObject({ status: 200, kind });
  });

  it('is left open where one column of many fits, which may be chance', async () => {
    expect(await kindOf('收货电话,买了几件,成交价,款,流水单号\n13812340001,1,149,S1,D1\n')).toMatchObject({
      kind: null,
    });
    expect(await kindOf('供货价(元),货品款号,货品叫法,零售价(元)\n62.5,A-1,衬衫,149\n')).toMatchObject({
      kind: 'products',
    });
  });

  it('comes with the reason, in both languages', async () => {
    const lines = '款号,品名,颜色深浅,吊牌价\nA1,衬衫,浅,149\n';
    expect((await kindOf(lines)).reason).toBe('看起来是商品：4 列里认出 4 列，即款号、品名、吊牌价、颜色深浅');
    expect((await kindOf(lines, 'en')).reason).toMatch(/^Looks like products: 4 of 4 columns are known, 款号, 品名/);
  });

  it('is left open where the columns do not say, and refused where there are no rows', async () => {
    expect(await kindOf('甲,乙\n子,丑\n')).toMatchObject({ kind: null, reason: null });
    expect(await kindOf('手机,姓名\n')).toMatchObject({ status: 422, code: 'file_empty' });
  });
});
