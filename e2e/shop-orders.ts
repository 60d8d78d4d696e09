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
const CITIES = ['上海', '北京', '广州', '深圳', '成都', '杭州', '内蒙古自治区呼和浩特', '新疆维吾尔自治区伊犁哈萨克自治州'] as const;
const GOODS = ['纯棉衬衫', '连帽卫衣', '高腰牛仔裤', '羊绒围巾', '保湿面霜'] as const;
const LONG_NAME = '阿卜杜热合曼·买买提江·伊斯坎德尔·阿布都克里木';
const LONG_GOODS = '【双十一限定】加厚羊羔绒宽松连帽中长款外套（男女同款，含可拆卸内胆，送收纳袋）';
const HEADER = '订单号,下单时间,商品编码,商品名称,数量,单价,币种,客户账号,客户姓名,手机,邮箱,地区,地址,订单状态\n';
const FIRST_DAY_MS = Date.UTC(2025, 10, 1);
const DAYS = 380;

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
  const lines: string[] = [];
  let orders = 0;
  for (let customer = 0; customer < customers; customer += 1) {
    const who = whoOf(customer);
    const count = 1 + Math.floor(random() * random() * 8);
    for (let nth = 0; nth < count; nth += 1) {
      orders += 1;
      const currency = orders % 12 === 5 ? 'USD' : 'CNY';
      const isCancelled = orders % 11 === 3;
      const status = isCancelled ? '交易关闭' : '交易成功';
      if (currency === 'CNY' && !isCancelled) {
        yuanBuyers.add(customer);
      }
      const atMs = FIRST_DAY_MS + Math.floor(random() * DAYS * 24 * 60) * 60_000;
      const size = 1 + Math.floor(random() * 3);
      for (let line = 0; line < size; line += 1) {
        const quantity = 1 + Math.floor(random() * 3);
        const cents = 1900 + Math.floor(random() * 60_000);
        const sku = `A-${1000 + Math.floor(random() * 300)}`;
        const goods = orders % 30 === 1 ? LONG_GOODS : GOODS[Math.floor(random() * GOODS.length)];
        const item = `${sku},${goods}`;
        const refunded = line === 0 && orders % 9 === 4;
        const sold = isCancelled ? 0 : quantity * cents;
        net[currency] = (net[currency] ?? 0) + sold - (refunded ? quantity * cents : 0);
        lines.push(lineOf({ number: `${prefix}${orders}`, atMs, item, quantity, cents, currency, who, status }));
        if (refunded) {
          const refund = { number: `${prefix}R${orders}`, atMs: atMs + 5 * 86_400_000, quantity: -quantity };
          lines.push(lineOf({ ...refund, item, cents, currency, who, status: '交易成功' }));
        }
      }
    }
  }
  const refunds = new Set(lines.map((line) => line.split(',')[0])).size - orders;
  return { csv: HEADER + lines.join(''), lines: lines.length, customers, orders: orders + refunds, net, yuanBuyers: yuanBuyers.size };
}

function whoOf(customer: number): string {
  const city = CITIES[customer % CITIES.length];
  const email = customer % 3 === 0 ? '' : `buyer${customer}@example.com`;
  return `会员${10_000 + customer},${nameOf(customer)},${phoneOf(customer)},${email},${city},${city}解放路${customer}号`;
}

interface Line {
  readonly number: string;
  readonly atMs: number;
  readonly item: string;
  readonly quantity: number;
  readonly cents: number;
  readonly currency: string;
  readonly who: string;
  readonly status: string;
}

function lineOf({ number, atMs, item, quantity, cents, currency, who, status }: Line): string {
  const at = new Date(atMs).toISOString();
  return `${number},${at.slice(0, 10)} ${at.slice(11, 19)},${item},${quantity},${(cents / 100).toFixed(2)},${currency},${who},${status}\n`;
}

/** Lines that cannot be taken in, each for another reason, in the columns of the sheet above. */
export const BAD_LINES = [
  'B1,昨天下午,A-1,纯棉衬衫,1,99.00,CNY,会员1,王小明,13900000000,,上海,,交易成功\n',
  'B2,2026-03-01 10:00:00,A-1,纯棉衬衫,两件,99.00,CNY,会员1,王小明,13900000000,,上海,,交易成功\n',
  ',2026-03-01 10:00:00,A-1,纯棉衬衫,1,99.00,CNY,会员1,王小明,13900000000,,上海,,交易成功\n',
].join('');
