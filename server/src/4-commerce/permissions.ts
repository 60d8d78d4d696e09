import type { PermissionDefinition } from '#access';

/** What people may be allowed here. */
export const COMMERCE_PERMISSIONS: readonly PermissionDefinition[] = [
  {
    name: 'orders.read',
    label: { 'zh-CN': '查看订单', en: 'See orders' },
    note: { 'zh-CN': '查看订单、退款及其明细', en: 'See orders and refunds with their lines' },
  },
  {
    name: 'orders.write',
    label: { 'zh-CN': '处理订单', en: 'Handle orders' },
    note: {
      'zh-CN': '变更订单状态，登记收款、退款、退货与物流',
      en: 'Move orders on; record payments, refunds, returns and shipments',
    },
  },
  {
    name: 'credit.read',
    label: { 'zh-CN': '查看信用', en: 'See credit' },
    note: {
      'zh-CN': '查看客户的信用额度、未付款与逾期，下单前检查',
      en: 'See credit limits, what is open and overdue, and check before an order',
    },
  },
  {
    name: 'credit.write',
    label: { 'zh-CN': '设定信用额度', en: 'Set credit limits' },
    note: { 'zh-CN': '设定、调整、撤销客户的信用额度', en: 'Set, change and take off the credit limits of customers' },
  },
  {
    name: 'shops.manage',
    label: { 'zh-CN': '管理店铺', en: 'Manage shops' },
    note: { 'zh-CN': '维护店铺、销售渠道与来源的对应', en: 'Keep shops, sales channels and their sources' },
  },
  {
    name: 'products.read',
    label: { 'zh-CN': '查看商品', en: 'See products' },
    note: { 'zh-CN': '查看商品、分类、价格与库存', en: 'See products, categories, prices and stock' },
  },
  {
    name: 'products.write',
    label: { 'zh-CN': '维护商品', en: 'Keep products' },
    note: {
      'zh-CN': '维护商品与分类，调价，上架与下架',
      en: 'Keep products and categories, change prices, list and take off',
    },
  },
  {
    name: 'costs.read',
    label: { 'zh-CN': '查看成本', en: 'See costs' },
    note: { 'zh-CN': '查看并登记商品的单位成本', en: 'See and state the unit costs of products' },
  },
];
