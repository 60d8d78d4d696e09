import { type Customers, endable, type OwnSaying, type Purpose } from '#customers';
import { type ContactChannel, PERSONAL_FEATURES, type RequestKind } from '#customers/pure';
import { newId } from '#kernel/clock.ts';
import { type Context, requirePermission } from '#kernel/context.ts';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import { AppError, invalidInput } from '#kernel/errors.ts';
import type { Kernel } from '#kernel/module.ts';
import type { Locale, Text } from '#kernel/pure/text.ts';
import type { AddressDigest } from '../addresses/service.ts';
import { selectAttempts } from '../attempts/store.ts';
import { CONFIRM_DAYS } from '../gate/settings.ts';
import type { Links } from '../links/service.ts';
import type { Link } from '../links/token.ts';
import type { Send, SentMessage } from '../sending/service.ts';
import type { Suppressions } from '../suppressions/service.ts';
import type { Preferences } from './schema.ts';

export interface PreferenceChange {
  readonly token: string;
  readonly language: Locale;
  readonly withdrawAll: boolean;
  readonly changes: readonly {
    readonly purpose: string;
    readonly channel: ContactChannel | null;
    readonly isOn: boolean;
  }[];
  readonly personalFeatures?: boolean | undefined;
  /** The peer's address, kept as a digest. */
  readonly ip: string;
}

export interface PreferencePages {
  read(token: string): Promise<Preferences>;
  save(tx: Tx, context: Context, change: PreferenceChange): Promise<Preferences>;
  confirm(
    tx: Tx,
    context: Context,
    given: { readonly token: string; readonly ip: string },
  ): Promise<{ purpose: string; label: Text }>;
  /** For whoever holds a link of theirs; the customers' own service takes it down. */
  askOwnData(
    tx: Tx,
    context: Context,
    given: { readonly token: string; readonly kind: RequestKind },
  ): Promise<{ readonly number: number; readonly dueAt: Date }>;
  /** Opens its own transaction: the body is whatever a mail program sends. */
  unsubscribe(
    context: Context,
    given: { readonly token: string; readonly ip: string },
  ): Promise<{ unsubscribed: boolean }>;
  /** A page that leads on to the preferences; the link is checked there. */
  redirectPage(token: string): string;
  askConfirmation(
    tx: Tx,
    context: Context,
    customerId: string,
    wanted: { readonly purpose: string; readonly language: Locale },
  ): Promise<SentMessage>;
  sendLink(tx: Tx, context: Context, customerId: string, language: Locale): Promise<SentMessage>;
}

export interface PreferenceNeeds {
  readonly customers: Pick<Customers, 'consents' | 'existing' | 'identity' | 'profiles'>;
  readonly links: Links;
  readonly digest: AddressDigest;
  readonly send: Send;
  readonly suppressions: Pick<Suppressions, 'suppress' | 'lift'>;
  readonly setting: <T>(key: string, reader?: Db | Tx) => Promise<T>;
  /** Who takes requests about one's own data; null while nobody does. */
  readonly receiver: () => ReceiveOwn | null;
}

/** Takes down what somebody asks about their own data. */
export type ReceiveOwn = (
  tx: Tx,
  context: Context,
  customerId: string,
  kind: RequestKind,
) => Promise<{ readonly number: number; readonly dueAt: Date }>;

type PersonLink = Exclude<Link, { kind: 'confirm' }>;

const WRITE = 'consents.write';
const DAY_MS = 86_400_000;

/** What people say themselves, with the link that was sent to them. */
export function createPreferences(
  kernel: Pick<Kernel, 'postgres' | 'clock' | 'transaction'>,
  needs: PreferenceNeeds,
): PreferencePages {
  return {
    read: async (token) => shownTo(kernel.postgres.db, needs, await open(needs, token)),
    save: (tx, context, change) => saveChange(tx, context, needs, change),
    confirm: (tx, context, given) => confirmOnce(tx, context, needs, given),
    askOwnData: async (tx, context, { token, kind }) => {
      const receive = needs.receiver();
      if (receive === null) {
        throw gone();
      }
      const link = await open(needs, token);
      return receive(tx, context, await customerOf(tx, needs, link.recordId), kind);
    },
    unsubscribe: async (context, { token, ip }) => {
      const link = await open(needs, token);
      return kernel.transaction(context, (tx) => endOne(tx, context, needs, { link, ip }));
    },
    redirectPage,
    askConfirmation: async (tx, context, customerId, wanted) => {
      requirePermission(context, WRITE);
      await needs.customers.profiles.requireVisible(context, customerId);
      const asked = { customerId, ...wanted, now: kernel.clock.now() };
      return sendOne(tx, context, needs, await confirmationOf(tx, needs, asked));
    },
    sendLink: async (tx, context, customerId, language) => {
      requirePermission(context, WRITE);
      await needs.customers.profiles.requireVisible(context, customerId);
      const key = `preferences:${newId()}`;
      return sendOne(tx, context, needs, { key, customerId, template: 'preferences_link', values: {}, language });
    },
  };
}

async function open({ links }: PreferenceNeeds, token: string): Promise<PersonLink> {
  const link = await links.open(token);
  if (link.kind === 'confirm') {
    throw gone();
  }
  return link;
}

async function customerOf(reader: Db | Tx, { customers }: PreferenceNeeds, recordId: string): Promise<string> {
  const [found] = await customers.identity.customersOf(reader, [recordId]);
  // Links to somebody who was erased end with them.
  const [there] = found === undefined ? [] : await customers.existing(reader, [found.customerId]);
  if (there === undefined) {
    throw gone();
  }
  return there;
}

async function shownTo(reader: Db | Tx, needs: PreferenceNeeds, link: PersonLink): Promise<Preferences> {
  const { consents } = needs.customers;
  const customerId = await customerOf(reader, needs, link.recordId);
  const state = await consents.ofPerson(reader, customerId);
  // The mail went to one address; what the profile says today is no business of whoever holds an old link.
  const [attempt] = await selectAttempts(reader, [link.attemptId]);
  const purposes = (await consents.purposes.all(reader)).filter(({ archivedAt }) => archivedAt === null);
  const given = state.states.filter((one) => one.state === 'given');
  const isOn = new Set(given.map((one) => `${one.purpose}/${one.channel}`));
  return {
    address: attempt?.addressShown ?? null,
    purposes: purposes.map((purpose) => presentPurpose(purpose, isOn)),
    personalFeatures: state.personalFeatures,
    isMinor: state.isMinor,
    about: { purpose: link.purpose, channel: link.channel },
  };
}

async function evidenceOf({ digest }: PreferenceNeeds, link: PersonLink, ip: string) {
  return { ipDigest: await digest(`ip:${ip}`), messageId: link.attemptId };
}

async function optOut(
  tx: Tx,
  context: Context,
  { suppressions }: PreferenceNeeds,
  { link, purpose }: { readonly link: PersonLink; readonly purpose: string },
): Promise<void> {
  const [attempt] = await selectAttempts(tx, [link.attemptId]);
  await suppressions.suppress(tx, context, {
    addressDigest: link.addressDigest,
    addressShown: attempt?.addressShown ?? null,
    // Links are made for the channels of our own table.
    channel: link.channel as ContactChannel,
    purpose,
    reason: 'opted_out',
    attemptId: link.attemptId,
  });
}

async function saveChange(
  tx: Tx,
  context: Context,
  needs: PreferenceNeeds,
  change: PreferenceChange,
): Promise<Preferences> {
  const link = await open(needs, change.token);
  const { consents } = needs.customers;
  const customerId = await customerOf(tx, needs, link.recordId);
  const purposes = await consents.purposes.all(tx);
  const evidence = await evidenceOf(needs, link, change.ip);
  await consents.sayOwn(tx, context, customerId, sayingsOf(change, { purposes, evidence }));
  for (const { purpose, channel, isOn } of wishesOf(change, purposes)) {
    if (channel === link.channel && isOn) {
      await needs.suppressions.lift(tx, { addressDigest: link.addressDigest, purpose });
    } else if (channel === link.channel) {
      await optOut(tx, context, needs, { link, purpose });
    }
  }
  return shownTo(tx, needs, link);
}

async function confirmOnce(
  tx: Tx,
  context: Context,
  needs: PreferenceNeeds,
  { token, ip }: { readonly token: string; readonly ip: string },
): Promise<{ purpose: string; label: Text }> {
  const link = await needs.links.open(token);
  if (link.kind !== 'confirm') {
    throw gone();
  }
  const { consents } = needs.customers;
  const customerId = await customerOf(tx, needs, link.recordId);
  const address = (await consents.reach(tx, [customerId])).get(customerId)?.addresses.email;
  const purpose = (await consents.purposes.all(tx)).find(({ key }) => key === link.purpose);
  // The address of today has to be the one that the link went to.
  if (purpose === undefined || address === undefined || (await needs.digest(address)) !== link.addressDigest) {
    throw gone();
  }
  await needs.links.useOnce(tx, link);
  await consents.sayOwn(tx, context, customerId, [
    {
      act: 'given',
      purpose: link.purpose,
      channels: ['email'],
      language: link.language,
      how: 'double_opt_in',
      isConfirmed: true,
      evidence: { ipDigest: await needs.digest(`ip:${ip}`) },
    },
  ]);
  await needs.suppressions.lift(tx, { addressDigest: link.addressDigest, purpose: link.purpose });
  return { purpose: purpose.key, label: purpose.label };
}

/** What one click ends: for the address, and for the customer who is behind it now. */
async function endOne(
  tx: Tx,
  context: Context,
  needs: PreferenceNeeds,
  { link, ip }: { readonly link: PersonLink; readonly ip: string },
): Promise<{ unsubscribed: boolean }> {
  const { consents, identity } = needs.customers;
  await optOut(tx, context, needs, { link, purpose: link.purpose });
  const [found] = await identity.customersOf(tx, [link.recordId]);
  if (found !== undefined && endable(await consents.purposes.all(tx)).includes(link.purpose)) {
    const evidence = await evidenceOf(needs, link, ip);
    const channels = [link.channel as ContactChannel];
    const saying = { act: 'withdrawn', purpose: link.purpose, channels, how: 'link', evidence } as const;
    await consents.sayOwn(tx, context, found.customerId, [saying]);
  }
  return { unsubscribed: true };
}

interface WantedConfirmation {
  readonly customerId: string;
  readonly purpose: string;
  readonly language: Locale;
  readonly now: Date;
}

async function confirmationOf(
  tx: Tx,
  needs: PreferenceNeeds,
  { customerId, purpose: key, language, now }: WantedConfirmation,
): Promise<OwnMessage> {
  const all = await needs.customers.consents.purposes.all(tx);
  const purpose = all.find((one) => one.key === key && one.archivedAt === null);
  if (purpose === undefined || !purpose.channels.includes('email')) {
    throw purposeWithoutEmail();
  }
  const anchor = await anchorOf(tx, needs, customerId);
  const days = await needs.setting<number>(CONFIRM_DAYS.key, tx);
  const expiresAt = now.getTime() + days * DAY_MS;
  const said = { kind: 'confirm', ...anchor, linkId: newId(), purpose: key, language, expiresAt } as const;
  const link = await needs.links.pageUrl('confirm', said, tx);
  const values = { purpose: purpose.label[language], days: String(days), link };
  return { key: `confirmation:${newId()}`, customerId, template: 'consent_confirmation', values, language };
}

type OwnMessage = Omit<Parameters<Send>[2][number], 'channel' | 'isUrgent'>;

/** Asked for by the customer a moment ago, so it does not wait for the morning. */
async function sendOne(tx: Tx, context: Context, { send }: PreferenceNeeds, message: OwnMessage): Promise<SentMessage> {
  const [sent] = await send(tx, context, [{ ...message, channel: 'email', isUrgent: true }]);
  if (sent === undefined) {
    throw new Error('The message was not answered');
  }
  return sent;
}

async function anchorOf(tx: Tx, { customers, digest }: PreferenceNeeds, customerId: string) {
  const reach = (await customers.consents.reach(tx, [customerId])).get(customerId);
  const address = reach?.addresses.email;
  const recordId = await customers.consents.anchorOf(tx, customerId);
  return { recordId, addressDigest: address === undefined ? '' : await digest(address) };
}

function presentPurpose(purpose: Purpose, isOn: ReadonlySet<string>): Preferences['purposes'][number] {
  const canChange = endable([purpose]).length > 0;
  const channels = purpose.channels.length === 0 ? [null] : purpose.channels;
  return {
    key: purpose.key,
    label: purpose.label,
    note: purpose.note,
    canChange,
    texts: purpose.texts.map(({ language, version, body }) => ({ language, version, body })),
    channels: channels.map((channel) => ({ channel, isOn: !canChange || isOn.has(`${purpose.key}/${channel}`) })),
  };
}

interface Wish {
  readonly purpose: string;
  readonly channel: ContactChannel | null;
  readonly isOn: boolean;
}

/** All that a change comes to: everything off first where that was asked for, then what was named. */
function wishesOf({ withdrawAll, changes }: PreferenceChange, purposes: readonly Purpose[]): readonly Wish[] {
  const canEnd = new Set(endable(purposes));
  const strange = changes.find(({ purpose }) => !canEnd.has(purpose));
  if (strange !== undefined) {
    throw invalidInput([
      {
        field: 'changes',
        code: 'purpose_fixed',
        message: {
          'zh-CN': `“${strange.purpose}”是服务所必需的，不能关闭`,
          en: `${strange.purpose} is needed for the service and cannot be turned off`,
        },
      },
    ]);
  }
  const named = new Set(changes.map(({ purpose, channel }) => `${purpose}/${channel}`));
  const all = withdrawAll
    ? purposes
        .filter(({ key }) => canEnd.has(key))
        .flatMap(({ key, channels }) =>
          (channels.length === 0 ? [null] : channels).map((channel) => ({ purpose: key, channel, isOn: false })),
        )
    : [];
  return [...all.filter(({ purpose, channel }) => !named.has(`${purpose}/${channel}`)), ...changes];
}

function sayingsOf(
  change: PreferenceChange,
  { purposes, evidence }: { readonly purposes: readonly Purpose[]; readonly evidence: OwnSaying['evidence'] },
): readonly OwnSaying[] {
  const own = { how: 'link', language: change.language, ...(evidence === undefined ? {} : { evidence }) } as const;
  const said = wishesOf(change, purposes).map(
    ({ purpose, channel, isOn }): OwnSaying => ({
      ...own,
      act: isOn ? 'given' : 'withdrawn',
      purpose,
      // The mail with the link reached the address, which confirms it.
      isConfirmed: isOn,
      ...(channel === null ? {} : { channels: [channel] }),
    }),
  );
  const switched: readonly OwnSaying[] =
    change.personalFeatures === undefined
      ? []
      : [{ ...own, act: change.personalFeatures ? 'given' : 'withdrawn', purpose: PERSONAL_FEATURES }];
  return [...said, ...switched];
}

/** Only signs of a token come here, so nothing can break out of the address. */
function redirectPage(token: string): string {
  const safe = token.replaceAll(/[^A-Za-z0-9._-]/gu, '');
  return `<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><meta name="robots" content="noindex"><meta name="referrer" content="no-referrer"><meta http-equiv="refresh" content="0;url=/m/preferences#${safe}"><title>退订 Unsubscribe</title></head><body><p><a href="/m/preferences#${safe}">管理通知偏好 · Choose what you receive</a></p></body></html>`;
}

function purposeWithoutEmail(): AppError {
  return invalidInput([
    {
      field: 'purpose',
      code: 'purpose_unknown',
      message: {
        'zh-CN': '应为使用邮件的授权目的',
        en: 'should be a purpose that uses e-mail',
      },
    },
  ]);
}

function gone(): AppError {
  return new AppError('link_invalid', 400, {
    message: {
      'zh-CN': '链接已不能使用，请从最近一封邮件重新打开',
      en: 'The link does not work any more; open it again from the newest message',
    },
  });
}
