import { Input, type InputRef } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from './icon.tsx';
import { useKeys } from './keys/keys.ts';

interface SearchFieldProps {
  readonly text: string;
  readonly onText: (text: string) => void;
  readonly label: string;
  readonly hint: string;
}

/** A field that looks for what is typed after a moment; `/` anywhere on the page puts the cursor in it. */
export function SearchField({ text, onText, label, hint }: SearchFieldProps) {
  const { t } = useTranslation();
  const field = useRef<InputRef>(null);
  const [draft, setDraft] = useState(text);
  const [known, setKnown] = useState(text);
  if (known !== text) {
    setKnown(text);
    setDraft(text);
  }
  useEffect(() => {
    const timer = draft === text ? null : window.setTimeout(() => onText(draft), 250);
    return () => window.clearTimeout(timer ?? undefined);
  }, [draft, text, onText]);
  useKeys([
    {
      id: 'search',
      keys: '/',
      label: t('keys.search'),
      group: 'page',
      run: () => field.current?.focus({ cursor: 'all' }),
    },
  ]);
  return (
    <Input
      ref={field}
      className="search-field"
      prefix={<Icon name="search" />}
      allowClear
      aria-label={label}
      placeholder={hint}
      autoComplete="off"
      value={draft}
      onChange={(event) => setDraft(event.target.value)}
      onKeyDown={(event) => {
        if (event.key === 'ArrowDown' || event.key === 'Enter') {
          event.preventDefault();
          document.querySelector<HTMLElement>('[role=grid]')?.focus();
        }
      }}
    />
  );
}
