import type { Rule } from '#kernel/pure/rules/tree.ts';

/** A segment that the demo begins with. */
export interface ExampleSegment {
  readonly name: string;
  readonly note: string;
  readonly rule: Rule;
  readonly refresh: 'live' | 'daily';
}

/** What a brand like this one asks for first; each is there to be changed. */
export const EXAMPLE_SEGMENTS: readonly ExampleSegment[] = [
  {
    name: '等第二单的新客',
    note: '买过一次，14 到 60 天没再来：送一张第二单的券',
    rule: {
      v: 1,
      all: [
        { is: 'orders.count', count: { min: 1, max: 1 } },
        { is: 'orders.days_since', days: { min: 14, max: 60 } },
      ],
    },
    refresh: 'live',
  },
  {
    name: '安静下来的老客',
    note: '一年里买过三次以上，60 天没来：由熟悉的导购问候',
    rule: {
      v: 1,
      all: [
        { is: 'orders.count', count: { min: 3 }, window: { lastDays: 365 } },
        { is: 'orders.days_since', days: { min: 60 } },
      ],
    },
    refresh: 'daily',
  },
  {
    name: '年消费 2000 元以上',
    note: '会员日优先邀请',
    rule: { v: 1, all: [{ is: 'orders.sum', amount: { min: 200_000 }, window: { lastDays: 365 } }] },
    refresh: 'daily',
  },
  {
    name: '常退货',
    note: '买过两次以上，一半以上退过：先看尺码和描述，再发促销',
    rule: {
      v: 1,
      all: [
        { is: 'orders.count', count: { min: 2 } },
        { is: 'orders.returned_share', percent: { min: 50 } },
      ],
    },
    refresh: 'daily',
  },
];
