import { describe, expect, it } from 'vitest';
import type { ImportField } from '../src/2-intake/imports/kind.ts';
import { guessColumns } from '../src/2-intake/layout/guess.ts';
import { marketplaceOf, withMarketplace } from '../src/2-intake/layout/marketplace-mapping.ts';
import { MARKETPLACE_EXPORTS } from '../src/2-intake/layout/marketplaces.ts';
import { OWN_FIELDS } from '../src/3-customers/importing/fields.ts';
import { PRODUCT_FIELDS } from '../src/4-commerce/catalog/importing/fields.ts';
import { ORDER_FIELDS } from '../src/4-commerce/orders/fields.ts';

/** Header → field, of those that were given one. */
function guessed(headers: string): Record<string, string> {
  return Object.fromEntries(
    guessColumns(headers.split(','), ORDER_FIELDS).flatMap(({ header, field }) =>
      field === null ? [] : [[header, field]],
    ),
  );
}

describe('the columns of order exports', () => {
  it('of online_retail are all known for sure', () => {
    const headers = 'InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country'.split(',');
    expect(guessColumns(headers, ORDER_FIELDS).map(({ field, confidence }) => [field, confidence])).toEqual(
      ['number', 'sku', 'productName', 'quantity', 'placedAt', 'unitPrice', 'account', 'region'].map((field) => [
        field,
        1,
      ]),
    );
  });

  it.each([
    [
      '淘宝、天猫',
      '订单编号,买家会员名,买家支付宝账号,买家应付邮费,订单状态,收货人姓名,收货地址,联系电话,联系手机,订单创建时间,订单付款时间,宝贝标题,商家编码,购买数量,物流单号',
      {
        订单编号: 'number',
        买家会员名: 'account',
        订单状态: 'status',
        收货人姓名: 'customerName',
        收货地址: 'address',
        联系手机: 'phone',
        订单创建时间: 'placedAt',
        宝贝标题: 'productName',
        商家编码: 'sku',
        购买数量: 'quantity',
      },
    ],
    [
      '京东',
      '订单号,商品ID,商品名称,订购数量,下单时间,订单状态,应付金额,客户姓名,客户地址,联系电话,货号,付款确认时间',
      {
        订单号: 'number',
        商品名称: 'productName',
        订购数量: 'quantity',
        下单时间: 'placedAt',
        订单状态: 'status',
        应付金额: 'amount',
        客户姓名: 'customerName',
        客户地址: 'address',
        联系电话: 'phone',
        货号: 'sku',
      },
    ],
    [
      '有赞',
      '订单号,订单状态,商品名称,商品编码,商品单价,商品数量,买家姓名,收货人手机号,收货人省份,详细收货地址,订单创建时间',
      {
        订单号: 'number',
        订单状态: 'status',
        商品名称: 'productName',
        商品编码: 'sku',
        商品单价: 'unitPrice',
        商品数量: 'quantity',
        买家姓名: 'customerName',
        收货人手机号: 'phone',
        收货人省份: 'region',
        详细收货地址: 'address',
        订单创建时间: 'placedAt',
      },
    ],
    [
      '淘宝、天猫宝贝明细',
      '订单编号,标题,价格,购买数量,外部系统编号,订单状态,买家实际支付金额,下单日期',
      {
        订单编号: 'number',
        标题: 'productName',
        价格: 'unitPrice',
        购买数量: 'quantity',
        外部系统编号: 'sku',
        订单状态: 'status',
        买家实际支付金额: 'amount',
        下单日期: 'placedAt',
      },
    ],
    [
      '京东商家',
      '订单号,商品ID,商品名称,订购数量,下单时间,京东价,订单状态,下单帐号',
      {
        订单号: 'number',
        商品ID: 'sku',
        商品名称: 'productName',
        订购数量: 'quantity',
        下单时间: 'placedAt',
        京东价: 'unitPrice',
        订单状态: 'status',
        下单帐号: 'account',
      },
    ],
  ])('of %s are told from their names, each field once', (_, headers, fields) => {
    expect(guessed(headers)).toEqual(fields);
  });
});

const FIELDS = { orders: ORDER_FIELDS, customers: OWN_FIELDS, products: PRODUCT_FIELDS } as const;

/** What a marketplace's file becomes: field → header. */
function mapped(kind: keyof typeof FIELDS, headers: readonly string[]): Record<string, string> {
  const fields: readonly ImportField[] = FIELDS[kind];
  const known = marketplaceOf(kind, headers);
  const guess = guessColumns(headers, fields);
  const columns = known === null ? guess : withMarketplace(guess, known, fields);
  return Object.fromEntries(columns.flatMap(({ header, field }) => (field === null ? [] : [[field, header]])));
}

describe('[C008] the exports of marketplaces', () => {
  it.each([
    [
      '淘宝、天猫订单报表',
      '订单编号,买家会员名,买家支付宝账号,买家应付货款,买家应付邮费,买家支付积分,总金额,返点积分,买家实际支付金额,买家实际支付积分,订单状态,买家留言,收货人姓名,收货地址 ,运送方式,联系电话 ,联系手机,订单创建时间,订单付款时间 ,宝贝标题 ,宝贝种类 ,物流单号 ,物流公司,订单备注,宝贝总数量,店铺Id,店铺名称',
      {
        number: '订单编号',
        account: '买家会员名',
        amount: '买家实际支付金额',
        placedAt: '订单创建时间',
        phone: '联系手机',
        quantity: '宝贝总数量',
        sku: '宝贝标题 ',
      },
    ],
    [
      '京东',
      '订单号,商品ID,商品名称,订购数量,支付方式,下单时间,京东价,订单金额,结算金额,余额支付,应付金额,订单状态,下单帐号,客户姓名,客户地址,联系电话,订单备注,货号,付款确认时间',
      { number: '订单号', sku: '货号', quantity: '订购数量', unitPrice: '京东价', account: '下单帐号' },
    ],
    [
      '拼多多',
      '订单成交时间,商品,订单号,订单状态,商品总价(元),邮费(元),店铺优惠折扣(元),平台优惠折扣(元),多多支付立减金额(元),用户实付金额(元),商家实收金额(元),商品数量(件),发货时间,确认收货时间,商品id,商品规格,样式ID,商家编码-规格维度,商家编码-商品维度,商家备注,售后状态,快递单号,快递公司',
      {
        number: '订单号',
        placedAt: '订单成交时间',
        productName: '商品',
        sku: '商家编码-规格维度',
        quantity: '商品数量(件)',
        amount: '用户实付金额(元)',
      },
    ],
    [
      '抖店',
      '主订单编号,子订单编号,选购商品,商品规格,商品数量,商家编码,订单应付金额,运费,收件人,收件人手机号,详细地址,订单提交时间,商家备注,订单完成时间,订单状态,售后状态,取消原因,发货时间,平台实际承担优惠金额',
      {
        number: '主订单编号',
        productName: '选购商品',
        sku: '商家编码',
        quantity: '商品数量',
        amount: '订单应付金额',
        phone: '收件人手机号',
        placedAt: '订单提交时间',
      },
    ],
    [
      '有赞',
      '订单号,外部订单号,订单商品状态,订单创建时间,交易成功时间,商品名称,商品类型,商品规格,规格编码,商品编码,商品单价,商品优惠方式,商品优惠后价格,商品数量,商品金额小计,店铺优惠（分摊）,商品实际成交金额,商品留言,收货人/提货人,收货人手机号/提货人手机号,收货人省份,收货人城市,详细收货地址/提货地址,买家备注',
      {
        number: '订单号',
        sku: '规格编码',
        amount: '商品实际成交金额',
        customerName: '收货人/提货人',
        phone: '收货人手机号/提货人手机号',
        status: '订单商品状态',
      },
    ],
    [
      'Shopify',
      'Name,Email,Financial Status,Paid at,Fulfillment Status,Fulfilled at,Accepts Marketing,Currency,Subtotal,Shipping,Taxes,Total,Discount Code,Discount Amount,Shipping Method,Created at,Lineitem quantity,Lineitem name,Lineitem price,Lineitem compare at price,Lineitem sku,Billing Name,Billing Street,Billing Phone,Shipping Name,Shipping Province,Phone',
      {
        number: 'Name',
        placedAt: 'Created at',
        sku: 'Lineitem sku',
        quantity: 'Lineitem quantity',
        unitPrice: 'Lineitem price',
        customerName: 'Billing Name',
        email: 'Email',
        phone: 'Phone',
        status: 'Financial Status',
      },
    ],
  ])('of orders are known: %s', (name, headers, fields) => {
    const list = headers.split(',');
    expect(marketplaceOf('orders', list)?.name).toBe(name);
    expect(mapped('orders', list)).toMatchObject(fields);
  });

  it.each([
    [
      'customers',
      'Customer ID,First Name,Last Name,Email,Accepts Email Marketing,Default Address Company,Default Address Address1,Default Address City,Phone,Total Spent',
      { account: 'Customer ID', email: 'Email', phone: 'Phone', name: 'Last Name' },
    ],
    [
      'products',
      'Handle,Title,Body (HTML),Vendor,Product Category,Type,Tags,Variant SKU,Variant Inventory Qty,Variant Price,Variant Compare At Price,Variant Barcode,Cost per item',
      { code: 'Handle', name: 'Title', sku: 'Variant SKU', salePrice: 'Variant Price', cost: 'Cost per item' },
    ],
    [
      'products',
      '宝贝ID,宝贝标题,一口价,数量,商家编码,宝贝类目',
      { code: '商家编码', name: '宝贝标题', price: '一口价' },
    ],
    ['customers', '客户姓名,手机号,性别,生日,购次,最近消费时间', { name: '客户姓名', phone: '手机号' }],
  ] as const)('of %s are known: %s', (kind, headers, fields) => {
    expect(mapped(kind, headers.split(','))).toMatchObject(fields);
  });

  it('name fields that there are', () => {
    const own = new Set(['gender', 'birthday', 'registeredAt']);
    for (const { kind, fields } of MARKETPLACE_EXPORTS) {
      // The keys are the kinds of the table above.
      const names = new Set<string>(FIELDS[kind as keyof typeof FIELDS].map((field) => field.name));
      expect(Object.keys(fields).filter((field) => !names.has(field) && !own.has(field))).toEqual([]);
    }
  });
});
