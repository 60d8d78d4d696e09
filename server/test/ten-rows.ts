import type { Text } from '#kernel/pure/text.ts';
import { workbookOf } from './awkward-files/workbook.ts';
import { toGbk } from './gbk.ts';

const TEN = Array.from({ length: 10 }, (_, index) => index);

/** A line of the list of rejected rows: where, what stands there, and a piece of what would be right. */
export interface ExpectedFault {
  readonly row: number;
  readonly column: string;
  /** As the list shows it: values that tell something of a person are masked. */
  readonly value: string;
  readonly right: string;
}

/** A file of ten rows with two faults of different kinds, as a shop would send it. */
export interface TenRowFile {
  readonly name: string;
  readonly fileName: string;
  readonly kind: 'customers' | 'products' | 'orders';
  readonly kindLabel: Text;
  readonly file: () => Buffer;
  readonly faults: readonly [ExpectedFault, ExpectedFault];
}

const lines = (rows: readonly (readonly string[])[], delimiter: string): string =>
  rows.map((cells) => `${cells.join(delimiter)}\r\n`).join('');

const CUSTOMERS = [
  ['会员姓名', '手机号', '电子邮箱', '生日'],
  ...TEN.map((index) => [
    `顾客${index}`,
    index === 2 ? '1381234' : `1390000000${index}`,
    `c${index}@example.com`,
    index === 7 ? '1990-13-45' : '1990-05-12',
  ]),
];
const PRODUCTS = [
  ['款号', '品名', '吊牌价', '库存'],
  ...TEN.map((index) => [
    index === 5 ? '' : `P-${index}`,
    `衬衫${index}`,
    index === 1 ? '面议' : '149.00',
    String(20 + index),
  ]),
];
const ORDERS = [
  ['订单编号', '下单时间', '商品编码', '数量', '单价', '手机'],
  ...TEN.map((index) => [
    `N-${index}`,
    index === 6 ? '昨天下午' : `2026-01-0${(index % 9) + 1} 10:00`,
    'S-1',
    index === 3 ? '两件' : '2',
    '149.00',
    `1370000000${index}`,
  ]),
];

/** The three files that every way in has to take alike. */
export const TEN_ROW_FILES: readonly TenRowFile[] = [
  {
    name: 'customers in a GBK CSV',
    fileName: '会员.csv',
    kind: 'customers',
    kindLabel: { 'zh-CN': '客户', en: 'Customers' },
    file: () => toGbk(lines(CUSTOMERS, ',')),
    faults: [
      { row: 4, column: '手机号', value: '****234', right: '13812341234' },
      { row: 9, column: '生日', value: '***', right: '1990-05-12' },
    ],
  },
  {
    name: 'products in a semicolon CSV with BOM',
    fileName: 'goods.csv',
    kind: 'products',
    kindLabel: { 'zh-CN': '商品', en: 'Products' },
    file: () => Buffer.from(`\uFEFF${lines(PRODUCTS, ';')}`),
    faults: [
      { row: 3, column: '吊牌价', value: '面议', right: '149.00' },
      { row: 7, column: '款号', value: '', right: 'VC-1001' },
    ],
  },
  {
    name: 'orders in an XLSX',
    fileName: '门店订单.xlsx',
    kind: 'orders',
    kindLabel: { 'zh-CN': '订单', en: 'Orders' },
    file: () => workbookOf({ sheets: [{ name: '订单', rows: ORDERS }] }),
    faults: [
      { row: 5, column: '数量', value: '两件', right: '2' },
      { row: 8, column: '下单时间', value: '昨天下午', right: '2026-11-22' },
    ],
  },
];
