import { describe, expect, it } from 'vitest';
import { guessColumns } from '../src/2-intake/layout/guess.ts';
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
