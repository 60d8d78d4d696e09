import { createRandom } from '../bench/generate/order-lines.ts';

/** What the sheet of a shop says, and what it comes to. */
export interface ShopSheet {
  readonly csv: string;
  readonly lines: number;
  readonly customers: number;
  readonly orders: number;
  /** Sales less refunds by currency, in minor units, without cancelled orders. */
  readonly net: Readonly<Record<string, number>>;
  /** Customers with an order in yuan that was not cancelled. */
  readonly yuanBuyers: number;
}

const SURNAMES = ['王', '李', '张', '刘', '陈', '杨', '赵', '黄', '周', '欧阳', '司马', '上官'] as const;
const GIVEN = ['小明', '芳', '秀英', '伟', '静怡', '建国', '思远', '雨欣', '子轩', '浩然'] as const;
const CITIES = [
  '上海',
  '北京',
  '广州',
  '深圳',
  '成都',
  '杭州',
  '内蒙古自治区呼和浩特',
  '新疆维吾尔自治区伊犁哈萨克自治州',
] as const;
const GOODS = ['纯棉衬衫', '连帽卫衣', '高腰牛仔裤', '羊绒围巾', '保湿面霜'] as const;
const LONG_NAME = '阿卜杜热合曼·买买提江·伊斯坎德尔·阿布都克里木';
const LONG_GOODS = '【双十一限定】加厚羊羔绒宽松连帽中长款外套（男女同款，含可拆卸内胆，送收纳袋）';
const HEADER = '订单号,下单时间,商品编码,商品名称,数量,单价,币种,客户账号,客户姓名,手机,邮箱,地区,地址,订单状态\n';
const FIRST_DAY_MS = Date.UTC(2025, 10, 1);
const DAYS = 380;
const REFUND_AFTER_MS = 5 * 86_400_000;

/** Mobile number of the nth customer, as the shop writes it. */
export function phoneOf(customer: number): string {
  return `139${String(10_000_000 + customer * 37).slice(-8)}`;
}

/** Name of the nth customer; every fortieth is as long as names get. */
export function nameOf(customer: number): string {
  if (customer % 40 === 7) {
    return LONG_NAME;
  }
  return `${SURNAMES[customer % SURNAMES.length]}${GIVEN[Math.floor(customer / SURNAMES.length) % GIVEN.length]}`;
}

export interface ShopOptions {
  readonly customers: number;
  readonly seed: number;
  /** Order numbers begin with it, so that two sheets of one source do not meet. */
  readonly prefix?: string;
}

/**
 * Orders of a Chinese shop: one to eight per customer over a year, one to three lines each, a twelfth in US dollars,
 * every ninth order with a later refund of its first line, every eleventh cancelled. Same seed, same sheet.
 */
export function shopSheet({ customers, seed, prefix = 'T' }: ShopOptions): ShopSheet {
  const random = createRandom(seed);
  const net: Record<string, number> = {};
  const yuanBuyers = new Set<number>();
  const orders: Order[] = [];
  for (let customer = 0; customer < customers; customer += 1) {
    const count = 1 + Math.floor(random() * random() * 8);
    for (let nth = 0; nth < count; nth += 1) {
      orders.push(makeOrder({ customer, no: orders.length + 1, prefix }, random));
    }
  }
  for (const { customer, currency, isCancelled, lines, refundCents } of orders) {
    const sold = isCancelled ? 0 : lines.reduce((sum, line) => sum + Math.max(0, line.quantity) * line.cents, 0);
    net[currency] = (net[currency] ?? 0) + sold - refundCents;
    if (currency === 'CNY' && !isCancelled) {
      yuanBuyers.add(customer);
    }
  }
  const lines = orders.flatMap((order) => order.lines);
  return {
    csv: HEADER + lines.map(csvLine).join(''),
    lines: lines.length,
    customers,
    orders: new Set(lines.map((line) => line.number)).size,
    net,
    yuanBuyers: yuanBuyers.size,
  };
}

interface Line {
  readonly number: string;
  readonly atMs: number;
  readonly item: string;
  /** Below nothing in a refund. */
  readonly quantity: number;
  readonly cents: number;
  readonly currency: string;
  readonly who: string;
  readonly status: string;
}

/** An order with all its lines, that of its refund included. */
interface Order {
  readonly customer: number;
  readonly currency: string;
  readonly isCancelled: boolean;
  readonly lines: readonly Line[];
  readonly refundCents: number;
}

function makeOrder(
  { customer, no, prefix }: { readonly customer: number; readonly no: number; readonly prefix: string },
  random: () => number,
): Order {
  const isCancelled = no % 11 === 3;
  const head = {
    number: `${prefix}${no}`,
    atMs: FIRST_DAY_MS + Math.floor(random() * DAYS * 24 * 60) * 60_000,
    currency: no % 12 === 5 ? 'USD' : 'CNY',
    who: whoOf(customer),
    status: isCancelled ? '交易关闭' : '交易成功',
  };
  const lines = Array.from({ length: 1 + Math.floor(random() * 3) }, (): Line => {
    const goods = no % 30 === 1 ? LONG_GOODS : GOODS[Math.floor(random() * GOODS.length)];
    const item = `A-${1000 + Math.floor(random() * 300)},${goods}`;
    return { ...head, item, quantity: 1 + Math.floor(random() * 3), cents: 1900 + Math.floor(random() * 60_000) };
  });
  const { currency } = head;
  const [first] = lines;
  if (first === undefined || no % 9 !== 4) {
    return { customer, currency, isCancelled, lines, refundCents: 0 };
  }
  const refund = {
    ...first,
    number: `${prefix}R${no}`,
    atMs: first.atMs + REFUND_AFTER_MS,
    quantity: -first.quantity,
    status: '交易成功',
  };
  return { customer, currency, isCancelled, lines: [...lines, refund], refundCents: first.quantity * first.cents };
}

function whoOf(customer: number): string {
  const city = CITIES[customer % CITIES.length];
  const email = customer % 3 === 0 ? '' : `buyer${customer}@example.com`;
  return `会员${10_000 + customer},${nameOf(customer)},${phoneOf(customer)},${email},${city},${city}解放路${customer}号`;
}

function csvLine({ number, atMs, item, quantity, cents, currency, who, status }: Line): string {
  const at = new Date(atMs).toISOString();
  const when = `${at.slice(0, 10)} ${at.slice(11, 19)}`;
  return `${number},${when},${item},${quantity},${(cents / 100).toFixed(2)},${currency},${who},${status}\n`;
}

/** Lines that cannot be taken in, each for another reason, in the columns of the sheet above. */
export const BAD_LINES = [
  'B1,昨天下午,A-1,纯棉衬衫,1,99.00,CNY,会员1,王小明,13900000000,,上海,,交易成功\n',
  'B2,2026-03-01 10:00:00,A-1,纯棉衬衫,两件,99.00,CNY,会员1,王小明,13900000000,,上海,,交易成功\n',
  ',2026-03-01 10:00:00,A-1,纯棉衬衫,1,99.00,CNY,会员1,王小明,13900000000,,上海,,交易成功\n',
].join('');
