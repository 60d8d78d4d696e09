import type { Text } from '#kernel/pure/text.ts';

export const OPPORTUNITY_TEXT: Readonly<Record<'formula' | 'source', Text>> = {
  formula: {
    'zh-CN':
      '需求：期内浏览、加购或购买过该品类，或资料里写明偏好该品类的不同客户；需求占比 = 该品类的人数 ÷ 客群在各品类的人数之和。供给占比 = 该品类可买的商品规格数 ÷ 全部可买的规格数（在售且有货；没有库存数据时按在售）。缺口 = 需求占比 − 供给占比；未满足的人数与缺口达到设定值，且需求占比 99% 区间的下限高于供给占比，才算机会。未满足：有需求但期内没有买到该品类的人',
    en: 'demand: different customers who viewed, put into the cart or bought of the category, or whose profile names it as preferred; share of demand = its people ÷ the sum of people over all categories of the segment. Share of supply = its SKUs that can be bought ÷ all that can (on sale and in stock; on sale where nobody keeps stock). Gap = share of demand − share of supply; an opportunity has the unmet people and the gap that are set, and the lower end of the 99 % interval of demand above supply. Unmet: people who want it and bought nothing of it in the span',
  },
  source: {
    'zh-CN':
      '商品浏览与加购（可识别到客户的）、购买订单的商品行、资料字段“偏好品类”、商品目录的在售状态与库存；站内搜索词与未识别访客不计',
    en: 'product views and carts of known customers, goods of purchases, the field “Preferred categories”, states and stock of the catalogue; search words and unknown visitors are not in it',
  },
};
