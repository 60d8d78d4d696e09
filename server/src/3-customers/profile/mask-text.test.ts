import { expect, it } from 'vitest';
import { maskText } from './mask-text.ts';

it.each([
  ['新号码 13812341234，晚上打', '新号码 138****1234，晚上打'],
  ['138 1234 1234/139-0000-0000', '138****1234/139****0000'],
  ['邮箱：li.lei@example.com。', '邮箱：l***@example.com。'],
  ['订单 2026011912345678 未到', '订单 2026011912345678 未到'],
])('%s → %s', (text, masked) => {
  expect(maskText(text)).toBe(masked);
});
