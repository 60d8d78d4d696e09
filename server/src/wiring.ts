import { type Access, createAccess, type PasswordCost } from '#access';
import {
  BEHAVIOUR_PERMISSIONS,
  BEHAVIOUR_RULES,
  type Behaviour,
  behaviourAnalyticTable,
  createBehaviour,
  customersOfEvents,
  eventHistoryPart,
} from '#behaviour';
import {
  COMMERCE_PERMISSIONS,
  COMMERCE_RULES,
  type Commerce,
  createCommerce,
  customersOfOrders,
  DEFAULT_CURRENCY,
  orderHistoryPart,
  ordersAnalyticTable,
} from '#commerce';
import {
  CITY_SETTINGS,
  CUSTOMERS_PERMISSIONS,
  CUSTOMERS_RULES,
  type Customers,
  cityTable,
  cityTableLookup,
  createCustomers,
  PROFILE_POPULATION,
  profilesAnalyticTable,
} from '#customers';
import { normalizeIdentifier } from '#customers/pure';
import { createInsight, INSIGHT_PERMISSIONS, type Insight } from '#insight';
import {
  createConnecting,
  createIntake,
  createOutgoing,
  INTAKE_PERMISSIONS,
  INTAKE_SETTINGS,
  type Intake,
  MAX_FILE_MEGABYTES,
  OUTGOING_SETTINGS,
  type Outgoing,
} from '#intake';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import type { EventReader } from '#kernel/events/log.ts';
import { createFeed, FEED_SETTINGS, type Feed, withParts } from '#kernel/feed/feed.ts';
import { STALE_AFTER_KEY } from '#kernel/feed/settings.ts';
import { createGuardedFetch } from '#kernel/http/guarded-fetch.ts';
import { idempotencyExpiryTimer } from '#kernel/http/idempotency.ts';
import { ALLOWED_INTERNAL_HOSTS } from '#kernel/http/outgoing-settings.ts';
import type { Route } from '#kernel/http/route.ts';
import type { JobKind } from '#kernel/jobs/jobs.ts';
import type { Kernel, ModuleParts } from '#kernel/module.ts';
import { opsJobs, opsRoutes } from '#kernel/ops/routes.ts';
import { createSecretBox } from '#kernel/secrets/secret-box.ts';
import type { TimerKind } from '#kernel/timers/timers.ts';
import {
  createSegments,
  LIFECYCLE_SETTINGS,
  placingPart,
  RFM_SETTINGS,
  SEGMENTS_PERMISSIONS,
  type Segments,
} from '#segments';

/** The whole platform over one kernel; nothing is started by building it. */
export interface Platform {
  readonly kernel: Kernel;
  readonly access: Access;
  readonly intake: Intake;
  readonly outgoing: Outgoing;
  readonly customers: Customers;
  readonly commerce: Commerce;
  readonly behaviour: Behaviour;
  readonly segments: Segments;
  readonly insight: Insight;
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
      ...BEHAVIOUR_PERMISSIONS,
      ...SEGMENTS_PERMISSIONS,
      ...INSIGHT_PERMISSIONS,
    ],
    settings: [
      ...FEED_SETTINGS,
      ALLOWED_INTERNAL_HOSTS,
      ...INTAKE_SETTINGS,
      ...OUTGOING_SETTINGS,
      DEFAULT_CURRENCY,
      ...RFM_SETTINGS,
      ...LIFECYCLE_SETTINGS,
      ...CITY_SETTINGS,
    ],
    ...options,
  });
}

/** Fields of customers with columns of their own, which senders name as they name the others. */
const BASIC_TRAITS = ['name', 'address', 'region'] as const;

function feedOf({ postgres, olap, log, clock, metrics }: Kernel, access: Access): Feed {
  return createFeed({
    postgres,
    olap,
    log,
    clock,
    metrics,
    tables: [
      withParts(profilesAnalyticTable, [orderHistoryPart, eventHistoryPart, placingPart]),
      ordersAnalyticTable,
      behaviourAnalyticTable,
    ],
    staleAfterSeconds: () => access.setting<number>(STALE_AFTER_KEY),
  });
}

/** What the modules bring to the server and the worker, beside what the ground has of its own. */
function collect(
  { kernel, feed }: Pick<Platform, 'kernel' | 'feed'>,
  modules: readonly ModuleParts[],
): Pick<Platform, 'routes' | 'jobs' | 'timers' | 'readers'> {
  return {
    routes: [...opsRoutes(kernel, feed), ...modules.flatMap((parts) => parts.routes ?? [])],
    jobs: [...opsJobs(feed), ...modules.flatMap((parts) => parts.jobs ?? [])],
    timers: [idempotencyExpiryTimer, ...modules.flatMap((parts) => parts.timers ?? [])],
    readers: [...feed.readers, ...modules.flatMap((parts) => parts.readers ?? [])],
  };
}

type Registering = Pick<Platform, 'intake' | 'outgoing' | 'customers' | 'commerce' | 'behaviour'>;

/** The registries of kinds, sources and owners, one list each. */
function register({ intake, outgoing, customers, commerce, behaviour }: Registering): void {
  for (const owner of [...commerce.factOwners, ...behaviour.factOwners]) {
    customers.registerFacts(owner);
  }
  for (const kind of [...customers.importKinds, ...commerce.importKinds, ...behaviour.importKinds]) {
    intake.registerKind(kind);
  }
  for (const timeline of [...commerce.timelines, behaviour.timeline]) {
    customers.registerTimeline(timeline);
  }
  for (const kind of [...customers.recordKinds, ...commerce.recordKinds, ...behaviour.recordKinds]) {
    intake.registerRecordKind(kind);
  }
  for (const kind of [...customers.exportKinds, ...commerce.exportKinds]) {
    outgoing.registerExportKind(kind);
  }
}

/** Scores and segments over the conditions of all modules. */
function segmentsOf(
  kernel: Kernel,
  { access, feed, customers, outgoing }: Pick<Platform, 'access' | 'feed' | 'customers' | 'outgoing'>,
): Segments {
  const setting = (key: string, reader?: Db | Tx): Promise<unknown> => access.setting(key, reader);
  const lookups = [...CUSTOMERS_RULES.lookups, cityTableLookup(setting)];
  const customersRules = { ...CUSTOMERS_RULES, lookups };
  const segments = createSegments(kernel, {
    feed,
    customerNames: customers.profiles.names,
    setting,
    rules: {
      parts: [customersRules, COMMERCE_RULES, BEHAVIOUR_RULES],
      population: PROFILE_POPULATION,
      cityTable: (reader) => cityTable(setting, reader),
      owners: { ofOrders: customersOfOrders, ofEvents: customersOfEvents },
      people: {
        existing: customers.existing,
        find: async (tx, { type, value }) => {
          const normalized = normalizeIdentifier(type, value);
          return normalized === null ? null : customers.identity.findByIdentifier(tx, type, normalized);
        },
        anchors: customers.anchors,
      },
    },
  });
  for (const owner of segments.factOwners) {
    customers.registerFacts(owner);
  }
  for (const kind of segments.exportKinds) {
    outgoing.registerExportKind(kind);
  }
  return segments;
}

/** Metrics and reports over the facts of all modules. */
function insightOf(
  kernel: Kernel,
  {
    access,
    feed,
    customers,
    commerce,
    segments,
    outgoing,
  }: Pick<Platform, 'access' | 'feed' | 'customers' | 'commerce' | 'segments' | 'outgoing'>,
): Insight {
  const insight = createInsight(kernel, {
    feed,
    naming: commerce.naming,
    customers: customers.profiles,
    usualDate: segments.rfm.usualDate,
    stageLimits: () => segments.lifecycleLimits(),
    defaultCurrency: () => access.setting<string>(DEFAULT_CURRENCY),
  });
  for (const kind of insight.exportKinds) {
    outgoing.registerExportKind(kind);
  }
  return insight;
}

/** The only place that sees all modules: who gets what from whom, and which kinds there are. */
export function createPlatform(kernel: Kernel, options: WiringOptions = {}): Platform {
  const access = accessOf(kernel, options);
  const feed = feedOf(kernel, access);
  const customers = createCustomers(kernel, access);
  const commerce = createCommerce(kernel, customers, {
    defaultCurrency: () => access.setting<string>(DEFAULT_CURRENCY),
  });
  const secrets = createSecretBox(kernel.config);
  const intake = createIntake(kernel, access, {
    defaultCurrency: () => access.setting<string>(DEFAULT_CURRENCY),
    maxFileBytes: async () => (await access.setting<number>(MAX_FILE_MEGABYTES)) * 1024 ** 2,
    attributeKeys: async () =>
      new Set([...BASIC_TRAITS, ...(await customers.fields.list(kernel.postgres.db)).map(({ key }) => key)]),
  });
  const behaviour = createBehaviour(kernel, { customers, access, records: intake.records, secrets });
  const fetch = createGuardedFetch({
    allowedHosts: () => access.setting<readonly string[]>(ALLOWED_INTERNAL_HOSTS.key),
  });
  const connecting = createConnecting(kernel, access, { records: intake.records, secrets, fetch });
  const outgoing = createOutgoing(kernel, access, {
    eventTypes: () => modules.flatMap((parts) => parts.eventTypes ?? []),
    fetch,
    secrets,
    setting: (key) => access.setting(key),
  });
  register({ intake, outgoing, customers, commerce, behaviour });
  const segments = segmentsOf(kernel, { access, feed, customers, outgoing });
  const insight = insightOf(kernel, { access, feed, customers, commerce, segments, outgoing });
  const modules: readonly ModuleParts[] = [
    access.parts,
    intake.parts,
    connecting.parts,
    outgoing.parts,
    customers.parts,
    commerce.parts,
    behaviour.parts,
    segments.parts,
    insight.parts,
  ];
  return {
    kernel,
    access,
    intake,
    outgoing,
    customers,
    commerce,
    behaviour,
    segments,
    insight,
    feed,
    ...collect({ kernel, feed }, modules),
  };
}
