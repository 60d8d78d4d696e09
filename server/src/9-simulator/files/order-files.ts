import type { Order, OrderLine, OrderState } from '../buying/orders.ts';
import type { Calendar } from '../calendar.ts';
import type { SellingSource } from '../people/sources.ts';
import type { Rows, StoryFile } from './file.ts';
import { amountText, timeText } from './text.ts';

/** How one source writes an order. */
interface Layout {
  readonly header: string;
  readonly states: Readonly<Record<OrderState, string>>;
  /** What stands before the product, and behind it: the same for all lines of an order. */
  readonly head: (order: Stated) => string;
  readonly line: (line: OrderLine, quantity: number) => string;
  readonly tail: (order: Stated) => string;
}

/** An order, or the refund of one, as it is stated. */
interface Stated {
  readonly number: string;
  readonly time: string;
  readonly state: string;
  readonly order: Order;
}

const CHINESE: Layout['states'] = {
  paid: '买家已付款',
  shipped: '卖家已发货',
  completed: '交易成功',
  cancelled: '交易关闭',
};
const JD: Layout['states'] = { paid: '等待出库', shipped: '等待确认收货', completed: '完成', cancelled: '已取消' };
const ENGLISH: Layout['states'] = {
  paid: 'processing',
  shipped: 'shipped',
  completed: 'completed',
  cancelled: 'cancelled',
};
const SHORT: Layout['states'] = { paid: '已付款', shipped: '已发货', completed: '已完成', cancelled: '已取消' };

/** A number that cannot be one stands in the customer file; the orders of these people go without. */
function phoneOf(account: Order['account']): string {
  return account.faulty ? '' : account.phone;
}

function payment(order: Order): string {
  return order.cashOnDelivery ? '货到付款' : '在线支付';
}

const LAYOUTS: Readonly<Record<SellingSource, Layout>> = {
  tmall: {
    header:
      '订单编号,买家会员名,订单状态,收货人姓名,收货地址,省份,联系手机,订单创建时间,商家编码,宝贝标题,购买数量,商品单价,物流公司,物流单号',
    states: CHINESE,
    head: ({ number, state, time, order: { account } }) =>
      `${number},${account.account},${state},${account.name},${account.address},${account.province},${account.phone},${time}`,
    line: (line, quantity) => `${line.sku},${line.product.name},${quantity},${amountText(line.priceMinor)}`,
    tail: ({ order }) => `${order.carrier},${order.tracking}`,
  },
  jd: {
    header: '订单号,下单帐号,下单时间,订单状态,客户姓名,联系电话,收货地址,省份,货号,商品名称,数量,京东价',
    states: JD,
    head: ({ number, state, time, order: { account } }) =>
      `${number},${account.account},${time},${state},${account.name},${account.phone},${account.address},${account.province}`,
    line: (line, quantity) => `${line.sku},${line.product.name},${quantity},${amountText(line.priceMinor)}`,
    tail: () => '',
  },
  shop: {
    header:
      'order_id,created_at,user_id,full_name,mobile,email,shipping_address,province,order_status,sku,title,qty,price,payment_method,carrier,tracking_no',
    states: ENGLISH,
    head: ({ number, state, time, order: { account } }) =>
      `${number},${time.replace(' ', 'T')}+08:00,${account.account},${account.name},${phoneOf(account)},${account.email},${account.address},${account.province},${state}`,
    line: (line, quantity) => `${line.sku},${line.product.name},${quantity},${amountText(line.priceMinor)}`,
    tail: ({ order }) => `${order.cashOnDelivery ? 'cod' : 'online'},${order.carrier},${order.tracking}`,
  },
  store: {
    header: '单号,日期,会员号,姓名,手机,货号,品名,件数,售价,省份,状态',
    states: SHORT,
    head: ({ number, time, order }) =>
      `${number},${time.replaceAll('-', '/')},${order.account.account},${order.account.name},${phoneOf(order.account)}`,
    line: (line, quantity) => `${line.sku},${line.product.name},${quantity},${amountText(line.priceMinor)}`,
    tail: ({ state, order }) => `${order.account.province},${state}`,
  },
  wechat: {
    header: '订单编号,用户ID,下单时间,订单状态,手机,省份,商品编码,商品名称,数量,单价',
    states: SHORT,
    head: ({ number, state, time, order }) =>
      `${number},${order.account.account},${time},${state},${phoneOf(order.account)},${order.account.province}`,
    line: (line, quantity) => `${line.sku},${line.product.name},${quantity},${amountText(line.priceMinor)}`,
    tail: () => '',
  },
  agent: {
    header: '订单号,下单日期,收货人,手机,收货地址,省份,货号,品名,数量,单价,状态,校园代理',
    states: SHORT,
    head: ({ number, time, order: { account } }) =>
      `${number},${time},${account.name},${account.phone},${account.address},${account.province}`,
    line: (line, quantity) => `${line.sku},${line.product.name},${quantity},${amountText(line.priceMinor)}`,
    tail: ({ state, order }) => `${state},A${String(order.account.person % 40).padStart(3, '0')}`,
  },
  phone: {
    header: '单号,下单时间,客户姓名,电话,收货地址,省份,商品编码,商品名称,数量,单价,状态,支付方式,物流公司,物流单号',
    states: SHORT,
    head: ({ number, time, order: { account } }) =>
      `${number},${time},${account.name},${account.phone},${account.address},${account.province}`,
    line: (line, quantity) => `${line.sku},${line.product.name},${quantity},${amountText(line.priceMinor)}`,
    tail: ({ state, order }) => `${state},${payment(order)},${order.carrier},${order.tracking}`,
  },
};

/** The export of orders of one source: one line of the file per line of an order; money back is an order of its own. */
export function orderFile(source: SellingSource, calendar: Calendar): StoryFile {
  const layout = LAYOUTS[source];
  return {
    name: `orders-${source}.csv`,
    intake: { kind: 'orders', source },
    encoding: 'utf-8',
    header: layout.header,
    write: ({ orders }, rows) => {
      for (const order of orders) {
        if (order.account.source === source) {
          writeOrder(order, { layout, calendar, rows });
        }
      }
    },
  };
}

function writeOrder(
  order: Order,
  { layout, calendar, rows }: { layout: Layout; calendar: Calendar; rows: Rows },
): void {
  const time = timeText(order.second);
  const sale: Stated = {
    number: order.number,
    time: `${calendar.dateText(order.day)} ${time}`,
    state: layout.states[order.state],
    order,
  };
  writeLines(sale, { layout, rows, refund: false });
  if (order.refunded !== null) {
    const refund = { ...sale, number: `${order.number}-R`, time: `${calendar.dateText(order.refunded)} ${time}` };
    writeLines(refund, { layout, rows, refund: true });
  }
}

function writeLines(stated: Stated, { layout, rows, refund }: { layout: Layout; rows: Rows; refund: boolean }): void {
  const head = layout.head(stated);
  const tail = layout.tail(stated);
  for (const line of stated.order.lines) {
    if (!refund || line.returned) {
      const text = layout.line(line, refund ? -line.quantity : line.quantity);
      rows.add(tail === '' ? `${head},${text}` : `${head},${text},${tail}`);
    }
  }
}
