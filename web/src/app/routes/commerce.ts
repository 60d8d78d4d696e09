import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { parseOrdersSearch } from '../orders-search.ts';
import { parseProductsSearch } from '../products-search.ts';
import { shell } from './frame.ts';

const orders = createRoute({
  getParentRoute: () => shell,
  path: '/orders',
  validateSearch: parseOrdersSearch,
  staticData: { permission: 'orders.read', room: 'sales' },
  component: lazyRouteComponent(() => import('../../features/orders/pages/orders-list.tsx'), 'OrdersListPage'),
});

const order = createRoute({
  getParentRoute: () => shell,
  path: '/orders/$orderId',
  staticData: { permission: 'orders.read', room: 'sales' },
  component: lazyRouteComponent(() => import('../../features/orders/pages/order.tsx'), 'OrderPage'),
});

const deliveryNote = createRoute({
  getParentRoute: () => shell,
  path: '/orders/$orderId/delivery-note',
  staticData: { permission: 'orders.read', room: 'sales' },
  component: lazyRouteComponent(() => import('../../features/orders/pages/delivery-note.tsx'), 'DeliveryNotePage'),
});

const products = createRoute({
  getParentRoute: () => shell,
  path: '/products',
  validateSearch: parseProductsSearch,
  staticData: { permission: 'products.read', room: 'supply' },
  component: lazyRouteComponent(() => import('../../features/products/pages/products-list.tsx'), 'ProductsListPage'),
});

const product = createRoute({
  getParentRoute: () => shell,
  path: '/products/$productId',
  staticData: { permission: 'products.read', room: 'supply' },
  component: lazyRouteComponent(() => import('../../features/products/pages/product.tsx'), 'ProductPage'),
});

/** Orders and products. */
export const commerceRoutes = [orders, order, deliveryNote, products, product] as const;
