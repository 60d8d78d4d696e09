import type { Purpose } from '#customers';
import {
  type ConsentState,
  type ConsentStatement,
  type ContactChannel,
  countingStatement,
  type DeliveryWindow,
  stateOf,
} from '#customers/pure';
import type { Zone } from '#kernel/pure/dates.ts';
import { type Cap, type Reserved, roomAt } from './caps.ts';
import { preferredFrom } from './preferred-hours.ts';
import { type QuietHours, quietUntil } from './quiet-hours.ts';
import type { GateReason } from './reasons.ts';

export type GatePurpose = Pick<
  Purpose,
  'key' | 'legalBasis' | 'channels' | 'isSelling' | 'confirmsEmail' | 'archivedAt'
>;

/** A line of the suppression list that is about this address or customer. */
export interface Suppression {
  readonly reason: 'opted_out' | 'bounced' | 'complained' | 'do_not_contact';
  readonly channel: string | null;
  readonly purpose: string | null;
  readonly until: Date | null;
}

/** All that the answer depends on. */
export interface GateFacts {
  readonly now: Date;
  readonly channel: ContactChannel;
  /** Null: nobody knows such a purpose. */
  readonly purpose: GatePurpose | null;
  /** Whether a provider or an outbox is behind the channel. */
  readonly isChannelOpen: boolean;
  /** Null: the customer has no address for the channel. */
  readonly address: string | null;
  readonly isMinor: boolean;
  readonly statements: readonly ConsentStatement[];
  readonly suppressions: readonly Suppression[];
  readonly hasOpenComplaint: boolean;
  /** Left out on purpose, to compare with. */
  readonly isHeldOut: boolean;
  /** Only a purpose that needs no consent can be urgent. */
  readonly isUrgent: boolean;
  readonly expiresAt: Date | null;
  /** Null: none on this channel. */
  readonly quietHours: QuietHours | null;
  /** In which the recipient would rather be reached; empty: whenever. */
  readonly preferredHours: readonly DeliveryWindow[];
  /** Of the recipient. */
  readonly zone: Zone;
  readonly caps: readonly Cap[];
  readonly reserved: readonly Reserved[];
}

/** `isLater`: it may go once `until` has come, and is asked again then. */
export type Decision =
  | { readonly may: true }
  | {
      readonly may: false;
      readonly reason: GateReason;
      readonly until: Date | null;
      readonly isLater: boolean;
    };

/** Whether a message may go now, and if not, for which one reason: what forbids it for good comes first. */
export function decide(facts: GateFacts): Decision {
  const { purpose, now } = facts;
  if (purpose === null || purpose.archivedAt !== null) {
    return no('purpose_unknown');
  }
  if (facts.expiresAt !== null && facts.expiresAt <= now) {
    return no('message_expired');
  }
  const refused = refusedBy(facts, purpose);
  if (refused !== null) {
    return refused;
  }
  const message = { purpose: purpose.key, channel: facts.channel, counts: countsUnderCaps(purpose) };
  const room = roomAt(facts.caps, message, facts);
  if (room !== null) {
    return no('frequency_capped', room);
  }
  return quietNow(facts, purpose) ?? outsidePreferred(facts, purpose) ?? { may: true };
}

/** Messages that the contract or the law asks for are not counted with those that want something. */
export function countsUnderCaps({ legalBasis }: Pick<GatePurpose, 'legalBasis'>): boolean {
  return legalBasis === 'consent' || legalBasis === 'legitimate_interest';
}

function refusedBy(facts: GateFacts, purpose: GatePurpose): Decision | null {
  if (!purpose.channels.includes(facts.channel)) {
    return no('channel_not_for_purpose');
  }
  if (!facts.isChannelOpen) {
    return no('channel_closed');
  }
  if (facts.address === null) {
    return no('no_address');
  }
  const listed = facts.suppressions.find((line) => concerns(line, facts, purpose));
  if (listed !== undefined) {
    return no(listed.reason, listed.until);
  }
  const consent = consentRefusal(facts, purpose);
  if (consent !== null) {
    return no(consent);
  }
  if (purpose.isSelling && facts.hasOpenComplaint) {
    return no('open_complaint');
  }
  return facts.isHeldOut ? no('held_out') : null;
}

/** An address that cannot be reached is left alone by everything; wishes do not stop what the contract asks for. */
function concerns(
  { channel, purpose: of, until, reason }: Suppression,
  facts: GateFacts,
  purpose: GatePurpose,
): boolean {
  const isInForce = until === null || until > facts.now;
  const isAbout = (channel === null || channel === facts.channel) && (of === null || of === purpose.key);
  return isInForce && isAbout && (reason !== 'opted_out' || countsUnderCaps(purpose));
}

const REFUSALS: Readonly<Record<ConsentState, GateReason | null>> = {
  given: null,
  none: 'no_consent',
  withdrawn: 'consent_withdrawn',
  expired: 'consent_expired',
  unconfirmed: 'consent_unconfirmed',
  guardian_missing: 'guardian_missing',
};

function consentRefusal(
  { statements, channel, now, isMinor }: GateFacts,
  { key, legalBasis, confirmsEmail }: GatePurpose,
): GateReason | null {
  if (legalBasis === 'contract' || legalBasis === 'legal_obligation') {
    return null;
  }
  const counting = countingStatement(statements, { purpose: key, channel, at: now });
  const state = stateOf(counting, { at: now, isMinor, confirmsEmail });
  if (legalBasis === 'legitimate_interest') {
    // Nobody was asked, so only a no counts; and no child is sold to without a guardian's yes.
    return state === 'withdrawn' ? 'consent_withdrawn' : isMinor && state !== 'given' ? 'guardian_missing' : null;
  }
  return REFUSALS[state];
}

function quietNow({ quietHours, isUrgent, now, zone, expiresAt }: GateFacts, purpose: GatePurpose): Decision | null {
  const isExcepted = isUrgent && !countsUnderCaps(purpose);
  const until = quietHours === null || isExcepted ? null : quietUntil(now, quietHours, zone);
  if (until === null) {
    return null;
  }
  return expiresAt !== null && expiresAt <= until
    ? no('message_expired')
    : { may: false, reason: 'quiet_hours', until, isLater: true };
}

/** Letters are read whenever; what the contract asks for does not wait for a better hour. */
function outsidePreferred(facts: GateFacts, purpose: GatePurpose): Decision | null {
  const { channel, now, zone, preferredHours, expiresAt, quietHours } = facts;
  const until = countsUnderCaps(purpose) && channel !== 'post' ? preferredFrom(now, preferredHours, zone) : null;
  if (until === null) {
    return null;
  }
  // Late is better than never: a message that would be of no use by then goes now, and so does one that would wait
  // for hours in which nothing is sent.
  const isNever = quietHours !== null && quietUntil(until, quietHours, zone) !== null;
  const isTooLate = expiresAt !== null && expiresAt <= until;
  return isNever || isTooLate ? null : { may: false, reason: 'preferred_hours', until, isLater: true };
}

function no(reason: GateReason, until: Date | null = null): Decision {
  return { may: false, reason, until, isLater: false };
}
