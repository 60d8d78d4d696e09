import type { Text } from '#kernel/pure/text.ts';

/** How the forecast is made, after the formula of what is foreseen. */
export const FORECAST_TEXT: Text = {
  'zh-CN':
    '在几种方法（照上一季、平滑、趋势、季节、节日）里取过去误差最小的一种：在过去最多 26 个时点上，只用当时已知的数预测一遍再与实际比较；没有方法胜过“照上一季”时就用它。误差是本页在那些时点会有的误差，区间按那些误差取，应包含五分之四',
  en: 'of several ways (as last season, smoothing, trend, seasons, festivals) the one that was wrong by least: at up to 26 times in the past the future is foreseen from what was known then and compared with what came; where none beats “as last season”, that one is used. The errors are those that this page would have had at those times; the interval is made of them and should hold four out of five',
};
