import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { NavigateOptions } from '@tanstack/react-router';
import type { Customer, Locale, Text } from '@zhike/server/contracts';
import i18next from 'i18next';
import { useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { findQuery } from '../features/customers/api.ts';
import { calledBy } from '../features/customers/called.ts';
import { currentLocale } from '../i18n/i18n.ts';
import type { IconName } from '../ui/icon.tsx';
import { keyNames } from '../ui/keys/chord.ts';
import { isMac, type KeyBinding, useKnownKeys } from '../ui/keys/keys.ts';
import { ACTIONS, type Deed, KNOWN_PAGES } from './actions.ts';
import { fitOf } from './find-by-name.ts';
import { readRecent } from './recent.ts';
import { type Room, roomKey } from './rooms.ts';
import { openSettingsPages } from './settings-pages.ts';
import { useMay } from './use-me.ts';

export interface Entry {
  readonly id: string;
  readonly icon: IconName;
  readonly label: string;
  readonly note: string;
  /** Keys that do the same. */
  readonly keys: readonly string[];
  readonly go?: NavigateOptions;
  readonly opens?: string;
  readonly does?: Deed;
  readonly run?: () => void;
}

export interface EntryGroup {
  readonly id: 'recent' | 'here' | 'pages' | 'actions' | 'customers';
  readonly entries: readonly Entry[];
}

/** An entry that is found by its names. */
interface Known extends Entry {
  readonly names: readonly string[];
  readonly words: string;
}

const LOCALES: readonly Locale[] = ['zh-CN', 'en'];
const MOST = 6;
const RECENT_PEOPLE = 3;
/** A pause in typing after which customers are looked for. */
const PAUSE_MS = 150;

function useSettled(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = window.setTimeout(() => setSettled(text), PAUSE_MS);
    return () => window.clearTimeout(timer);
  }, [text]);
  return settled;
}

const namesOf = (label: Text): readonly string[] => LOCALES.map((locale) => label[locale]);

function roomEntry(room: Room): Known {
  const key = `nav.${room.id}` as const;
  const hotkey = roomKey(room.id);
  return {
    id: `page-${room.id}`,
    icon: room.icon,
    label: i18next.t(key),
    names: LOCALES.map((locale) => i18next.getFixedT(locale)(key)),
    words: room.id,
    note: '',
    keys: hotkey === null ? [] : keyNames(`g ${hotkey}`, { isMac }),
    go: { to: room.to },
  };
}

/** Every page and action that this reader may use. */
function useKnownEntries(rooms: readonly Room[]): {
  readonly pages: readonly Known[];
  readonly actions: readonly Known[];
} {
  const { i18n } = useTranslation();
  const may = useMay();
  const locale = currentLocale();
  return useMemo(() => {
    const settings = openSettingsPages(may).map<Known>((page) => ({
      id: `page-${page.id}`,
      icon: 'settings',
      label: page.label[locale],
      names: namesOf(page.label),
      words: page.id,
      note: i18n.t('nav.settings'),
      keys: [],
      go: { to: page.to },
    }));
    const below = KNOWN_PAGES.filter(({ permission }) => may(permission)).map<Known>(
      ({ label, words = '', permission: _permission, id, ...page }) => ({
        ...page,
        id: `page-${id}`,
        label: label[locale],
        names: namesOf(label),
        words,
        note: '',
        keys: [],
      }),
    );
    const actions = ACTIONS.filter(({ permission }) => permission === null || may(permission)).map<Known>(
      ({ label, words = '', permission: _permission, ...action }) => ({
        ...action,
        label: label[locale],
        names: namesOf(label),
        words,
        note: '',
        keys: [],
      }),
    );
    return { pages: [...rooms.map(roomEntry), ...below, ...settings], actions };
    // oxlint-disable-next-line react/exhaustive-deps -- what may be done changes with who is signed in, which is another page
  }, [rooms, locale, i18n]);
}

/** What the page that is open can do by a key, except for what is only told. */
function hereEntries(keys: readonly KeyBinding[]): readonly Known[] {
  return keys
    .filter((binding) => binding.group === 'page' && binding.run !== undefined)
    .map((binding) => ({
      id: `here-${binding.id}`,
      icon: 'right',
      label: binding.label,
      names: [binding.label],
      words: '',
      note: '',
      keys: keyNames(binding.keys, { isMac }),
      run: () => binding.run?.(new KeyboardEvent('keydown')),
    }));
}

/** The best of them, best first; those that fit alike keep their order. */
function best(entries: readonly Known[], text: string): readonly Known[] {
  return entries
    .map((entry) => ({ entry, fit: fitOf(text, entry) }))
    .filter(({ fit }) => fit > 0)
    .toSorted((a, b) => b.fit - a.fit)
    .map(({ entry }) => entry);
}

function personEntry(customer: Pick<Customer, 'id' | 'name' | 'account' | 'phone' | 'region'>, unnamed: string): Entry {
  return {
    id: `person-${customer.id}`,
    icon: 'person',
    label: calledBy(customer, unnamed),
    note: [customer.name === null ? null : customer.account, customer.phone, customer.region]
      .filter((part) => part !== null)
      .join('  '),
    keys: [],
    go: { to: '/customers/$customerId', params: { customerId: customer.id } },
  };
}

/** Customers whose pages were open in this tab, the last first; forgotten with it. */
function useRecentPeople(): readonly Entry[] {
  const { t } = useTranslation();
  const client = useQueryClient();
  return useMemo(
    () =>
      client
        .getQueryCache()
        .findAll({ queryKey: ['customers', 'one'] })
        .filter((query) => query.state.data !== undefined)
        .toSorted((a, b) => b.state.dataUpdatedAt - a.state.dataUpdatedAt)
        .slice(0, RECENT_PEOPLE)
        // `as`: what `customerQuery` keeps under this key
        .map((query) => personEntry(query.state.data as Customer, t('customers.unnamed'))),
    [client, t],
  );
}

const group = (id: EntryGroup['id'], entries: readonly Entry[]): readonly EntryGroup[] =>
  entries.length === 0 ? [] : [{ id, entries }];

/**
 * What the command bar offers for a text. Pages and actions are there at once; customers follow below them after a
 * pause in typing, so that nothing moves under the finger.
 */
export function useCommandEntries(
  text: string,
  rooms: readonly Room[],
): { readonly groups: readonly EntryGroup[]; readonly isSearching: boolean } {
  const { t } = useTranslation();
  const mayRead = useMay()('customers.read');
  const settled = useSettled(text.trim());
  const found = useQuery({ ...findQuery(settled), enabled: mayRead && settled !== '' });
  const { pages, actions } = useKnownEntries(rooms);
  const keys = useKnownKeys();
  const people = useRecentPeople();

  if (text.trim() === '') {
    const known = [...pages, ...actions];
    const recent = readRecent().flatMap((id) => known.filter((entry) => entry.id === id));
    const used = new Set(recent.map(({ id }) => id));
    const rest = (entries: readonly Entry[]): readonly Entry[] => entries.filter(({ id }) => !used.has(id));
    const groups = [
      ...group('recent', [...people, ...recent]),
      ...group('here', hereEntries(keys)),
      ...group('actions', rest(actions)),
      ...group('pages', rest(pages)),
    ];
    return { groups, isSearching: false };
  }
  const all: Entry = {
    id: 'search-all',
    icon: 'search',
    label: t('command.searchAll', { text: text.trim() }),
    note: '',
    keys: [],
    go: { to: '/customers', search: {}, state: { text: text.trim() } },
  };
  const persons =
    settled === '' ? [] : (found.data?.items ?? []).map((item) => personEntry(item, t('customers.unnamed')));
  const groups = [
    ...group('pages', best(pages, text).slice(0, MOST)),
    ...group('here', best(hereEntries(keys), text).slice(0, MOST)),
    ...group('actions', best(actions, text).slice(0, MOST)),
    ...(mayRead ? group('customers', [...persons, all]) : []),
  ];
  return { groups, isSearching: mayRead && (settled !== text.trim() || found.isFetching) };
}
