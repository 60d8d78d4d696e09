import { dateOfDayNumber } from '#kernel/pure/dates.ts';
import { below, createRandom } from '../random.ts';
import type { World } from '../world.ts';
import { amountText } from './text.ts';

/** The catalogue: one line per SKU, in the words of a Chinese product list. */
export function productFile({ catalogue, parameters, calendar }: World): {
  readonly header: string;
  readonly lines: readonly string[];
} {
  const random = createRandom(parameters.seed, { stream: 'stock', index: 0 });
  const from = dateOfDayNumber(calendar.firstDay);
  return {
    header: '款号,SKU编码,商品名称,分类,种类,品牌,材质,款式,颜色,尺码,目标人群,吊牌价,成本价,库存,上市日期',
    lines: catalogue.products.flatMap((product) =>
      product.skus.map((sku, place) =>
        [
          product.code,
          sku,
          product.name,
          product.path.join('/'),
          product.path.at(-1) ?? '',
          brandOf(product.path[0] ?? ''),
          product.material,
          product.style,
          product.colour,
          product.hasSizes ? (product.sizes[place] ?? '') : '均码',
          product.target,
          amountText(product.listPriceMinor),
          amountText(product.costMinor),
          String(below(random, 400)),
          from,
        ].join(','),
      ),
    ),
  };
}

/** The house sells under three names. */
function brandOf(root: string): string {
  return root === '化妆品' ? '拾妆' : root === '童装' ? '小满' : '素衡';
}
