import { useQuery } from '@tanstack/react-query';
import { type KeyboardEvent, useDeferredValue, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { currentLocale } from '../../../i18n/i18n.ts';
import { Icon } from '../../../ui/icon.tsx';
import { Failure } from '../../../ui/states.tsx';
import { catalogueQuery } from '../api.ts';
import type { EditorProps } from './editor-props.ts';

interface Option {
  readonly value: string;
  readonly label: string;
  readonly keys: string;
}

interface Offered {
  readonly options: readonly Option[];
  readonly isPending: boolean;
  readonly error: Error | null;
  /** Whether words that are not in the list may be meant: a field without options of its own. */
  readonly isFree: boolean;
}

/** The fixed list of the argument, or what its catalogue holds. */
function useOffered({ face, catalogue }: EditorProps, text: string): Offered {
  const locale = currentLocale();
  const needle = useDeferredValue(text);
  const all = useQuery({ ...catalogueQuery(catalogue ?? '', ''), enabled: catalogue !== null });
  const found = useQuery({ ...catalogueQuery(catalogue ?? '', needle), enabled: catalogue !== null && needle !== '' });
  if (catalogue === null) {
    const options = face.options.map(({ value, label }) => ({
      value,
      label: label[locale],
      keys: `${label['zh-CN']} ${label.en}`.toLowerCase(),
    }));
    return { options, isPending: false, error: null, isFree: false };
  }
  const items = [...(all.data?.items ?? []), ...(needle === '' ? [] : (found.data?.items ?? []))];
  const byValue = new Map(items.map((item) => [item.value, { ...item, label: item.label[locale] }]));
  return {
    options: [...byValue.values()],
    isPending: all.isPending,
    error: all.error,
    isFree: all.data?.items.length === 0 && face.catalogue?.includes('{') === true,
  };
}

/** One or several of a list: typing narrows it, by pinyin too; Enter takes, Escape or the mouse outside closes. */
export function OptionsEditor(props: EditorProps) {
  const { face, value, onChange, onClose } = props;
  const { t } = useTranslation();
  const id = useId();
  const [text, setText] = useState('');
  const [active, setActive] = useState(0);
  const { options, isPending, error, isFree } = useOffered(props, text.trim());
  const chosen = new Set([value].flat().filter((one): one is string => typeof one === 'string' && one !== ''));
  const needle = text.trim().toLowerCase();
  const matching = options.filter(({ keys, label }) => keys.includes(needle) || label.toLowerCase().includes(needle));
  const strangers = isFree ? [...chosen].map((one) => ({ value: one, label: one, keys: one })) : [];
  const typed =
    isFree && needle !== '' && !chosen.has(text.trim()) ? [{ value: text.trim(), label: text.trim(), keys: '' }] : [];
  const shown: readonly Option[] = [...matching, ...strangers, ...typed];
  const index = Math.min(active, shown.length - 1);

  const take = (option: Option | undefined): void => {
    if (option === undefined) {
      return;
    }
    if (face.single) {
      onChange(option.value);
      onClose();
      return;
    }
    const next = new Set(chosen);
    if (!next.delete(option.value)) {
      next.add(option.value);
    }
    onChange([...next]);
    if (isFree) {
      setText('');
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
    } else if (event.key === 'Enter' || (event.key === ' ' && text === '')) {
      event.preventDefault();
      take(shown[index]);
    }
  };
  return (
    <div className="options-editor">
      <div className="options-field">
        <Icon name="search" size={14} />
        <input
          data-first
          role="combobox"
          aria-label={face.label[currentLocale()]}
          aria-expanded="true"
          aria-controls={`${id}-list`}
          aria-activedescendant={index >= 0 ? `${id}-${index}` : undefined}
          aria-autocomplete="list"
          autoComplete="off"
          placeholder={t(isFree ? 'segments.freeHint' : 'segments.searchHint')}
          value={text}
          onChange={(event) => {
            setText(event.target.value);
            setActive(0);
          }}
          onKeyDown={onKeyDown}
        />
      </div>
      {error === null ? null : <Failure error={error} />}
      <div
        id={`${id}-list`}
        role="listbox"
        aria-label={face.label[currentLocale()]}
        aria-multiselectable={!face.single}
        className="options-list"
      >
        {shown.map((option, place) => (
          // oxlint-disable-next-line jsx-a11y/click-events-have-key-events -- the field above has the keys of the list
          <div
            key={option.value}
            id={`${id}-${place}`}
            role="option"
            tabIndex={-1}
            aria-selected={chosen.has(option.value)}
            className={place === index ? 'is-active' : undefined}
            ref={place === index ? scrollIntoView : undefined}
            onMouseMove={() => setActive(place)}
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => take(option)}
          >
            <span className="options-mark" aria-hidden="true">
              {chosen.has(option.value) ? '✓' : ''}
            </span>
            <span className="clip" title={option.label}>
              {option.label}
            </span>
          </div>
        ))}
      </div>
      {shown.length === 0 && !isPending && error === null ? (
        <p className="quiet small options-none">{t(isFree ? 'segments.freeHint' : 'segments.noOption')}</p>
      ) : null}
    </div>
  );
}

function scrollIntoView(element: HTMLElement | null): void {
  element?.scrollIntoView({ block: 'nearest' });
}
