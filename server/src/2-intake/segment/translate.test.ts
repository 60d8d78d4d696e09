import { describe, expect, it } from 'vitest';
import { segmentMessage } from './schema.ts';
import { translateSegment } from './translate.ts';

const OPTIONS = { source: 'segment', key: 'm1', attributeKeys: new Set(['name', 'address', 'gender']) };
const translate = (message: object) => translateSegment(segmentMessage.parse(message), OPTIONS);

describe("messages in Segment's format", () => {
  it('makes identify a customer, and the browser known', () => {
    const records = translate({
      type: 'identify',
      userId: 'u1',
      anonymousId: 'b1',
      traits: {
        email: 'li@example.com',
        firstName: '雷',
        lastName: '李',
        gender: 'male',
        plan: 'gold',
        address: { city: '杭州', state: '浙江' },
      },
      timestamp: '2026-03-01T10:00:00.000Z',
    });
    const identifiers = [
      { type: 'account', value: 'u1' },
      { type: 'email', value: 'li@example.com' },
    ];
    expect(records).toEqual([
      {
        source: 'segment',
        key: 'm1',
        type: 'customer',
        occurredAt: '2026-03-01T10:00:00.000Z',
        customer: { identifiers, attributes: { name: '李雷', gender: 'male', address: '浙江 杭州' } },
        data: {},
      },
      {
        source: 'segment',
        key: 'm1',
        type: 'behaviour',
        occurredAt: '2026-03-01T10:00:00.000Z',
        customer: { identifiers, attributes: {} },
        data: { event: 'identify', anonymousId: 'b1' },
      },
    ]);
  });

  it.each([
    [
      'Product Viewed',
      { product_id: '507f', category: 'Shirts' },
      { event: 'product_view', sku: '507f', category: 'Shirts' },
    ],
    ['Products Searched', { query: 'linen' }, { event: 'search', query: 'linen' }],
    ['Product Added', { sku: 'A-1', quantity: 2 }, { event: 'cart_add', sku: 'A-1', quantity: 2 }],
    ['Coupon Opened', { coupon: 'x' }, { event: 'custom', properties: { coupon: 'x' } }],
  ])('reads the track event %s', (event, properties, data) => {
    const [record] = translate({ type: 'track', anonymousId: 'b1', event, properties });
    expect(record).toMatchObject({
      type: 'behaviour',
      customer: null,
      data: { ...data, name: event, anonymousId: 'b1' },
    });
  });

  it('reads a page with what its context says of it', () => {
    const [record] = translate({
      type: 'page',
      anonymousId: 'b1',
      properties: { title: 'Home' },
      context: { page: { url: 'https://shop.example/', referrer: 'https://search.example/' }, sessionId: 17 },
    });
    expect(record?.data).toEqual({
      event: 'page_view',
      anonymousId: 'b1',
      visitId: '17',
      url: 'https://shop.example/',
      referrer: 'https://search.example/',
      title: 'Home',
    });
  });

  it('makes nothing of a message about nobody', () => {
    expect(translate({ type: 'track', event: 'Clicked' })).toEqual([]);
  });
});
