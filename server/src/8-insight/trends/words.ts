import type { Text } from '#kernel/pure/text.ts';

export const TRENDS_TEXT: Readonly<Record<'formula' | 'source', Text>> = {
  formula: {
    'zh-CN':
      '增长：本期购买该品类的不同人数 ÷ 上期（同样天数）的人数；按 99% 区间判断，区间下限大于 1 才算上升，上限小于 1 才算下降，两期合计不足 20 人不下结论；按区间下限排列。新客占比：有资料的买家里以前从未买过该品类的。相对整体：品类的增长 ÷ 全部品类合计的增长',
    en: 'growth: different people who bought of the category ÷ those of as many days before; it rises when the 99 % interval lies above 1, falls when it lies below, and fewer than 20 people in both say nothing; ordered by the lower end. New: of buyers with a name, those who had never bought of it. Against all: growth of the category ÷ growth of everything together',
  },
  source: {
    'zh-CN': '购买订单的商品行（按商品所在品类）、商品浏览；未识别的买家每单计一人',
    en: 'goods of purchases by their category, and product views; each order of an unknown buyer counts as one person',
  },
};
