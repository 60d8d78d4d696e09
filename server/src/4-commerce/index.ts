import type { Customers, FactOwner } from '#customers';
import type { ImportKind } from '#intake';
import type { DoctorCheck } from '#kernel/doctor/doctor.ts';
import type { Kernel, ModuleParts } from '#kernel/module.ts';
import { orderImportKind } from './importing/service.ts';
import { orderChecks } from './integrity/service.ts';
import { orderRoutes } from './orders/routes.ts';
import { createOrders, type Orders, orderFacts } from './orders/service.ts';

export { ordersAnalyticTable } from './orders/feed.ts';

export { DEFAULT_CURRENCY } from './orders/settings.ts';
export { COMMERCE_PERMISSIONS } from './permissions.ts';

export interface Commerce {
  readonly parts: ModuleParts;
  readonly orders: Orders;
  readonly importKinds: readonly ImportKind[];
  readonly factOwners: readonly FactOwner[];
  readonly doctorChecks: readonly DoctorCheck[];
}

/** Facts of commerce: who bought what, when, for how much. */
export function createCommerce(kernel: Kernel, customers: Customers): Commerce {
  const orders = createOrders(kernel, customers);
  return {
    parts: { name: 'commerce', routes: orderRoutes(orders) },
    orders,
    // A kind's row type is its own business; the registry holds kinds of every row.
    importKinds: [orderImportKind(kernel, customers) as ImportKind],
    factOwners: [orderFacts(kernel)],
    doctorChecks: orderChecks(kernel),
  };
}
