import { describe, expect, it } from 'vitest';
import { systemContext } from '#kernel/context.ts';
import { useKernel } from '#test/harness.ts';
import { productDataSchema } from './product-data.ts';
import { productRecordKind } from './service.ts';

const kernel = useKernel({ analytic: false });
const context = systemContext('test');

function send(
  ...records: readonly { readonly key: string; readonly source?: string; readonly data: Record<string, unknown> }[]
) {
  const kind = productRecordKind(kernel, { defaultCurrency: () => Promise.resolve('CNY') });
  const items = records.map(({ key, source = 'webshop', data }) => ({
    source,
    key,
    occurredAt: kernel.clock.now(),
    scopeId: null,
    customer: null,
    data: productDataSchema.parse(data),
  }));
  return kernel.transaction(context, (tx) => kind.apply(tx, context, items));
}

describe('products as records', () => {
  const SHIRT = {
    name: '牛津纺衬衫',
    category: '男装/衬衫/牛津纺衬衫',
    skus: [{ code: 'R-1-40', size: '40', stock: 3, listMinor: 16_900 }],
  };

  it('are added, then the same, then changed', async () => {
    const [added] = await send({ key: 'R-1', data: SHIRT });
    expect(added).toMatchObject({ outcome: 'added', customerId: null });
    expect(await send({ key: 'R-1', data: SHIRT })).toMatchObject([{ outcome: 'same' }]);
    expect(await send({ key: 'R-1', data: { material: '棉' } })).toMatchObject([{ outcome: 'changed' }]);
  });

  it('of one batch see each other', async () => {
    const outcomes = await send(
      { key: 'R-2', data: { name: '帽子' } },
      { key: 'R-2b', data: { code: 'R-2', style: '平顶' } },
    );
    expect(outcomes.map((each) => each.outcome)).toEqual(['added', 'changed']);
  });

  it('that are wrong are answered with the field at fault, and nothing of them stays', async () => {
    await send({ key: 'R-1', data: SHIRT });
    const outcomes = await send(
      { key: 'R-3', data: { name: 'x', category: '西瓜' } },
      { key: 'R-4', data: { name: 'x', skus: [{ code: 'R-1-40' }] } },
    );
    expect(outcomes).toMatchObject([
      { outcome: 'rejected', fault: { field: 'data.category', code: 'category_unknown' } },
      { outcome: 'rejected', fault: { field: 'data.skus', code: 'sku_of_other_product' } },
    ]);
  });
});
