import type { Customers, Purpose, Reach } from '#customers';
import type { ContactChannel } from '#customers/pure';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import type { Kernel } from '#kernel/module.ts';
import { type Zone, zoneOf } from '#kernel/pure/dates.ts';
import type { AddressDigest } from '../addresses/service.ts';
import { type Cap, longestDays, type Reserved } from './caps.ts';
import { countsUnderCaps, type Decision, decide, type GateFacts } from './decide.ts';
import { CAPS, QUIET_HOURS, type QuietHoursSetting } from './settings.ts';
import * as store from './store.ts';

/** Those of the customers with a complaint that nobody has settled; a later module says who they are. */
export type OpenComplaints = (reader: Db | Tx, customerIds: readonly string[]) => Promise<ReadonlySet<string>>;

/** One question to the gate. */
export interface GateAsk {
  readonly customerId: string;
  readonly purpose: string;
  readonly channel: ContactChannel;
  readonly isUrgent?: boolean | undefined;
  readonly isHeldOut?: boolean | undefined;
  readonly expiresAt?: Date | null | undefined;
}

export interface GateAnswer {
  readonly decision: Decision;
  readonly address: string | null;
  readonly addressDigest: string | null;
  readonly reach: Reach | null;
  /** Counted with the messages that want something. */
  readonly counts: boolean;
}

export interface Gate {
  /**
   * Answers up to 500 questions at once, in the order given; of several about one customer the later ones count the
   * earlier ones in. Whoever acts on the answers holds the recipients meanwhile (`lockRecipients`).
   * `withoutCaps`: the places were taken before.
   */
  ask(reader: Db | Tx, asks: readonly GateAsk[], options?: { readonly withoutCaps?: boolean }): Promise<GateAnswer[]>;
  registerComplaints(complaints: OpenComplaints): void;
}

export interface GateNeeds {
  readonly customers: Pick<Customers, 'consents'>;
  readonly digest: AddressDigest;
  readonly setting: <T>(key: string, reader?: Db | Tx) => Promise<T>;
  readonly openChannels: ReadonlySet<string>;
}

/** Most questions of one call. */
export const MOST_ASKS = 500;
const DAY_MS = 86_400_000;

/** The gate: loads what the answers depend on, all at once, and lets `decide` answer. */
export function createGate(kernel: Pick<Kernel, 'clock' | 'config'>, needs: GateNeeds): Gate {
  const { customers, digest, setting, openChannels } = needs;
  const participants: OpenComplaints[] = [];
  const businessZone = zoneOf(kernel.config.timeZone);
  return {
    registerComplaints: (complaints) => {
      participants.push(complaints);
    },
    ask: async (reader, asks, { withoutCaps = false } = {}) => {
      if (asks.length > MOST_ASKS) {
        throw new RangeError(`The gate answers ${MOST_ASKS} questions at once, not ${asks.length}`);
      }
      const now = kernel.clock.now();
      const ids = [...new Set(asks.map(({ customerId }) => customerId))];
      const people = await customers.consents.reach(reader, ids);
      const purposes = await customers.consents.purposes.all(reader);
      const caps = withoutCaps ? [] : await setting<readonly Cap[]>(CAPS.key, reader);
      const quiet = await setting<QuietHoursSetting>(QUIET_HOURS.key, reader);
      const complaining = await complainers(reader, ids, participants);
      const digests = await digestsOf(asks, people, digest);
      const listed = await store.selectSuppressions(reader, {
        customerIds: ids,
        digests: digests.flatMap((one) => one ?? []),
      });
      const since = new Date(now.getTime() - longestDays(caps) * DAY_MS);
      const reserved = Map.groupBy(
        caps.length === 0 ? [] : await store.selectReserved(reader, ids, since),
        ({ customerId }) => customerId,
      );
      const taken = new Map<string, readonly Reserved[]>(reserved);
      return asks.map((ask, at) => {
        const reach = people.get(ask.customerId) ?? null;
        const addressDigest = digests[at] ?? null;
        const facts = factsOf(ask, { now, reach, purposes, quiet, caps, businessZone, openChannels });
        const mine = listed.filter(
          (line) =>
            line.customerId === ask.customerId || (addressDigest !== null && line.addressDigest === addressDigest),
        );
        const decision = decide({
          ...facts,
          suppressions: mine,
          hasOpenComplaint: complaining.has(ask.customerId),
          reserved: taken.get(ask.customerId) ?? [],
        });
        const counts = facts.purpose !== null && countsUnderCaps(facts.purpose);
        if (decision.may) {
          const place = { purpose: ask.purpose, channel: ask.channel, counts, at: now };
          taken.set(ask.customerId, [...(taken.get(ask.customerId) ?? []), place]);
        }
        return { decision, address: facts.address, addressDigest, reach, counts };
      });
    },
  };
}

async function complainers(
  reader: Db | Tx,
  ids: readonly string[],
  participants: readonly OpenComplaints[],
): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  for (const participant of participants) {
    for (const id of await participant(reader, ids)) {
      found.add(id);
    }
  }
  return found;
}

function digestsOf(
  asks: readonly GateAsk[],
  people: ReadonlyMap<string, Reach>,
  digest: AddressDigest,
): Promise<(string | null)[]> {
  return Promise.all(
    asks.map(async ({ customerId, channel }) => {
      const address = people.get(customerId)?.addresses[channel];
      return address === undefined ? null : digest(address);
    }),
  );
}

interface Known {
  readonly now: Date;
  readonly reach: Reach | null;
  readonly purposes: readonly Purpose[];
  readonly quiet: QuietHoursSetting;
  readonly caps: readonly Cap[];
  readonly businessZone: Zone;
  readonly openChannels: ReadonlySet<string>;
}

function factsOf(
  { purpose, channel, isUrgent = false, isHeldOut = false, expiresAt = null }: GateAsk,
  { now, reach, purposes, quiet, caps, businessZone, openChannels }: Known,
): Omit<GateFacts, 'suppressions' | 'hasOpenComplaint' | 'reserved'> {
  return {
    now,
    channel,
    purpose: purposes.find(({ key }) => key === purpose) ?? null,
    isChannelOpen: openChannels.has(channel),
    address: reach?.addresses[channel] ?? null,
    isMinor: reach?.isMinor ?? false,
    statements: reach?.statements ?? [],
    isHeldOut,
    isUrgent,
    expiresAt,
    preferredHours: reach?.preferredHours ?? [],
    quietHours: quiet.channels.includes(channel) ? quiet : null,
    zone: zoneOfRecipient(reach?.timeZone ?? null, businessZone),
    caps,
  };
}

/** What people wrote down as a zone may be none. */
function zoneOfRecipient(name: string | null, businessZone: Zone): Zone {
  if (name === null) {
    return businessZone;
  }
  try {
    return zoneOf(name);
  } catch (error) {
    if (error instanceof RangeError) {
      return businessZone;
    }
    throw error;
  }
}
