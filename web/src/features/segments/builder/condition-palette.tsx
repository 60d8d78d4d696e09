import { useQueryClient } from '@tanstack/react-query';
import { type KeyboardEvent, useDeferredValue, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { currentLocale } from '../../../i18n/i18n.ts';
import { Dialog } from '../../../ui/dialog.tsx';
import { Icon } from '../../../ui/icon.tsx';
import type { Args } from '../rule/parts.ts';
import type { ConditionInfo } from '../rule/values.ts';
import { argsToBegin, matchingEntries, type PaletteEntry, usePaletteEntries } from './palette-entries.ts';

interface ConditionPaletteProps {
  readonly conditions: readonly ConditionInfo[];
  readonly onClose: () => void;
  readonly onChoose: (chosen: { readonly info: ConditionInfo; readonly args: Args }) => void;
}

/** All conditions by their groups; a word, its pinyin or its initials narrow them. */
export function ConditionPalette({ conditions, onClose, onChoose }: ConditionPaletteProps) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const id = useId();
  const [text, setText] = useState('');
  const [active, setActive] = useState(0);
  const entries = usePaletteEntries(conditions, currentLocale());
  const late = useDeferredValue(text);
  const sections = sectionsOf(matchingEntries(entries, late));
  const shown = inOrder(sections);
  const index = Math.min(active, shown.length - 1);
  const choose = async (entry: PaletteEntry | undefined): Promise<void> => {
    if (entry !== undefined) {
      onChoose({ info: entry.info, args: await argsToBegin(client, entry) });
    }
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing) {
      return;
    }
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      const step = event.key === 'ArrowDown' ? 1 : -1;
      setActive((index + step + shown.length) % Math.max(1, shown.length));
    } else if (event.key === 'Enter') {
      event.preventDefault();
      // The list may be a moment behind whoever types quickly: what is typed counts.
      void choose(late === text ? shown[index] : inOrder(sectionsOf(matchingEntries(entries, text)))[0]);
    }
  };
  return (
    <Dialog label={t('segments.addCondition')} shape="bar" onClose={onClose}>
      <div className="palette-field">
        <Icon name="search" />
        <input
          role="combobox"
          aria-label={t('segments.addCondition')}
          aria-expanded="true"
          aria-controls={`${id}-list`}
          aria-activedescendant={index >= 0 ? `${id}-${index}` : undefined}
          aria-autocomplete="list"
          autoComplete="off"
          placeholder={t('segments.paletteHint')}
          value={text}
          onChange={(event) => {
            setText(event.target.value);
            setActive(0);
          }}
          onKeyDown={onKeyDown}
        />
      </div>
      <div
        id={`${id}-list`}
        role="listbox"
        aria-label={t('segments.conditions')}
        aria-busy={late !== text}
        className="palette-list"
      >
        {sections.map(([heading, some]) => (
          <div key={heading} role="group" aria-label={heading}>
            <div className="palette-heading quiet small" aria-hidden="true">
              {heading}
            </div>
            {some.map((entry) => (
              <Entry
                key={entry.id}
                entry={entry}
                domId={`${id}-${shown.indexOf(entry)}`}
                isActive={shown[index] === entry}
                onPoint={() => setActive(shown.indexOf(entry))}
                onChoose={() => void choose(entry)}
              />
            ))}
          </div>
        ))}
      </div>
      {shown.length === 0 ? <p className="palette-none quiet">{t('segments.noCondition')}</p> : null}
      <p className="palette-foot quiet small">{t('segments.paletteKeys')}</p>
    </Dialog>
  );
}

type Section = readonly [heading: string, entries: readonly PaletteEntry[]];

function sectionsOf(entries: readonly PaletteEntry[]): readonly Section[] {
  return [...Map.groupBy(entries, ({ heading }) => heading)];
}

/** In the order in which they are seen, which the arrows follow. */
function inOrder(sections: readonly Section[]): readonly PaletteEntry[] {
  return sections.flatMap(([, some]) => some);
}

interface EntryProps {
  readonly entry: PaletteEntry;
  readonly domId: string;
  readonly isActive: boolean;
  readonly onPoint: () => void;
  readonly onChoose: () => void;
}

function Entry({ entry, domId, isActive, onPoint, onChoose }: EntryProps) {
  return (
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events -- the field above has the keys of the list
    <div
      id={domId}
      role="option"
      tabIndex={-1}
      aria-selected={isActive}
      className={isActive ? 'palette-entry is-active' : 'palette-entry'}
      ref={isActive ? scrollIntoView : undefined}
      onMouseMove={onPoint}
      onMouseDown={(event) => event.preventDefault()}
      onClick={onChoose}
    >
      <span className="palette-name">{entry.label}</span>
      <span className="palette-note quiet small">{entry.note}</span>
    </div>
  );
}

function scrollIntoView(element: HTMLElement | null): void {
  element?.scrollIntoView({ block: 'nearest' });
}
