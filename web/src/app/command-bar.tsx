import { useQuery } from '@tanstack/react-query';
import type { NavigateOptions } from '@tanstack/react-router';
import { type KeyboardEvent, useDeferredValue, useEffect, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { findQuery } from '../features/customers/api.ts';
import { calledBy } from '../features/customers/called.ts';
import { Dialog } from '../ui/dialog.tsx';
import { Icon, type IconName } from '../ui/icon.tsx';
import type { Room } from './rooms.ts';
import { useMay } from './use-me.ts';

interface Entry {
  readonly id: string;
  readonly icon: IconName;
  readonly label: string;
  readonly note: string;
  readonly go: NavigateOptions;
}

interface CommandBarProps {
  readonly rooms: readonly Room[];
  readonly onClose: () => void;
  readonly onGo: (target: NavigateOptions) => void;
}

function useSettled(text: string, milliseconds: number): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = window.setTimeout(() => setSettled(text), milliseconds);
    return () => window.clearTimeout(timer);
  }, [text, milliseconds]);
  return settled;
}

function usePages(rooms: readonly Room[]): readonly Entry[] {
  const { t } = useTranslation();
  const may = useMay();
  const pages = rooms.map<Entry>((room) => ({
    id: room.id,
    icon: room.icon,
    label: room.id === 'insight' ? t('nav.rfm') : t(`nav.${room.id}`),
    note: '',
    go: { to: room.to },
  }));
  const importNew: Entry = {
    id: 'import-new',
    icon: 'upload',
    label: t('imports.new'),
    note: '',
    go: { to: '/imports/new' },
  };
  return may('imports.write') ? [...pages, importNew] : pages;
}

function useEntries(text: string, rooms: readonly Room[]): readonly Entry[] {
  const { t } = useTranslation();
  const may = useMay();
  const settled = useSettled(text, 180);
  const canSearch = may('customers.read') && settled.trim() !== '';
  const found = useQuery({ ...findQuery(settled), enabled: canSearch });
  const needle = text.trim().toLocaleLowerCase();
  const pages = usePages(rooms).filter(
    (page) => page.label.toLocaleLowerCase().includes(needle) || page.id.includes(needle),
  );
  if (!canSearch || needle === '') {
    return pages;
  }
  const people = (found.data?.items ?? []).map<Entry>((customer) => ({
    id: customer.id,
    icon: 'person',
    label: calledBy(customer, t('customers.unnamed')),
    note: [customer.name === null ? null : customer.account, customer.phone, customer.region]
      .filter((part) => part !== null)
      .join('  '),
    go: { to: '/customers/$customerId', params: { customerId: customer.id } },
  }));
  const all: Entry = {
    id: 'search-all',
    icon: 'search',
    label: t('command.searchAll', { text: settled.trim() }),
    note: '',
    go: { to: '/customers', search: {}, state: { text: settled.trim() } },
  };
  return [...pages, ...people, all];
}

/** One field that leads anywhere: pages by name, customers by what is known of them. */
export function CommandBar({ rooms, onClose, onGo }: CommandBarProps) {
  const { t } = useTranslation();
  const id = useId();
  const [text, setText] = useState('');
  const [active, setActive] = useState(0);
  const entries = useDeferredValue(useEntries(text, rooms));
  const index = Math.min(active, entries.length - 1);

  const go = (entry: Entry | undefined): void => {
    if (entry !== undefined) {
      onClose();
      onGo(entry.go);
    }
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing) {
      return;
    }
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      const step = event.key === 'ArrowDown' ? 1 : -1;
      setActive((index + step + entries.length) % Math.max(1, entries.length));
    } else if (event.key === 'Enter') {
      event.preventDefault();
      go(entries[index]);
    }
  };
  return (
    <Dialog label={t('command.label')} shape="bar" onClose={onClose}>
      <div className="command-field">
        <Icon name="search" />
        <input
          type="text"
          role="combobox"
          aria-label={t('command.label')}
          aria-expanded
          aria-controls={`${id}-list`}
          aria-activedescendant={index >= 0 ? `${id}-${index}` : undefined}
          autoComplete="off"
          spellCheck={false}
          placeholder={t('command.placeholder')}
          value={text}
          onChange={(event) => {
            setText(event.target.value);
            setActive(0);
          }}
          onKeyDown={onKeyDown}
        />
      </div>
      <div className="command-list" role="listbox" id={`${id}-list`} aria-label={t('command.label')}>
        {entries.map((entry, position) => (
          // oxlint-disable-next-line jsx-a11y/click-events-have-key-events -- the field above has the focus and the keys
          <div
            key={entry.id}
            id={`${id}-${position}`}
            role="option"
            tabIndex={-1}
            aria-selected={position === index}
            ref={(element) => (position === index ? element?.scrollIntoView({ block: 'nearest' }) : undefined)}
            onMouseMove={() => setActive(position)}
            onClick={() => go(entry)}
          >
            <Icon name={entry.icon} />
            <span className="command-label">{entry.label}</span>
            <span className="command-note">{entry.note}</span>
          </div>
        ))}
      </div>
      <p className="command-hint">{entries.length === 0 ? t('command.nothing') : t('command.hint')}</p>
    </Dialog>
  );
}
