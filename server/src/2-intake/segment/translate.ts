import type { SegmentMessage } from './schema.ts';

/** A record as the records API takes it. */
export interface TranslatedRecord {
  readonly source: string;
  readonly key: string;
  readonly type: 'customer' | 'behaviour';
  readonly occurredAt: string | null;
  readonly customer: TranslatedCustomer | null;
  readonly data: Readonly<Record<string, unknown>>;
}

interface TranslatedCustomer {
  readonly identifiers: readonly { readonly type: string; readonly value: string }[];
  readonly attributes: Readonly<Record<string, unknown>>;
}

export interface TranslateOptions {
  readonly source: string;
  /** The message's own id, or one made from its content. */
  readonly key: string;
  /** Traits that are kept; others mean nothing here. */
  readonly attributeKeys: ReadonlySet<string>;
}

/** Names of Segment's e-commerce events → what they are here; any other name is a custom event. */
const EVENTS: Readonly<Record<string, string>> = {
  'product viewed': 'product_view',
  'products searched': 'search',
  'product added': 'cart_add',
  'product removed': 'cart_remove',
  'checkout started': 'checkout',
  'email link clicked': 'campaign_click',
  'promotion clicked': 'campaign_click',
  'newsletter subscribed': 'newsletter_subscribe',
};

/** The records that one message of Segment's format stands for; none when it names nobody and no browser. */
export function translateSegment(message: SegmentMessage, options: TranslateOptions): readonly TranslatedRecord[] {
  const { source, key } = options;
  const customer = customerOf(message, options.attributeKeys);
  const base = { source, key, occurredAt: message.timestamp ?? message.originalTimestamp ?? null };
  const known = customer !== null;
  const anonymousId = message.anonymousId ?? null;
  if (!known && anonymousId === null) {
    return [];
  }
  if (message.type !== 'identify') {
    return [{ ...base, type: 'behaviour', customer: withoutAttributes(customer), data: behaviourOf(message) }];
  }
  return [
    ...(known ? [{ ...base, type: 'customer', customer, data: {} } as const] : []),
    ...(known && anonymousId !== null
      ? [
          {
            ...base,
            type: 'behaviour',
            customer: withoutAttributes(customer),
            data: { event: 'identify', ...whereOf(message) },
          } as const,
        ]
      : []),
  ];
}

function customerOf(message: SegmentMessage, attributeKeys: ReadonlySet<string>): TranslatedCustomer | null {
  const traits = { ...message.context?.traits, ...('traits' in message ? readTraits(message.traits) : {}) };
  const identifiers = [
    identifier('account', message.userId),
    identifier('phone', traits['phone']),
    identifier('email', traits['email']),
  ].flat();
  if (identifiers.length === 0) {
    return null;
  }
  const named = { ...traits, name: traits['name'] ?? fullName(traits['firstName'], traits['lastName']) };
  const attributes = Object.fromEntries(
    Object.entries({ ...named, address: addressText(traits['address']) }).filter(
      ([name, value]) => attributeKeys.has(name) && isTold(value),
    ),
  );
  return { identifiers, attributes };
}

function readTraits(traits: unknown): Readonly<Record<string, unknown>> {
  return typeof traits === 'object' && traits !== null ? { ...traits } : {};
}

function identifier(type: string, value: unknown): { readonly type: string; readonly value: string }[] {
  const text = typeof value === 'number' ? String(value) : value;
  return typeof text === 'string' && text.trim() !== '' ? [{ type, value: text }] : [];
}

function isTold(value: unknown): boolean {
  return value !== undefined && value !== null && value !== '';
}

function fullName(first: unknown, last: unknown): string | undefined {
  const parts = [first, last].filter((part): part is string => typeof part === 'string' && part.trim() !== '');
  // Chinese names have the family name first and no blank.
  const isChinese = parts.length === 2 && parts.every((part) => /^\p{Script=Han}+$/u.test(part));
  return parts.length === 0 ? undefined : isChinese ? parts.toReversed().join('') : parts.join(' ');
}

/** Segment's address is an object of parts, or already one text. */
function addressText(address: unknown): string | undefined {
  if (typeof address === 'string') {
    return address;
  }
  const parts = readTraits(address);
  const told = ['country', 'state', 'city', 'street'].flatMap((name) => {
    const part = parts[name];
    return typeof part === 'string' && part !== '' ? [part] : [];
  });
  return told.length === 0 ? undefined : told.join(' ');
}

function withoutAttributes(customer: TranslatedCustomer | null): TranslatedCustomer | null {
  return customer === null ? null : { ...customer, attributes: {} };
}

function whereOf(message: SegmentMessage): Readonly<Record<string, unknown>> {
  const { context } = message;
  const sessionId = context?.sessionId;
  return present({
    anonymousId: message.anonymousId,
    visitId: sessionId === undefined || sessionId === null ? undefined : String(sessionId),
    url: context?.page?.url,
    referrer: context?.page?.referrer,
    title: context?.page?.title,
    campaign: context?.campaign?.name,
  });
}

function behaviourOf(message: Exclude<SegmentMessage, { type: 'identify' }>): Readonly<Record<string, unknown>> {
  const properties = readTraits(message.properties);
  if (message.type !== 'track') {
    return {
      ...whereOf(message),
      ...present({
        event: 'page_view',
        name: message.name,
        url: properties['url'],
        title: properties['title'],
        referrer: properties['referrer'],
      }),
    };
  }
  const event = EVENTS[message.event.toLowerCase()] ?? 'custom';
  const { sku, product_id, category, quantity, query, ...rest } = properties;
  return {
    ...whereOf(message),
    ...present({ event, name: message.event, sku: sku ?? product_id, category, quantity, query, properties: rest }),
  };
}

function present(values: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => isTold(value)));
}
