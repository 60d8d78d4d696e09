import { type Access, createAccess, type PasswordCost } from '#access';
import { COMMERCE_PERMISSIONS, type Commerce, createCommerce, DEFAULT_CURRENCY, ordersAnalyticTable } from '#commerce';
import { CUSTOMERS_PERMISSIONS, type Customers, createCustomers } from '#customers';
import { createInsight, INSIGHT_PERMISSIONS } from '#insight';
import { createIntake, INTAKE_PERMISSIONS, INTAKE_SETTINGS, type Intake, MAX_FILE_MEGABYTES } from '#intake';
import type { EventReader } from '#kernel/events/log.ts';
import { createFeed, FEED_SETTINGS, type Feed } from '#kernel/feed/feed.ts';
import { STALE_AFTER_KEY } from '#kernel/feed/settings.ts';
import { idempotencyExpiryTimer } from '#kernel/http/idempotency.ts';
import type { Route } from '#kernel/http/route.ts';
import type { JobKind } from '#kernel/jobs/jobs.ts';
import type { Kernel, ModuleParts } from '#kernel/module.ts';
import { opsJobs, opsRoutes } from '#kernel/ops/routes.ts';
import type { TimerKind } from '#kernel/timers/timers.ts';
import { createSegments, RFM_SETTINGS, SEGMENTS_PERMISSIONS, type Segments } from '#segments';

/** The whole platform over one kernel; nothing is started by building it. */
export interface Platform {
  readonly kernel: Kernel;
  readonly access: Access;
  readonly intake: Intake;
  readonly customers: Customers;
  readonly commerce: Commerce;
  readonly segments: Segments;
  readonly feed: Feed;
  readonly routes: readonly Route[];
  readonly jobs: readonly JobKind[];
  readonly timers: readonly TimerKind[];
  readonly readers: readonly EventReader[];
}

export interface WiringOptions {
  /** Tests take less. */
  readonly passwordCost?: PasswordCost;
}

/** Who may, with the permissions and settings that the modules declare. */
function accessOf(kernel: Kernel, options: WiringOptions): Access {
  return createAccess(kernel, {
    permissions: [
      ...INTAKE_PERMISSIONS,
      ...CUSTOMERS_PERMISSIONS,
      ...COMMERCE_PERMISSIONS,
      ...SEGMENTS_PERMISSIONS,
      ...INSIGHT_PERMISSIONS,
    ],
    settings: [...FEED_SETTINGS, ...INTAKE_SETTINGS, DEFAULT_CURRENCY, ...RFM_SETTINGS],
    ...options,
  });
}

/** The only place that sees all modules: who gets what from whom, and which kinds there are. */
export function createPlatform(kernel: Kernel, options: WiringOptions = {}): Platform {
  const access = accessOf(kernel, options);
  const { postgres, olap, log, clock, metrics } = kernel;
  const feed = createFeed({
    postgres,
    olap,
    log,
    clock,
    metrics,
    tables: [ordersAnalyticTable],
    staleAfterSeconds: () => access.setting<number>(STALE_AFTER_KEY),
  });
  const customers = createCustomers(kernel, access);
  const commerce = createCommerce(kernel, customers);
  const intake = createIntake(kernel, access, {
    defaultCurrency: () => access.setting<string>(DEFAULT_CURRENCY),
    maxFileBytes: async () => (await access.setting<number>(MAX_FILE_MEGABYTES)) * 1024 ** 2,
  });
  for (const owner of commerce.factOwners) {
    customers.registerFacts(owner);
  }
  for (const kind of commerce.importKinds) {
    intake.registerKind(kind);
  }
  const segments = createSegments(kernel, {
    feed,
    customerNames: customers.profiles.names,
    setting: (key) => access.setting(key),
  });
  const insight = createInsight(kernel, {
    freshness: feed.freshness,
    countCustomers: customers.profiles.count,
    countImports: intake.imports.countActive,
  });
  const modules: readonly ModuleParts[] = [
    access.parts,
    intake.parts,
    customers.parts,
    commerce.parts,
    segments.parts,
    insight.parts,
  ];
  return {
    kernel,
    access,
    intake,
    customers,
    commerce,
    segments,
    feed,
    routes: [...opsRoutes(kernel, feed), ...modules.flatMap((parts) => parts.routes ?? [])],
    jobs: [...opsJobs(feed), ...modules.flatMap((parts) => parts.jobs ?? [])],
    timers: [idempotencyExpiryTimer, ...modules.flatMap((parts) => parts.timers ?? [])],
    readers: [...feed.readers, ...modules.flatMap((parts) => parts.readers ?? [])],
  };
}
