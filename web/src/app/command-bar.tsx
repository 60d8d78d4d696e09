import type { NavigateOptions } from '@tanstack/react-router';
import { type KeyboardEvent, useId, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog } from '../ui/dialog.tsx';
import { Icon } from '../ui/icon.tsx';
import { requestOpen } from '../ui/open-request.ts';
import { Key } from '../ui/parts.tsx';
import type { Deed } from './actions.ts';
import { type Entry, type EntryGroup, useCommandEntries } from './command-entries.ts';
import './command-bar.css';
import { noteRecent } from './recent.ts';
import type { Room } from './rooms.ts';

interface CommandBarProps {
  readonly rooms: readonly Room[];
  readonly onClose: () => void;
  readonly onGo: (target: NavigateOptions) => void;
  readonly onDo: (deed: Deed) => void;
}

interface OptionProps {
  readonly entry: Entry;
  readonly id: string;
  readonly isActive: boolean;
  readonly onPoint: () => void;
  readonly onChoose: () => void;
}

function Option({ entry, id, isActive, onPoint, onChoose }: OptionProps) {
  return (
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events -- the field above has the focus and the keys
    <div
      id={id}
      role="option"
      tabIndex={-1}
      className="command-option"
      aria-selected={isActive}
      ref={(element) => (isActive ? element?.scrollIntoView({ block: 'nearest' }) : undefined)}
      onMouseMove={onPoint}
      onClick={onChoose}
    >
      <Icon name={entry.icon} />
      <span className="command-label">{entry.label}</span>
      <span className="command-note">{entry.note}</span>
      <span className="command-keys" aria-hidden="true">
        {entry.keys.map((key) => (
          <Key key={key}>{key}</Key>
        ))}
      </span>
    </div>
  );
}

/** Where the arrow keys lead in a list that goes round. */
function stepOf(key: string, index: number, count: number): number | null {
  const steps: Readonly<Record<string, number>> = {
    ArrowDown: (index + 1) % Math.max(1, count),
    ArrowUp: (index - 1 + count) % Math.max(1, count),
    PageDown: Math.min(index + 8, count - 1),
    PageUp: Math.max(index - 8, 0),
  };
  return steps[key] ?? null;
}

interface Found {
  readonly groups: readonly EntryGroup[];
  readonly flat: readonly Entry[];
}

/** One field that leads anywhere: people by what is known of them, pages and actions by name, all by keyboard. */
export function CommandBar({ rooms, onClose, onGo, onDo }: CommandBarProps) {
  const { t } = useTranslation();
  const id = useId();
  const [text, setText] = useState('');
  const [active, setActive] = useState(0);
  const { groups, isSearching } = useCommandEntries(text, rooms);
  const { flat }: Found = useMemo(() => ({ groups, flat: groups.flatMap(({ entries }) => entries) }), [groups]);
  const index = Math.min(active, flat.length - 1);
  const list = useRef<HTMLDivElement>(null);

  const choose = (entry: Entry | undefined): void => {
    if (entry === undefined) {
      return;
    }
    onClose();
    if (!/^(?:person|here|search)-/u.test(entry.id)) {
      noteRecent(entry.id);
    }
    if (entry.opens !== undefined) {
      requestOpen(entry.opens);
    }
    if (entry.go !== undefined) {
      onGo(entry.go);
    }
    if (entry.does !== undefined) {
      onDo(entry.does);
    }
    // Once the dialog is gone and the focus back where it was.
    window.setTimeout(() => entry.run?.(), 0);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing) {
      return;
    }
    const next = stepOf(event.key, index, flat.length);
    if (next !== null) {
      event.preventDefault();
      setActive(next);
    } else if (event.key === 'Enter') {
      event.preventDefault();
      choose(flat[index]);
    }
  };
  const place = (entry: Entry): number => flat.indexOf(entry);
  return (
    <Dialog label={t('command.label')} shape="bar" onClose={onClose}>
      <div className="command-field">
        <Icon name="search" />
        <input
          type="text"
          role="combobox"
          aria-label={t('command.label')}
          aria-expanded
          aria-autocomplete="list"
          aria-controls={`${id}-list`}
          aria-activedescendant={index >= 0 ? `${id}-${index}` : undefined}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          enterKeyHint="go"
          placeholder={t('command.placeholder')}
          value={text}
          onChange={(event) => {
            setText(event.target.value);
            setActive(0);
            list.current?.scrollTo({ top: 0 });
          }}
          onKeyDown={onKeyDown}
        />
        <button type="button" className="icon-button command-close" aria-label={t('common.close')} onClick={onClose}>
          <Icon name="close" />
        </button>
      </div>
      <div ref={list} className="command-list" role="listbox" id={`${id}-list`} aria-label={t('command.label')}>
        {groups.map((group) => (
          <div key={group.id} role="group" aria-labelledby={`${id}-${group.id}`}>
            <div className="command-group" id={`${id}-${group.id}`} role="presentation">
              {t(`command.${group.id}`)}
            </div>
            {group.entries.map((entry) => (
              <Option
                key={entry.id}
                entry={entry}
                id={`${id}-${place(entry)}`}
                isActive={place(entry) === index}
                onPoint={() => setActive(place(entry))}
                onChoose={() => choose(entry)}
              />
            ))}
          </div>
        ))}
        {flat.length === 0 ? <p className="command-empty">{t('command.nothing')}</p> : null}
      </div>
      <p className="command-hint">
        <span>{t('command.hint')}</span>
        <span role="status">{isSearching ? t('command.searching') : t('command.results', { count: flat.length })}</span>
      </p>
    </Dialog>
  );
}
