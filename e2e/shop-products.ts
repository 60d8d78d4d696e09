import {
  addImage,
  type Client,
  changeCost,
  changePrice,
  createBrand,
  createProduct,
  listCategories,
  moveProduct,
  savePyramid,
} from '../server/src/contracts.ts';

/** A PNG of one pixel. */
export const PICTURE = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const BRAND = '凡客';
const FACTS = {
  kind: '长袖衬衫',
  material: '100% 棉',
  style: '修身',
  targetGroup: '25–35 岁男性',
  description: '免烫处理，四季可穿，机洗不变形。',
  supplier: '宁波某制衣厂',
} as const;
const NAME = '牛津纺商务衬衫';
const REASONS = ['双十一', '双十一结束', '首批采购'] as const;
const COLOURS = ['白色', '蓝色'] as const;
const SIZES = ['39', '40', '41'] as const;
const CODE = 'VC-1001';
const SALE_ENDS = '2099-01-01T00:00:00+08:00';

/** Everything of these products and of the category tree that is nobody's wording. */
export async function productWords(client: Client): Promise<string> {
  const { items } = await client.call(listCategories);
  const categories = items.flatMap(({ name, note }) => [name, ...(note === null ? [] : [note])]);
  const first = 'First price 首次定价 e2e admin VC WH BL';
  return [...categories, BRAND, NAME, ...Object.values(FACTS), ...REASONS, ...COLOURS, first].join(' ');
}

/** A product on sale with pictures, SKUs and prices of every kind, and one that has nothing yet; the id of the first. */
export async function sendProducts(client: Client): Promise<string> {
  const { items } = await client.call(listCategories);
  const categoryId = items.find(({ name }) => name === '商务衬衫')?.id ?? null;
  const brand = await client.call(createBrand, { body: { name: BRAND } });
  const skus = COLOURS.flatMap((colour, index) =>
    SIZES.map((size) => ({ code: `${CODE}-${index === 0 ? 'WH' : 'BL'}-${size}`, colour, size, stock: 7 })),
  );
  const body = { ...FACTS, code: CODE, name: NAME, categoryId, brandId: brand.id, skus, listMinor: 14_900 };
  const { id } = await client.call(createProduct, { body });
  // The brand in the middle of the product pyramid, its category at the base.
  const middle = { tier: 2, kind: 'brand', id: brand.id, powers: ['high', 'middle'], ageFrom: 18, ageTo: 35 } as const;
  const base = { tier: 3, kind: 'category', powers: ['high', 'middle', 'low'], ageFrom: null, ageTo: null } as const;
  const places = [middle, ...(categoryId === null ? [] : [{ ...base, id: categoryId }])];
  await client.call(savePyramid, {
    body: { places: places.map((each) => ({ ...each, powers: [...each.powers] })), baseRevision: 0 },
  });
  await client.call(createProduct, { body: { code: 'VC-1002', name: NAME, isOneTime: true } });
  await client.call(addImage, { params: { id }, body: new Uint8Array(PICTURE) });
  const [sale, end, cost] = REASONS;
  await client.call(changePrice, { params: { id }, body: { kind: 'sale', amountMinor: 9900, reason: sale } });
  await client.call(changePrice, {
    params: { id },
    body: { kind: 'sale', amountMinor: null, reason: end, effectiveAt: SALE_ENDS },
  });
  await client.call(changeCost, { params: { id }, body: { amountMinor: 6250, reason: cost } });
  await client.call(moveProduct, { params: { id }, body: { to: 'checked' } });
  await client.call(moveProduct, { params: { id }, body: { to: 'on' } });
  return id;
}
