import type { Access } from '#access';
import type { Channel } from '#channels';
import type { Belonging, Customers, FactOwner, TimelineSource } from '#customers';
import type { RecordKind } from '#intake';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import type { Kernel, ModuleParts } from '#kernel/module.ts';
import type { SecretBox } from '#kernel/secrets/secret-box.ts';
import { createAddressDigest } from './addresses/service.ts';
import { askingRoutes } from './asking/routes.ts';
import { createAsking } from './asking/service.ts';
import { attemptRoutes } from './attempts/routes.ts';
import { attemptTimeline, CONTACT_BELONGINGS, contactFacts, createAttempts } from './attempts/service.ts';
import { type Choose, createChoosing } from './choosing/service.ts';
import { sendJob } from './delivering/jobs.ts';
import { createDelivering, type Delivering } from './delivering/service.ts';
import { deliveringTimers } from './delivering/timers.ts';
import { contactErasure } from './erasing/service.ts';
import { CONTACT_EVENT_TYPES } from './event-types.ts';
import { createGate, type Gate, type OpenComplaints } from './gate/service.ts';
import { CONTACT_SETTINGS } from './gate/settings.ts';
import { createHeeding, type HeedOf } from './heeding/service.ts';
import { limitRoutes } from './limits/routes.ts';
import { createLimits } from './limits/service.ts';
import { createLinks } from './links/service.ts';
import { preferenceRoutes } from './preferences/routes.ts';
import { createPreferences, type ReceiveOwn } from './preferences/service.ts';
import { deliveryRecordKind } from './receipts/service.ts';
import { createSend, type Send } from './sending/service.ts';
import { suppressionRoutes } from './suppressions/routes.ts';
import { createSuppressions } from './suppressions/service.ts';
import { suppressionsDeskRoutes } from './suppressions-desk/routes.ts';
import { createSuppressionsDesk } from './suppressions-desk/service.ts';
import { templateRoutes } from './templates/routes.ts';
import { createTemplates } from './templates/service.ts';

export { CONTACT_BELONGINGS } from './attempts/service.ts';
export { CONTACT_AUDIT_WORDS } from './audit-words.ts';
export type { Decision } from './gate/decide.ts';
export type { GateReason } from './gate/reasons.ts';
export type { GateAnswer, GateAsk, OpenComplaints } from './gate/service.ts';
export { CONTACT_SETTINGS } from './gate/settings.ts';
export { CONTACT_PERMISSIONS } from './permissions.ts';
export type { OutMessage, SentMessage } from './sending/service.ts';

export interface Contact {
  readonly parts: ModuleParts;
  /** Whether up to 500 messages would go now, and why not; nothing is kept of the question. */
  readonly ask: Gate['ask'];
  /** Up to 500 messages through the gate, in the caller's transaction. The one way to reach anybody. */
  readonly send: Send;
  /** Which channel suits somebody best for a purpose: the preferred one first. */
  readonly choose: Choose;
  /** What the suppression list says about somebody, for whoever meets them. */
  readonly heed: HeedOf;
  readonly delivering: Delivering;
  readonly recordKinds: readonly RecordKind[];
  readonly factOwners: readonly FactOwner[];
  /** What merging customers does to what is kept here. */
  readonly belongings: readonly Belonging[];
  readonly timeline: TimelineSource;
  /** Called by `wiring.ts` for the module that knows of complaints: while one is open nothing is sold. */
  registerComplaints(complaints: OpenComplaints): void;
  /** Called by `wiring.ts` with who takes down what people ask about their own data. */
  takeDataRequestsBy(receive: ReceiveOwn): void;
}

export interface ContactOptions {
  readonly access: Pick<Access, 'audit'>;
  readonly customers: Pick<Customers, 'consents' | 'anchors' | 'existing' | 'identity' | 'profiles'>;
  readonly channels: readonly Channel[];
  readonly secrets: SecretBox;
  readonly setting: <T>(key: string, reader?: Db | Tx) => Promise<T>;
}

/** The one door out over one kernel. */
export function createContact(kernel: Kernel, options: ContactOptions): Contact {
  const { access, customers, channels, secrets, setting } = options;
  const digest = createAddressDigest(kernel, secrets);
  const openChannels = new Set(channels.map(({ name }) => name));
  const gate = createGate(kernel, { customers, digest, setting, openChannels });
  const links = createLinks(kernel, { secrets, setting });
  const suppressions = createSuppressions(kernel, { audit: access.audit, customers, digest });
  const send = createSend(kernel, { customers, gate });
  const choose = createChoosing({ customers, gate });
  const delivering = createDelivering(kernel, { customers, gate, channels, links, suppressions });
  let receiver: ReceiveOwn | null = null;
  const pages = createPreferences(kernel, {
    customers,
    links,
    digest,
    send,
    suppressions,
    setting,
    receiver: () => receiver,
  });
  const templates = createTemplates(kernel, { audit: access.audit, consents: customers.consents });
  return {
    parts: {
      name: 'contact',
      settings: CONTACT_SETTINGS,
      eventTypes: CONTACT_EVENT_TYPES,
      routes: [
        ...askingRoutes(createAsking(kernel, { profiles: customers.profiles, gate, send, choose })),
        ...attemptRoutes(createAttempts(kernel, customers.profiles)),
        ...suppressionRoutes(suppressions),
        ...suppressionsDeskRoutes(createSuppressionsDesk(kernel, { audit: access.audit, customers, digest })),
        ...limitRoutes(createLimits(kernel)),
        ...templateRoutes(templates),
        ...preferenceRoutes(pages),
      ],
      jobs: [sendJob(delivering)],
      timers: deliveringTimers(delivering),
      erasure: contactErasure(kernel, { digest, channels }),
    },
    ask: gate.ask,
    send,
    choose,
    heed: createHeeding(kernel, digest),
    delivering,
    // A kind's data is its own business; the registry holds kinds of any.
    recordKinds: [deliveryRecordKind(kernel, suppressions) as RecordKind],
    factOwners: [contactFacts],
    belongings: CONTACT_BELONGINGS,
    timeline: attemptTimeline,
    registerComplaints: gate.registerComplaints,
    takeDataRequestsBy: (receive) => {
      receiver = receive;
    },
  };
}
