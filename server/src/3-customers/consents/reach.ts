import { type DeliveryWindow, readDeliveryWindows } from '../fields/delivery-window.ts';
import { CONTACT_CHANNELS, type ConsentStatement, type ContactChannel } from './state.ts';

/** Where somebody can be reached: per channel the address of the profile; a channel without one is left out. */
export type Addresses = Readonly<Partial<Record<ContactChannel, string>>>;

/** What whoever wants to reach somebody has to know of them. */
export interface Reach {
  readonly customerId: string;
  readonly name: string | null;
  /** What a custom field `timeZone` says, as it is written there. */
  readonly timeZone: string | null;
  /** As it is kept; personal, so it never leaves the server by itself. */
  readonly birthday: string | null;
  /** By which channel they would rather be reached. */
  readonly preferredChannel: ContactChannel | null;
  /** In which hours they would rather be reached; empty where they said nothing. */
  readonly preferredHours: readonly DeliveryWindow[];
  readonly addresses: Addresses;
  /** Known to be under 14 today. */
  readonly isMinor: boolean;
  readonly statements: readonly ConsentStatement[];
}

/** What a profile says, as addresses by channel. */
export function addressesOf(known: {
  readonly email: string | null;
  readonly phone: string | null;
  readonly address: string | null;
  readonly identifiers: Readonly<Record<string, string>>;
}): Addresses {
  const all: Record<ContactChannel, string | null> = {
    email: known.email,
    sms: known.phone,
    phone: known.phone,
    post: known.address,
    wechat: known.identifiers['wechat_openid'] ?? null,
    wecom: known.identifiers['wecom_id'] ?? null,
    // Devices register with the member door, which is not there yet.
    app: null,
  };
  return Object.fromEntries(Object.entries(all).filter(([, address]) => address !== null));
}

/** What the profile says of how somebody would rather be reached; words that mean nothing say nothing. */
export function preferenceOf(known: {
  readonly preferredChannel: string | null;
  readonly preferredContactTime: string | null;
}): Pick<Reach, 'preferredChannel' | 'preferredHours'> {
  const { preferredChannel, preferredContactTime } = known;
  return {
    preferredChannel: CONTACT_CHANNELS.find((channel) => channel === preferredChannel) ?? null,
    preferredHours: preferredContactTime === null ? [] : (readDeliveryWindows(preferredContactTime) ?? []),
  };
}
