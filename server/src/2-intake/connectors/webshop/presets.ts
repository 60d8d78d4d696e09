import type { SignatureRule } from '../kind.ts';
import type { Rule } from './mapping.ts';

/** What is known of a shop system: how it signs, what it calls its topics, where things stand in its messages. */
export interface Preset {
  readonly signature: SignatureRule;
  readonly topicHeader: string | null;
  readonly rules: readonly Rule[];
  /** How its lists are asked for. */
  readonly pull: {
    readonly topic: string;
    readonly items: string;
    readonly paging: { readonly style: 'page'; readonly param: string } | { readonly style: 'link' };
    readonly sizeParam: string;
    readonly sinceParam: string;
  };
}

const ORDER_LINES = { sku: ['sku', 'product_id'], name: 'name', quantity: 'quantity', unitPrice: 'price' } as const;

/** After the public descriptions of WooCommerce's REST API v3 and its webhooks. */
const WOOCOMMERCE: Preset = {
  signature: { style: 'body-hmac', header: 'x-wc-webhook-signature', idHeader: 'x-wc-webhook-delivery-id' },
  topicHeader: 'x-wc-webhook-topic',
  rules: [
    {
      type: 'order',
      topics: ['order.'],
      key: 'id',
      occurredAt: [
        { path: 'date_modified_gmt', utc: true },
        { path: 'date_created_gmt', utc: true },
      ],
      identifiers: { account: 'customer_id', phone: 'billing.phone', email: 'billing.email' },
      attributes: {
        name: { join: ['billing.first_name', 'billing.last_name'] },
        address: { join: ['billing.state', 'billing.city', 'billing.address_1'] },
      },
      data: {
        number: ['number', 'id'],
        placedAt: { path: 'date_created_gmt', utc: true },
        currency: 'currency',
        region: ['shipping.state', 'billing.state'],
        status: {
          path: 'status',
          map: {
            pending: 'placed',
            'on-hold': 'placed',
            'checkout-draft': 'placed',
            processing: 'paid',
            completed: 'completed',
            refunded: 'completed',
            cancelled: 'cancelled',
            failed: 'cancelled',
            trash: 'cancelled',
          },
        },
        lines: { each: 'line_items', fields: ORDER_LINES },
      },
    },
    {
      type: 'customer',
      topics: ['customer.'],
      key: 'id',
      occurredAt: [
        { path: 'date_modified_gmt', utc: true },
        { path: 'date_created_gmt', utc: true },
      ],
      identifiers: { account: 'id', phone: 'billing.phone', email: ['email', 'billing.email'] },
      attributes: {
        name: [{ join: ['first_name', 'last_name'] }, { join: ['billing.first_name', 'billing.last_name'] }],
        address: { join: ['billing.state', 'billing.city', 'billing.address_1'] },
      },
      data: {},
    },
  ],
  pull: {
    topic: 'order.updated',
    items: '',
    paging: { style: 'page', param: 'page' },
    sizeParam: 'per_page',
    sinceParam: 'modified_after',
  },
};

/** After the public description of Shopify's Admin API and its webhooks. */
const SHOPIFY: Preset = {
  signature: { style: 'body-hmac', header: 'x-shopify-hmac-sha256', idHeader: 'x-shopify-webhook-id' },
  topicHeader: 'x-shopify-topic',
  rules: [
    {
      type: 'order',
      topics: ['orders/'],
      key: 'id',
      occurredAt: ['updated_at', 'created_at'],
      identifiers: {
        account: 'customer.id',
        phone: ['phone', 'customer.phone', 'shipping_address.phone'],
        email: ['email', 'customer.email'],
      },
      attributes: {
        name: { join: ['customer.first_name', 'customer.last_name'] },
        address: { join: ['shipping_address.province', 'shipping_address.city', 'shipping_address.address1'] },
      },
      data: {
        number: ['name', 'order_number', 'id'],
        placedAt: ['processed_at', 'created_at'],
        currency: 'currency',
        region: 'shipping_address.province',
        status: [
          { path: 'cancelled_at', map: { '*': 'cancelled' } },
          { path: 'fulfillment_status', map: { fulfilled: 'shipped' } },
          {
            path: 'financial_status',
            map: {
              pending: 'placed',
              authorized: 'placed',
              partially_paid: 'placed',
              paid: 'paid',
              partially_refunded: 'paid',
              refunded: 'paid',
              voided: 'cancelled',
            },
          },
        ],
        lines: { each: 'line_items', fields: { ...ORDER_LINES, name: ['name', 'title'] } },
      },
    },
    {
      type: 'customer',
      topics: ['customers/'],
      key: 'id',
      occurredAt: ['updated_at', 'created_at'],
      identifiers: { account: 'id', phone: ['phone', 'default_address.phone'], email: 'email' },
      attributes: {
        name: { join: ['first_name', 'last_name'] },
        address: { join: ['default_address.province', 'default_address.city', 'default_address.address1'] },
      },
      data: {},
    },
  ],
  pull: {
    topic: 'orders/updated',
    items: 'orders',
    paging: { style: 'link' },
    sizeParam: 'limit',
    sinceParam: 'updated_at_min',
  },
};

/** Systems that are known; `custom` brings its own rules and signs after Standard Webhooks. */
export const PRESETS: Readonly<Record<'woocommerce' | 'shopify' | 'custom', Preset>> = {
  woocommerce: WOOCOMMERCE,
  shopify: SHOPIFY,
  custom: {
    signature: { style: 'standard' },
    topicHeader: null,
    rules: [],
    pull: {
      topic: '',
      items: '',
      paging: { style: 'page', param: 'page' },
      sizeParam: 'limit',
      sinceParam: 'updated_since',
    },
  },
};
