import type { Access } from '#access';
import {
  BEHAVIOUR_RULES,
  type Behaviour,
  behaviourAnalyticTable,
  createBehaviour,
  customersOfEvents,
  eventHistoryPart,
} from '#behaviour';
import { type Care, createCare } from '#care';
import { createChannels } from '#channels';
import {
  BRAND_NAME,
  COMMERCE_RULES,
  type Commerce,
  createCommerce,
  creditPart,
  customersOfOrders,
  DEFAULT_CURRENCY,
  orderHistoryPart,
  ordersAnalyticTable,
} from '#commerce';
import { type Contact, createContact } from '#contact';
import {
  CUSTOMERS_RULES,
  type Customers,
  casesAboutCustomers,
  circumstancesPart,
  cityTable,
  cityTableLookup,
  createCustomers,
  createPrivacy,
  fieldTokensLookup,
  loadRelations,
  PROFILE_POPULATION,
  type Privacy,
  phoneLimitsFrom,
  profilesAnalyticTable,
} from '#customers';
import { normalizeIdentifier } from '#customers/pure';
import { createEntry, type Entry } from '#entry';
import { createInsight, type Insight } from '#insight';
import {
  createConnecting,
  createIntake,
  createOutgoing,
  type Intake,
  MAX_FILE_MEGABYTES,
  type Outgoing,
} from '#intake';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import type { ErasureParticipant } from '#kernel/erasure/participant.ts';
import { kernelErasure } from '#kernel/erasure/service.ts';
import type { EventReader } from '#kernel/events/log.ts';
import { createFeed, type Feed, withParts } from '#kernel/feed/feed.ts';
import { STALE_AFTER_KEY } from '#kernel/feed/settings.ts';
import { createGuardedFetch, type GuardedFetch } from '#kernel/http/guarded-fetch.ts';
import { idempotencyExpiryTimer } from '#kernel/http/idempotency.ts';
import { ALLOWED_INTERNAL_HOSTS } from '#kernel/http/outgoing-settings.ts';
import type { Route } from '#kernel/http/route.ts';
import type { JobKind } from '#kernel/jobs/jobs.ts';
import type { Kernel, ModuleParts } from '#kernel/module.ts';
import { opsJobs, opsRoutes } from '#kernel/ops/routes.ts';
import { createSecretBox, type SecretBox } from '#kernel/secrets/secret-box.ts';
import type { TimerKind } from '#kernel/timers/timers.ts';
import { createMarketing, type Marketing } from '#marketing';
import { createSegments, placingPart, type Segments } from '#segments';
import { createWork, customersOfCases, taskHistoryPart, type Work } from '#work';
import { accessOf, type WiringOptions } from './wiring-access.ts';

/** The whole platform over one kernel; nothing is started by building it. */
export interface Platform {
  readonly kernel: Kernel;
  readonly access: Access;
  /** Cases, tasks, approvals. */
  readonly work: Work;
  readonly intake: Intake;
  readonly outgoing: Outgoing;
  readonly customers: Customers;
  readonly commerce: Commerce;
  readonly behaviour: Behaviour;
  readonly segments: Segments;
  readonly insight: Insight;
  /** The one door out. */
  readonly contact: Contact;
  /** The ways in through people. */
  readonly entry: Entry;
  /** What is done when customers change, leave and come back. */
  readonly care: Care;
  /** Requests about one's own data, erasure, retention. */
  readonly privacy: Privacy;
  /** What becomes of each table when a person is erased. */
  readonly erasure: readonly ErasureParticipant[];
  readonly feed: Feed;
  readonly routes: readonly Route[];
  readonly jobs: readonly JobKind[];
  readonly timers: readonly TimerKind[];
  readonly readers: readonly EventReader[];
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
      withParts(profilesAnalyticTable, [
        circumstancesPart,
        orderHistoryPart,
        creditPart,
        eventHistoryPart,
        taskHistoryPart,
        placingPart,
      ]),
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

type Registering = Pick<Platform, 'access' | 'intake' | 'outgoing' | 'customers' | 'commerce' | 'behaviour'>;

/** The registries of kinds, sources and owners, one list each. */
function register({ access, intake, outgoing, customers, commerce, behaviour }: Registering): void {
  access.lookups.registerContacts(customers.contacts);
  for (const owner of [...commerce.factOwners, ...behaviour.factOwners]) {
    customers.registerFacts(owner);
  }
  for (const belonging of [...commerce.belongings, ...behaviour.belongings]) {
    customers.registerBelonging(belonging);
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
  {
    access,
    feed,
    customers,
    commerce,
    outgoing,
    work,
    fetch,
  }: Pick<Platform, 'access' | 'feed' | 'customers' | 'commerce' | 'outgoing' | 'work'> & {
    readonly fetch: GuardedFetch;
  },
): Segments {
  const setting = (key: string, reader?: Db | Tx): Promise<unknown> => access.setting(key, reader);
  const lookups = [...CUSTOMERS_RULES.lookups, cityTableLookup(setting), fieldTokensLookup(kernel)];
  const customersRules = { ...CUSTOMERS_RULES, lookups };
  const segments = createSegments(kernel, {
    feed,
    customerNames: customers.profiles.names,
    prices: commerce.naming.prices,
    staff: access.staff,
    fetch,
    setting,
    rules: {
      parts: [customersRules, COMMERCE_RULES, BEHAVIOUR_RULES, work.rules],
      population: PROFILE_POPULATION,
      cityTable: (reader) => cityTable(setting, reader),
      naming: commerce.naming,
      owners: { ofOrders: customersOfOrders, ofEvents: customersOfEvents, ofCases: customersOfCases },
      relations: loadRelations,
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
  for (const belonging of segments.belongings) {
    customers.registerBelonging(belonging);
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
    offering: commerce.offering,
    sourceNames: () => customers.sourceNames(kernel.postgres.db, null),
    customers: customers.profiles,
    dimensions: segments.dimensions,
    cityTable: () => cityTable(access.setting, kernel.postgres.db),
    exports: outgoing.exports,
    access,
    usualDate: segments.rfm.usualDate,
    stageLimits: () => segments.lifecycleLimits(),
    defaultCurrency: () => access.setting<string>(DEFAULT_CURRENCY),
    setting: (key) => access.setting(key),
  });
  for (const kind of insight.exportKinds) {
    outgoing.registerExportKind(kind);
  }
  return insight;
}

/** What to offer to whom, from what everybody bought, and who it is that comes in. */
function marketingOf(
  kernel: Kernel,
  needs: Pick<Platform, 'access' | 'customers' | 'commerce' | 'segments' | 'work' | 'contact'>,
): Marketing {
  const { access, ...others } = needs;
  const setting = (key: string): Promise<unknown> => access.setting(key);
  return createMarketing(kernel, { ...others, setting, look: access.lookups.look });
}

/** The door out with its channels; nobody else is handed a channel. */
function contactOf(
  kernel: Kernel,
  {
    access,
    customers,
    intake,
    secrets,
  }: Pick<Platform, 'access' | 'customers' | 'intake'> & { readonly secrets: SecretBox },
): { readonly contact: Contact; readonly parts: readonly ModuleParts[] } {
  const channels = createChannels(kernel, { access, secrets });
  const setting = <T>(key: string, reader?: Db | Tx): Promise<T> => access.setting<T>(key, reader);
  const contact = createContact(kernel, { access, customers, channels: channels.all, secrets, setting });
  for (const owner of contact.factOwners) {
    customers.registerFacts(owner);
  }
  for (const kind of contact.recordKinds) {
    intake.registerRecordKind(kind);
  }
  for (const belonging of contact.belongings) {
    customers.registerBelonging(belonging);
  }
  customers.registerTimeline(contact.timeline);
  return { contact, parts: [channels.parts, contact.parts] };
}

/** Work and what it is about. */
function workOf(
  kernel: Kernel,
  { access, customers, commerce, outgoing }: Pick<Platform, 'access' | 'customers' | 'commerce' | 'outgoing'>,
): Work {
  const work = createWork(kernel, access);
  const about = casesAboutCustomers(work, customers.profiles);
  work.registerSubject(about.subject);
  customers.registerFacts(about.owner);
  customers.registerBelonging(about.belonging);
  customers.registerTimeline(work.timeline);
  work.registerApproval(outgoing.exporting.consent);
  outgoing.askConsentOf(work.requestApproval);
  work.registerProcess(customers.quality.process);
  customers.quality.startCasesWith(work);
  commerce.processes.forEach(work.registerProcess);
  commerce.startCasesWith(work);
  return work;
}

/** Agents, clerks, forms and slips, with what they hand to work and identity. */
function entryOf(
  kernel: Kernel,
  needs: Pick<Platform, 'access' | 'customers' | 'commerce' | 'intake' | 'work'>,
): Entry {
  const { customers, work } = needs;
  const entry = createEntry(kernel, needs);
  entry.processes.forEach(work.registerProcess);
  entry.approvals.forEach(work.registerApproval);
  entry.factOwners.forEach(customers.registerFacts);
  entry.belongings.forEach(customers.registerBelonging);
  return entry;
}

/** Who looks after customers who move between stages, with the work it starts. */
function careOf(kernel: Kernel, needs: Pick<Platform, 'access' | 'customers' | 'segments' | 'work'>): Care {
  const { customers, segments, work } = needs;
  const care = createCare(kernel, needs);
  care.processes.forEach(work.registerProcess);
  care.factOwners.forEach(customers.registerFacts);
  care.belongings.forEach(customers.registerBelonging);
  care.reasonSources.forEach(segments.registerReasons);
  return care;
}

/** Whoever has something about people, with what becomes of it. */
function registerKeepers(
  kernel: Kernel,
  privacy: Privacy,
  modules: readonly ModuleParts[],
): readonly ErasureParticipant[] {
  const participants = [kernelErasure(kernel), ...modules.flatMap(({ erasure }) => erasure ?? [])];
  privacy.registerKeepers(
    participants,
    modules.flatMap(({ retention }) => retention ?? []),
  );
  return participants;
}

/** What is sold and who bought it. */
function commerceOf(kernel: Kernel, access: Access, customers: Customers): Commerce {
  return createCommerce(kernel, customers, {
    defaultCurrency: () => access.setting<string>(DEFAULT_CURRENCY),
    brandName: () => access.setting<string>(BRAND_NAME),
    access,
  });
}

/** The way in for files and records. */
function intakeOf(kernel: Kernel, access: Access, { fields }: Customers): Intake {
  return createIntake(kernel, access, {
    defaultCurrency: () => access.setting<string>(DEFAULT_CURRENCY),
    maxFileBytes: async () => (await access.setting<number>(MAX_FILE_MEGABYTES)) * 1024 ** 2,
    attributeKeys: async () =>
      new Set([...BASIC_TRAITS, ...(await fields.list(kernel.postgres.db)).map(({ key }) => key)]),
  });
}

/** What people may ask about their own data, over everybody who has some. */
function privacyOf(
  kernel: Kernel,
  needs: Pick<Platform, 'access' | 'customers' | 'work' | 'feed' | 'contact'>,
): Privacy {
  const { access, customers, work, feed, contact } = needs;
  const { fields, profiles, consents } = customers;
  const purge = (): Promise<boolean> => feed.purge(profilesAnalyticTable.name);
  customers.resealing.purgeWith(purge);
  const privacy = createPrivacy(kernel, { access, fields, profiles, consents, work, purge });
  contact.takeDataRequestsBy(privacy.receiveOwn);
  return privacy;
}

/** The only place that sees all modules: who gets what from whom, and which kinds there are. */
export function createPlatform(kernel: Kernel, options: WiringOptions = {}): Platform {
  const access = accessOf(kernel, options);
  const feed = feedOf(kernel, access);
  const customers = createCustomers(kernel, access, { limits: phoneLimitsFrom(access.setting) });
  const commerce = commerceOf(kernel, access, customers);
  const secrets = createSecretBox(kernel.config);
  const intake = intakeOf(kernel, access, customers);
  const behaviour = createBehaviour(kernel, { customers, access, records: intake.records, secrets });
  const allowedHosts = () => access.setting<readonly string[]>(ALLOWED_INTERNAL_HOSTS.key);
  const fetch = createGuardedFetch({ allowedHosts });
  const connecting = createConnecting(kernel, access, { records: intake.records, secrets, fetch });
  const eventTypes = () => modules.flatMap((parts) => parts.eventTypes ?? []);
  const setting = <T>(key: string): Promise<T> => access.setting<T>(key);
  const outgoing = createOutgoing(kernel, access, { eventTypes, fetch, secrets, setting });
  register({ access, intake, outgoing, customers, commerce, behaviour });
  const work = workOf(kernel, { access, customers, commerce, outgoing });
  const segments = segmentsOf(kernel, { access, feed, customers, commerce, outgoing, work, fetch });
  const insight = insightOf(kernel, { access, feed, customers, commerce, segments, outgoing });
  const { contact, parts: contactParts } = contactOf(kernel, { access, customers, intake, secrets });
  const entry = entryOf(kernel, { access, customers, commerce, intake, work });
  const care = careOf(kernel, { access, customers, segments, work });
  const privacy = privacyOf(kernel, { access, customers, work, feed, contact });
  const modules: readonly ModuleParts[] = [
    access.parts,
    work.parts,
    intake.parts,
    connecting.parts,
    outgoing.parts,
    customers.parts,
    commerce.parts,
    behaviour.parts,
    segments.parts,
    insight.parts,
    marketingOf(kernel, { access, customers, commerce, segments, work, contact }).parts,
    ...contactParts,
    entry.parts,
    care.parts,
    privacy.parts,
  ];
  const erasure = registerKeepers(kernel, privacy, modules);
  return {
    kernel,
    access,
    work,
    intake,
    outgoing,
    customers,
    commerce,
    behaviour,
    segments,
    insight,
    contact,
    entry,
    care,
    privacy,
    erasure,
    feed,
    ...collect({ kernel, feed }, modules),
  };
}
