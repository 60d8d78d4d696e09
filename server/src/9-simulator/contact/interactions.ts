import type { Order } from '../buying/orders.ts';
import type { Person } from '../people/person.ts';
import { below, chance, createRandom, pick, type Random } from '../random.ts';

/** What somebody said to the brand, or the brand to somebody. */
export interface Interaction {
  readonly key: string;
  readonly day: number;
  readonly second: number;
  readonly kind: 'call' | 'chat' | 'wechat' | 'sms' | 'complaint';
  readonly direction: 'in' | 'out';
  /** By which it came. */
  readonly channel: string;
  readonly title: string;
  readonly text: string;
  readonly outcome: string;
  readonly order: Order;
}

const INQUIRIES: Topics = [
  ['尺码咨询', ['平时穿 M，这款要拍大一码吗？', '身高体重发过去了，帮忙看看穿几码合适。', '裤子的腰围是多少厘米？']],
  ['物流咨询', ['什么时候发货？', '快递显示到了本地，今天能送到吗？', '能改成周末派送吗？']],
  ['面料咨询', ['这件洗了会缩水吗？', '是纯棉的吗，宝宝能穿吗？', '会不会起球？']],
  ['优惠咨询', ['还有满减吗？', '会员积分可以抵扣吗？', '双十一会更便宜吗？']],
  ['护肤咨询', ['敏感肌可以用吗？', '开封后可以用多久？']],
];
const COMPLAINTS: Topics = [
  ['质量问题', ['线头很多，洗一次就开线了。', '和图片色差太大，不满意。', '鞋底开胶了，才穿了一周。']],
  ['发错货', ['拍的是 L 码，收到的是 S 码。', '少发了一件，请补发。']],
  ['物流太慢', ['五天了还没有更新，到底发了没有？', '快递放在门卫没有通知我，外包装也破了。']],
  ['退款慢', ['退货一周了钱还没到账。', '退款金额不对，少了运费。']],
  ['服务态度', ['客服一直不回复，等了一个小时。']],
];
const PRAISE = ['质量很好，已经推荐给同事了。', '客服很耐心，谢谢。', '孩子很喜欢，下次还来。'] as const;
const CARE = [
  '您的订单已签收，穿着如有不适可随时联系我们。',
  '您上次购买的护肤品快用完了吗？',
  '会员日专享券已放入账户。',
] as const;

const INQUIRES = 0.07;
const COMPLAINS = 0.012;
const COMPLAINS_ON_RETURN = 0.16;
const PRAISES = 0.008;
const CARED_FOR = 0.03;

/** What was said around the orders of a person, in the order of the orders. */
export function interact(
  seed: number,
  { person, orders }: { person: Person; orders: readonly Order[] },
): Interaction[] {
  const random = createRandom(seed, { stream: 'interactions', index: person.index });
  const said: Interaction[] = [];
  const say = (order: Order, saying: Saying): void => {
    const day = order.day + saying.daysLater;
    const second =
      saying.daysLater <= 0 ? Math.max(0, order.second - 600 - below(random, 3000)) : 32_400 + below(random, 40_000);
    said.push({ key: `${order.number}-${said.length + 1}`, day, second, order, ...saying });
  };
  for (const order of orders) {
    if (chance(random, INQUIRES)) {
      say(order, { ...spoken(random, INQUIRIES), daysLater: 0 });
    }
    if (chance(random, order.refunded === null ? COMPLAINS : COMPLAINS_ON_RETURN)) {
      const outcome = pick(random, ['已致歉并补偿优惠券', '已安排退货退款', '已转交仓库核查', '']);
      say(order, { ...spoken(random, COMPLAINTS), kind: 'complaint', outcome, daysLater: 3 + below(random, 6) });
    } else if (chance(random, PRAISES)) {
      const praise = [['表扬', PRAISE]] as const;
      say(order, { ...spoken(random, praise), daysLater: 4 + below(random, 8) });
    } else if (chance(random, CARED_FOR)) {
      const care = pick(random, CARE);
      say(order, {
        kind: 'sms',
        channel: '短信',
        direction: 'out',
        title: '客户关怀',
        text: care,
        outcome: '',
        daysLater: 7,
      });
    }
  }
  return said;
}

interface Saying extends Pick<Interaction, 'kind' | 'channel' | 'direction' | 'title' | 'text' | 'outcome'> {
  readonly daysLater: number;
}

const WAYS = [
  { kind: 'chat', channel: '在线客服' },
  { kind: 'chat', channel: '在线客服' },
  { kind: 'call', channel: '客服热线' },
  { kind: 'wechat', channel: '微信客服' },
] as const;

function spoken(random: Random, topics: Topics): Omit<Saying, 'daysLater'> {
  return { ...about(random, topics), ...pick(random, WAYS), direction: 'in', outcome: '' };
}

type Topics = readonly (readonly [title: string, texts: readonly string[]])[];

function about(random: Random, topics: Topics): { readonly title: string; readonly text: string } {
  const [title, texts] = pick(random, topics);
  return { title, text: pick(random, texts) };
}
