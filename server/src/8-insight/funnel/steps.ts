import type { Text } from '#kernel/pure/text.ts';

/** The way from looking in to coming back, in its order. */
export const FUNNEL_STEPS = ['visit', 'view', 'cart', 'order', 'pay', 'repeat'] as const;
export type FunnelStep = (typeof FUNNEL_STEPS)[number];

export const STEP_LABELS: Readonly<Record<FunnelStep, Text>> = {
  visit: { 'zh-CN': '访问', en: 'Visit' },
  view: { 'zh-CN': '浏览商品', en: 'Product view' },
  cart: { 'zh-CN': '加入购物车', en: 'Cart' },
  order: { 'zh-CN': '下单', en: 'Order' },
  pay: { 'zh-CN': '付款', en: 'Payment' },
  repeat: { 'zh-CN': '再次购买', en: 'Bought again' },
};

export const FUNNEL_TEXT: Readonly<Record<'formula' | 'source', Text>> = {
  formula: {
    'zh-CN':
      '按人计，同一人只计一次：期内访问过的人里，之后有多少人浏览商品、加购、下单、付款、再次购买。每一步都要在上一步之后、期限之内发生；没有数据的步骤跳过，不按 0 计。已付款：订单状态在付款之后（已付款、已发货、已签收等）',
    en: 'people, each once: of those who visited in the span, how many then looked at a product, filled a cart, ordered, paid and bought again. Each step has to come after the one before and within the days allowed; steps of which a shop sends nothing are left out, not taken for 0. Paid: the order is in a state past payment (paid, shipped, accepted and so on)',
  },
  source: {
    'zh-CN': '网站与应用的行为、订单；已识别的浏览器归到客户名下，未识别的每个浏览器计一人',
    en: 'behaviour on sites and in apps, and orders; a browser whose owner is known counts as that customer, any other as one person',
  },
};

/** People at each step of one shop, channel or of everything, as the store counted them. */
export interface Reached {
  /** In the order of `FUNNEL_STEPS`. */
  readonly people: readonly number[];
  /** Those of them whose names are known. */
  readonly known: readonly number[];
  /** Who ordered in the span without coming through the steps before: guests, other devices, the counter. */
  readonly apart: number;
}

export const NOBODY_REACHED: Reached = {
  people: FUNNEL_STEPS.map(() => 0),
  known: FUNNEL_STEPS.map(() => 0),
  apart: 0,
};

/** One step as it is shown. */
export interface Rung {
  readonly step: FunnelStep;
  /** Whether anything is sent of this step; without it nothing else of the rung means anything. */
  readonly tracked: boolean;
  readonly people: number;
  readonly known: number;
  /** Who came so far and no further; 0 at the last step. */
  readonly stopped: number;
  readonly stoppedKnown: number;
  /** Of those at the last tracked step before; null at the first one and where nobody was there. */
  readonly rate: number | null;
  /** Of those at the first tracked step. */
  readonly overall: number | null;
}

const share = (part: number, of: number): number | null => (of === 0 ? null : part / of);

/** The funnel of one place: steps that are not tracked are passed over, and nobody stops there. */
export function rungsOf(reached: Reached, tracked: readonly boolean[]): readonly Rung[] {
  const places = FUNNEL_STEPS.map((_, at) => at).filter((at) => tracked[at] === true);
  const first = places[0];
  return FUNNEL_STEPS.map((step, at) => {
    const order = places.indexOf(at);
    if (order < 0 || first === undefined) {
      return { step, tracked: false, people: 0, known: 0, stopped: 0, stoppedKnown: 0, rate: null, overall: null };
    }
    const at0 = (list: readonly number[], place: number | undefined): number =>
      place === undefined ? 0 : (list[place] ?? 0);
    const [people, known] = [at0(reached.people, at), at0(reached.known, at)];
    const next = places[order + 1];
    const before = places[order - 1];
    return {
      step,
      tracked: true,
      people,
      known,
      stopped: next === undefined ? 0 : people - at0(reached.people, next),
      stoppedKnown: next === undefined ? 0 : known - at0(reached.known, next),
      rate: before === undefined ? null : share(people, at0(reached.people, before)),
      overall: order === 0 ? null : share(people, at0(reached.people, first)),
    };
  });
}

/** The step that counts after this one; null after the last. */
export function nextTracked(step: FunnelStep, tracked: readonly boolean[]): FunnelStep | null {
  const at = FUNNEL_STEPS.indexOf(step);
  return FUNNEL_STEPS.find((_, place) => place > at && tracked[place] === true) ?? null;
}
